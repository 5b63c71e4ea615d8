// The log of Bot API calls: newest first, parameters folded, errors in red.

import { el, keyed, setAttribute, setText } from "./dom.js";
import { plural, timeWithSeconds } from "./time.js";

const POLLING = "getUpdates";

function createRow(call) {
  const params = el("pre", { tabindex: "0", "aria-label": "Параметры" });
  const summary = el("summary", {}, el("time"), el("span", { class: "method" }), el("bdi", { class: "whom" }));
  // The reason of an error is inside the summary: it must be read without unfolding the row.
  summary.append(el("span", { class: "ms" }), el("span", { class: "log-error", testid: "log-error" }));
  const row = el("details", { class: "log-row", testid: "log-row", "data-method": call.method }, summary, params);
  // Parameters are written out only for those who look: there may be two hundred rows.
  row.addEventListener("toggle", () => {
    if (row.open) setText(params, JSON.stringify(row.call.params ?? {}, null, 2));
  });
  return row;
}

function updateRow(row, call, names) {
  row.call = call;
  const [at, method, whom, ms, error] = row.firstChild.children;
  setAttribute(row, "data-ok", String(call.ok));
  setText(at, timeWithSeconds(new Date(call.at)));
  setText(method, call.method);
  setText(whom, names.get(String(call.params?.chat_id)) ?? "");
  setText(ms, call.ok ? `${Math.round(call.ms)}\u00a0мс` : String(call.error_code ?? "сбой"));
  setText(error, call.ok ? "" : (call.description ?? "Ответа не было"));
  error.hidden = call.ok;
}

export class Log {
  constructor() {
    this.rows = document.getElementById("log-rows");
    this.errors = document.getElementById("log-errors");
    this.onlyErrors = document.getElementById("only-errors");
    this.noPolling = document.getElementById("no-polling");
    this.calls = [];
    this.names = new Map();
    for (const box of [this.onlyErrors, this.noPolling]) box.addEventListener("change", () => this.draw());
  }

  /** Takes the calls, oldest first, and the names of chats by id; returns how many of them are errors. */
  render(calls, names) {
    this.names = names;
    this.calls = calls;
    this.draw();
    const count = calls.filter((call) => !call.ok).length;
    setText(this.errors, count ? plural(count, "ошибка", "ошибки", "ошибок") : "ошибок нет");
    setAttribute(this.errors, "data-count", count);
    return count;
  }

  draw() {
    const shown = this.calls.filter(
      (call) => !call.ok || (!this.onlyErrors.checked && !(this.noPolling.checked && call.method === POLLING)),
    );
    keyed(this.rows, shown.reverse(), {
      key: (call) => call.id,
      create: createRow,
      update: (row, call) => updateRow(row, call, this.names),
    });
    setAttribute(this.rows, "data-empty", shown.length === 0);
  }
}
