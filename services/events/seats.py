"""Seats, the waiting list, and offers that move it on.

Every change locks the event's row first, then counts, then writes (design §5; the way of pretix,
`base/services/locking.py`). On PostgreSQL that is SELECT … FOR UPDATE; on SQLite the transaction's BEGIN
IMMEDIATE has already made everybody else wait. Measured without the lock: 29 of 20 seats given away.

Seats in use are those given and those offered. A seat nobody uses is offered, in the very transaction that freed it,
to the first who waits; `stuck` and `move_line` do the same for offers whose time ran out.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import exists, func, or_, select

from db.engine import Session
from db.models import Event, Member, Registration
from domain.errors import NotFound
from domain.events.events import Seats, offered
from domain.events.offers import held_till, is_last_moment
from domain.events.reminders import Sitting
from domain.vocabulary import Attendance, EventStatus, MessageKind, Priority, RegistrationStatus
from services import outbox
from services.events import events, reminders, speed_rounds
from services.outbox import Message

# what is said about a person's own place: a new one makes the old news senseless
NEWS = (
    MessageKind.EVENT_OFFER,
    MessageKind.EVENT_OFFER_EXPIRED,
    MessageKind.EVENT_SEATED,
    MessageKind.EVENT_REMOVED,
)


async def lock_event(session: Session, event_id: int) -> Event:
    """The event with its row locked till the end of the transaction (see the module). Raises NotFound."""
    query = select(Event).where(Event.id == event_id).with_for_update().execution_options(populate_existing=True)
    event = await session.scalar(query)
    if event is None:
        raise NotFound
    return event


async def lock_registrations(session: Session, event_id: int) -> None:
    """Lock all registrations of an event against marks, each of which locks its own. Needs the event's lock.

    Nobody changes several of them without that lock, so no two turns wait for each other here. What hangs on the rows
    by a key may be written meanwhile.
    """
    query = select(Registration.id).where(Registration.event_id == event_id).order_by(Registration.id)
    await session.execute(query.with_for_update(key_share=True))


async def of_member(session: Session, event_id: int, member_id: int) -> Registration | None:
    """The member's registration, whatever its status."""
    query = select(Registration).where(Registration.event_id == event_id, Registration.member_id == member_id)
    return await session.scalar(query)


async def of_kind(session: Session, event: Event, attendance: Attendance) -> Seats:
    """Seats of one kind; of a kind the event no longer offers, none."""
    found = (await events.seats(session, [event]))[event.id]
    return next((seats for seats in found if seats.attendance is attendance), Seats(attendance, limit=0))


async def next_arrival(session: Session, event_id: int) -> int:
    """The number of the next to come. Needs the lock."""
    query = select(func.max(Registration.arrival)).where(Registration.event_id == event_id)
    return (await session.scalar(query) or 0) + 1


def entity(event: Event) -> str:
    """How the outbox and the journal name an event."""
    return f"event:{event.id}"


async def release(session: Session, event: Event, mine: Registration, now: datetime) -> None:
    """Take the registration back with all that was planned for it; a seat it used is offered on. Needs the lock."""
    mine.status = RegistrationStatus.CANCELLED
    mine.changed_at = now
    mine.offered_till = mine.confirmed_at = mine.ticket_code = mine.ticket_nonce = None
    mine.word_misses = 0
    await session.flush()
    await outbox.withdraw(session, entity=entity(event), recipient_id=mine.member_id)
    await speed_rounds.release(session, event.id, mine.member_id, now)
    await fill(session, event, now)


async def fill(session: Session, event: Event, now: datetime) -> None:
    """Offer every seat nobody uses to those who wait, first come first served. Needs the lock.

    Call it after whatever may have freed a seat: somebody left, capacity grew, the format changed.
    """
    if event.status is not EventStatus.PUBLISHED or event.starts_at <= now:
        return
    for attendance in offered(event.format):
        seats = await of_kind(session, event, attendance)
        if seats.free != 0 and (seats.waiting or (seats.limit is None and seats.offered)):
            await _offer(session, event, await _line(session, event, attendance, seats.free), seats, now)


async def _line(session: Session, event: Event, attendance: Attendance, limit: int | None) -> Sequence[Registration]:
    """The first `limit` of those who wait; without a limit also those who are being asked: they need not be."""
    statuses = [RegistrationStatus.WAITLISTED, *([RegistrationStatus.OFFERED] if limit is None else [])]
    query = (
        select(Registration)
        .where(
            Registration.event_id == event.id,
            Registration.attendance == attendance,
            Registration.status.in_(statuses),
        )
        .order_by(Registration.arrival)
        .limit(limit)
    )
    return (await session.scalars(query)).all()


async def _offer(session: Session, event: Event, line: Sequence[Registration], seats: Seats, now: datetime) -> None:
    """Hold a seat for each; who needs not be asked, or can't be, has it at once."""
    till = held_till(now, event.starts_at)
    # nobody else wants a seat where there is no limit; who has no Telegram is phoned by a coordinator
    silent = set(
        await session.scalars(
            select(Member.id).where(Member.id.in_([one.member_id for one in line]), Member.telegram_id.is_(None))
        )
    )
    given = [one for one in line if seats.limit is None or one.member_id in silent]
    asked = [one for one in line if one not in given]
    for one in given:
        if one.status is RegistrationStatus.OFFERED:
            await outbox.withdraw(
                session, entity=entity(event), kinds=[MessageKind.EVENT_OFFER], recipient_id=one.member_id
            )
        one.status = RegistrationStatus.REGISTERED
        one.offered_till = None
        one.changed_at = now
    for one in asked:
        one.status = RegistrationStatus.OFFERED
        one.offered_till = till
        one.changed_at = now
    await session.flush()
    await outbox.plan(session, [news(event, one.member_id, MessageKind.EVENT_SEATED, now) for one in given])
    await outbox.plan(session, [news(event, one.member_id, MessageKind.EVENT_OFFER, now) for one in asked])
    await reminders.plan(session, event, given, now)


def news(event: Event, member_id: int, kind: MessageKind, now: datetime, sitting: Sitting | None = None) -> Message:
    """A notice about somebody's seat. In quiet hours it waits, unless it would come after the start.

    `sitting` is the session that comes next when the series has begun.
    """
    starts_at = sitting.starts_at if sitting else event.starts_at
    return Message(
        kind=kind,
        entity=entity(event),
        recipient_id=member_id,
        due_at=now,
        priority=Priority.NOTICE,
        expires_at=starts_at,
        # a seat nobody knows of till the event is over helps no one
        quiet_ok=is_last_moment(now, starts_at),
        payload={"sitting": sitting.number} if sitting else {},
    )


async def stuck(session: Session, now: datetime) -> list[int]:
    """Events whose line must move although nobody acted: an offer ran out, or a seat stands free beside the line."""
    expired = exists().where(
        Registration.event_id == Event.id,
        Registration.status == RegistrationStatus.OFFERED,
        Registration.offered_till <= now,
    )
    waiting = exists().where(
        Registration.event_id == Event.id, Registration.status == RegistrationStatus.WAITLISTED
    ) & (Event.starts_at > now)
    # of one called off nothing moves: its people must hear of that, and it may still be brought back
    published = Event.status == EventStatus.PUBLISHED
    query = select(Event, expired).where(published, or_(expired, waiting)).order_by(Event.id)
    rows = (await session.execute(query)).all()
    seats_of = await events.seats(session, [event for event, _ in rows])
    return [
        event.id
        for event, has_expired in rows
        if has_expired or any(seats.waiting and seats.free != 0 for seats in seats_of[event.id])
    ]


async def move_line(session: Session, event_id: int, now: datetime) -> None:
    """Take back offers whose time ran out at `now`, tell their people, offer the seats to the next. Raises NotFound.

    A transaction of its own for each event: a lock is held no longer than needed.
    """
    event = await lock_event(session, event_id)
    if event.status is not EventStatus.PUBLISHED:
        return
    query = (
        select(Registration)
        .where(
            Registration.event_id == event_id,
            Registration.status == RegistrationStatus.OFFERED,
            Registration.offered_till <= now,
        )
        .order_by(Registration.arrival)
    )
    for mine in (await session.scalars(query)).all():
        await release(session, event, mine, now)
        if event.starts_at > now:
            await outbox.plan(session, [news(event, mine.member_id, MessageKind.EVENT_OFFER_EXPIRED, now)])
    await fill(session, event, now)


async def follow_format(session: Session, event: Event, now: datetime) -> None:
    """After the event's format changed: who came a way no longer offered comes the other one. Needs the lock.

    Nobody loses a seat; those in line keep their order. Then free seats are offered and reminders follow.
    """
    ways = offered(event.format)
    query = select(Registration).where(
        Registration.event_id == event.id,
        Registration.status.in_(events.ACTIVE),
        Registration.attendance.not_in(ways),
    )
    for registration in (await session.scalars(query)).all():
        registration.attendance = ways[0]
        registration.changed_at = now
    await session.flush()
    await fill(session, event, now)
    await reminders.replan(session, event, now)


async def follow_time(session: Session, event: Event, now: datetime, asked_at: datetime | None = None) -> None:
    """After the event moved: reminders move along, offers last no longer than to its start. Needs the lock.

    `asked_at`: when everybody was asked whether the new time suits them.
    """
    query = select(Registration).where(
        Registration.event_id == event.id,
        Registration.status == RegistrationStatus.OFFERED,
        Registration.offered_till > event.starts_at,
    )
    for registration in (await session.scalars(query)).all():
        registration.offered_till = event.starts_at
    await session.flush()
    await reminders.replan(session, event, now, asked_at)
