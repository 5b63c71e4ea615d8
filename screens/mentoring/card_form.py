"""The form of a mentor's card: a question at a time, then the summary."""

from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from typing import Any

from aiogram.filters.callback_data import CallbackData

from content.typography import NBSP
from domain.mentoring import card_answers as answering
from domain.mentoring.card_answers import ABOUT_EXAMPLE, BOTH, GROUP_SIZES, NO, NONE, SUBJECT_EXAMPLE, YES
from domain.mentoring.card_form import Answers, Draft, Step, is_answered, progress, questions
from domain.mentoring.cards import LARGEST_GROUP, LONGEST_ABOUT, MOST_DIRECTIONS, MOST_PAIRS, USUAL_PAIRS
from domain.vocabulary import Attendance
from screens import kit, words
from screens.kit import Button, Screen, button, esc, in_pairs, ticked
from screens.mentoring.mentor_card import ways
from screens.mentoring.mentoring import MyCard

_NUMBERS_IN_A_ROW = 5


class Move(StrEnum):
    BACK = "back"
    DONE = "done"
    KEEP = "keep"


class CardChoice(CallbackData, prefix="mcset"):
    """A choice offered by a question."""

    step: Step
    value: str


class CardTick(CallbackData, prefix="mctick"):
    """One of several choices, to tick or not."""

    step: Step
    value: str
    on: bool


class CardMove(CallbackData, prefix="mcgo"):
    """From this question back, or on. It names the question: a double tap moves once."""

    step: Step
    move: Move


class CardEdit(CallbackData, prefix="mcedit"):
    """From the summary to one of its answers."""

    step: Step


class SaveCard(CallbackData, prefix="mcsave"):
    """Save the summary."""


class DropEdit(CallbackData, prefix="mcundo"):
    """Leave the saved card as it was."""


FIELDS = {
    Step.DIRECTIONS: "Направления",
    Step.SUBJECT: "Предмет",
    Step.STAGES: "Ученики",
    Step.ABOUT: "Чем помогу",
    Step.FORMS: "Как",
    Step.GROUP: "Группа",
    Step.WAYS: "Встречи",
    Step.CAPACITY: "Пары",
    Step.DUTY: "Срочные",
}
_VOCABULARY: Mapping[Step, Mapping[Any, str]] = {
    Step.DIRECTIONS: words.DIRECTION_LABELS,
    Step.STAGES: words.STAGES,
    Step.FORMS: words.MENTORING_FORMS,
}


def ask(draft: Draft, problem: str | None = None) -> Screen:
    """The draft's question, or the summary when all is answered; `problem`: what was wrong with the last answer."""
    if draft.step is Step.SUMMARY:
        return _summary(draft, problem)
    current, answers = draft.step, draft.answers
    text, buttons = _TEXTS[current](answers), []
    if current not in _VOCABULARY and is_answered(current, answers):
        text += f"\nСейчас: <b>{fact(current, answers)}</b>"
        buttons.append(button("Оставить как есть", CardMove(step=current, move=Move.KEEP)))
    screen = kit.question(
        text,
        progress=None if draft.saved else progress(current, answers),
        problem=esc(problem) if problem else None,
        choices=[*_choices(current, answers), *buttons],
        exits=_exits(draft),
    )
    return Screen(screen.text, _rows_above(current, answers) + screen.rows)


def _summary(draft: Draft, problem: str | None) -> Screen:
    fields = questions(draft.answers)
    lines = "\n".join(f"{FIELDS[one]}: <b>{fact(one, draft.answers)}</b>" for one in fields)
    edits = in_pairs([button(f"✏️ {FIELDS[one]}", CardEdit(step=one)) for one in fields])
    end = "Новые слова о себе прочитает координатор." if draft.saved else "Карточку прочитает координатор."
    stop = [button("Отменить правку", DropEdit())] if draft.saved else []
    screen = kit.question(
        f"<b>Всё верно?</b>\n{lines}\n\nЛюбой ответ можно поправить кнопкой. {end}",
        problem=esc(problem) if problem else None,
        choices=[button("Сохранить" if draft.saved else "Отправить", SaveCard())],
    )
    return Screen(screen.text, screen.rows + edits + in_pairs([*stop, button("Позже", MyCard())]))


def fact(step: Step, answers: Answers) -> str:
    """An answer in words, as HTML; a dash where there is none."""
    match step:
        case Step.SUBJECT:
            told = "не веду" if answers.subject == "" else answers.subject
        case Step.ABOUT:
            told = answers.about
        case Step.GROUP:
            told = _up_to(answers.group_size, "человека", "человек")
        case Step.WAYS:
            told = ways(answers.ways)
        case Step.CAPACITY:
            told = _up_to(answers.capacity, "пары", "пар")
        case Step.DUTY:
            told = None if answers.on_duty is None else ("отвечу" if answers.on_duty else "нет")
        case _:
            names = words.DIRECTIONS if step is Step.DIRECTIONS else _VOCABULARY[step]
            chosen = answering.ticked(step, answers)
            told = ", ".join(name for code, name in names.items() if code in chosen)
    return esc(told) if told else "—"


def _up_to(number: int | None, one: str, many: str) -> str | None:
    return None if number is None else f"до{NBSP}{words.plural(number, one, many, many)}"


# --- what is asked


def _forms_text(_: Answers) -> str:
    return (
        "Как вам удобно помогать? Отметьте всё, что подходит.\n"
        "<i>Разовая помощь — один вопрос за одну-две встречи. Реверс — когда молодой коллега учит опытного.</i>"
    )


def _ways_text(answers: Answers) -> str:
    online = " Для формы «Только онлайн» онлайн нужен обязательно." if answers.must_be_online else ""
    return f"Где готовы встречаться?{online}"


_TEXTS: Mapping[Step, Callable[[Answers], str]] = {
    Step.DIRECTIONS: lambda _: f"Чему можете научить? Отметьте до{NBSP}{MOST_DIRECTIONS} направлений.",
    Step.SUBJECT: lambda _: f"Какой предмет ведёте? По нему найдём коллег.\nНапример: {SUBJECT_EXAMPLE}.",
    Step.STAGES: lambda _: "Кого учите? Отметьте всё, что подходит.",
    Step.ABOUT: lambda _: (
        f"Чем поможете коллеге? Своими словами, до{NBSP}{LONGEST_ABOUT} знаков. Это прочитают первым.\n"
        f"Например: «{ABOUT_EXAMPLE}»."
    ),
    Step.FORMS: _forms_text,
    Step.GROUP: lambda _: f"Сколько человек возьмёте в группу? Нажмите или напишите число до{NBSP}{LARGEST_GROUP}.",
    Step.WAYS: _ways_text,
    Step.CAPACITY: lambda _: (
        f"Сколько пар готовы вести сразу? Чаще всего — {USUAL_PAIRS}. Больше этого не предложим, изменить можно всегда."
    ),
    Step.DUTY: lambda _: (
        "Поможете коллеге срочно, до завтрашнего урока? Такие вопросы приходят днём, на ответ есть два часа."
    ),
}


# --- buttons


def _choices(step: Step, answers: Answers) -> list[Button]:
    match step:
        case Step.SUBJECT:
            return [button("Предмет не веду", CardChoice(step=step, value=NONE))]
        case Step.WAYS:
            offered = {Attendance.OFFLINE.value: "Очно", Attendance.ONLINE.value: "Онлайн", BOTH: "И так и так"}
            if answers.must_be_online:
                del offered[Attendance.OFFLINE.value]
            return [button(label, CardChoice(step=step, value=value)) for value, label in offered.items()]
        case Step.DUTY:
            return [
                button("Да, отвечу", CardChoice(step=step, value=YES)),
                button("Нет, без спешки", CardChoice(step=step, value=NO)),
            ]
        case Step.DIRECTIONS | Step.STAGES | Step.FORMS:
            return [button("Готово", CardMove(step=step, move=Move.DONE))]
    return []


def _rows_above(step: Step, answers: Answers) -> tuple[tuple[Button, ...], ...]:
    """Ticks, two a row, and numbers."""
    if step in _VOCABULARY:
        chosen = answering.ticked(step, answers)
        return in_pairs(
            [
                button(ticked(label, code in chosen), CardTick(step=step, value=code.value, on=code not in chosen))
                for code, label in _VOCABULARY[step].items()
            ]
        )
    numbers: Sequence[int] = ()
    if step is Step.GROUP:
        numbers = GROUP_SIZES
    elif step is Step.CAPACITY:
        numbers = range(1, MOST_PAIRS + 1)
    buttons = [button(f"{number}", CardChoice(step=step, value=str(number))) for number in numbers]
    return tuple(
        tuple(buttons[start : start + _NUMBERS_IN_A_ROW]) for start in range(0, len(buttons), _NUMBERS_IN_A_ROW)
    )


def _exits(draft: Draft) -> list[Button]:
    later = button("Позже", MyCard())
    if draft.first:
        return [later]
    label = "← К ответам" if draft.reviewing else "← Назад"
    return [button(label, CardMove(step=draft.step, move=Move.BACK)), later]
