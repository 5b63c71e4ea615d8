"""A coordinator moves an event or calls it off: what they are asked, and what it will come to."""

from datetime import datetime, timedelta

from aiogram.filters.callback_data import CallbackData

from content.typography import NBSP
from domain import clubtime
from domain.events.event_changes import RESTORE_WINDOW, Audience, CalledOff, Outline, Shift
from domain.events.moments import MOMENT_EXAMPLE
from domain.events.reminders import Sitting
from screens import words
from screens.desk import ManageEvent, MoveEvent, to_desk, to_desk_of
from screens.events.event_facts import WORD_JOINER
from screens.kit import Button, RowId, Screen, button, column, esc, in_pairs, question, shorten
from screens.navigation import to_menu

# a series of twenty sessions must fit a message
_LONGEST_TOPIC = 60
MOVED_MEANWHILE = "Время тем временем изменили. Проверьте ещё раз."


class PickSitting(CallbackData, prefix="dmovs"):
    """Which session of a series to move; 0 is all of them."""

    event_id: RowId
    sitting: int


class ConfirmMove(CallbackData, prefix="dmovy"):
    """Move the event as the draft says."""

    event_id: RowId


class ConfirmCallOff(CallbackData, prefix="doffy"):
    """Call the event off."""

    event_id: RowId


class DropNote(CallbackData, prefix="dnote"):
    """Give no reason after all."""

    event_id: RowId


class RestoreEvent(CallbackData, prefix="dback"):
    """Take the cancellation back."""

    event_id: RowId


def choose_sitting(view: Outline, now: datetime) -> Screen:
    """Which session of a series moves: the coming ones, or all while none has begun."""
    coming = [one for one in view.sittings if one.starts_at > now]
    lines = "\n".join(f"{one.number}.{NBSP}{_sitting(one, now)}" for one in coming)
    every = button("Всю серию", PickSitting(event_id=view.event_id, sitting=0))
    picks = [
        button(f"{one.number}. {words.day(one.starts_at)}", PickSitting(event_id=view.event_id, sitting=one.number))
        for one in coming
    ]
    rows = column(every if view.terms.starts_at > now else None)
    return Screen(
        f"Что переносим в{NBSP}{_named(view)}?\n{lines}",
        (*rows, *in_pairs(picks), *column(_keep(view.event_id, "← Не переносить"))),
    )


def ask_moment(view: Outline, sitting: int | None, now: datetime, problem: str | None = None) -> Screen:
    """The new date and time, to be typed."""
    old = next((one for one in view.sittings if one.number == sitting), None)
    now_at = old.starts_at if old else view.terms.starts_at
    which = f"занятие{NBSP}{sitting}, " if old else ""
    text = (
        f"Переносим: {_named(view)}, {which}сейчас {words.dated(now_at, now)}.\n"
        f"Напишите новую дату и время, например: {MOMENT_EXAMPLE}. Длительность не изменится."
    )
    return question(text, problem=esc(problem) if problem else None, exits=[_keep(view.event_id, "← Не переносить")])


def confirm_move(shift: Shift, note: str | None, now: datetime, problem: str | None = None) -> Screen:
    """Before and after, who will hear of it, what becomes of the deadline and the reminders."""
    view = shift.outline
    which = f", занятие{NBSP}{shift.sitting}" if shift.sitting else ""
    before = words.dated(shift.old.starts_at, now)
    deadline = f"Запись — до{NBSP}{_closing(shift.closes_at, now)}. " if shift.closes_at else ""
    if shift.closes_at and shift.closes_at <= now:
        deadline = "Запись новых закроется сразу. "
    text = "\n".join(
        [
            f"{_named(view)}{which}: было {before}, станет <b>{_span(shift.new, now)}</b>.",
            f"{_whom(view.audience, shift.told_at, now)} {deadline}Напоминания перейдут на новое время.",
            _reason(note),
        ]
    )
    return question(
        text,
        problem=esc(problem) if problem else None,
        choices=[button("Перенести", ConfirmMove(event_id=view.event_id))],
        exits=[
            button("Другое время", PickSitting(event_id=view.event_id, sitting=shift.sitting or 0)),
            *_drop(view.event_id, note),
            _keep(view.event_id, "← Не переносить"),
        ],
    )


def moved(shift: Shift, now: datetime) -> Screen:
    """Done."""
    view = shift.outline
    asked = ""
    if view.audience.everyone:
        asked = f"\n{_whom(view.audience, shift.told_at, now)} Спросим, подходит ли новое время."
    text = f"Перенесли: {_named(view)}{NBSP}— {_span(shift.new, now)}.{asked}"
    return Screen(text, column(to_desk_of(view.event_id), to_desk(), to_menu()))


def not_in_progress(view: Outline, now: datetime) -> Screen:
    """An old button of a move that is over or was given up."""
    return Screen(
        f"Этот перенос уже завершён. {_named(view)} сейчас стоит на {words.dated(view.terms.starts_at, now)}.",
        column(button("Перенести ещё раз", MoveEvent(event_id=view.event_id)), to_desk_of(view.event_id), to_menu()),
    )


def confirm_call_off(view: Outline, note: str | None, now: datetime, problem: str | None = None) -> Screen:
    """What calling off would mean."""
    text = "\n".join(
        [
            f"Отменяем {_named(view)}, {words.dated(view.terms.starts_at, now)}?",
            f"{_whom(view.audience, view.told_at, now)} Вернуть мероприятие можно будет {_how_long(view, now)}.",
            _reason(note),
        ]
    )
    return question(
        text,
        problem=esc(problem) if problem else None,
        choices=[button("Отменить мероприятие", ConfirmCallOff(event_id=view.event_id))],
        exits=[*_drop(view.event_id, note), _keep(view.event_id, "← Не отменять")],
    )


def _how_long(view: Outline, now: datetime) -> str:
    """For how long a cancellation may be taken back: never past the start."""
    if view.terms.starts_at - now < RESTORE_WINDOW:
        return f"до{NBSP}{words.clock_face(view.terms.starts_at)}"
    return f"15{NBSP}минут"


def called_off(view: CalledOff, now: datetime) -> Screen:
    """It is off; a way back while there is one."""
    outline = view.outline
    text = f"{_named(outline)}, {words.dated(outline.terms.starts_at, now)}: мероприятие отменено."
    if view.till is None or view.till <= now:
        return Screen(
            f"{text}\nВернуть его уже нельзя, зато можно скопировать.",
            column(to_desk_of(outline.event_id), to_desk(), to_menu()),
        )
    told = f"{_whom(outline.audience, outline.told_at, now)} " if outline.audience.everyone else ""
    return Screen(
        f"{text}\n{told}Передумали{NBSP}— верните его до{NBSP}{words.clock_face(view.till)}.",
        column(
            button("Вернуть мероприятие", RestoreEvent(event_id=outline.event_id)),
            to_desk_of(outline.event_id),
            to_desk(),
            to_menu(),
        ),
    )


def restored(view: Outline, now: datetime) -> Screen:
    """It takes place after all."""
    return Screen(
        f"{_named(view)} состоится: {words.dated(view.terms.starts_at, now)}. Записи и напоминания на месте.\n"
        "Кто уже прочитал об отмене, получит новое сообщение.",
        column(to_desk_of(view.event_id), to_desk(), to_menu()),
    )


def _closing(moment: datetime, now: datetime) -> str:
    """What follows «до»: midnight belongs to the day it ends."""
    if words.clock_face(moment) == "00:00":
        return f"конца дня{NBSP}{words.dated_day(moment - timedelta(minutes=1), now)}"
    return words.dated(moment, now)


def _span(sitting: Sitting, now: datetime) -> str:
    start = words.dated(sitting.starts_at, now)
    if clubtime.local(sitting.starts_at).date() == clubtime.local(sitting.ends_at).date():
        return f"{start}–{WORD_JOINER}{words.clock_face(sitting.ends_at)}"
    return f"{start} – {words.dated(sitting.ends_at, now)}"


def _sitting(sitting: Sitting, now: datetime) -> str:
    topic = f": {esc(shorten(sitting.topic, _LONGEST_TOPIC))}" if sitting.topic else ""
    return f"{words.dated(sitting.starts_at, now)}{topic}"


def _whom(audience: Audience, told_at: datetime, now: datetime) -> str:
    """«Напишем 18 людям.», with the morning if quiet hours put it off, and who has to be phoned."""
    if not audience.everyone:
        return "Пока никто не записан."
    reached = audience.everyone - audience.by_phone
    parts = []
    if reached:
        when = f" утром, {words.when(told_at)}: сейчас тихие часы" if told_at > now else ""
        parts.append(f"Напишем {words.plural(reached, 'человеку', 'людям', 'людям')}{when}.")
    if audience.by_phone:
        parts.append(f"Без Telegram{NBSP}— {audience.by_phone}: позвоните им.")
    return " ".join(parts)


def _reason(note: str | None) -> str:
    if note:
        return f"Причина, её увидят все: {esc(words.quoted(note))}. Другую можно написать сообщением."
    return "Причину можно написать сообщением, её увидят все. Например: из-за погоды."


def _drop(event_id: int, note: str | None) -> list[Button]:
    return [button("Без причины", DropNote(event_id=event_id))] if note else []


def _keep(event_id: int, label: str) -> Button:
    return button(label, ManageEvent(event_id=event_id))


def _named(view: Outline) -> str:
    return f"<b>{esc(words.quoted(view.title))}</b>"
