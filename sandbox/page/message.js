// One message: a bubble, an inline keyboard under it, or a line in the middle for a service message.

import { el, setAttribute, setText, whenChanged } from "./dom.js";
import { richText } from "./entities.js";
import { icon } from "./icons.js";
import { drawInlineKeyboard } from "./keyboard.js";
import { media, mediaOf } from "./media.js";
import { fullName } from "./people.js";
import { fromUnix, moment, time } from "./time.js";

const LONG_PRESS_MS = 500;
const TRAVEL_PX = 10;
const QUOTE_LENGTH = 90;
const KINDS = {
  photo: "Фото",
  document: "Документ",
  voice: "Голосовое",
  sticker: "Стикер",
  contact: "Контакт",
  location: "Место на карте",
  poll: "Опрос",
};

function names(people) {
  return people.map(fullName).join(", ");
}

/** The words of a service message, or null when the message is an ordinary one. */
export function serviceText(message) {
  if (message.new_chat_members) return `В чате появились: ${names(message.new_chat_members)}`;
  if (message.left_chat_member) return `Чат покидает ${fullName(message.left_chat_member)}`;
  if (message.pinned_message) return "Сообщение закреплено";
  if (message.new_chat_title) return `Новое название: ${message.new_chat_title}`;
  if (message.forum_topic_created) return `Тема «${message.forum_topic_created.name}» создана`;
  if (message.forum_topic_edited) return `Новое название темы: ${message.forum_topic_edited.name ?? "прежнее"}`;
  if (message.forum_topic_closed) return "Тема закрыта";
  if (message.forum_topic_reopened) return "Тема снова открыта";
  if (message.group_chat_created || message.supergroup_chat_created) return "Группа создана";
  return null;
}

function preview(message) {
  const kind = Object.keys(KINDS).find((name) => message[name]);
  const signs = [...(message.text ?? message.caption ?? KINDS[kind] ?? "Сообщение")];
  return signs.length > QUOTE_LENGTH ? `${signs.slice(0, QUOTE_LENGTH).join("")}…` : signs.join("");
}

/** Who a forwarded message comes from. */
function originOf({ sender_user, sender_user_name, sender_chat, chat }) {
  return sender_user_name ?? sender_chat?.title ?? chat?.title ?? fullName(sender_user ?? {});
}

/** A right click or a long touch opens the menu of a message; a finger that travels is scrolling. */
function menuTriggers(node, open) {
  let timer = null;
  let touched = null;
  let held = false;
  // A link has a menu of its own in every browser; a command in the text has none.
  const hasOwnMenu = (target) => target.closest("a, button:not(.as-link)");
  const forget = () => clearTimeout(timer);
  node.addEventListener("contextmenu", (event) => {
    if (hasOwnMenu(event.target)) return;
    event.preventDefault();
    forget();
    open();
  });
  node.addEventListener("pointerdown", (event) => {
    forget();
    touched = event;
    held = false;
    if (event.pointerType !== "touch" || hasOwnMenu(event.target)) return;
    timer = setTimeout(() => {
      held = true;
      open();
    }, LONG_PRESS_MS);
  });
  // Lifting the finger after a long touch is not a press of what lies under it.
  node.addEventListener("click", (event) => held && event.stopPropagation(), true);
  node.addEventListener("pointermove", ({ x, y }) => {
    if (touched && Math.hypot(x - touched.x, y - touched.y) > TRAVEL_PX) forget();
  });
  for (const name of ["pointerup", "pointercancel"]) node.addEventListener(name, forget);
}

/** An empty message element; updateMessage fills it. */
export function createMessage(actions) {
  const more = el("button", { type: "button", class: "message-menu", testid: "message-menu" }, icon("more"));
  more.setAttribute("aria-label", "Действия с сообщением");
  const parts = {
    sender: el("bdi", { class: "sender" }),
    via: el("span", { class: "hint via", testid: "via" }),
    forward: el("span", { class: "hint via", testid: "forward" }),
    quote: el("div", { class: "quote", dir: "auto" }),
    media: el("div", { class: "media" }),
    text: el("div", { class: "text", testid: "message-text", dir: "auto" }),
    edited: el("span", { class: "edited", testid: "edited" }, "изменено"),
    time: el("time"),
    keyboard: el("div", { class: "inline-keyboard" }),
    reactions: el("div", { class: "reactions" }),
  };
  const meta = el("div", { class: "meta" }, parts.edited, parts.time);
  const { sender, via, forward, quote, media: attachment, text, reactions } = parts;
  const bubble = el("div", { class: "bubble" }, sender, via, forward, quote, attachment, text, reactions, meta);
  const line = el("div", { class: "line" }, bubble, more);
  const node = el("div", { class: "message", testid: "message" }, line, parts.keyboard);
  const open = () => actions.onMenu(node.message, more);
  more.addEventListener("click", open);
  menuTriggers(bubble, open);
  node.parts = parts;
  return node;
}

function drawText(node, message, actions) {
  const { text, media: mediaNode } = node.parts;
  const words = message.text ?? message.caption ?? "";
  const entities = message.entities ?? message.caption_entities;
  whenChanged(node, "text", [words, entities], () => {
    text.replaceChildren(...richText(words, entities, actions));
    text.hidden = words === "";
  });
  whenChanged(node, "media", [mediaOf(message), words === ""], () => {
    const shown = media(message) ?? (words ? null : el("em", {}, "Вложение без предпросмотра"));
    mediaNode.replaceChildren(...(shown ? [shown] : []));
    mediaNode.hidden = !shown;
    setAttribute(node, "data-kind", message.sticker ? "sticker" : null);
  });
}

function drawReactions(node, reactions) {
  whenChanged(node, "reactions", reactions, () => {
    node.parts.reactions.replaceChildren(...reactions.map((reaction) => el("span", {}, reaction.emoji ?? "★")));
    node.parts.reactions.hidden = reactions.length === 0;
  });
}

/** Brings the element up to date. `side`: "bot", "me" or "other"; `named`: show the sender's name above. */
export function updateMessage(node, { message, side, named }, actions) {
  const { parts } = node;
  node.message = message;
  setAttribute(node, "data-message-id", message.message_id);
  setAttribute(node, "data-from", side);
  setAttribute(node, "data-named", named);
  setAttribute(parts.sender, "data-tone", Math.abs(message.from?.id ?? 0) % 6);
  setText(parts.sender, named ? fullName(message.from ?? {}) : "");
  parts.sender.hidden = !named;
  parts.via.hidden = !message.via_bot;
  setText(parts.via, message.via_bot ? `через @${message.via_bot.username}` : "");

  const origin = message.forward_origin;
  parts.forward.hidden = !origin;
  setText(parts.forward, origin ? `Переслано: ${originOf(origin)}` : "");

  // What stands in a topic answers how the topic began: a phone does not show that.
  const replied = message.reply_to_message?.forum_topic_created ? null : message.reply_to_message;
  parts.quote.hidden = !replied;
  if (replied) setText(parts.quote, preview(replied));

  drawText(node, message, actions);
  drawReactions(node, message.reactions ?? []);
  parts.edited.hidden = !message.edit_date;
  const sent = fromUnix(message.date);
  setText(parts.time, time(sent));
  setAttribute(parts.time, "datetime", sent.toISOString());
  setAttribute(parts.time, "title", moment(sent));
  drawInlineKeyboard(parts.keyboard, message, actions);
}
