// What the bot offers above the input field while «@botname words» stands in it.

import { el } from "./dom.js";

const PAUSE_MS = 250;

/** The words after «@botname », or null when the text is not an inline query of this bot. */
export function inlineQuery(text, botUsername) {
  const match = /^@(\w+)\s([^]*)$/.exec(text);
  return match && match[1].toLowerCase() === botUsername.toLowerCase() ? match[2] : null;
}

/**
 * The list of results. `actions`: `botUsername`, `askInline(query, offset)` (promises an answer, or `{error}`),
 * `chooseInline(queryId, resultId)` (promises something true when sent), `openBot(payload)`, `notice(text)`.
 * `onChosen()` is called when a result has been sent.
 */
export class InlineResults {
  constructor(actions, onChosen) {
    this.actions = actions;
    this.onChosen = onChosen;
    this.asked = null;
    this.node = el("div", { class: "commands offers", hidden: true, role: "menu", "aria-label": "Бот предлагает" });
  }

  /** Takes what stands in the field now: asks the bot when it is a query, and hides the list when it is none. */
  follow(text) {
    const query = inlineQuery(text, this.actions.botUsername);
    if (query === this.asked) return;
    clearTimeout(this.timer);
    this.asked = query;
    if (query === null) this.draw();
    else this.timer = setTimeout(() => this.ask(query, ""), PAUSE_MS);
  }

  hide() {
    this.follow("");
  }

  async ask(query, offset) {
    const answer = await this.actions.askInline(query, offset);
    // Meanwhile the person may have typed on, or sent the message: an answer to an old question is not shown.
    if (query === this.asked) this.show(query, answer, offset !== "");
  }

  show(query, answer, more) {
    if (answer.error) {
      this.draw(el("p", { class: "hint" }, answer.error));
      return;
    }
    const results = answer.results.map((result) => this.result(answer.query_id, result));
    if (more) {
      this.node.lastChild.replaceWith(...results);
    } else {
      const nothing = results.length === 0 ? el("p", { class: "hint" }, "Ничего не нашлось") : null;
      this.draw(answer.button && this.button(answer.button), ...results, nothing);
    }
    if (answer.next_offset) {
      const next = () => this.ask(query, answer.next_offset);
      const look = { type: "button", class: "next", testid: "inline-more", on: { click: next } };
      this.node.append(el("button", look, "Показать ещё"));
    }
  }

  draw(...nodes) {
    this.node.replaceChildren(...nodes.filter(Boolean));
    this.node.hidden = this.node.childElementCount === 0;
    this.node.scrollTop = 0;
  }

  button({ text, start_parameter }) {
    const notHere = "Мини-приложения симулятор не открывает.";
    const click = () => (start_parameter ? this.actions.openBot(start_parameter) : this.actions.notice(notHere));
    return el("button", { type: "button", class: "next", testid: "inline-start", on: { click } }, text);
  }

  result(queryId, { id, title, description, url }) {
    const choose = async () => {
      if (await this.actions.chooseInline(queryId, id)) this.onChosen();
    };
    const about = [description, url].filter(Boolean).map((line) => el("span", { class: "hint" }, line));
    const look = { type: "button", role: "menuitem", testid: "inline-result", on: { click: choose } };
    return el("button", look, el("strong", { dir: "auto" }, title), ...about);
  }
}
