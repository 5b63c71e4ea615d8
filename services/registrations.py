"""Seats and the waiting list: signing up, leaving, promotion, reminders.

Every change locks the event's row first, then counts, then writes (design §5; the way of pretix,
`base/services/locking.py`). On PostgreSQL that is SELECT … FOR UPDATE; on SQLite the transaction's BEGIN
IMMEDIATE has already made everybody else wait. Measured without the lock: 29 of 20 seats given away.
"""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import func, select

from db.engine import Session
from db.models import Event, Registration
from domain import events as rules
from domain.errors import NotFound, SeatsTaken
from domain.events import Left, Participation, Seats
from domain.people import Actor
from domain.vocabulary import Attendance, EventStatus, MessageKind, Priority, RegistrationStatus
from services import events, outbox
from services.outbox import Message

# what is told to who takes part, and to nobody else
_KINDS = (MessageKind.EVENT_PROMOTED, MessageKind.EVENT_REMINDER_DAY, MessageKind.EVENT_REMINDER_HOURS)


async def sign_up(
    session: Session, actor: Actor, event_id: int, attendance: Attendance, now: datetime
) -> Participation:
    """Give a seat or, when all are taken, the last place in line; `now` is aware.

    Signing up again changes nothing. Signing up the other way (онлайн instead of очно) moves the person only
    if there is room, so nobody loses a place by trying. Who left a moment ago may return past the deadline.
    Raises ConsentNeeded, ProfileNeeded, NotFound, EventCancelled, EventStarted, AttendanceNotOffered,
    RegistrationClosed, SeatsTaken.
    """
    member_id = actor.member()
    event = await lock_event(session, event_id)
    terms = events.terms(event)
    terms.ensure_changeable(now)
    mine = await _registration(session, event_id, member_id)
    active = mine is not None and mine.status in events.ACTIVE
    if mine is not None and active and mine.attendance is attendance:
        return await _participation(session, event, member_id, now)

    terms.ensure_offered(attendance)
    terms.ensure_open(now, left_at=mine.changed_at if mine and not active else None)
    seats = await _seats_of(session, event, attendance)
    if active and not seats.has_room:
        raise SeatsTaken
    freed = mine.attendance if mine and mine.status is RegistrationStatus.REGISTERED else None
    arrival = await _next_arrival(session, event_id)
    if mine is None:
        mine = Registration(event_id=event_id, member_id=member_id, created_at=now)
        session.add(mine)
    mine.status = RegistrationStatus.REGISTERED if seats.has_room else RegistrationStatus.WAITLISTED
    mine.attendance = attendance
    mine.arrival = arrival
    mine.changed_at = now
    await session.flush()
    if seats.has_room:
        await _plan_reminders(session, event, [member_id], now)
    if freed is not None:
        await _promote(session, event, freed, now)
    return await _participation(session, event, member_id, now)


async def cancel(session: Session, actor: Actor, event_id: int, now: datetime) -> Left:
    """Give back a seat, which goes to the first in line, or leave the line. Cancelling again changes nothing.

    Raises ConsentNeeded, NotFound (also when the person never signed up), EventCancelled, EventStarted.
    """
    member_id = actor.owner()
    event = await lock_event(session, event_id)
    mine = await _registration(session, event_id, member_id)
    if mine is None:
        raise NotFound
    events.terms(event).ensure_changeable(now)
    if mine.status is not RegistrationStatus.CANCELLED:
        await _release(session, event, mine, now)
    seats = await _seats_of(session, event, mine.attendance)
    return Left(event.id, event.title, event.starts_at, mine.attendance, room=seats.has_room)


async def cancel_all(session: Session, member_id: int, now: datetime) -> None:
    """Give back everything a member holds at events that have not begun: they are leaving the club."""
    query = (
        select(Registration)
        .join(Event, Event.id == Registration.event_id)
        .where(Registration.member_id == member_id, Registration.status.in_(events.ACTIVE), Event.starts_at > now)
        # one order for everybody: two people leaving at once must not wait for each other
        .order_by(Registration.event_id)
    )
    for mine in (await session.scalars(query)).all():
        event = await lock_event(session, mine.event_id)
        await session.refresh(mine)
        if mine.status is not RegistrationStatus.CANCELLED:
            await _release(session, event, mine, now)


async def participation(session: Session, member_id: int, event_id: int, now: datetime) -> Participation | None:
    """The member's seat at a coming event, for messages about it; None when there is nothing to tell."""
    event = await session.get(Event, event_id)
    if event is None or event.status is not EventStatus.PUBLISHED or event.starts_at <= now:
        return None
    mine = await _registration(session, event_id, member_id)
    if mine is None or mine.status is not RegistrationStatus.REGISTERED:
        return None
    return await _participation(session, event, member_id, now)


async def lock_event(session: Session, event_id: int) -> Event:
    """The event with its row locked till the end of the transaction (see the module). Raises NotFound."""
    query = select(Event).where(Event.id == event_id).with_for_update().execution_options(populate_existing=True)
    event = await session.scalar(query)
    if event is None:
        raise NotFound
    return event


async def _registration(session: Session, event_id: int, member_id: int) -> Registration | None:
    query = select(Registration).where(Registration.event_id == event_id, Registration.member_id == member_id)
    return await session.scalar(query)


async def _seats_of(session: Session, event: Event, attendance: Attendance) -> Seats:
    """Seats of one kind; of a kind the event no longer offers, none."""
    found = (await events.seats(session, [event]))[event.id]
    return next((seats for seats in found if seats.attendance is attendance), Seats(attendance, limit=0))


async def _next_arrival(session: Session, event_id: int) -> int:
    query = select(func.max(Registration.arrival)).where(Registration.event_id == event_id)
    return (await session.scalar(query) or 0) + 1


async def _release(session: Session, event: Event, mine: Registration, now: datetime) -> None:
    held_seat = mine.status is RegistrationStatus.REGISTERED
    mine.status = RegistrationStatus.CANCELLED
    mine.changed_at = now
    await session.flush()
    await outbox.withdraw(session, entity=_entity(event), kinds=_KINDS, recipient_id=mine.member_id)
    if held_seat and event.status is EventStatus.PUBLISHED:
        await _promote(session, event, mine.attendance, now)


async def _promote(session: Session, event: Event, attendance: Attendance, now: datetime) -> None:
    """Move the line of one kind into free seats, first come first served, and tell it. Needs the lock."""
    seats = await _seats_of(session, event, attendance)
    line = (
        select(Registration)
        .where(
            Registration.event_id == event.id,
            Registration.attendance == attendance,
            Registration.status == RegistrationStatus.WAITLISTED,
        )
        .order_by(Registration.arrival)
        .limit(seats.free)
    )
    promoted = (await session.scalars(line)).all()
    for registration in promoted:
        registration.status = RegistrationStatus.REGISTERED
        registration.changed_at = now
    await session.flush()
    members = [registration.member_id for registration in promoted]
    await outbox.plan(session, [_promotion(event, member_id, now) for member_id in members])
    await _plan_reminders(session, event, members, now)


def _promotion(event: Event, member_id: int, now: datetime) -> Message:
    return Message(
        kind=MessageKind.EVENT_PROMOTED,
        entity=_entity(event),
        recipient_id=member_id,
        due_at=now,
        priority=Priority.NOTICE,
        expires_at=event.starts_at,
        # a seat nobody knows of till the event is over helps no one
        quiet_ok=rules.is_last_moment(now, event.starts_at),
    )


async def _plan_reminders(session: Session, event: Event, member_ids: Iterable[int], now: datetime) -> None:
    messages = [
        Message(
            kind=reminder.kind,
            entity=_entity(event),
            recipient_id=member_id,
            due_at=reminder.at,
            priority=Priority.REMINDER,
            expires_at=event.starts_at,
        )
        for member_id in member_ids
        for reminder in rules.reminders(event.starts_at, now)
    ]
    await outbox.plan(session, messages)


async def _participation(session: Session, event: Event, member_id: int, now: datetime) -> Participation:
    mine = (await events.places(session, member_id, [event.id]))[event.id]
    return Participation(
        event_id=event.id,
        title=event.title,
        terms=events.terms(event),
        venue=event.place,
        online_url=events.online_url(event, mine, now),
        seats=(await events.seats(session, [event]))[event.id],
        mine=mine,
        reminders=rules.reminders(event.starts_at, now) if mine.holds_seat else (),
    )


def _entity(event: Event) -> str:
    return f"event:{event.id}"
