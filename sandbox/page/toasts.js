// Answers to pressed buttons: a toast floats over the chat and leaves, an alert stays until «Понятно».

import { el } from "./dom.js";

const SHORTEST_MS = 4000;
const MS_PER_SIGN = 45;

/** The layer over a chat's messages in which toasts float. */
export function toastLayer() {
  return el("div", { class: "toasts", role: "status", "aria-live": "polite" });
}

/** Shows a toast in the layer for as long as it takes to read it. `kind`: "answer" or "error". */
export function showToast(layer, text, kind = "answer") {
  const node = el("div", { class: "toast", testid: "toast", "data-kind": kind, dir: "auto" }, text);
  layer.replaceChildren(node);
  setTimeout(() => node.remove(), SHORTEST_MS + text.length * MS_PER_SIGN);
}

/** Shows a dialog that covers one phone only: the other phones are other people. */
export function showAlert(host, title, text) {
  const before = document.activeElement;
  const close = () => {
    layer.remove();
    if (before?.isConnected) before.focus({ preventScroll: true });
  };
  const ok = el("button", { type: "button", class: "primary", testid: "alert-ok", on: { click: close } }, "Понятно");
  const card = el("div", { class: "alert", role: "alertdialog", "aria-label": title, testid: "alert" });
  card.append(el("strong", {}, title), el("p", { dir: "auto" }, text), ok);
  const layer = el("div", { class: "alert-layer" }, card);
  layer.addEventListener("keydown", (event) => {
    if (event.key === "Escape") close();
    if (event.key === "Tab") event.preventDefault();
  });
  host.append(layer);
  ok.focus({ preventScroll: true });
}
