"""What taking part in an event comes to for one person: their seat, offer or place in line, with all that is shown."""

from datetime import datetime

from db.engine import Session
from db.models import Event, Registration
from domain.events.events import Participation
from domain.events.reminders import later_that_day
from domain.vocabulary import EventStatus, RegistrationStatus
from services.events import events, reminders, seats, speed_tables
from services.events.answering import answering


async def of_member(
    session: Session, member_id: int, event_id: int, now: datetime, sitting: int = 1
) -> Participation | None:
    """The member's seat, offer or place in line at an event not over, for messages about it.

    None when there is nothing to tell: no place, a called-off event, a sitting that is over. `sitting` is the session
    of a series the message is about.
    """
    event = await session.get(Event, event_id)
    if event is None or event.status is not EventStatus.PUBLISHED or event.ends_at <= now:
        return None
    mine = await seats.of_member(session, event_id, member_id)
    if mine is None or mine.status not in events.ACTIVE:
        return None
    return await view(session, event, mine, now, sitting)


async def view(session: Session, event: Event, mine: Registration, now: datetime, sitting: int = 1) -> Participation:
    """What `mine` stands for at `now` (aware); `sitting` is the session of a series it is about."""
    # only who waits has to be counted among others
    waits = mine.status is RegistrationStatus.WAITLISTED
    place = (await events.places(session, mine.member_id, [event.id]))[event.id] if waits else events.place_of(mine)
    sittings = await events.sittings(session, event)
    return Participation(
        event_id=event.id,
        title=event.title,
        terms=events.terms(event),
        venue=event.place,
        online_url=events.online_url(event, place, now),
        seats=(await events.seats(session, [event]))[event.id],
        mine=place,
        reminders=await reminders.coming(session, event, mine, sittings, now) if place.holds_seat else (),
        sitting=next((one for one in sittings if one.number == sitting), None) if len(sittings) > 1 else None,
        later_that_day=later_that_day(sittings, sitting),
        map_url=event.map_url,
        answering=await answering(session, event.id, mine.member_id),
        speed=await speed_tables.place(session, event, place, mine.member_id, now),
    )
