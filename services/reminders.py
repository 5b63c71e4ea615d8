"""Reminders of events: planned with a seat, moved with the event, chosen by the person."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from db.engine import Session
from db.models import Event, Member, Registration
from domain import reminders as rules
from domain.errors import NotFound
from domain.people import Actor
from domain.reminders import Choice, Reminder, Sitting
from domain.vocabulary import (
    Attendance,
    EventForm,
    EventStatus,
    MessageKind,
    Priority,
    RegistrationStatus,
    ReminderKind,
)
from services import events, outbox
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
    general = await _general(session, [one.member_id for one in registrations])
    messages = [
        _message(event, one.member_id, reminder)
        for one in registrations
        for reminder in _schedule(event, sittings, one, general.get(one.member_id), now, asked_at)
    ]
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


async def coming(session: Session, event: Event, mine: Registration, now: datetime) -> tuple[Reminder, ...]:
    """What will still be said before the event to who has this seat."""
    general = await _general(session, [mine.member_id])
    sittings = await events.sittings(session, event)
    found = _schedule(event, sittings, mine, general.get(mine.member_id), now)
    return tuple(one for one in found if one.kind in rules.AHEAD and one.sitting == 1)


async def choice(session: Session, actor: Actor, event_id: int | None) -> Choice:
    """The person's reminders: of one event, or in general (None). Raises ConsentNeeded, NotFound."""
    member_id = actor.known()
    general = (await _general(session, [member_id])).get(member_id)
    if event_id is None:
        return Choice(None, None, _kinds(general), own=general is not None)
    event, mine = await _seat(session, event_id, member_id)
    return Choice(event.id, event.title, _wanted(event.form, mine, general), own=mine.reminders is not None)


async def choose(
    session: Session, actor: Actor, event_id: int | None, kind: ReminderKind | None, on: bool, now: datetime
) -> Choice:
    """Add or take away one reminder of an event, or in general (`event_id` None); `kind` None: as usual again.

    What is planned follows at once. Raises ConsentNeeded, NotFound.
    """
    member_id = actor.known()
    before = await choice(session, actor, event_id)
    chosen = None if kind is None else [one for one in ReminderKind if (on if one is kind else one in before.kinds)]
    if event_id is None:
        member = await session.get(Member, member_id, with_for_update=True)
        assert member is not None
        member.reminders = chosen
        query = select(Registration).where(Registration.member_id == member_id)
    else:
        _, mine = await _seat(session, event_id, member_id)
        mine.reminders = chosen
        query = select(Registration).where(Registration.id == mine.id)
    await session.flush()
    await _follow(session, member_id, (await session.scalars(query)).all(), now)
    return await choice(session, actor, event_id)


async def _follow(session: Session, member_id: int, registrations: Sequence[Registration], now: datetime) -> None:
    """What waits for this person is planned anew, at events that have not begun."""
    for one in registrations:
        event = await session.get_one(Event, one.event_id)
        coming_seat = one.status is RegistrationStatus.REGISTERED and event.starts_at > now
        if coming_seat and event.status is EventStatus.PUBLISHED:
            await outbox.withdraw(session, entity=f"event:{event.id}", kinds=rules.KINDS, recipient_id=member_id)
            await plan(session, event, [one], now)


def _schedule(
    event: Event,
    sittings: Sequence[Sitting],
    mine: Registration,
    general: list[ReminderKind] | None,
    now: datetime,
    asked_at: datetime | None = None,
) -> tuple[Reminder, ...]:
    online = mine.attendance is Attendance.ONLINE
    return rules.schedule(
        sittings,
        _wanted(event.form, mine, general),
        now,
        confirm=events.limit(event, mine.attendance) is not None and mine.confirmed_at is None,
        link=online and event.online_url is not None,
        since=asked_at or mine.changed_at,
    )


def _wanted(form: EventForm, mine: Registration, general: list[ReminderKind] | None) -> tuple[ReminderKind, ...]:
    own = mine.reminders if mine.reminders is not None else general
    return rules.usual(form) if own is None else _kinds(own)


def _kinds(codes: list[ReminderKind] | None) -> tuple[ReminderKind, ...]:
    """Codes as JSON keeps them, in the vocabulary's order."""
    return tuple(kind for kind in ReminderKind if kind in (codes or ()))


async def _general(session: Session, member_ids: Sequence[int]) -> dict[int, list[ReminderKind]]:
    query = select(Member.id, Member.reminders).where(Member.id.in_(member_ids), Member.reminders.is_not(None))
    return {row.id: row.reminders or [] for row in await session.execute(query)}


async def _seat(session: Session, event_id: int, member_id: int) -> tuple[Event, Registration]:
    query = (
        select(Event, Registration)
        .join(Registration, Registration.event_id == Event.id)
        .where(Event.id == event_id, Registration.member_id == member_id, Registration.status.in_(events.ACTIVE))
    )
    row = (await session.execute(query)).one_or_none()
    if row is None:
        raise NotFound
    return row[0], row[1]


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
