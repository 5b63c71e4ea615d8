"""Reminders of events: planned with a seat, moved with the event. People choose them in `reminder_choice.py`."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import select

from db.engine import Session
from db.models import Event, Member, Registration
from domain.events import reminders as rules
from domain.events.reminders import Reminder, Sitting
from domain.vocabulary import (
    Attendance,
    EventForm,
    EventStatus,
    MessageKind,
    Priority,
    RegistrationStatus,
    ReminderKind,
)
from services import outbox
from services.events import events
from services.outbox import Message


async def plan(
    session: Session,
    event: Event,
    registrations: Sequence[Registration],
    now: datetime,
    asked_at: datetime | None = None,
) -> None:
    """Plan all that is to come for these people, who have seats; `asked_at`: when they were asked if they come."""
    if not registrations:
        return
    sittings = await events.sittings(session, event)
    general = await general_of(session, [one.member_id for one in registrations])
    # a full hall has few different ones
    schedules: dict[_Key, tuple[Reminder, ...]] = {}
    messages = []
    for one in registrations:
        key = _key(event, sittings, one, general.get(one.member_id), asked_at)
        if key not in schedules:
            schedules[key] = _schedule(sittings, key, now)
        messages += [_message(event, one.member_id, reminder) for reminder in schedules[key]]
    await outbox.plan(session, messages)


async def replan(session: Session, event: Event, now: datetime, asked_at: datetime | None = None) -> None:
    """What reminders hang on has changed: what waits is taken back and planned anew for all who have seats.

    `asked_at`: when all of them were asked anew whether they come.
    """
    await outbox.withdraw(session, entity=f"event:{event.id}", kinds=rules.KINDS)
    if event.status is not EventStatus.PUBLISHED:
        return
    query = select(Registration).where(
        Registration.event_id == event.id, Registration.status == RegistrationStatus.REGISTERED
    )
    await plan(session, event, (await session.scalars(query)).all(), now, asked_at)


async def coming(
    session: Session, event: Event, mine: Registration, sittings: Sequence[Sitting], now: datetime
) -> tuple[Reminder, ...]:
    """What will still be said before the event, of these `sittings`, to who has this seat."""
    general = await general_of(session, [mine.member_id])
    found = _schedule(sittings, _key(event, sittings, mine, general.get(mine.member_id)), now)
    return tuple(one for one in found if one.kind in rules.AHEAD and one.sitting == 1)


class _Key(NamedTuple):
    """All that makes people's reminders of one event differ."""

    wanted: tuple[ReminderKind, ...]
    confirm: bool
    link: bool


def _key(
    event: Event,
    sittings: Sequence[Sitting],
    mine: Registration,
    general: list[ReminderKind] | None,
    asked_at: datetime | None = None,
) -> _Key:
    scarce = events.limit(event, mine.attendance) is not None
    unsure = scarce and mine.confirmed_at is None and rules.may_ask(sittings[0], asked_at or mine.changed_at)
    online = mine.attendance is Attendance.ONLINE
    return _Key(wanted(event.form, mine, general), confirm=unsure, link=online and event.online_url is not None)


def _schedule(sittings: Sequence[Sitting], key: _Key, now: datetime) -> tuple[Reminder, ...]:
    return rules.schedule(sittings, key.wanted, now, confirm=key.confirm, link=key.link)


def wanted(form: EventForm, mine: Registration, general: list[ReminderKind] | None) -> tuple[ReminderKind, ...]:
    """Which reminders this seat has: chosen for the event, else in general (`general`), else those of the form."""
    own = mine.reminders if mine.reminders is not None else general
    return rules.usual(form) if own is None else kinds(own)


def kinds(codes: list[ReminderKind] | None) -> tuple[ReminderKind, ...]:
    """Codes as JSON keeps them, in the vocabulary's order."""
    return tuple(kind for kind in ReminderKind if kind in (codes or ()))


async def general_of(session: Session, member_ids: Sequence[int]) -> dict[int, list[ReminderKind]]:
    """What members chose for all events, by id; who chose nothing is not among them."""
    query = select(Member.id, Member.reminders).where(Member.id.in_(member_ids), Member.reminders.is_not(None))
    return {row.id: row.reminders or [] for row in await session.execute(query)}


def _message(event: Event, member_id: int, reminder: Reminder) -> Message:
    return Message(
        kind=reminder.kind,
        entity=f"event:{event.id}",
        recipient_id=member_id,
        due_at=reminder.at,
        priority=Priority.NOTICE if reminder.kind is MessageKind.EVENT_CONFIRM else Priority.REMINDER,
        expires_at=reminder.expires_at,
        payload={"sitting": reminder.sitting},
    )
