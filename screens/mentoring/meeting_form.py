"""Proposing a meeting: up to three times, how, where, a summary."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from aiogram.filters.callback_data import CallbackData

from content.typography import NBSP
from domain.events.moments import MOMENT_EXAMPLE
from domain.mentoring.meetings import MINUTES, MOST_OPTIONS, PLACE_EXAMPLES, MeetingDraft, Step
from domain.vocabulary import Attendance
from screens import words
from screens.kit import Button, Screen, Toast, button, column, esc, in_pairs, question, ticked
from screens.mentoring.meetings import Minute, label_of, minute_of, to_meetings


class PickTime(CallbackData, prefix="pmslot"):
    """Put a time in, or take it out."""

    at: Minute


class ShowStep(CallbackData, prefix="pmstep"):
    """Show a question of the form: on, back, or to change an answer."""

    step: Step


class PickWay(CallbackData, prefix="pmway"):
    """How to meet."""

    way: Attendance


class NoPlace(CallbackData, prefix="pmnowhere"):
    """Where to meet is agreed upon later."""


class PickMinutes(CallbackData, prefix="pmlen"):
    """How long."""

    minutes: int


class SendMeeting(CallbackData, prefix="pmsend"):
    """The proposal goes to the other side."""


# pressed twice, or long after
SENT_ALREADY = Toast("Это предложение уже ушло. Все встречи — в карточке пары.")


def ask(draft: MeetingDraft, slots: Sequence[datetime], *, moving: bool, problem: str | None = None) -> Screen:
    """The question the draft stands at; `moving`: of an agreed meeting, the times alone are asked."""
    match draft.step:
        case Step.TIMES:
            return _times(draft, slots, moving, problem)
        case Step.WAY:
            return _way(draft, problem)
        case Step.PLACE:
            return _place(draft, problem)
        case _:
            return _summary(draft, moving, problem)


def _times(draft: MeetingDraft, slots: Sequence[datetime], moving: bool, problem: str | None) -> Screen:
    shown = sorted({*slots, *draft.options})
    picks = [button(ticked(label_of(one), one in draft.options), PickTime(at=minute_of(one))) for one in shown]
    what = "На когда перенести встречу?" if moving else "Когда встретимся?"
    chosen = len(draft.options)
    text = (
        f"{what} Отметьте до{NBSP}{MOST_OPTIONS} вариантов или напишите своё время, "
        f"например: {MOMENT_EXAMPLE}. Коллега выберет один."
    )
    label = "Готово" if moving or draft.way is not None else "Дальше →"
    on = button(f"{label} ({chosen})", ShowStep(step=_after_times(draft, moving))) if chosen else None
    asked = question(text, problem=esc(problem) if problem else None)
    return Screen(asked.text, column(*picks, on, _leave(draft)))


def _after_times(draft: MeetingDraft, moving: bool) -> Step:
    return Step.SUMMARY if moving or draft.way is not None else Step.WAY


def _way(draft: MeetingDraft, problem: str | None) -> Screen:
    picks = [
        button(ticked(words.ATTENDANCES[way].capitalize(), way is draft.way), PickWay(way=way)) for way in Attendance
    ]
    return question(
        "Как встретимся?",
        problem=esc(problem) if problem else None,
        choices=picks,
        exits=[_back(Step.TIMES), _leave(draft)],
    )


def _place(draft: MeetingDraft, problem: str | None) -> Screen:
    way = draft.way or Attendance.OFFLINE
    online = f"Пришлите ссылку на видеовстречу сообщением или решите{NBSP}позже."
    where = f"Где встретимся? Например: {PLACE_EXAMPLES[way]}. Можно решить и{NBSP}позже."
    now = f"\nСейчас: <b>{esc(draft.place)}</b>" if draft.place else ""
    return question(
        f"{where if way is Attendance.OFFLINE else online}{now}",
        problem=esc(problem) if problem else None,
        choices=[button("Решим позже", NoPlace())],
        exits=[_back(Step.WAY), _leave(draft)],
    )


def _summary(draft: MeetingDraft, moving: bool, problem: str | None) -> Screen:
    way = words.ATTENDANCES[draft.way or Attendance.OFFLINE].capitalize()
    place = f" · {esc(draft.place)}" if draft.place else ""
    lines = [
        "Предложим перенести встречу на одно из времён:" if moving else "Предложим коллеге встретиться:",
        *(f"• {words.when(one)}" for one in draft.options),
        f"{way} · {words.lasting(timedelta(minutes=draft.minutes))}{place}",
    ]
    asked = question("\n".join(lines), problem=esc(problem) if problem else None)
    lengths = [button(ticked(f"{one} мин", one == draft.minutes), PickMinutes(minutes=one)) for one in MINUTES]
    changes = [] if moving else [button("Как и где", ShowStep(step=Step.WAY))]
    return Screen(
        asked.text,
        (
            *(() if moving else in_pairs(lengths)),
            *column(button("Отправить", SendMeeting())),
            *in_pairs([button("Другое время", ShowStep(step=Step.TIMES)), *changes]),
            *column(_leave(draft)),
        ),
    )


def _back(step: Step) -> Button:
    return button("← Назад", ShowStep(step=step))


def _leave(draft: MeetingDraft) -> Button:
    return to_meetings(draft.pair_id, "Не сейчас")
