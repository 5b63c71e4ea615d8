"""At the door: a ticket scanned, or its four letters typed, marks a person as having come to the hall."""

from datetime import datetime

from sqlalchemy import select

from db.engine import Session
from db.models import Event, Presence, Registration
from domain.actors import Actor
from domain.errors import InvalidAnswer, NotFound, TicketInvalid, TicketShown
from domain.events import tickets as signing
from domain.events.presence import Obstacle, Outcome, Refused, Slot
from domain.vocabulary import Attendance, EventStatus, PresenceMethod, PresenceState, RegistrationStatus
from services import keys
from services.events import presence


async def scan(session: Session, actor: Actor, payload: str, now: datetime, *, door: int | None = None) -> Outcome:
    """A ticket was opened on a phone; on a coordinator's it marks its owner as having come to the hall.

    `door` is the event whose door the coordinator keeps: a ticket of another one marks nobody until `admit`. `now` is
    aware. Raises TicketShown for everybody but coordinators, ConsentNeeded, TicketInvalid.
    """
    if not actor.is_coordinator:
        raise TicketShown
    actor.coordinator()
    ticket = signing.read_payload(await keys.key(session, signing.TICKET_KEY), payload)
    registration = await presence.hold(session, ticket.registration_id)
    if registration is None:
        raise TicketInvalid
    event, slot = await presence.event_at(session, registration.event_id, now)
    if (obstacle := _obstacle(event, slot, registration, now)) is None:
        if registration.ticket_nonce != ticket.nonce:
            obstacle = Obstacle.OLD
        elif door is not None and door != event.id:
            obstacle = Obstacle.ELSEWHERE
    return await _at_the_door(session, actor, registration, event, slot, obstacle, PresenceMethod.QR, now)


async def by_code(session: Session, actor: Actor, event_id: int, code: str, now: datetime) -> Outcome:
    """The same by the four letters under the ticket, as they were typed; they are of this event alone.

    Raises ConsentNeeded, NotAllowed, NotFound, InvalidAnswer (no such code: misheard, or of another event).
    """
    actor.coordinator()
    letters = signing.read_code(code)
    query = select(Registration.id).where(Registration.event_id == event_id, Registration.ticket_code == letters)
    registration_id = await session.scalar(query)
    registration = None if registration_id is None else await presence.hold(session, registration_id)
    # sessions may change their numbers till the row is held
    event, slot = await presence.event_at(session, event_id, now)
    if registration is None:
        raise InvalidAnswer(f"Кода {letters} на этом мероприятии нет. Проверьте буквы или найдите человека в списке.")
    obstacle = _obstacle(event, slot, registration, now)
    return await _at_the_door(session, actor, registration, event, slot, obstacle, PresenceMethod.CODE, now)


async def admit(session: Session, actor: Actor, registration_id: int, now: datetime) -> Outcome:
    """Mark by a ticket of another event after all, at that event. Raises ConsentNeeded, NotAllowed, NotFound."""
    actor.coordinator()
    registration = await presence.hold(session, registration_id)
    if registration is None:
        raise NotFound
    event, slot = await presence.event_at(session, registration.event_id, now)
    obstacle = _obstacle(event, slot, registration, now)
    return await _at_the_door(session, actor, registration, event, slot, obstacle, PresenceMethod.QR, now)


async def _at_the_door(
    session: Session,
    actor: Actor,
    registration: Registration,
    event: Event,
    slot: Slot,
    obstacle: Obstacle | None,
    method: PresenceMethod,
    now: datetime,
) -> Outcome:
    """Mark as seen in the hall, unless that is so already. Needs the registration's lock."""
    if obstacle is not None:
        return Refused(obstacle, event.id, event.title, slot, await presence.guest(session, registration))
    found = await session.get(Presence, (registration.id, slot.number), populate_existing=True)
    # who was counted absent, or said «я здесь» from afar, and then stands in the door, has come to the hall
    there = found is not None and found.attendance is Attendance.OFFLINE
    if not there:
        await presence.write(
            session, actor, registration, slot.number, PresenceState.ATTENDED, Attendance.OFFLINE, method, now
        )
    return await presence.marked(session, event, slot, registration, fresh=not there)


def _obstacle(event: Event, slot: Slot, registration: Registration, now: datetime) -> Obstacle | None:
    checks = {
        Obstacle.CALLED_OFF: event.status is not EventStatus.PUBLISHED,
        Obstacle.LEFT: registration.status is not RegistrationStatus.REGISTERED,
        Obstacle.EARLY: slot.is_early(now),
        Obstacle.LATE: slot.is_late(now),
    }
    return next((obstacle for obstacle, stands in checks.items() if stands), None)
