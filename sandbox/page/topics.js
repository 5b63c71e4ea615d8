// Topics of a forum: a row of chips above its messages; one topic is seen, and written in, at a time.

import { el, keyed, setAttribute, setText } from "./dom.js";

export const GENERAL = null;

/** The messages that stand in a topic (GENERAL: in none). */
export function inTopic(messages, topicId) {
  return messages.filter((message) => (message.message_thread_id ?? GENERAL) === topicId);
}

export class Topics {
  /** `onChoose()` is called when a person goes to another topic. */
  constructor(onChoose) {
    this.onChoose = onChoose;
    this.chosen = GENERAL;
    this.node = el("div", { class: "topics", role: "group", "aria-label": "Темы", testid: "topics", hidden: true });
  }

  /** `topics`: those of the group, or null where there can be none. */
  render(topics, messages) {
    this.node.hidden = topics === null;
    if (topics === null) return;
    if (!topics.some(({ id }) => id === this.chosen)) this.chosen = GENERAL;
    keyed(this.node, [{ id: GENERAL, name: "Общая", closed: false }, ...topics], {
      key: ({ id }) => String(id),
      create: ({ id }) => {
        const choose = () => {
          this.chosen = id;
          this.onChoose();
        };
        return el("button", { type: "button", class: "chip", testid: `topic-${id ?? 0}`, on: { click: choose } });
      },
      update: (node, { id, name, closed }) => {
        setText(node, `${closed ? "🔒 " : ""}${name} · ${inTopic(messages, id).length}`);
        setAttribute(node, "title", closed ? `${name}: тема закрыта` : name);
        setAttribute(node, "aria-pressed", String(id === this.chosen));
      },
    });
  }
}
