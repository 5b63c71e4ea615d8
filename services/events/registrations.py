"""Taking part in an event: signing up, leaving, answering an offer; and what coordinators do with others' seats.

Every change goes through `services/events/seats.py`, under the event's lock.
"""

from datetime import datetime

from sqlalchemy import select

from db.engine import Session
from db.models import Event, Member, Registration
from domain import errors
from domain.actors import Actor
from domain.errors import NotFound, OfferGone, SeatsTaken
from domain.events.events import Left, Participation
from domain.events.reminders import KINDS
from domain.vocabulary import Attendance, EventStatus, MessageKind, ParticipantRole, RegistrationStatus, Source
from services import journal, outbox
from services.events import events, participations, reminders, seats

SEATED, OFFERED = RegistrationStatus.REGISTERED, RegistrationStatus.OFFERED


async def sign_up(
    session: Session,
    actor: Actor,
    event_id: int,
    attendance: Attendance,
    now: datetime,
    source: Source | None = None,
) -> Participation:
    """Give a seat or, when all are taken, the last place in line; `now` is aware, `source` of None: from the calendar.

    Signing up again changes nothing. Signing up the other way (онлайн instead of очно) moves the person only
    if there is room, so nobody loses a place by trying. Who left a moment ago may return past the deadline.
    Raises ConsentNeeded, ProfileNeeded, NotFound, EventCancelled, EventStarted, AttendanceNotOffered,
    RegistrationClosed, SeatsTaken.
    """
    member_id = actor.member()
    event = await seats.lock_event(session, event_id)
    terms = events.terms(event)
    terms.ensure_changeable(now)
    mine = await seats.of_member(session, event_id, member_id)
    active = mine is not None and mine.status in events.ACTIVE
    if mine is not None and active and mine.attendance is attendance:
        return await participations.view(session, event, mine, now)

    terms.ensure_offered(attendance)
    terms.ensure_open(now, left_at=mine.changed_at if mine and not active else None)
    found = await seats.of_kind(session, event, attendance)
    if active and not found.has_room:
        raise SeatsTaken
    arrival = await seats.next_arrival(session, event_id)
    if mine is None:
        mine = _newcomer(event_id, member_id, now)
    if not active:
        # who comes back is still the one a link brought
        mine.source = source or mine.source or Source.CALENDAR
    mine.arrival = arrival
    await _settle(session, event, mine, attendance, SEATED if found.has_room else RegistrationStatus.WAITLISTED, now)
    # who comes anew where nobody waits frees no seat for anybody
    if active or found.waiting or found.offered or not found.has_room:
        await seats.fill(session, event, now)
    return await participations.view(session, event, mine, now)


async def cancel(session: Session, actor: Actor, event_id: int, now: datetime) -> Left:
    """Give back a seat, refuse an offered one or leave the line; a seat is offered to the next.

    Cancelling again changes nothing. Raises ConsentNeeded, NotFound (also when the person never signed up),
    EventCancelled, EventStarted.
    """
    member_id = actor.owner()
    event = await seats.lock_event(session, event_id)
    mine = await seats.of_member(session, event_id, member_id)
    if mine is None:
        raise NotFound
    events.terms(event).ensure_changeable(now)
    if mine.status is not RegistrationStatus.CANCELLED:
        await seats.release(session, event, mine, now)
    found = await seats.of_kind(session, event, mine.attendance)
    return Left(event.id, event.title, event.starts_at, mine.attendance, room=found.has_room)


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
        event = await seats.lock_event(session, mine.event_id)
        await session.refresh(mine)
        if mine.status is not RegistrationStatus.CANCELLED:
            await seats.release(session, event, mine, now)


async def accept(session: Session, actor: Actor, event_id: int, now: datetime) -> Participation:
    """Take the seat that is held for one. Accepting again changes nothing.

    An offer whose time ran out counts while the seat has not gone to the next. Raises ConsentNeeded, NotFound,
    EventCancelled, EventStarted, OfferGone.
    """
    member_id = actor.known()
    event = await seats.lock_event(session, event_id)
    mine = await seats.of_member(session, event_id, member_id)
    if mine is None:
        raise NotFound
    events.terms(event).ensure_changeable(now)
    if mine.status is OFFERED:
        await _settle(session, event, mine, mine.attendance, SEATED, now)
        await seats.fill(session, event, now)
    elif mine.status is not SEATED:
        raise OfferGone
    return await participations.view(session, event, mine, now)


async def confirm(session: Session, actor: Actor, event_id: int, now: datetime) -> Participation:
    """«Приду»: the answer to «придёте?» and to «подходит новое время?».

    Raises ConsentNeeded, NotFound (also for who has no seat), EventCancelled, EventStarted.
    """
    member_id = actor.known()
    event = await seats.lock_event(session, event_id)
    mine = await seats.of_member(session, event_id, member_id)
    if mine is None or mine.status is not SEATED:
        raise NotFound
    events.terms(event).ensure_changeable(now)
    mine.confirmed_at = now
    await session.flush()
    await outbox.withdraw(
        session, entity=seats.entity(event), kinds=[MessageKind.EVENT_CONFIRM], recipient_id=member_id
    )
    return await participations.view(session, event, mine, now)


# --- by coordinators


async def seat(session: Session, actor: Actor, registration_id: int, now: datetime, *, over: bool = False) -> None:
    """A coordinator gives a seat to who waits, was offered one or left; `over`: even above the limit.

    Raises ConsentNeeded, NotAllowed, NotFound, EventCancelled, SeatsTaken.
    """
    coordinator_id = actor.coordinator()
    event, mine = await _of_others(session, registration_id)
    if mine.status is SEATED:
        return
    await _give(session, event, mine, mine.attendance, now, over=over)
    await _note(session, coordinator_id, "registration.seated", event, mine.member_id, now)


async def remove(session: Session, actor: Actor, registration_id: int, now: datetime) -> None:
    """A coordinator takes a person off the event or its line; the person is told, the seat is offered on.

    Raises ConsentNeeded, NotAllowed, NotFound, EventCancelled.
    """
    coordinator_id = actor.coordinator()
    event, mine = await _of_others(session, registration_id)
    if mine.status is RegistrationStatus.CANCELLED:
        return
    await seats.release(session, event, mine, now)
    await _tell(session, event, mine.member_id, MessageKind.EVENT_REMOVED, now)
    await _note(session, coordinator_id, "registration.removed", event, mine.member_id, now)


async def add(
    session: Session,
    actor: Actor,
    event_id: int,
    member_id: int,
    attendance: Attendance,
    now: datetime,
    *,
    over: bool = False,
) -> int:
    """A coordinator signs a member up, also at the door; `over`: even above the limit. Returns the registration's id.

    Adding who is there already changes nothing. Raises ConsentNeeded, NotAllowed, NotFound, EventCancelled,
    AttendanceNotOffered, SeatsTaken, MemberBlocked.
    """
    coordinator_id = actor.coordinator()
    event = await seats.lock_event(session, event_id)
    _ensure_published(event)
    events.terms(event).ensure_offered(attendance)
    mine = await seats.of_member(session, event_id, member_id)
    if mine is not None and mine.status is SEATED:
        return mine.id
    member = await session.get(Member, member_id)
    if member is None:
        # found by name, and since then all their data has been erased
        raise NotFound
    if member.blocked_at is not None:
        raise errors.MemberBlocked
    arrival = await seats.next_arrival(session, event_id)
    if mine is None:
        mine = _newcomer(event_id, member_id, now)
    if mine.status not in events.ACTIVE:
        mine.arrival = arrival
        mine.source = Source.MANUAL
    await _give(session, event, mine, attendance, now, over=over)
    await _note(session, coordinator_id, "registration.added", event, member_id, now)
    return mine.id


def _newcomer(event_id: int, member_id: int, now: datetime) -> Registration:
    return Registration(
        event_id=event_id,
        member_id=member_id,
        status=RegistrationStatus.CANCELLED,
        created_at=now,
        role=ParticipantRole.PARTICIPANT,
        word_misses=0,
        word_sitting=1,
    )


async def _of_others(session: Session, registration_id: int) -> tuple[Event, Registration]:
    event_id = await session.scalar(select(Registration.event_id).where(Registration.id == registration_id))
    if event_id is None:
        raise NotFound
    event = await seats.lock_event(session, event_id)
    _ensure_published(event)
    return event, await session.get_one(Registration, registration_id, populate_existing=True)


def _ensure_published(event: Event) -> None:
    if event.status is EventStatus.CANCELLED:
        raise errors.EventCancelled
    if event.status is EventStatus.DRAFT:
        raise NotFound


async def _give(
    session: Session, event: Event, mine: Registration, attendance: Attendance, now: datetime, *, over: bool
) -> None:
    """A seat past the line, with the news of it. A live offer is a seat already counted."""
    found = await seats.of_kind(session, event, attendance)
    offered_here = mine.status is OFFERED and mine.attendance is attendance
    if found.free == 0 and not offered_here and not over:
        raise SeatsTaken
    await _settle(session, event, mine, attendance, SEATED, now)
    await seats.fill(session, event, now)
    await _tell(session, event, mine.member_id, MessageKind.EVENT_SEATED, now)


async def _tell(session: Session, event: Event, member_id: int, kind: MessageKind, now: datetime) -> None:
    """News of what a coordinator did, while there is a session to come to: also the next one of a running series."""
    coming = next((one for one in await events.sittings(session, event) if one.starts_at > now), None)
    if coming is not None:
        await outbox.plan(session, [seats.news(event, member_id, kind, now, coming)])


async def _settle(
    session: Session,
    event: Event,
    mine: Registration,
    attendance: Attendance,
    status: RegistrationStatus,
    now: datetime,
) -> None:
    """Write the person's new place, plan what reminds of it. Needs the lock; `seats.fill` offers on what it frees."""
    mine.attendance = attendance
    mine.status = status
    mine.changed_at = now
    mine.offered_till = None
    session.add(mine)
    await session.flush()
    # news of the event itself stays: who only comes another way must still hear that it moved
    kinds = (*seats.NEWS, *KINDS)
    await outbox.withdraw(session, entity=seats.entity(event), kinds=kinds, recipient_id=mine.member_id)
    if status is SEATED:
        await reminders.plan(session, event, [mine], now)


async def _note(session: Session, coordinator_id: int, act: str, event: Event, member_id: int, now: datetime) -> None:
    await journal.record(
        session, actor_id=coordinator_id, act=act, object=f"member:{member_id}", now=now, event=event.id
    )
