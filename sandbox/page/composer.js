// The lower edge of a phone: input field, commands, attachments, editing, the reply keyboard.

import { el, setAttribute, setText, whenChanged } from "./dom.js";
import { icon } from "./icons.js";
import { InlineResults } from "./inline.js";
import { drawReplyKeyboard } from "./keyboard.js";
import { openMenu } from "./menu.js";

const ATTACHMENTS = [
  { kind: "photo", label: "Фото", icon: "photo", accept: "image/png,image/jpeg,image/gif" },
  { kind: "document", label: "Документ", icon: "document", accept: "" },
  { kind: "poll", label: "Опрос", icon: "poll" },
  { kind: "sticker", label: "Стикер", icon: "sticker" },
  { kind: "voice", label: "Голосовое", icon: "voice" },
  { kind: "contact", label: "Мой контакт", icon: "contact" },
  { kind: "location", label: "Место на карте", icon: "location" },
];

function round(iconName, label, testid, click) {
  const look = { type: "button", class: "round", testid, "aria-label": label, title: label, on: { click } };
  return el("button", look, icon(iconName));
}

/**
 * The composer of one phone. `actions`: `say(text, replyTo?)`, `edit(messageId, text)` (both promise something
 * true when accepted), `attach(kind, files?, caption?)` (likewise; several files are an album), `askPoll()`, `host()`
 * (the screen to open menus in), and those of InlineResults.
 */
export class Composer {
  constructor(actions) {
    this.actions = actions;
    this.inline = new InlineResults(actions, () => this.reset());
    this.editing = null;
    this.replyingTo = null;
    this.commands = [];
    this.markup = null;
    this.keyboardOpen = false;
    this.build();
  }

  build() {
    const look = { class: "field", testid: "composer", rows: "1", dir: "auto", "aria-label": "Сообщение" };
    this.field = el("textarea", look);
    this.field.addEventListener("keydown", (event) => this.onKey(event));
    this.field.addEventListener("input", () => this.onInput());
    this.field.addEventListener("focus", () => this.offerInline());
    this.commandsButton = round("slash", "Команды бота", "commands", () => this.toggleCommands());
    this.keyboardButton = round("keyboard", "Кнопки бота", "keyboard-toggle", () => this.toggleKeyboard());
    this.attachButton = round("attach", "Прикрепить", "attach", () => this.openAttachments());
    this.sendButton = round("send", "Отправить", "send", () => this.send());
    this.sendButton.classList.add("primary");
    this.file = el("input", { type: "file", multiple: true, hidden: true, testid: "file-input", "aria-label": "Файл" });
    this.file.addEventListener("change", () => this.onFile());

    const cancel = round("close", "Отменить", "cancel-edit", () => this.reset());
    this.banner = el("div", { class: "banner", hidden: true }, icon("edit"), el("span"), cancel);
    this.list = el("div", { class: "commands", hidden: true, role: "menu", "aria-label": "Команды бота" });
    this.keyboard = el("div", { class: "reply-keyboard", testid: "reply-keyboard", hidden: true });
    const row = el("div", { class: "composer-row" }, this.commandsButton, this.attachButton, this.field);
    row.append(this.keyboardButton, this.sendButton, this.file);
    this.node = el("div", { class: "composer" }, this.list, this.inline.node, this.banner, row, this.keyboard);
    const leave = (target) => target && !this.node.contains(target) && this.hideOffers();
    // Safari gives no focus to a pressed button, so losing focus alone does not mean leaving.
    this.node.addEventListener("focusout", (event) => leave(event.relatedTarget));
    document.addEventListener("pointerdown", (event) => leave(event.target));
  }

  /** Takes the bot's commands and the markup that rules the field (or null). */
  render({ commands, markup }) {
    this.commands = commands;
    this.commandsButton.hidden = commands.length === 0;
    whenChanged(this.node, "markup", markup, () => this.setMarkup(markup));
    const hint = markup?.input_field_placeholder;
    setAttribute(this.field, "placeholder", hint || "Сообщение");
  }

  setMarkup(markup) {
    this.markup = markup?.keyboard ? markup : null;
    this.keyboardOpen = this.markup !== null;
    drawReplyKeyboard(this.keyboard, this.markup, {
      onSay: (text) => this.useKeyboard(() => this.actions.say(text)),
      onAttach: (kind) => this.useKeyboard(() => this.actions.attach(kind)),
    });
    this.showKeyboard();
    if (markup?.force_reply) this.startReplying(markup.message_id);
  }

  useKeyboard(act) {
    if (this.markup?.one_time_keyboard) this.toggleKeyboard();
    act();
  }

  toggleKeyboard() {
    this.keyboardOpen = !this.keyboardOpen;
    this.showKeyboard();
  }

  showKeyboard() {
    this.keyboardButton.hidden = this.markup === null;
    this.keyboard.hidden = !this.keyboardOpen;
    setAttribute(this.keyboardButton, "aria-expanded", String(this.keyboardOpen));
  }

  onKey(event) {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      this.send();
    }
    if (event.key === "Escape") {
      this.hideOffers();
      if (!this.banner.hidden) this.reset();
    }
  }

  onInput() {
    this.fit();
    const typed = this.field.value;
    this.offerCommands(/^\/\w*$/.test(typed) ? typed.slice(1).toLowerCase() : null);
    this.offerInline();
  }

  /** A message that is being edited is never a query. */
  offerInline() {
    this.inline.follow(this.editing === null ? this.field.value : "");
  }

  hideOffers() {
    this.offerCommands(null);
    this.inline.hide();
  }

  fit() {
    this.field.style.height = "auto";
    this.field.style.height = `${Math.min(this.field.scrollHeight, 132)}px`;
  }

  async send() {
    const text = this.field.value;
    if (!text.trim()) return;
    const { editing, replyingTo } = this;
    this.reset();
    this.field.focus({ preventScroll: true });
    const accepted = editing ? this.actions.edit(editing, text) : this.actions.say(text, replyingTo);
    // A refused text comes back, unless the person has begun another one meanwhile.
    if (!(await accepted) && this.field.value === "") this.fill(text);
  }

  fill(text) {
    this.field.value = text;
    this.fit();
    this.list.hidden = true;
    this.offerInline();
  }

  /** Puts an inline query of the bot into the field, as a «поделиться» button does. */
  startInline(query) {
    this.reset();
    this.field.focus({ preventScroll: true });
    this.fill(`@${this.actions.botUsername} ${query}`);
  }

  /** Puts one's own message into the field to be changed. */
  startEditing(message) {
    this.reset();
    this.editing = message.message_id;
    this.fill(message.text);
    this.showBanner("Изменение сообщения");
  }

  /** The next text will be a reply to the message with this id. */
  startReplying(messageId) {
    if (this.editing !== null) this.reset();
    this.replyingTo = messageId;
    this.showBanner("Ответ на сообщение");
  }

  showBanner(text) {
    this.banner.hidden = false;
    setText(this.banner.children[1], text);
    this.field.focus({ preventScroll: true });
  }

  /** An empty field that neither edits nor replies. */
  reset() {
    this.editing = null;
    this.replyingTo = null;
    this.banner.hidden = true;
    this.fill("");
  }

  toggleCommands() {
    this.offerCommands(this.list.hidden ? "" : null);
    this.list.querySelector("button")?.focus({ preventScroll: true });
  }

  offerCommands(prefix) {
    const fitting = prefix === null ? [] : this.commands.filter(({ command }) => command.startsWith(prefix));
    const choose = (command) => {
      this.fill("");
      this.actions.say(`/${command}`);
    };
    const buttons = fitting.map(({ command, description }) => {
      const look = { type: "button", role: "menuitem", testid: "command", on: { click: () => choose(command) } };
      return el("button", look, el("strong", {}, `/${command}`), el("span", { class: "hint" }, description));
    });
    this.list.replaceChildren(...buttons);
    this.list.hidden = buttons.length === 0;
    setAttribute(this.commandsButton, "aria-expanded", String(!this.list.hidden));
  }

  openAttachments() {
    const words = this.caption() ? " с подписью" : "";
    const items = ATTACHMENTS.map((item) => ({
      ...item,
      label: item.accept === undefined ? item.label : `${item.label}${words}`,
      testid: `attach-${item.kind}`,
      act: () => this.attach(item),
    }));
    openMenu(this.actions.host(), this.attachButton, "Что прикрепить", items);
  }

  attach({ kind, accept }) {
    if (kind === "poll") return this.actions.askPoll();
    if (accept === undefined) return this.actions.attach(kind);
    this.file.dataset.kind = kind;
    this.file.accept = accept;
    this.file.value = "";
    this.file.click();
  }

  /** What stands in the field goes along with a file, as in Telegram. */
  caption() {
    return this.editing === null ? this.field.value.trim() : "";
  }

  async onFile() {
    const chosen = [...this.file.files];
    if (chosen.length === 0) return;
    const caption = this.caption();
    if (caption) this.reset();
    const accepted = await this.actions.attach(this.file.dataset.kind, chosen, caption);
    if (!accepted && this.field.value === "") this.fill(caption);
  }
}
