// Buttons under a message (inline) and under the input field (reply keyboard).

import { el, keyed, setAttribute } from "./dom.js";
import { icon } from "./icons.js";
import { deepLink, safeAddress } from "./links.js";

const NOT_HERE = "Такую кнопку симулятор не умеет нажимать.";
const ANY_CHAT = { allow_user_chats: true, allow_bot_chats: true, allow_group_chats: true, allow_channel_chats: true };

/** What a button that switches to inline mode does when pressed, or null for any other button. */
function inlineSwitch(button, actions) {
  const here = button.switch_inline_query_current_chat;
  if (here !== undefined) return () => actions.onInline(here);
  const query = button.switch_inline_query;
  const share = query === undefined ? button.switch_inline_query_chosen_chat : { ...ANY_CHAT, query };
  return share ? ({ currentTarget }) => actions.onShare(share, currentTarget) : null;
}

function inlineButton(button, message, actions) {
  const look = { class: "inline-button", testid: "inline-button", "data-style": button.style };
  const label = el("span", { class: "label", dir: "auto" }, button.text);
  if (button.url !== undefined) {
    const payload = deepLink(button.url, actions.botUsername);
    const href = safeAddress(button.url);
    if (payload !== null) {
      return el("button", { ...look, type: "button", on: { click: () => actions.onDeepLink(payload) } }, label);
    }
    if (href) return el("a", { ...look, href, target: "_blank", rel: "noopener noreferrer" }, label, icon("open"));
  }
  let act = inlineSwitch(button, actions) ?? (() => actions.onNotice(NOT_HERE));
  if (button.callback_data !== undefined) act = () => actions.onPress(message.message_id, button.callback_data);
  if (button.copy_text) act = () => actions.onCopy(button.copy_text.text);
  return el("button", { ...look, type: "button", on: { click: act } }, label);
}

function drawRow(node, row, message, actions) {
  keyed(node, row.buttons.map((button, column) => ({ button, column })), {
    // The action is part of the key: when a message is edited between touch and release, the touched button
    // leaves the page and its new neighbour is not pressed by accident.
    key: ({ button, column }) => `${column} ${JSON.stringify(button)}`,
    create: ({ button }) => inlineButton(button, message, actions),
    update: (control, { button }) => {
      const waits = button.callback_data !== undefined && actions.isWaiting(message.message_id, button.callback_data);
      setAttribute(control, "aria-busy", waits ? "true" : null);
    },
  });
}

/** Draws an inline keyboard into `node`; buttons that stay the same stay the same elements. */
export function drawInlineKeyboard(node, message, actions) {
  const rows = message.reply_markup?.inline_keyboard ?? [];
  node.hidden = rows.length === 0;
  keyed(node, rows.map((buttons, index) => ({ buttons, index })), {
    key: (row) => row.index,
    create: () => el("div", { class: "row" }),
    update: (row, item) => drawRow(row, item, message, actions),
  });
}

function replyButton(button, actions) {
  const { text, request_contact, request_location } = typeof button === "string" ? { text: button } : button;
  let act = () => actions.onSay(text);
  if (request_contact) act = () => actions.onAttach("contact");
  if (request_location) act = () => actions.onAttach("location");
  const look = { type: "button", class: "reply-button", testid: "reply-button", on: { click: act } };
  return el("button", look, el("span", { class: "label", dir: "auto" }, text));
}

/** Draws the rows of a ReplyKeyboardMarkup anew into `node`. */
export function drawReplyKeyboard(node, markup, actions) {
  const rows = (markup?.keyboard ?? []).map((row) =>
    el("div", { class: "row" }, ...row.map((button) => replyButton(button, actions))),
  );
  node.replaceChildren(...rows);
}

/** The markup that rules the input field: the last keyboard, removal or forced reply the bot has sent, or null. */
export function currentReplyMarkup(messages) {
  for (let index = messages.length - 1; index >= 0; index -= 1) {
    const message = messages[index];
    const markup = message.reply_keyboard ?? message.reply_markup;
    if (!message.from_bot || !markup || markup.inline_keyboard) continue;
    // A forced reply is over as soon as anything follows it.
    if (markup.force_reply && index < messages.length - 1) return null;
    return { ...markup, message_id: message.message_id };
  }
  return null;
}
