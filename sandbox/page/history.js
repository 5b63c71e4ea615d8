// The list of messages in a phone: keyed, with days between them, and a scroll position that people can trust.

import { joinAlbums } from "./album.js";
import { el, keyed, setText } from "./dom.js";
import { icon } from "./icons.js";
import { createMessage, serviceText, updateMessage } from "./message.js";
import { dayHeading, dayKey, fromUnix } from "./time.js";

const NEAR_BOTTOM_PX = 48;

function withDays(messages, now) {
  const items = [];
  let lastDay = null;
  for (const message of joinAlbums(messages)) {
    const sent = fromUnix(message.date);
    const day = dayKey(sent);
    if (day !== lastDay) items.push({ key: `day ${day}`, heading: dayHeading(sent, now) });
    lastDay = day;
    const service = serviceText(message);
    if (service === null) items.push({ key: `message ${message.message_id}`, message });
    else items.push({ key: `service ${message.message_id}`, heading: service });
  }
  return items;
}

export class History {
  /** `label` names the list for screen readers; `actions` go to the messages. */
  constructor(label, actions) {
    this.actions = actions;
    this.pinned = true;
    this.top = 0;
    this.seenBelow = 0;
    this.count = 0;
    this.inner = el("div", { class: "messages-inner" });
    const reads = { role: "log", "aria-live": "polite", "aria-label": label, tabindex: "0" };
    this.list = el("div", { class: "messages", testid: "messages", ...reads }, this.inner);
    this.fresh = el("span", { class: "badge" });
    const look = { type: "button", class: "round jump", testid: "jump", "aria-label": "К последним сообщениям" };
    this.jump = el("button", { ...look, hidden: true, on: { click: () => this.toBottom() } }, icon("down"), this.fresh);
    this.list.addEventListener("scroll", () => this.onScroll(), { passive: true });
    const observer = new ResizeObserver(() => this.pinned && this.toBottom());
    observer.observe(this.list);
    observer.observe(this.inner);
  }

  onScroll() {
    const { scrollTop, scrollHeight, clientHeight } = this.list;
    const near = scrollHeight - scrollTop - clientHeight < NEAR_BOTTOM_PX;
    // Growing content leaves the position where it is; only a person's hand moves it up.
    if (near) this.pinned = true;
    else if (scrollTop < this.top) this.pinned = false;
    this.top = scrollTop;
    if (this.pinned) this.seenBelow = this.count;
    this.showJump();
  }

  showJump() {
    this.jump.hidden = this.pinned;
    const fresh = this.count - this.seenBelow;
    this.fresh.hidden = fresh <= 0;
    setText(this.fresh, String(Math.max(fresh, 0)));
  }

  toBottom() {
    this.pinned = true;
    this.list.scrollTop = this.list.scrollHeight;
    this.top = this.list.scrollTop;
    this.seenBelow = this.count;
    this.showJump();
  }

  /** Draws the messages; `sideOf(message)` → "me", "bot" or "other"; `named(message)` → show the sender's name. */
  render(messages, { now, sideOf, named }) {
    keyed(this.inner, withDays(messages, now), {
      key: (item) => item.key,
      create: ({ message }) => (message ? createMessage(this.actions) : el("div", { class: "day" })),
      update: (node, { message, heading }) => {
        if (!message) setText(node, heading);
        else updateMessage(node, { message, side: sideOf(message), named: named(message) }, this.actions);
      },
    });
    this.count = messages.length;
    if (this.pinned) this.toBottom();
    else this.showJump();
  }
}
