"""Calendars of phones: an entry for a single event, and the personal feed behind a secret address.

Whoever knows the secret reads the feed: a calendar on a phone can't log in. So the secret is long, is shown to its
owner alone, is never logged, and the owner changes or closes it whenever they like.
"""

import secrets
from datetime import datetime

from sqlalchemy import and_, delete, or_, select
from sqlalchemy.orm import selectinload

from db.engine import Session, insert_into
from db.models import CalendarFeed, Event, Registration
from domain.actors import Actor
from domain.events.calendar_feed import KEEP_CANCELLED, KEEP_PAST, CalendarEntry, Feed
from domain.events.events import Place
from domain.vocabulary import Attendance, EventStatus, RegistrationStatus
from services.events import events

_SECRET_BYTES = 32


async def entry(session: Session, actor: Actor, event_id: int, now: datetime) -> CalendarEntry:
    """An event for the phone's calendar, as this person takes part in it. Open to guests. Raises NotFound."""
    card = await events.card(session, actor, event_id, now)
    event = await session.get_one(Event, event_id, options=[selectinload(Event.sittings)])
    return _entry(event, card.mine, card.online_url)


async def address(session: Session, actor: Actor) -> str | None:
    """The secret of the person's feed, or None: they have none. Raises ConsentNeeded for a guest."""
    return await session.scalar(select(CalendarFeed.secret).where(CalendarFeed.member_id == actor.owner()))


async def open_feed(session: Session, actor: Actor, now: datetime) -> str:
    """The secret of the person's feed, made at `now` (aware) if there was none. Raises ConsentNeeded."""
    member_id = actor.known()
    # two presses at once: the second keeps what the first has made
    values = {"member_id": member_id, "secret": secrets.token_urlsafe(_SECRET_BYTES), "created_at": now}
    await session.execute(insert_into(session, CalendarFeed).values(values).on_conflict_do_nothing())
    secret = await address(session, actor)
    assert secret is not None
    return secret


async def renew(session: Session, actor: Actor, now: datetime) -> str:
    """Another secret from `now` (aware) on; the old address shows nothing any more. Raises ConsentNeeded."""
    await close(session, actor)
    return await open_feed(session, actor, now)


async def close(session: Session, actor: Actor) -> None:
    """The person's feed shows nothing any more. Closing it again changes nothing. Raises ConsentNeeded for a guest."""
    await session.execute(delete(CalendarFeed).where(CalendarFeed.member_id == actor.owner()))


async def feed(session: Session, secret: str, now: datetime) -> Feed | None:
    """What the calendar behind `secret` shows at `now` (aware), soonest first; None: there is no such calendar.

    Events one has a seat at: coming ones, those of the last half-year, and those called off lately, marked so.
    """
    member_id = await session.scalar(select(CalendarFeed.member_id).where(CalendarFeed.secret == secret))
    if member_id is None:
        return None
    held = and_(Event.status == EventStatus.PUBLISHED, Event.ends_at > now - KEEP_PAST)
    off = and_(Event.status == EventStatus.CANCELLED, Event.ends_at > now - KEEP_CANCELLED)
    query = (
        select(Event, Registration.attendance)
        .join(Registration, Registration.event_id == Event.id)
        .where(
            Registration.member_id == member_id,
            Registration.status == RegistrationStatus.REGISTERED,
            or_(held, off),
        )
        .options(selectinload(Event.sittings))
        .order_by(Event.starts_at, Event.id)
    )
    found = await session.execute(query)
    seats = [(event, Place(RegistrationStatus.REGISTERED, attendance)) for event, attendance in found]
    return tuple(_entry(event, mine, events.online_url(event, mine, now)) for event, mine in seats)


def _entry(event: Event, mine: Place | None, online_url: str | None) -> CalendarEntry:
    online = mine is not None and mine.attendance is Attendance.ONLINE
    return CalendarEntry(
        event_id=event.id,
        title=event.title,
        announcement=event.announcement,
        status=event.status,
        revision=event.revision,
        sittings=events.sessions_of(event, event.sittings),
        # who takes part online needs no address
        location=online_url if online else event.place,
        map_url=None if online else event.map_url,
        online_url=online_url,
    )
