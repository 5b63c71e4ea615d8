// The page as a whole: takes the state, shows it, and knows which part goes where on which width.

import { Feed, post } from "./api.js";
import { Controls } from "./controls.js";
import { Deck } from "./deck.js";
import { el, setAttribute } from "./dom.js";
import { icon } from "./icons.js";
import { Log } from "./log.js";
import { Presses } from "./presses.js";
import { Clock, plural, setTimeZone } from "./time.js";

const $ = (id) => document.getElementById(id);

const TYPING_MS = 5200;

class App {
  constructor() {
    this.state = null;
    this.clock = new Clock();
    this.narrow = matchMedia("(max-width: 760px)");
    this.presses = new Presses(() => this.deck.render());
    this.controls = new Controls(this);
    this.deck = new Deck(this);
    this.log = new Log();
    this.shownAnswers = null;
    this.logOpen = matchMedia("(min-width: 1400px)").matches;
    this.feed = new Feed({
      onState: (state, startedAt) => this.take(state, startedAt),
      onConnection: (alive) => {
        $("offline").hidden = alive;
      },
    });
    this.wire();
  }

  wire() {
    $("log-toggle").append(icon("log"), "Журнал", el("span", { class: "badge", hidden: true }));
    $("drawer-toggle").append(icon("sliders"), "Управление");
    $("drawer-close").append(icon("close"));
    $("log-toggle").addEventListener("click", () => {
      this.logOpen = !this.logOpen;
      this.place();
    });
    $("drawer-toggle").addEventListener("click", () => this.openDrawer($("drawer").hidden));
    $("drawer-close").addEventListener("click", () => this.openDrawer(false));
    $("drawer").addEventListener("keydown", (event) => event.key === "Escape" && this.openDrawer(false));
    document.addEventListener("pointerdown", ({ target }) => {
      if (!target.closest("#drawer, #drawer-toggle")) this.openDrawer(false);
    });
    this.narrow.addEventListener("change", () => this.place());
    this.wireNewcomer();
    this.place();
  }

  /** Controls stand around the phones when there is room, and in a drawer when there is not. */
  place() {
    const narrow = this.narrow.matches;
    $(narrow ? "drawer-slot" : "top-slot").append($("advance"));
    $(narrow ? "drawer-slot" : "deck-slot").append($("deeplink"));
    $(narrow ? "drawer-slot" : "side").append($("log"));
    $("side").hidden = narrow || !this.logOpen;
    setAttribute($("log-toggle"), "aria-expanded", String(this.logOpen));
    if (!narrow) this.openDrawer(false);
    if (this.state) this.deck.render();
  }

  openDrawer(open) {
    if ($("drawer").hidden === !open) return;
    $("drawer").hidden = !open;
    setAttribute($("drawer-toggle"), "aria-expanded", String(open));
    $(open ? "drawer-close" : "drawer-toggle").focus();
  }

  wireNewcomer() {
    const dialog = $("newcomer");
    const form = dialog.querySelector("form");
    const problem = dialog.querySelector(".problem");
    dialog.querySelector("[value=cancel]").addEventListener("click", () => dialog.close());
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      try {
        const person = await post("/sandbox/people", Object.fromEntries(new FormData(form)));
        dialog.close();
        form.reset();
        await this.feed.refresh();
        this.pendingPhone = person.id;
        this.showPending();
      } catch (refusal) {
        problem.textContent = refusal.message;
      }
    });
    this.onAdd = () => {
      problem.textContent = "";
      dialog.showModal();
    };
  }

  /** A phone just added opens as soon as the state knows its person. */
  showPending() {
    if (!this.state.people.some((person) => person.id === this.pendingPhone)) return;
    this.deck.show(this.pendingPhone);
    this.pendingPhone = undefined;
  }

  take(state, startedAt) {
    this.state = state;
    setTimeZone(state.time_zone);
    this.clock.set(state.clock.now);
    const answers = this.freshAnswers();
    const homes = answers.map(({ personId, answer }) => this.presses.phoneOf(answer.callback_query_id) ?? personId);
    this.presses.settle(this.openQueries(), startedAt);
    this.deck.render();
    answers.forEach(({ answer }, index) => this.deck.phones.get(homes[index])?.showAnswer(answer));
    this.controls.render();
    const names = this.deck.chats().map(({ id, name }) => [String(id), name]);
    this.renderErrors(this.log.render(this.state.log, new Map(names)));
    if (this.pendingPhone !== undefined) this.showPending();
    // «Печатает…» fades by itself: no event tells of it.
    clearTimeout(this.fading);
    if (this.state.typing.length > 0) this.fading = setTimeout(() => this.refresh(), TYPING_MS);
  }

  openQueries() {
    return this.state.waiting.map((query) => query.id);
  }

  /** Answers to callback queries that came since the last state; those from before the page opened are history. */
  freshAnswers() {
    const all = Object.entries(this.state.toasts).flatMap(([personId, answers]) =>
      answers.map((answer) => ({ personId: Number(personId), answer, key: `${personId} ${answer.id} ${answer.at}` })),
    );
    const shown = this.shownAnswers ?? new Set(all.map(({ key }) => key));
    const fresh = all.filter(({ key }) => !shown.has(key));
    this.shownAnswers = new Set(all.map(({ key }) => key));
    return fresh;
  }

  renderErrors(count) {
    const badge = $("log-toggle").querySelector(".badge");
    badge.hidden = count === 0;
    badge.textContent = String(count);
    setAttribute(badge, "aria-label", plural(count, "ошибка", "ошибки", "ошибок"));
  }

  refresh() {
    return this.feed.refresh();
  }

  close(id) {
    this.deck.close(id);
  }

  /** Opens the bot by a link on a person's phone; resolves to null, or to the sentence of a refusal. */
  async openDeepLink(personId, payload) {
    const phone = this.deck.show(personId);
    phone.history.pinned = true;
    return (await phone.send("start", { payload })) ? null : "Симулятор не принял ссылку.";
  }
}

new App().feed.start();
