"""Who signs up answers the event's questions: one a screen, then all of them."""

from collections.abc import Sequence
from enum import StrEnum

from aiogram.filters.callback_data import CallbackData

from content.typography import NBSP
from domain.events.event_questions import FILE_LIMIT_MB, AnswerView, OwnAnswers, QuestionToAnswer, mark
from domain.vocabulary import QuestionKind
from screens import words
from screens.events.event_card import EventAnswers
from screens.events.events import to_event
from screens.kit import (
    LABEL_LIMIT,
    Button,
    File,
    Photo,
    RowId,
    Screen,
    button,
    column,
    esc,
    question,
    shorten,
)
from screens.navigation import to_menu

# how much of an answer a list shows; seven of them still fit a message
_SHOWN = 150
# numbers of options in a row
_A_ROW = 5


class AnswerMove(StrEnum):
    """Where to go from a question without answering it. Values are short: they travel in buttons."""

    SKIP = "skip"
    BACK = "back"
    LATER = "later"


class AnswerChoice(CallbackData, prefix="evqc"):
    """An option of a question, by its mark."""

    event_id: RowId
    question_id: RowId
    mark: int


class AnswerGo(CallbackData, prefix="evqgo"):
    """Skip a question, go back, or leave the rest for later."""

    event_id: RowId
    question_id: RowId
    move: AnswerMove


class CorrectAnswer(CallbackData, prefix="evqed"):
    """Answer one question again."""

    event_id: RowId
    question_id: RowId


class OpenAnswerFile(CallbackData, prefix="evqf"):
    """A coordinator looks at a file somebody answered with."""

    registration_id: RowId
    question_id: RowId


def ask(view: QuestionToAnswer, problem: str | None = None, *, single: bool = False) -> Screen:
    """One question. `single`: the person corrects one answer, so there is nothing before or after it."""
    place = "" if single else f"<i>Вопрос{NBSP}{view.number} из{NBSP}{view.total}</i>\n"
    now = f"\nСейчас: <b>{esc(shorten(view.answer.text, _SHOWN))}</b>" if view.answer else ""
    # long options are read in the text and pressed by number
    wide = any(len(option) > LABEL_LIMIT for option in view.question.options)
    asked = question(
        f"{place}<b>{esc(view.question.text)}</b>{_hint(view, wide)}{now}",
        problem=esc(problem) if problem else None,
        exits=_exits(view, single),
    )
    return Screen(asked.text, _options(view, wide) + asked.rows)


def answers(view: OwnAnswers, *, finished: bool = False) -> Screen:
    """All answers, each to be corrected by its number. `finished`: the last question has just been answered."""
    if not view.answers:
        text = "У этой встречи вопросов нет."
        return Screen(text, column(to_event(view.event_id), to_menu()))
    heading = f"<b>Ваши ответы</b>, {esc(words.quoted(view.title))}"
    hint = "Исправить ответ — по номеру." if view.open else "Встреча началась или отменена: ответы уже не меняются."
    if finished:
        hint = f"Спасибо, записали! {hint}"
    lines = [
        f"{number}.{NBSP}{esc(asked.text)}\n{_given(answer)}" for number, (asked, answer) in enumerate(view.answers, 1)
    ]
    numbers = tuple(
        button(f"{number}", CorrectAnswer(event_id=view.event_id, question_id=asked.id))
        for number, (asked, _) in enumerate(view.answers, 1)
    )
    rows = (numbers,) if view.open else ()
    return Screen("\n\n".join([f"{heading}\n{hint}", *lines]), (*rows, *column(to_event(view.event_id), to_menu())))


def later(view: OwnAnswers) -> Screen:
    """The rest is left for later: what has been answered is kept, and so is the seat."""
    left = "Ответы ждут вас на карточке встречи" if view.missing else "Вернуться к ним можно с карточки встречи"
    return Screen(
        f"Хорошо, вопросы подождут. Ваша запись на месте. {left}.",
        column(button("Продолжить", EventAnswers(event_id=view.event_id)), to_event(view.event_id), to_menu()),
    )


def no_part(event_id: int) -> Screen:
    """Questions are for those who take part."""
    return Screen(
        "Вопросы — для тех, кто записан. Откройте карточку встречи.",
        column(to_event(event_id), to_menu()),
    )


def file(view: AnswerView) -> File | Photo:
    """Somebody's file for the coordinator, from the messenger's own store."""
    assert view.file is not None
    caption = esc(view.question)
    if view.file.photo:
        return Photo(view.file.id, caption)
    return File(view.text, view.file.id, caption)


def to_file(registration_id: int, question_id: int, name: str) -> Button:
    """The button by which a coordinator opens a file somebody answered with."""
    return button(shorten(f"📎 {name}"), OpenAnswerFile(registration_id=registration_id, question_id=question_id))


def _hint(view: QuestionToAnswer, wide: bool) -> str:
    match view.question.kind:
        case QuestionKind.FILE:
            return f"\nПришлите файл или фото, до{NBSP}{FILE_LIMIT_MB}{NBSP}МБ."
        case QuestionKind.CHOICE if wide:
            return "".join(f"\n{number}.{NBSP}{esc(one)}" for number, one in enumerate(view.question.options, 1))
        case QuestionKind.CHOICE:
            return "\nВыберите вариант."
        case QuestionKind.TEXT:
            return "\nНапишите ответ сообщением."


def _options(view: QuestionToAnswer, wide: bool) -> tuple[tuple[Button, ...], ...]:
    picks = [
        button(f"{number}" if wide else option, _choice(view, option))
        for number, option in enumerate(view.question.options, 1)
    ]
    if not wide:
        return column(*picks)
    return tuple(tuple(picks[start : start + _A_ROW]) for start in range(0, len(picks), _A_ROW))


def _choice(view: QuestionToAnswer, option: str) -> AnswerChoice:
    return AnswerChoice(event_id=view.event_id, question_id=view.question.id, mark=mark(option))


def _exits(view: QuestionToAnswer, single: bool) -> Sequence[Button]:
    if single:
        return [button("← К ответам", _go(view, AnswerMove.SKIP))]
    exits = []
    if view.number > 1:
        exits.append(button("← Назад", _go(view, AnswerMove.BACK)))
    if view.answer is not None:
        exits.append(button("Оставить как есть", _go(view, AnswerMove.SKIP)))
    elif not view.question.required:
        exits.append(button("Пропустить", _go(view, AnswerMove.SKIP)))
    return [*exits, button("Позже", _go(view, AnswerMove.LATER))]


def _go(view: QuestionToAnswer, move: AnswerMove) -> AnswerGo:
    return AnswerGo(event_id=view.event_id, question_id=view.question.id, move=move)


def _given(answer: AnswerView | None) -> str:
    if answer is None:
        return "<i>ответа пока нет</i>"
    clip = "📎 " if answer.file else ""
    return f"<b>{clip}{esc(shorten(answer.text, _SHOWN))}</b>"
