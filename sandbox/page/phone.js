// One phone: a person's chat with the bot, or a group chat in which any of its members may speak.

import { numbersOf } from "./album.js";
import { post } from "./api.js";
import { Composer } from "./composer.js";
import { el, keyed, setAttribute, setText } from "./dom.js";
import { History } from "./history.js";
import { icon } from "./icons.js";
import { currentReplyMarkup } from "./keyboard.js";
import { openMenu } from "./menu.js";
import { avatar, fullName, setAvatar } from "./people.js";
import { askPoll } from "./poll.js";
import { chooseChat } from "./sharing.js";
import { showAlert, showToast, toastLayer } from "./toasts.js";
import { inTopic, Topics } from "./topics.js";

function iconButton(testid, className, label, click, iconName) {
  const look = { type: "button", class: className, testid, "aria-label": label, title: label, on: { click } };
  return el("button", look, icon(iconName));
}

export class Phone {
  /** `app`: `state`, `presses`, `clock`, `deck`, `refresh()`, `close(id)`, `openDeepLink(personId, payload)`. */
  constructor(app, id) {
    this.app = app;
    this.id = id;
    this.isGroup = id < 0;
    this.speakerId = this.isGroup ? null : id;
    this.build();
  }

  build() {
    this.face = avatar();
    this.owner = el("h2", {}, el("bdi"));
    this.about = el("p", { class: "hint", dir: "auto" });
    this.block = iconButton("block", "ghost", "", () => this.setBlocked(!this.person.blocked), "block");
    const close = iconButton("close-phone", "ghost", "Убрать телефон с экрана", () => this.app.close(this.id), "close");
    const who = el("div", { class: "who" }, this.owner, this.about);
    const caption = el("header", { class: "caption" }, this.face, who, this.block, close);

    this.botFace = avatar("bot");
    this.title = el("bdi", { class: "chat-title" });
    this.status = el("span", { class: "hint", testid: "status" });
    const bot = el("div", { class: "who" }, this.title, this.status);
    const chat = el("div", { class: "chat-header" }, this.botFace, bot);
    this.toasts = toastLayer();
    this.history = new History("Сообщения", this.messageActions());
    this.intro = el("div", { class: "intro" }, avatar("bot large"), el("strong", {}), el("p", { dir: "auto" }));
    this.composer = new Composer(this.composerActions());
    this.start = this.bigButton("start", "Запустить", () => this.send("start", { payload: "" }));
    this.unblock = this.bigButton("unblock", "Разблокировать", () => this.setBlocked(false));
    const speakers = { class: "speakers", role: "group", "aria-label": "От чьего имени писать" };
    this.speakers = el("div", { ...speakers, hidden: true });
    this.topics = new Topics(() => this.goToTopic());
    const middle = el("div", { class: "middle" }, this.history.list, this.intro, this.history.jump, this.toasts);
    const bottom = el("footer", { class: "bottom" }, this.speakers, this.composer.node, this.start, this.unblock);
    this.screen = el("div", { class: "screen" }, chat, this.topics.node, middle, bottom);
    this.node = el("section", { class: "phone", testid: `phone-${this.id}` }, caption, this.screen);
  }

  bigButton(testid, label, click) {
    return el("button", { type: "button", class: "big", testid, hidden: true, on: { click } }, label);
  }

  messageActions() {
    const phone = this;
    return {
      get botUsername() {
        return phone.app.state.bot.username;
      },
      isWaiting: (messageId, data) => this.app.presses.isWaiting(this.id, messageId, data),
      onPress: (messageId, data) => this.press(messageId, data),
      onDeepLink: (payload) => this.app.openDeepLink(this.speakerId, payload),
      onCommand: (text) => this.say(text),
      onCopy: (text) => this.copy(text),
      onNotice: (text) => showToast(this.toasts, text),
      onInline: (query) => this.composer.startInline(query),
      onShare: (share, anchor) => this.openShareMenu(share, anchor),
      onMenu: (message, anchor) => this.openMessageMenu(message, anchor),
    };
  }

  composerActions() {
    const phone = this;
    return {
      get botUsername() {
        return phone.app.state.bot.username;
      },
      host: () => this.screen,
      say: (text, replyTo) => this.say(text, replyTo),
      edit: (messageId, text) => this.send("edit", { message_id: messageId, text, ...this.where() }),
      attach: (kind, files, caption) => this.attach(kind, files, caption),
      askPoll: () => askPoll(`/sandbox/people/${this.speakerId}/poll`, this.where(), () => this.showNewest()),
      askInline: (query, offset) => this.askInline(query, offset),
      chooseInline: (queryId, resultId) => this.chooseInline(queryId, resultId),
      openBot: (payload) => this.app.openDeepLink(this.speakerId, payload),
      notice: (text) => showToast(this.toasts, text),
    };
  }

  get person() {
    return this.app.state.people.find((person) => person.id === this.speakerId);
  }

  /** A private chat needs no address; in a group the sandbox must be told which one, and which topic. */
  where() {
    if (!this.isGroup) return {};
    return this.topics.chosen === null ? { chat_id: this.id } : { chat_id: this.id, topic_id: this.topics.chosen };
  }

  goToTopic() {
    this.history.pinned = true;
    this.render();
  }

  showNewest() {
    this.history.pinned = true;
    this.app.refresh();
  }

  /** Posts an act of the person who holds the phone; false, and a red toast, when the sandbox refuses. */
  async send(verb, body) {
    try {
      const answer = await post(`/sandbox/people/${this.speakerId}/${verb}`, body);
      this.app.refresh();
      return answer;
    } catch (problem) {
      showToast(this.toasts, problem.message, "error");
      return false;
    }
  }

  say(text, replyTo = null) {
    this.history.pinned = true;
    return this.send("say", { text, reply_to: replyTo, ...this.where() });
  }

  attach(kind, files = [], caption = "") {
    this.history.pinned = true;
    if (files.length === 0) return this.send("send", { kind, ...this.where() });
    const form = new FormData();
    for (const [name, value] of Object.entries({ kind, caption, ...this.where() })) form.append(name, value);
    for (const file of files) form.append("file", file);
    return this.send("send", form);
  }

  /** An answer to «@botname query», or {error}: a person who is typing is not disturbed by a red toast. */
  async askInline(query, offset) {
    try {
      return await post(`/sandbox/people/${this.speakerId}/inline`, { query, offset, ...this.where() });
    } catch (problem) {
      return { error: problem.message };
    }
  }

  chooseInline(queryId, resultId) {
    this.history.pinned = true;
    return this.send("choose", { query_id: queryId, result_id: resultId, ...this.where() });
  }

  async press(messageId, data) {
    const press = this.app.presses.begin(this.id, messageId, data);
    this.render();
    const answer = await this.send("press", { message_id: messageId, data, ...this.where() });
    if (answer) this.app.presses.accepted(press, answer.callback_query_id);
    else this.app.presses.drop(press);
    this.app.refresh();
  }

  setBlocked(blocked) {
    return this.send("block", { blocked });
  }

  async copy(text) {
    try {
      await navigator.clipboard.writeText(text);
      showToast(this.toasts, "Скопировано");
    } catch {
      showToast(this.toasts, "Браузер не разрешил скопировать текст", "error");
    }
  }

  openMessageMenu(message, anchor) {
    const text = message.text ?? message.caption ?? "";
    const reply = () => this.composer.startReplying(message.message_id);
    const items = [
      { label: "Ответить", icon: "reply", testid: "reply-message", act: reply },
      { label: "Скопировать", icon: "copy", testid: "copy-message", act: () => this.copy(text) },
      { label: "Переслать", icon: "forward", testid: "forward-message", act: () => this.openForwardMenu(message, anchor) },
    ];
    if (message.from?.id === this.speakerId && message.text !== undefined && !message.via_bot) {
      const act = () => this.composer.startEditing(message);
      items.unshift({ label: "Изменить", icon: "edit", testid: "edit-message", act });
    }
    openMenu(this.screen, anchor, "Действия с сообщением", items);
  }

  /** «Поделиться»: the person chooses a chat, and the query waits there in the input field. */
  openShareMenu({ query = "", allow_bot_chats, allow_group_chats }, anchor) {
    const act = (id) => this.app.deck.show(id).startInline(this.speakerId, query);
    chooseChat(this, anchor, "Куда отправить", { own: allow_bot_chats, groups: allow_group_chats }, act);
  }

  /** «Переслать»: the same, and the message (an album as a whole) goes there at once. */
  openForwardMenu(message, anchor) {
    const act = async (id) => {
      const body = { message_ids: numbersOf(message), ...this.where(), to_chat_id: id };
      if (await this.send("forward", body)) this.app.deck.show(id).history.pinned = true;
    };
    chooseChat(this, anchor, "Куда переслать", { own: true, groups: true }, act);
  }

  /** In a group the query is typed by the person who pressed the button. */
  startInline(speakerId, query) {
    if (this.isGroup) this.speakerId = speakerId;
    this.render();
    this.composer.startInline(query);
  }

  /** The answer to a pressed button: {"text", "show_alert"}. */
  showAnswer({ text, show_alert }) {
    if (!text) return;
    if (show_alert) showAlert(this.screen, this.app.state.bot.first_name, text);
    else showToast(this.toasts, text);
  }

  render() {
    const { state } = this.app;
    let messages = state.chats[this.id] ?? [];
    if (this.isGroup) {
      const group = state.groups.find(({ id }) => id === this.id);
      this.renderGroup(group);
      this.topics.render(group.topics, messages);
      if (group.topics) messages = inTopic(messages, this.topics.chosen);
    } else {
      this.renderPerson(this.person);
    }
    const typing = state.typing.some((entry) => entry.chat_id === this.id);
    if (typing) setText(this.status, "печатает…");
    setAttribute(this.status, "data-typing", typing);

    this.history.render(messages, {
      now: this.app.clock.now(),
      sideOf: (message) => (message.from_bot ? "bot" : message.from?.id === this.speakerId ? "me" : "other"),
      named: (message) => this.isGroup && message.from?.id !== this.speakerId,
    });
    this.renderBottom(messages);
  }

  renderCaption(id, name, about, label) {
    setAvatar(this.face, name, id);
    setText(this.owner.firstChild, name);
    setAttribute(this.owner, "title", name);
    setText(this.about, about);
    setAttribute(this.node, "aria-label", label);
    setAttribute(this.history.list, "aria-label", `Сообщения: ${name}`);
  }

  renderPerson(person) {
    const { bot } = this.app.state;
    const name = fullName(person);
    this.renderCaption(person.id, name, person.about || "телефон", `Телефон: ${name}`);
    setAvatar(this.botFace, bot.first_name, 0);
    setText(this.title, bot.first_name);
    setText(this.status, person.blocked ? "заблокирован" : "бот");
    const label = person.blocked ? "Разблокировать бота" : "Заблокировать бота";
    setAttribute(this.block, "aria-label", label);
    setAttribute(this.block, "title", label);
    setAttribute(this.block, "aria-pressed", String(person.blocked));
    this.block.disabled = !person.started && !person.blocked;
  }

  renderGroup(group) {
    const { people } = this.app.state;
    const members = people.filter((person) => group.members.includes(person.id));
    this.speakerId ??= members[0]?.id;
    this.renderCaption(group.id, group.title, "групповой чат с ботом", `Группа: ${group.title}`);
    setAvatar(this.botFace, group.title, group.id);
    setText(this.title, group.title);
    setText(this.status, members.map((person) => person.first_name).join(", "));
    this.block.hidden = true;
    this.speakers.hidden = false;
    keyed(this.speakers, members, {
      key: (person) => person.id,
      create: (person) => {
        const choose = () => {
          this.speakerId = person.id;
          this.render();
        };
        return el("button", { type: "button", class: "chip", testid: `speaker-${person.id}`, on: { click: choose } });
      },
      update: (node, person) => {
        setText(node, person.first_name);
        setAttribute(node, "aria-pressed", String(person.id === this.speakerId));
      },
    });
  }

  renderBottom(messages) {
    const { blocked = false, started = true, deleted = false } = (!this.isGroup && this.person) || {};
    const { commands, bot, description } = this.app.state;
    const silent = !blocked && !started;
    this.start.hidden = !silent;
    this.unblock.hidden = !blocked;
    this.composer.node.hidden = blocked || silent || deleted;
    this.composer.render({ commands, markup: currentReplyMarkup(messages) });
    this.intro.hidden = messages.length > 0;
    const [face, title, words] = this.intro.children;
    setAvatar(face, bot.first_name, 0);
    setText(title, this.isGroup ? "Здесь пока тихо" : bot.first_name);
    const invitation = "Чат пока пуст. Нажмите «Запустить» — бот поздоровается первым.";
    setText(words, description || (this.isGroup ? "Напишите что-нибудь от имени участника." : invitation));
  }
}
