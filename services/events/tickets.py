"""A person's own ticket: what the door reads."""

import secrets
from datetime import datetime

from sqlalchemy import select

from db.engine import Session
from db.models import Event, Registration
from domain.actors import Actor
from domain.errors import AttendanceNotOffered, EventCancelled, EventOver, NoSeat
from domain.events import presence as rules
from domain.events import tickets as signing
from domain.events.presence import Slot, TicketView
from domain.vocabulary import EventFormat, EventStatus, RegistrationStatus
from services import keys
from services.events import events, seats

_NONCE_BYTES = 5


async def ticket(session: Session, actor: Actor, event_id: int, now: datetime) -> TicketView:
    """The ticket for the seat this person holds; its code and nonce are made when it is first shown.

    Both go with the seat (`services/events/seats.py`): who comes back gets new ones, and the old ticket opens nothing.
    `now` is aware. Raises ConsentNeeded, NotFound, EventCancelled, EventOver, AttendanceNotOffered (an
    online event has no door), NoSeat.
    """
    member_id = actor.known()
    # the event's row is locked: two people at once must not be given the same letters
    event = await seats.lock_event(session, event_id)
    if event.status is EventStatus.CANCELLED:
        raise EventCancelled
    if event.ends_at <= now:
        raise EventOver
    if event.format is EventFormat.ONLINE:
        raise AttendanceNotOffered
    query = select(Registration).where(Registration.event_id == event_id, Registration.member_id == member_id)
    mine = await session.scalar(query.execution_options(populate_existing=True))
    if mine is None or mine.status is not RegistrationStatus.REGISTERED:
        raise NoSeat
    if mine.ticket_nonce is None:
        mine.ticket_nonce = secrets.token_hex(_NONCE_BYTES)
    if mine.ticket_code is None:
        mine.ticket_code = await _free_code(session, event_id)
    await session.flush()
    key = await keys.key(session, signing.TICKET_KEY)
    return TicketView(
        event_id=event_id,
        title=event.title,
        slot=rules.current(await slots(session, event), now),
        place=event.place,
        attendance=mine.attendance,
        code=mine.ticket_code,
        payload=signing.payload(key, mine.id, mine.ticket_nonce),
    )


async def slots(session: Session, event: Event) -> tuple[Slot, ...]:
    """Sessions of an event as the door sees them, in order."""
    found = await events.sittings(session, event)
    return tuple(Slot(one.number, one.starts_at, one.ends_at, one.topic, of=len(found)) for one in found)


async def _free_code(session: Session, event_id: int) -> str:
    """Four letters nobody at the event has. Needs the event's lock."""
    query = select(Registration.ticket_code).where(
        Registration.event_id == event_id, Registration.ticket_code.is_not(None)
    )
    taken = set(await session.scalars(query))
    while (code := _random_code()) in taken:
        pass
    return code


def _random_code() -> str:
    return "".join(secrets.choice(signing.CODE_LETTERS) for _ in range(signing.CODE_LENGTH))
