"""«Встреча уже была»: when, how and how long, then it is written down."""

from aiogram.filters.callback_data import CallbackData

from content.typography import NBSP
from domain.events.moments import PAST_EXAMPLE
from domain.mentoring.meetings import MINUTES
from domain.mentoring.past_meetings import WITHIN, PastDraft, PastForm
from domain.vocabulary import Attendance
from screens import words
from screens.kit import Button, RowId, Screen, button, column, esc, in_pairs, question, ticked
from screens.mentoring.meetings import Minute, PastMeeting, label_of, minute_of, to_meetings


class PickPast(CallbackData, prefix="pmpasttime"):
    """When it was."""

    pair_id: RowId
    at: Minute


class PickPastWay(CallbackData, prefix="pmpastway"):
    """How they met."""

    way: Attendance


class PickPastMinutes(CallbackData, prefix="pmpastlen"):
    """How long."""

    minutes: int


class RecordPast(CallbackData, prefix="pmpastsave"):
    """Write it down."""


def ask_when(form: PastForm, problem: str | None = None) -> Screen:
    """When it was: by a button, or in words."""
    return question(
        f"Когда встретились? Выберите или напишите, например: {PAST_EXAMPLE}. "
        f"Подойдёт любой день за{NBSP}последние {WITHIN.days}{NBSP}дней.",
        problem=esc(problem) if problem else None,
        choices=[button(label_of(one), PickPast(pair_id=form.pair_id, at=minute_of(one))) for one in form.slots],
        exits=[_leave(form.pair_id)],
    )


def ask_how(draft: PastDraft, problem: str | None = None) -> Screen:
    """How and how long, then it is written down."""
    assert draft.starts_at is not None
    asked = question(
        f"Встреча <b>{words.when(draft.starts_at)}</b>. Как прошла и сколько длилась?\n"
        "Коллега увидит запись и сможет сказать, если её не было.",
        problem=esc(problem) if problem else None,
    )
    ways = [
        button(ticked(words.ATTENDANCES[way].capitalize(), way is draft.way), PickPastWay(way=way))
        for way in Attendance
    ]
    lengths = [button(ticked(f"{one} мин", one == draft.minutes), PickPastMinutes(minutes=one)) for one in MINUTES]
    return Screen(
        asked.text,
        (
            *in_pairs(ways),
            *in_pairs(lengths),
            *column(button("Записать", RecordPast())),
            *in_pairs([button("← Другое время", PastMeeting(pair_id=draft.pair_id)), _leave(draft.pair_id)]),
        ),
    )


def _leave(pair_id: int) -> Button:
    return to_meetings(pair_id, "Не сейчас")


RECORDED = "Записали, коллеге сообщим."
KNOWN = "Похоже, эта встреча уже есть в боте, поэтому второй раз не записываем."
