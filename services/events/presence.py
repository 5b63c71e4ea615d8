"""Who came: marks by hand, the count, the end of marking. The door (`services/events/door.py`) marks through here.

Every mark locks the registration's row first, then reads, then writes: of two coordinators who scan one ticket at
once, one marks and the other is told that it is marked. The primary key of `presence` stands behind it.
"""

from datetime import datetime

from sqlalchemy import ColumnElement, and_, delete, func, literal, select
from sqlalchemy.orm import aliased

from db.engine import Session, insert_into
from db.models import AuditEntry, Event, Member, Organization, Presence, Registration
from domain.actors import Actor
from domain.errors import DoorNotOpen, EventCancelled, NotFound, Outdated, SeatGone
from domain.events import presence as rules
from domain.events.presence import Board, Closed, Guest, Mark, Marked, Slot, Unmarked
from domain.vocabulary import Attendance, EventStatus, PresenceMethod, PresenceState, RegistrationStatus
from services import journal
from services.events import seats
from services.events.tickets import slots

_CLOSED = "presence.closed"


async def mark(
    session: Session,
    actor: Actor,
    registration_id: int,
    sitting: int,
    state: PresenceState,
    attendance: Attendance | None,
    method: PresenceMethod,
    now: datetime,
) -> Marked:
    """Mark by hand, over whatever mark there is; `attendance` None: the way the person signed up.

    Open from two hours before the session (`sitting`, from 1) and without an end: lists are often filled in later.
    Raises ConsentNeeded, NotAllowed, NotFound, SeatGone, DoorNotOpen.
    """
    actor.coordinator()
    registration = await hold(session, registration_id)
    if registration is None:
        raise NotFound
    event, slot = await event_at(session, registration.event_id, now, sitting)
    if registration.status is not RegistrationStatus.REGISTERED or event.status is not EventStatus.PUBLISHED:
        raise SeatGone
    if slot.is_early(now):
        raise DoorNotOpen
    came = state is PresenceState.ATTENDED
    how = (attendance or registration.attendance) if came else None
    await write(session, actor, registration, slot.number, state, how, method, now)
    return await marked(session, event, slot, registration, fresh=True)


async def unmark(
    session: Session, actor: Actor, registration_id: int, sitting: int, marked_at: datetime, now: datetime
) -> Unmarked:
    """Take back the mark made at `marked_at` (whole seconds, aware); nothing stays in its place.

    Raises ConsentNeeded, NotAllowed, NotFound, Outdated when the mark is another one by now, or gone.
    """
    coordinator_id = actor.coordinator()
    registration = await hold(session, registration_id)
    if registration is None:
        raise NotFound
    event, slot = await event_at(session, registration.event_id, now, sitting)
    found = await session.get(Presence, (registration_id, sitting), populate_existing=True)
    if found is None or found.marked_at != marked_at:
        raise Outdated
    await session.delete(found)
    await session.flush()
    await journal.record(
        session,
        actor_id=coordinator_id,
        act="presence.unmarked",
        object=f"member:{registration.member_id}",
        now=now,
        event=event.id,
        sitting=sitting,
    )
    return Unmarked(event.id, event.title, slot, await guest(session, registration))


async def board(session: Session, actor: Actor, event_id: int, now: datetime) -> Board:
    """How many came to the session running at `now` (aware), or the nearest one.

    Raises ConsentNeeded, NotAllowed, NotFound.
    """
    actor.coordinator()
    event, slot = await event_at(session, event_id, now)
    return await _board(session, event, slot)


async def close(session: Session, actor: Actor, event_id: int, sitting: int, now: datetime) -> Closed:
    """Marking is over: whoever holds a seat and has no mark did not come. A late ticket still turns that round.

    With nobody left to mark, as at a second tap, it tells of the closing before. Raises ConsentNeeded, NotAllowed,
    NotFound, EventCancelled, DoorNotOpen before the start.
    """
    coordinator_id = actor.coordinator()
    await seats.lock_event(session, event_id)
    event, slot = await event_at(session, event_id, now, sitting)
    _ensure_takes_place(event)
    if now < slot.starts_at:
        raise DoorNotOpen
    await seats.lock_registrations(session, event_id)
    at = now.replace(microsecond=0)
    values = {
        Presence.sitting: sitting,
        Presence.state: PresenceState.NO_SHOW,
        Presence.method: PresenceMethod.MANUAL,
        Presence.marked_at: at,
        Presence.marked_by_id: coordinator_id,
    }
    rows = select(Registration.id, *(literal(value, column.type) for column, value in values.items()))
    unmarked = rows.outerjoin(Presence, _at(sitting)).where(*_seated(event_id), Presence.registration_id.is_(None))
    # one statement for a hall of any size
    insert = insert_into(session, Presence).from_select([Presence.registration_id, *values], unmarked)
    closing = insert.on_conflict_do_nothing().returning(Presence.registration_id)
    absent = len((await session.scalars(closing)).all())
    if not absent:
        return await _closed_before(session, event, slot, at)
    await _record_closing(session, _CLOSED, coordinator_id, event_id, sitting, absent, now)
    return Closed(event_id, event.title, slot, absent, at)


async def reopen(
    session: Session, actor: Actor, event_id: int, sitting: int, closed_at: datetime, now: datetime
) -> Board:
    """Take back `close` of `closed_at` (whole seconds, aware): who was counted absent by it has no mark again.

    Raises ConsentNeeded, NotAllowed, NotFound, EventCancelled.
    """
    coordinator_id = actor.coordinator()
    await seats.lock_event(session, event_id)
    event, slot = await event_at(session, event_id, now, sitting)
    _ensure_takes_place(event)
    of_event = select(Registration.id).where(Registration.event_id == event_id)
    undo = delete(Presence).where(
        Presence.registration_id.in_(of_event),
        Presence.sitting == sitting,
        Presence.state == PresenceState.NO_SHOW,
        Presence.marked_at == closed_at,
    )
    undone = (await session.scalars(undo.returning(Presence.registration_id))).all()
    if undone:
        await _record_closing(session, "presence.reopened", coordinator_id, event_id, sitting, len(undone), now)
    return await _board(session, event, slot)


def _ensure_takes_place(event: Event) -> None:
    """Nobody is absent from what was called off: the button may be older than that."""
    if event.status is EventStatus.CANCELLED:
        raise EventCancelled


async def write(
    session: Session,
    actor: Actor,
    registration: Registration,
    sitting: int,
    state: PresenceState,
    attendance: Attendance | None,
    method: PresenceMethod,
    now: datetime,
) -> None:
    """Put the mark of a registration whose row is locked, and journal it; `attendance` None only for a no-show."""
    coordinator_id = actor.coordinator()
    values = {
        "state": state,
        "attendance": attendance,
        "method": method,
        # whole seconds: the button that takes the mark back carries them
        "marked_at": now.replace(microsecond=0),
        "marked_by_id": coordinator_id,
    }
    insert = insert_into(session, Presence).values(registration_id=registration.id, sitting=sitting, **values)
    await session.execute(insert.on_conflict_do_update(index_elements=["registration_id", "sitting"], set_=values))
    # who has been seen needs no more tries at the code word
    registration.word_misses = 0
    await journal.record(
        session,
        actor_id=coordinator_id,
        act="presence.marked",
        object=f"member:{registration.member_id}",
        now=now,
        event=registration.event_id,
        sitting=sitting,
        state=state.value,
        method=method.value,
    )


async def hold(session: Session, registration_id: int) -> Registration | None:
    """The registration with its row locked till the end of the transaction (see the module)."""
    query = select(Registration).where(Registration.id == registration_id).with_for_update(key_share=True)
    return await session.scalar(query.execution_options(populate_existing=True))


async def event_at(session: Session, event_id: int, now: datetime, sitting: int | None = None) -> tuple[Event, Slot]:
    """The event with one of its sessions: by number, else the current one. Raises NotFound."""
    event = await session.get(Event, event_id)
    if event is None:
        raise NotFound
    found = await slots(session, event)
    if sitting is None:
        return event, rules.current(found, now)
    slot = next((slot for slot in found if slot.number == sitting), None)
    if slot is None:
        raise NotFound
    return event, slot


async def guest(session: Session, registration: Registration) -> Guest:
    """Whose registration it is, for a coordinator."""
    query = (
        select(Member.full_name, func.coalesce(Organization.name, Member.organization_text))
        .outerjoin(Organization, Organization.id == Member.organization_id)
        .where(Member.id == registration.member_id)
    )
    name, organization = (await session.execute(query)).one()
    return Guest(registration.id, name, organization, registration.attendance)


async def marked(session: Session, event: Event, slot: Slot, registration: Registration, *, fresh: bool) -> Marked:
    """The mark as it stands, which must be there; `fresh`: it was made just now."""
    by = aliased(Member)
    query = (
        select(Presence, by.full_name)
        .outerjoin(by, by.id == Presence.marked_by_id)
        .where(Presence.registration_id == registration.id, Presence.sitting == slot.number)
        .execution_options(populate_existing=True)
    )
    row, name = (await session.execute(query)).one()
    found = Mark(row.state, row.attendance, row.method, row.marked_at, name)
    return Marked(event.id, event.title, slot, await guest(session, registration), found, fresh)


async def _board(session: Session, event: Event, slot: Slot) -> Board:
    count = func.count()
    query = (
        select(
            count,
            count.filter(Presence.attendance == Attendance.OFFLINE),
            count.filter(Presence.attendance == Attendance.ONLINE),
            count.filter(Presence.state == PresenceState.NO_SHOW),
        )
        .select_from(Registration)
        .outerjoin(Presence, _at(slot.number))
        .where(*_seated(event.id))
    )
    registered, offline, online, absent = (await session.execute(query)).one()
    return Board(event.id, event.title, event.format, slot, registered, offline, online, absent)


def _at(sitting: int) -> ColumnElement[bool]:
    return and_(Presence.registration_id == Registration.id, Presence.sitting == sitting)


def _seated(event_id: int) -> tuple[ColumnElement[bool], ...]:
    return (Registration.event_id == event_id, Registration.status == RegistrationStatus.REGISTERED)


async def _closed_before(session: Session, event: Event, slot: Slot, now: datetime) -> Closed:
    """The last end of marking that counted somebody absent, as the journal knows it; if none did, one at `now`."""
    acts = select(AuditEntry).where(AuditEntry.act == _CLOSED, AuditEntry.object == f"event:{event.id}")
    entries = await session.scalars(acts.order_by(AuditEntry.id.desc()))
    last = next((entry for entry in entries if entry.details.get("sitting") == slot.number), None)
    if last is None:
        return Closed(event.id, event.title, slot, 0, now)
    at = last.at.replace(microsecond=0)
    still = select(func.count()).select_from(Registration).join(Presence, _at(slot.number))
    absent = (*_seated(event.id), Presence.state == PresenceState.NO_SHOW, Presence.marked_at == at)
    return Closed(event.id, event.title, slot, await session.scalar(still.where(*absent)) or 0, at)


async def _record_closing(
    session: Session, act: str, coordinator_id: int, event_id: int, sitting: int, people: int, now: datetime
) -> None:
    await journal.record(
        session,
        actor_id=coordinator_id,
        act=act,
        object=f"event:{event_id}",
        now=now,
        sitting=sitting,
        people=people,
    )
