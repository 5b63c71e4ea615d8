// Polls: as they stand in a message, and the little form a person makes one with.

import { post } from "./api.js";
import { el } from "./dom.js";

/** A poll in a message. Choosing is a local look: nobody's vote is counted here. */
export function drawPoll({ question, options, type, allows_multiple_answers: several, is_anonymous, is_closed }) {
  const kind = type === "quiz" ? "Викторина" : is_anonymous ? "Анонимный опрос" : "Опрос";
  const notes = [kind, several && "можно несколько ответов", is_closed && "закрыт"].filter(Boolean).join(" · ");
  const choices = options.map(({ text }) => {
    const look = { type: "button", class: "poll-option", testid: "poll-option", "aria-pressed": "false" };
    const choose = () => {
      const chosen = choice.getAttribute("aria-pressed") === "true";
      if (!several) for (const other of choices) other.setAttribute("aria-pressed", "false");
      choice.setAttribute("aria-pressed", String(!chosen));
    };
    const mark = el("span", { class: several ? "mark square" : "mark", "aria-hidden": "true" });
    const choice = el("button", { ...look, disabled: is_closed, on: { click: choose } }, mark);
    choice.append(el("span", { dir: "auto" }, text));
    return choice;
  });
  const title = el("strong", { dir: "auto" }, question);
  return el("div", { class: "poll", testid: "poll" }, title, el("span", { class: "hint" }, notes), ...choices);
}

/** Asks for a poll in a dialog; `send(body)` posts it to an address of the sandbox. */
export function askPoll(path, where, onSent) {
  const problem = el("p", { class: "problem", role: "status", testid: "poll-problem" });
  const question = el("input", { name: "question", required: true, testid: "poll-question" });
  const answers = el("textarea", { name: "options", rows: 4, required: true, testid: "poll-options" });
  const several = el("input", { type: "checkbox", name: "several", testid: "poll-several" });
  const cancel = el("button", { type: "button", on: { click: () => dialog.close() } }, "Отмена");
  const accept = el("button", { type: "submit", class: "primary", testid: "poll-send" }, "Отправить");
  const submit = async (event) => {
    event.preventDefault();
    const body = { question: question.value, options: answers.value, several: several.checked, ...where };
    try {
      await post(path, body);
      dialog.close();
      onSent();
    } catch (refusal) {
      problem.textContent = refusal.message;
    }
  };
  const form = el(
    "form",
    { autocomplete: "off", on: { submit } },
    el("h2", {}, "Новый опрос"),
    el("label", {}, "Вопрос ", question),
    el("label", {}, "Ответы, каждый с новой строки ", answers),
    el("label", { class: "check" }, several, "Можно выбрать несколько"),
    problem,
    el("div", { class: "dialog-buttons" }, cancel, accept),
  );
  const dialog = el("dialog", { "aria-label": "Новый опрос", on: { close: () => dialog.remove() } }, form);
  document.body.append(dialog);
  dialog.showModal();
}
