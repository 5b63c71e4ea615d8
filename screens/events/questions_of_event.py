"""A coordinator makes up an event's own questions: the list, one question, the form of a new one."""

from collections.abc import Sequence

from aiogram.filters.callback_data import CallbackData

from content.typography import NBSP
from domain.events.event_questions import (
    FEWEST_OPTIONS,
    LONGEST_OPTION,
    MOST_OPTIONS,
    MOST_QUESTIONS,
    NewQuestion,
    Preset,
    QuestionSheet,
    QuestionView,
    SetUp,
    SetUpStep,
)
from domain.vocabulary import QuestionKind
from screens import words
from screens.desk import OpenQuestions, to_desk_of
from screens.kit import Button, RowId, Screen, button, column, esc, in_pairs, question

KINDS = {
    QuestionKind.TEXT: "ответ словами",
    QuestionKind.CHOICE: "выбор из списка",
    QuestionKind.FILE: "файл или фото",
}
_KIND_LABELS = {
    QuestionKind.TEXT: "✍️ Ответ словами",
    QuestionKind.CHOICE: "☑️ Выбор из списка",
    QuestionKind.FILE: "📎 Файл или фото",
}
_PRESETS = {
    Preset.TALK: (
        "Название доклада",
        NewQuestion(QuestionKind.TEXT, "Если выступаете: как называется ваш доклад?", required=False),
    ),
    Preset.SECTION: ("Секция", NewQuestion(QuestionKind.TEXT, "В какой секции вы участвуете?")),
    Preset.NOMINATION: ("Номинация", NewQuestion(QuestionKind.TEXT, "В какой номинации вы участвуете?")),
    Preset.TRACK: (
        "Трек",
        NewQuestion(QuestionKind.CHOICE, "Какой трек вам ближе?", tuple(words.TRACKS.values())),
    ),
}


class PickKind(CallbackData, prefix="dqnew"):
    """A new question: of which kind?"""

    event_id: RowId


class AddQuestion(CallbackData, prefix="dqkind"):
    """A new question of this kind: its words are typed next."""

    event_id: RowId
    kind: QuestionKind


class AddPreset(CallbackData, prefix="dqpre"):
    """Add a ready question."""

    event_id: RowId
    preset: Preset


class FinishQuestion(CallbackData, prefix="dqfin"):
    """Save the new question."""

    event_id: RowId
    required: bool


class BackInQuestion(CallbackData, prefix="dqback"):
    """One step back in the form of a question."""

    event_id: RowId


class OpenQuestion(CallbackData, prefix="dq"):
    """One question and what can be done with it."""

    question_id: RowId


class EditQuestion(CallbackData, prefix="dqed"):
    """Type the question's words or options again."""

    question_id: RowId
    step: SetUpStep


class SetRequired(CallbackData, prefix="dqreq"):
    """Whether it may be passed over."""

    question_id: RowId
    required: bool


class PlaceQuestion(CallbackData, prefix="dqput"):
    """Put it at this place (from 0)."""

    question_id: RowId
    at: int


class RemoveQuestion(CallbackData, prefix="dqdel"):
    """Remove it; `sure` when its answers may go with it."""

    question_id: RowId
    sure: bool


def preset(code: Preset) -> NewQuestion:
    """The ready question behind a button."""
    return _PRESETS[code][1]


def sheet(view: QuestionSheet) -> Screen:
    """All questions of an event."""
    heading = f"<b>Вопросы: {esc(words.quoted(view.title))}</b>"
    back = to_desk_of(view.event_id)
    if not view.questions:
        text = f"{heading}\nПока их нет. Вопросы увидят те, кто записывается; место они получают сразу, до ответов."
        return Screen(text, (*_adding(view), *column(back)))
    lines = [f"{number}.{NBSP}<b>{esc(one.text)}</b>\n{_about(one)}" for number, one in enumerate(view.questions, 1)]
    hint = "Изменить вопрос — по номеру." if view.open else "Мероприятие прошло или отменено: вопросы уже не меняются."
    numbers = [button(f"{n}", OpenQuestion(question_id=one.id)) for n, one in enumerate(view.questions, 1)]
    rows = (tuple(numbers),) if view.open else ()
    return Screen("\n\n".join([f"{heading}\n{hint}", *lines]), (*rows, *_adding(view), *column(back)))


def one(view: QuestionSheet, question_id: int) -> Screen:
    """One question with everything that can be done with it; a removed one leads back to the list."""
    found = view.find(question_id)
    if found is None or not view.open:
        return sheet(view)
    place = view.questions.index(found)
    options = "".join(f"\n{number}.{NBSP}{esc(option)}" for number, option in enumerate(found.options, 1))
    text = f"<b>{esc(found.text)}</b>\n{_about(found)}{options}"
    edits = [button("✏️ Текст", EditQuestion(question_id=question_id, step=SetUpStep.TEXT))]
    if found.kind is QuestionKind.CHOICE:
        edits.append(button("✏️ Варианты", EditQuestion(question_id=question_id, step=SetUpStep.OPTIONS)))
    moves = []
    if place > 0:
        moves.append(button("↑ Выше", PlaceQuestion(question_id=question_id, at=place - 1)))
    if place < len(view.questions) - 1:
        moves.append(button("↓ Ниже", PlaceQuestion(question_id=question_id, at=place + 1)))
    label = "Сделать необязательным" if found.required else "Сделать обязательным"
    rows = (
        *in_pairs(edits),
        *column(button(label, SetRequired(question_id=question_id, required=not found.required))),
        *in_pairs(moves),
        *column(button("Убрать вопрос", RemoveQuestion(question_id=question_id, sure=False)), _to_list(view.event_id)),
    )
    return Screen(text, rows)


def kinds(view: QuestionSheet) -> Screen:
    """Of which kind a new question is."""
    picks = [button(label, AddQuestion(event_id=view.event_id, kind=kind)) for kind, label in _KIND_LABELS.items()]
    return Screen("Как отвечать на вопрос?", column(*picks, _to_list(view.event_id)))


def ask(draft: SetUp, problem: str | None = None) -> Screen:
    """What of a question is typed now."""
    exits: list[Button] = []
    if draft.question_id is not None:
        exits.append(button("← Не менять", OpenQuestion(question_id=draft.question_id)))
    else:
        exits.append(button("← Назад", BackInQuestion(event_id=draft.event_id)))
        exits.append(button("Не добавлять", OpenQuestions(event_id=draft.event_id)))
    choices = _required(draft) if draft.step is SetUpStep.REQUIRED else []
    return question(_text(draft), problem=esc(problem) if problem else None, choices=choices, exits=exits)


def confirm_removal(view: QuestionView) -> Screen:
    """The answers would go with the question."""
    answers = words.plural(view.answers, "ответ", "ответа", "ответов")
    gone = "пропадёт" if view.answers % 10 == 1 and view.answers % 100 != 11 else "пропадут"
    return Screen(
        f"Убрать вопрос {words.quoted(esc(view.text))}?\nВместе с{NBSP}ним {gone} {answers}.",
        column(
            button("Убрать с ответами", RemoveQuestion(question_id=view.id, sure=True)),
            button("← Оставить", OpenQuestion(question_id=view.id)),
        ),
    )


def _adding(view: QuestionSheet) -> tuple[tuple[Button, ...], ...]:
    if not view.open or view.full:
        return ()
    asked = {one.text for one in view.questions}
    ready = [
        button(f"➕ {label}", AddPreset(event_id=view.event_id, preset=code))
        for code, (label, new) in _PRESETS.items()
        if code in view.presets and new.text not in asked
    ]
    own = "➕ Свой вопрос" if view.questions or ready else "➕ Добавить вопрос"
    return column(*ready, button(own, PickKind(event_id=view.event_id)))


def _about(view: QuestionView) -> str:
    parts = [KINDS[view.kind], "обязательный" if view.required else "можно пропустить"]
    if view.kind is QuestionKind.CHOICE:
        parts[0] = f"выбор из{NBSP}{len(view.options)}"
    if view.answers:
        parts.append(words.plural(view.answers, "ответ", "ответа", "ответов"))
    return " · ".join(parts)


def _text(draft: SetUp) -> str:
    match draft.step:
        case SetUpStep.TEXT:
            old = f"\nСейчас: <b>{esc(draft.text)}</b>" if draft.text else ""
            return f"Напишите вопрос так, как его увидят участники. Например: Как называется ваш доклад?{old}"
        case SetUpStep.OPTIONS:
            old = _listed(draft.options)
            return (
                f"Напишите варианты, каждый с{NBSP}новой строки. Их от {FEWEST_OPTIONS} до {MOST_OPTIONS}, "
                f"в каждом до{NBSP}{LONGEST_OPTION} знаков.{old}"
            )
        case SetUpStep.REQUIRED:
            return f"<b>{esc(draft.text)}</b>{_listed(draft.options)}\nОтвечать обязательно?"


def _listed(options: Sequence[str]) -> str:
    return "".join(f"\n• {esc(option)}" for option in options)


def _required(draft: SetUp) -> list[Button]:
    return [
        button("Обязательно", FinishQuestion(event_id=draft.event_id, required=True)),
        button("Можно пропустить", FinishQuestion(event_id=draft.event_id, required=False)),
    ]


def _to_list(event_id: int) -> Button:
    return button("← К вопросам", OpenQuestions(event_id=event_id))


def added(view: QuestionSheet) -> Screen:
    """The list after one more question."""
    shown = sheet(view)
    limit = f" Больше {MOST_QUESTIONS} не уместится." if view.full else ""
    return Screen(f"Вопрос сохранён.{limit}\n\n{shown.text}", shown.rows)
