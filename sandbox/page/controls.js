// The controls above the phones: the clock, advancing it, shortcuts of the host, the deep-link box.

import { post } from "./api.js";
import { el, keyed, setAttribute, setText } from "./dom.js";
import { payloadFrom } from "./links.js";
import { fullName } from "./people.js";
import { ahead, day, moment, timeWithSeconds } from "./time.js";

const NOTE_MS = 6000;

export class Controls {
  /** `app`: `state`, `clock`, `refresh()`, `openDeepLink(personId, payload)` (a promise of a refusal or null). */
  constructor(app) {
    this.app = app;
    this.time = document.querySelector("#clock time");
    this.ahead = document.querySelector("#clock .hint");
    this.shortcuts = document.getElementById("shortcuts");
    this.note = document.getElementById("advance-note");
    this.form = document.getElementById("deeplink");
    this.linkNote = document.getElementById("deeplink-note");
    for (const button of document.querySelectorAll("#advance [data-seconds]")) {
      button.addEventListener("click", () => this.advance(button, { seconds: Number(button.dataset.seconds) }));
    }
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.openLink();
    });
    setInterval(() => this.tick(), 1000);
  }

  render() {
    const { state } = this.app;
    const shift = ahead(state.clock.offset_seconds);
    setText(this.ahead, shift ? `по Тюмени, +${shift}` : "по Тюмени");
    this.tick();
    keyed(this.shortcuts, state.shortcuts, {
      key: (label) => label,
      create: (label) => {
        const button = el("button", { type: "button", class: "accent", testid: "shortcut" }, label);
        button.addEventListener("click", () => this.advance(button, { shortcut: label }));
        return button;
      },
    });
    keyed(this.form.elements.person, state.people, {
      key: (person) => person.id,
      create: (person) => el("option", { value: person.id }),
      update: (option, person) => setText(option, fullName(person)),
    });
  }

  tick() {
    if (!this.app.state) return;
    const now = this.app.clock.now();
    setText(this.time, `${day(now)}, ${timeWithSeconds(now)}`);
    setAttribute(this.time, "datetime", now.toISOString());
  }

  async advance(button, body) {
    setAttribute(button, "aria-busy", "true");
    try {
      const { now } = await post("/sandbox/advance", body);
      this.say(this.note, `теперь ${moment(new Date(now))}`);
      this.app.refresh();
    } catch (problem) {
      this.say(this.note, problem.message);
    } finally {
      setAttribute(button, "aria-busy", null);
    }
  }

  /** A note beside a control; it leaves when it has been read. */
  say(place, text) {
    setText(place, text);
    clearTimeout(place.fading);
    place.fading = setTimeout(() => setText(place, ""), NOTE_MS);
  }

  async openLink() {
    const { link, person } = this.form.elements;
    const { username } = this.app.state.bot;
    const payload = payloadFrom(link.value, username);
    const leadsElsewhere = `Это ссылка не на нашего бота: нужна t.me/${username}?start=…`;
    const refusal = payload === null ? leadsElsewhere : await this.app.openDeepLink(Number(person.value), payload);
    this.say(this.linkNote, refusal ?? "");
    if (refusal === null) link.value = "";
  }
}
