// Which phones are on the table. On a laptop they stand side by side; on a narrow screen one fills it and the
// others are a swipe or a tab away. Remembered between visits.

import { el, keyed, setAttribute, setText } from "./dom.js";
import { icon } from "./icons.js";
import { avatar, fullName, setAvatar } from "./people.js";
import { Phone } from "./phone.js";

const AT_FIRST = 3;
const MEMORY = "sandbox.phones";

function remembered() {
  try {
    return JSON.parse(localStorage.getItem(MEMORY));
  } catch {
    return null;
  }
}

function remember(ids) {
  try {
    localStorage.setItem(MEMORY, JSON.stringify(ids));
  } catch {
    // A browser that keeps nothing is no obstacle: the first phones open again next time.
  }
}

export class Deck {
  /** `app` as for Phone, and `narrow` (a MediaQueryList), `onAdd()` for the «добавить телефон» tab. */
  constructor(app) {
    this.app = app;
    this.track = document.getElementById("phones");
    this.tabs = document.getElementById("tabs");
    this.phones = new Map();
    this.open = null;
    this.active = null;
    this.read = new Map();
    this.track.addEventListener("scroll", () => this.onSwipe(), { passive: true });
  }

  /** Everyone with a chat: people first, then groups; `{id, name}`. */
  chats() {
    const { people, groups } = this.app.state;
    return [
      ...people.map((person) => ({ id: person.id, name: fullName(person) })),
      ...groups.map((group) => ({ id: group.id, name: group.title })),
    ];
  }

  render() {
    const ids = this.chats().map((chat) => chat.id);
    this.open ??= remembered()?.filter((id) => ids.includes(id)) ?? [];
    this.open = this.open.filter((id) => ids.includes(id));
    if (this.open.length === 0) this.open = ids.slice(0, AT_FIRST);
    if (!this.open.includes(this.active)) [this.active] = this.open;
    for (const id of this.open) if (!this.phones.has(id)) this.phones.set(id, new Phone(this.app, id));
    keyed(this.track, this.open, { key: (id) => id, create: (id) => this.phones.get(id).node });
    for (const id of this.open) this.phones.get(id).render();
    setAttribute(this.track, "data-count", this.open.length);
    this.renderTabs();
  }

  renderTabs() {
    const more = { id: "add" };
    keyed(this.tabs, [...this.chats(), more], {
      key: (chat) => chat.id,
      create: (chat) => (chat === more ? this.addTab() : this.tab(chat.id)),
      update: (node, chat) => chat !== more && this.updateTab(node, chat),
    });
  }

  addTab() {
    const look = { type: "button", class: "tab add", testid: "add-phone", "aria-label": "Добавить телефон" };
    return el("button", { ...look, on: { click: () => this.app.onAdd() } }, icon("plus"), "Телефон");
  }

  tab(id) {
    const name = el("bdi", { class: "tab-name" });
    const look = { type: "button", class: "tab", testid: `tab-${id}`, on: { click: () => this.show(id) } };
    return el("button", look, avatar("small"), name, el("span", { class: "badge", hidden: true }));
  }

  updateTab(node, { id, name }) {
    const [face, label, badge] = node.children;
    setAvatar(face, name, id);
    setText(label, name);
    setAttribute(node, "title", name);
    const onTable = this.open.includes(id);
    const visible = onTable && (!this.app.narrow.matches || id === this.active);
    setAttribute(node, "aria-pressed", String(visible));
    const messages = this.app.state.chats[id] ?? [];
    const last = messages.at(-1)?.message_id ?? 0;
    if (visible || !this.read.has(id)) this.read.set(id, last);
    const unread = messages.filter((message) => message.message_id > this.read.get(id)).length;
    badge.hidden = unread === 0;
    setText(badge, String(unread));
    setAttribute(badge, "aria-label", `новых: ${unread}`);
  }

  /** The phone with this id, put on the table if it is not there. */
  show(id) {
    if (!this.open.includes(id)) {
      this.open.push(id);
      remember(this.open);
    }
    this.active = id;
    this.render();
    const phone = this.phones.get(id);
    this.revealTab(id);
    // Smooth scrolling on a narrow screen would pass through, and so select, every phone on the way.
    const calm = this.app.narrow.matches || matchMedia("(prefers-reduced-motion: reduce)").matches;
    phone.node.scrollIntoView({ behavior: calm ? "auto" : "smooth", inline: "nearest", block: "nearest" });
    return phone;
  }

  /** Takes a phone off the table, drafts and all, until it is shown again; the last one stays. */
  close(id) {
    if (this.open.length === 1) return;
    this.open = this.open.filter((other) => other !== id);
    remember(this.open);
    this.render();
    this.tabs.querySelector(`[data-testid="tab-${id}"]`)?.focus();
  }

  revealTab(id) {
    const tab = this.tabs.querySelector(`[data-testid="tab-${id}"]`);
    if (tab) this.tabs.scrollLeft = tab.offsetLeft - (this.tabs.clientWidth - tab.offsetWidth) / 2;
  }

  onSwipe() {
    if (!this.app.narrow.matches) return;
    const nearest = Math.round(this.track.scrollLeft / this.track.clientWidth);
    const id = this.open[nearest];
    if (id === undefined || id === this.active) return;
    this.active = id;
    this.renderTabs();
    this.revealTab(id);
  }
}
