// A small menu inside a phone: one at a time, closed by a choice, a press outside or Escape.

import { el } from "./dom.js";
import { icon } from "./icons.js";

let closeOpenMenu = null;

function steps(node) {
  return (event) => {
    const items = [...node.querySelectorAll("button")];
    const move = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!move) return;
    event.preventDefault();
    const next = items.indexOf(document.activeElement) + move;
    items[(next + items.length) % items.length].focus();
  };
}

/** Puts the menu beside its anchor and keeps it inside the phone's screen. */
function settle(node, anchor, host) {
  const frame = host.getBoundingClientRect();
  const mark = anchor.getBoundingClientRect();
  const room = { x: frame.width - node.offsetWidth - 8, y: frame.height - node.offsetHeight - 8 };
  const below = mark.bottom - frame.top + 4;
  const above = mark.top - frame.top - node.offsetHeight - 4;
  const left = Math.min(mark.left - frame.left, room.x);
  node.style.left = `${Math.max(8, left)}px`;
  node.style.top = `${Math.max(8, below > room.y ? above : below)}px`;
}

/** Opens a menu of `items` ({label, icon, testid, act}) beside `anchor`, inside the positioned `host`. */
export function openMenu(host, anchor, label, items) {
  closeOpenMenu?.();
  const node = el("div", { class: "menu", role: "menu", "aria-label": label });
  const outside = (event) => !node.contains(event.target) && close();
  const onKey = (event) => {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    close();
    anchor.focus();
  };
  function close() {
    node.remove();
    document.removeEventListener("pointerdown", outside, true);
    document.removeEventListener("keydown", onKey, true);
    closeOpenMenu = null;
  }
  for (const item of items) {
    const choose = () => {
      close();
      item.act();
    };
    const look = { type: "button", role: "menuitem", testid: item.testid, on: { click: choose } };
    node.append(el("button", look, icon(item.icon), item.label));
  }
  node.addEventListener("keydown", steps(node));
  document.addEventListener("pointerdown", outside, true);
  document.addEventListener("keydown", onKey, true);
  host.append(node);
  settle(node, anchor, host);
  node.querySelector("button")?.focus({ preventScroll: true });
  closeOpenMenu = close;
}
