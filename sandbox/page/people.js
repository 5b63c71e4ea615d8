// Names and round pictures made of initials; everyone keeps their own colour.

import { el, setAttribute, setText } from "./dom.js";

const TONES = 6;

export const fullName = (person) => [person.first_name, person.last_name].filter(Boolean).join(" ");

/** The first signs of the first two words; whole code points, so an emoji is never cut in half. */
function initials(name) {
  const words = name.match(/[\p{L}\p{N}]\S*/gu) ?? [];
  const signs = words.slice(0, 2).map((word) => [...word][0].toUpperCase());
  return signs.join("") || [...name.trim()][0] || "?";
}

/** A round avatar; the name stands beside it, so it is hidden from screen readers. */
export function avatar(extraClass = "") {
  return el("span", { class: `avatar ${extraClass}`.trim(), "aria-hidden": "true" });
}

export function setAvatar(node, name, id) {
  setText(node, initials(name));
  setAttribute(node, "data-tone", Math.abs(id) % TONES);
}
