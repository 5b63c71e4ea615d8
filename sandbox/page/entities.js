// Text with Bot API entities → DOM. Offsets count UTF-16 code units, exactly as JavaScript's strings do.

import { el } from "./dom.js";
import { deepLink, safeAddress } from "./links.js";

const TAGS = {
  bold: "strong",
  italic: "em",
  underline: "u",
  strikethrough: "s",
  code: "code",
};
const BLOCKS = new Set(["blockquote", "expandable_blockquote", "pre"]);

function link(address, { botUsername, onDeepLink }) {
  const href = safeAddress(address);
  if (!href) return el("span");
  const payload = deepLink(address, botUsername);
  if (payload === null) return el("a", { href, target: "_blank", rel: "noopener noreferrer" });
  const open = (event) => {
    event.preventDefault();
    onDeepLink(payload);
  };
  return el("a", { href, on: { click: open } });
}

function spoiler() {
  const node = el("span", { class: "spoiler", role: "button", tabindex: "0", "aria-label": "Показать скрытый текст" });
  const reveal = () => {
    node.classList.add("revealed");
    for (const name of ["role", "tabindex", "aria-label"]) node.removeAttribute(name);
  };
  node.addEventListener("click", reveal);
  node.addEventListener("keydown", (event) => {
    if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      reveal();
    }
  });
  return node;
}

function expandableQuote() {
  const node = el("blockquote", { class: "folded", tabindex: "0", title: "Нажмите, чтобы развернуть" });
  const toggle = () => node.classList.toggle("folded");
  node.addEventListener("click", toggle);
  node.addEventListener("keydown", (event) => event.key === "Enter" && toggle());
  return node;
}

function command(text, { onCommand }) {
  return el("button", { type: "button", class: "as-link", on: { click: () => onCommand(text) } });
}

/** The element an entity becomes; an entity of an unknown type is plain text, as in older Telegram clients. */
function wrapper(entity, text, actions) {
  switch (entity.type) {
    case "url":
      return link(text, actions);
    case "text_link":
      return link(entity.url, actions);
    case "email":
      return link(`mailto:${text}`, actions);
    case "phone_number":
      return link(`tel:${text.replace(/[^\d+]/g, "")}`, actions);
    case "bot_command":
      return command(text, actions);
    case "mention":
    case "text_mention":
    case "hashtag":
    case "cashtag":
      return el("span", { class: "mention" });
    case "spoiler":
      return spoiler();
    case "blockquote":
      return el("blockquote");
    case "expandable_blockquote":
      return expandableQuote();
    case "pre":
      return el("pre", { "data-language": entity.language });
    default:
      return el(TAGS[entity.type] ?? "span");
  }
}

function render(text, start, end, entities, actions) {
  const nodes = [];
  let position = start;
  let afterBlock = false;
  const addText = (until) => {
    let piece = text.slice(position, until);
    // A block already begins on its own line: the newline that parted it from the text would be a second one.
    if (afterBlock && piece.startsWith("\n")) piece = piece.slice(1);
    if (piece) nodes.push(document.createTextNode(piece));
    afterBlock = false;
  };
  for (let index = 0; index < entities.length; ) {
    const entity = entities[index];
    const from = Math.max(entity.offset, position);
    const to = Math.min(entity.offset + entity.length, end);
    let next = index + 1;
    while (next < entities.length && entities[next].offset < to) next += 1;
    const inner = entities.slice(index + 1, next);
    index = next;
    if (from >= to) continue;
    if (from > position) addText(from);
    const node = wrapper(entity, text.slice(from, to), actions);
    node.append(...render(text, from, to, inner, actions));
    nodes.push(node);
    position = to;
    afterBlock = BLOCKS.has(entity.type);
  }
  if (position < end) addText(end);
  return nodes;
}

/**
 * Nodes for a message's text. `actions`: `botUsername`, `onDeepLink(payload)`, `onCommand(text)`.
 * Entities may nest; one that leaves its parent is cut at the parent's end.
 */
export function richText(text, entities, actions) {
  const ordered = [...(entities ?? [])].sort((a, b) => a.offset - b.offset || b.length - a.length);
  return render(text, 0, text.length, ordered, actions);
}
