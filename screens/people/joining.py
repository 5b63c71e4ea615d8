"""Joining: consent, the questions step by step, the summary."""

from collections.abc import Sequence
from enum import StrEnum
from typing import Self

from aiogram.filters.callback_data import CallbackData

from content import ConsentText
from domain.people.joining import Draft, Question, Step, before, progress, questions
from domain.vocabulary import Direction, Source
from screens.events.events import to_calendar, to_event
from screens.kit import Button, RowId, Screen, button, column, esc, grown, in_pairs, question, step
from screens.navigation import to_menu
from screens.people import questions as asking
from screens.people.claim_ways import to_code


class Join(CallbackData, prefix="join"):
    """Begin joining or go on from where it stopped.

    `event_id` is the event one wanted to sign up for: it goes with the person to the end of joining, and so does
    `source`, where they found it.
    """

    event_id: RowId | None = None
    source: Source | None = None

    @classmethod
    def unpack(cls, value: str) -> Self:
        return super().unpack(grown(cls, value))


class JoinAnew(CallbackData, prefix="joinanew"):
    """Forget the answers given so far and begin again."""


class JoinLater(CallbackData, prefix="joinlater"):
    """Stop here and keep the answers."""


class Agree(CallbackData, prefix="agree"):
    """Consent to the wording whose mark this is, so that nobody agrees to a text they have not seen.

    `invite` is the token of a coordinator's link that waits for the consent, `claim` a code for one's own record; the
    rest is as in `Join`.
    """

    mark: str
    invite: str = ""
    event_id: RowId | None = None
    source: Source | None = None
    claim: str = ""

    @classmethod
    def unpack(cls, value: str) -> Self:
        return super().unpack(grown(cls, value))


class Decline(CallbackData, prefix="agreeno"):
    """Not now."""


class JoinChoice(CallbackData, prefix="joinset"):
    """A choice offered by a question."""

    step: Step
    value: str


class JoinDirection(CallbackData, prefix="jointheme"):
    """A direction to add or to take away."""

    direction: Direction
    on: bool


class Move(StrEnum):
    BACK = "back"
    KEEP = "keep"


class JoinMove(CallbackData, prefix="joingo"):
    """From this question back, or on with the answer kept. It names the question: a double tap moves once."""

    step: Step
    move: Move


class EditAnswer(CallbackData, prefix="joinedit"):
    """From the summary to one of its answers."""

    step: Step


class JoinSave(CallbackData, prefix="joinsave"):
    """Save the summary. A second tap finds no draft any more, so where to go next is in the button too."""

    event_id: RowId | None = None
    source: Source | None = None

    @classmethod
    def unpack(cls, value: str) -> Self:
        return super().unpack(grown(cls, value))


# --- consent


def mark(text: ConsentText) -> str:
    """A short sign of a wording, for a button."""
    return text.sha256[:8]


def consent(
    text: ConsentText,
    *,
    invite: str = "",
    event_id: int | None = None,
    source: Source | None = None,
    claim: str = "",
    changed: bool = False,
) -> Screen:
    """The consent as its own screen; `changed`: the person pressed «agree» under an older wording."""
    note = "<i>Текст обновился, посмотрите его ещё раз.</i>\n\n" if changed else ""
    agree = Agree(mark=mark(text), invite=invite, event_id=event_id, source=source, claim=claim)
    return Screen(note + text.html, column(button(text.agree, agree), button(text.decline, Decline())))


def declined() -> Screen:
    return Screen(
        "Хорошо, ничего не сохраняем. Календарь и лайфхаки открыты и так.",
        column(to_calendar(), button("Вступить в клуб", Join()), to_menu()),
    )


def consent_needed(event_id: int | None = None, source: Source | None = None) -> Screen:
    """Somebody who has not consented did what needs storing; `event_id`: signed up for it, found by `source`."""
    return Screen(
        "Чтобы вести запись, присылать лайфхаки и выдавать сертификаты, нам нужны ФИО, должность и организация. "
        "Прочитайте согласие — оно короткое. Отозвать его можно в любой момент.",
        column(
            button("Прочитать согласие", Join(event_id=event_id, source=source)), _back_to(event_id, source), to_menu()
        ),
    )


def profile_needed(event_id: int | None = None, source: Source | None = None) -> Screen:
    """Somebody in the middle of joining did what needs a finished profile; `event_id` as above."""
    return Screen(
        "Сначала закончим знакомство: осталось несколько вопросов.",
        column(button("Продолжить", Join(event_id=event_id, source=source)), _back_to(event_id, source), to_menu()),
    )


def agreed(event_id: int, source: Source | None = None) -> Screen:
    """A member agreed to a new wording on the way to an event: on to it."""
    return Screen(
        "Спасибо, согласие у нас есть. Можно вернуться к встрече.",
        column(to_event(event_id, "К встрече", source), to_menu()),
    )


def _back_to(event_id: int | None, source: Source | None) -> Button | None:
    return None if event_id is None else to_event(event_id, "← К встрече", source)


# --- questions


def ask(asked: Question, problem: str | None = None) -> Screen:
    """The draft's current question, or the summary when all is answered."""
    return _summary(asked, problem) if asked.step is Step.SUMMARY else asking.ask(asked, _CONTROLS, problem)


def _summary(asked: Question, problem: str | None) -> Screen:
    fields = questions(asked.answers)
    facts = asking.facts(fields, asked.answers, asked.organization)
    text = f"<b>Всё верно?</b>\n{facts}\n\nЛюбой ответ можно поправить кнопкой."
    edits = in_pairs([button(f"✏️ {asking.FIELDS[field]}", EditAnswer(step=field)) for field in fields])
    save = button("Сохранить", JoinSave(event_id=asked.draft.event_id, source=asked.draft.source))
    screen = question(text, problem=esc(problem) if problem else None, choices=[save])
    return Screen(screen.text, screen.rows + edits + column(button("Позже", JoinLater())))


def _exits(asked: Question) -> Sequence[Button]:
    draft = asked.draft
    later = button("Позже", JoinLater())
    if not draft.reviewing and before(draft.step, draft.answers) is None:
        return [to_code(), later]
    label = "← К ответам" if draft.reviewing else "← Назад"
    return [button(label, JoinMove(step=draft.step, move=Move.BACK)), later]


_CONTROLS = asking.Controls(
    choose=lambda step, value: JoinChoice(step=step, value=value),
    toggle=lambda direction, on: JoinDirection(direction=direction, on=on),
    exits=_exits,
    numbered=True,
    keep=lambda step: JoinMove(step=step, move=Move.KEEP),
)


def paused(draft: Draft) -> Screen:
    """Joining stopped: where it can go on; starting anew names what it costs."""
    if not draft.started:
        return Screen("Хорошо, познакомимся позже.", column(button("Продолжить", Join()), to_menu()))
    return Screen(
        f"{step(*progress(draft.step, draft.answers))}\nЗдесь остановились, ответы сохранены. "
        "Если начать заново, они сотрутся.",
        column(button("Продолжить", Join()), button("Начать заново", JoinAnew()), to_menu()),
    )
