"""The calendar, the card of an event, one's own events: reading only."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, func, select
from sqlalchemy.orm import aliased, selectinload

from db.engine import Session
from db.models import Event, EventDirection, Registration
from db.models import Sitting as SittingRow
from domain.actors import Actor
from domain.errors import NotFound
from domain.events.events import (
    Answering,
    EventCard,
    EventFilter,
    EventLine,
    EventList,
    FilterChoices,
    Place,
    Seats,
    Terms,
    offered,
)
from domain.events.reminders import Sitting
from domain.paging import Page, page_of
from domain.vocabulary import Attendance, Direction, EventForm, EventStatus, RegistrationStatus
from services.events import feedback, speed_tables
from services.events.answering import answering

ACTIVE = (RegistrationStatus.REGISTERED, RegistrationStatus.OFFERED, RegistrationStatus.WAITLISTED)

# what a card shows from other tables
_OF_A_CARD = (selectinload(Event.directions), selectinload(Event.sittings))


async def calendar(
    session: Session, actor: Actor, wanted: EventFilter, number: int, size: int, now: datetime
) -> EventList:
    """Page `number` (from 0) of published events that start after `now` (aware), soonest first. Open to guests."""
    conditions = [*_coming(now), *_matching(wanted)]
    total = await session.scalar(select(func.count()).select_from(Event).where(*conditions)) or 0
    page = page_of(total, number, size)
    query = select(Event).where(*conditions).order_by(Event.starts_at, Event.id)
    return await _listed(session, query, actor.member_id, page)


async def filter_choices(session: Session, wanted: EventFilter, now: datetime) -> FilterChoices:
    """What coming events can be filtered by: forms among the chosen direction's events and the reverse."""
    of_direction = _matching(EventFilter(direction=wanted.direction))
    of_form = _matching(EventFilter(form=wanted.form))
    forms = set(await session.scalars(select(Event.form).where(*_coming(now), *of_direction).distinct()))
    query = select(EventDirection.direction).join(Event, Event.id == EventDirection.event_id)
    directions = set(await session.scalars(query.where(*_coming(now), *of_form).distinct()))
    return FilterChoices(
        forms=tuple(form for form in EventForm if form in forms),
        directions=tuple(direction for direction in Direction if direction in directions),
    )


async def card(session: Session, actor: Actor, event_id: int, now: datetime) -> EventCard:
    """All of an event this person may see. Open to guests. Raises NotFound, of a draft for all but coordinators."""
    query = select(Event).where(Event.id == event_id).options(*_OF_A_CARD)
    event = await session.scalar(query)
    if event is None or (event.status is EventStatus.DRAFT and not actor.is_coordinator):
        raise NotFound
    mine = (await places(session, actor.member_id, [event_id])).get(event_id)
    found = (await seats(session, [event]))[event_id]
    return replace(
        _card(event),
        online_url=online_url(event, mine, now),
        seats=found,
        mine=mine,
        answering=await answering(session, event_id, actor.owner()) if mine else Answering.NOT_ASKED,
        asks_opinion=mine is not None and await feedback.may_answer(session, event, actor.owner(), now),
        speed=await speed_tables.place(session, event, mine, actor.member_id, now),
    )


async def public_cards(session: Session, event_ids: Sequence[int]) -> tuple[EventCard, ...]:
    """Events in the order of `event_ids` as anybody may see them for long: no seats, nobody's place, no link."""
    query = select(Event).where(Event.id.in_(event_ids)).options(*_OF_A_CARD)
    found = {event.id: event for event in await session.scalars(query)}
    return tuple(_card(found[event_id]) for event_id in event_ids if event_id in found)


def _card(event: Event) -> EventCard:
    """What is the same for everybody."""
    chosen = {row.direction for row in event.directions}
    return EventCard(
        id=event.id,
        title=event.title,
        terms=terms(event),
        form=event.form,
        track=event.track,
        directions=tuple(direction for direction in Direction if direction in chosen),
        announcement=event.announcement,
        place=event.place,
        online_url=None,
        hours=event.hours,
        seats=(),
        map_url=event.map_url,
        partners=event.partners,
        sittings=_series(event.sittings),
        cover=event.cover,
    )


async def my_events(
    session: Session, actor: Actor, number: int, size: int, now: datetime, *, past: bool = False
) -> EventList:
    """Page `number` of events not over at `now` (aware) where the person has a seat or waits for one, soonest first.

    Cancelled ones are among them: whoever signed up should see that. `past`: instead, events that are over and
    took place, where the person had a seat, newest first. Raises ConsentNeeded.
    """
    member_id = actor.owner()
    statuses = (RegistrationStatus.REGISTERED,) if past else ACTIVE
    mine = select(Registration.event_id).where(Registration.member_id == member_id, Registration.status.in_(statuses))
    when = (Event.ends_at <= now, Event.status == EventStatus.PUBLISHED) if past else (Event.ends_at > now,)
    conditions = (*when, Event.id.in_(mine))
    order = (Event.starts_at.desc(), Event.id.desc()) if past else (Event.starts_at, Event.id)
    total = await session.scalar(select(func.count()).select_from(Event).where(*conditions)) or 0
    page = page_of(total, number, size)
    return await _listed(session, select(Event).where(*conditions).order_by(*order), member_id, page)


def terms(event: Event) -> Terms:
    """What decides whether one may sign up."""
    return Terms(event.format, event.status, event.starts_at, event.ends_at, event.registration_closes_at)


def online_url(event: Event, mine: Place | None, now: datetime) -> str | None:
    """The link of the online meeting, only for who is registered online, until the event is over."""
    invited = mine is not None and mine.holds_seat and mine.attendance is Attendance.ONLINE
    live = event.status is EventStatus.PUBLISHED and now < event.ends_at
    return event.online_url if invited and live else None


async def seats(session: Session, events: Sequence[Event]) -> dict[int, tuple[Seats, ...]]:
    """Seats by event id, a Seats for each way the event is attended."""
    key = (Registration.event_id, Registration.attendance, Registration.status)
    query = (
        select(*key, func.count())
        .where(Registration.event_id.in_([event.id for event in events]), Registration.status.in_(ACTIVE))
        .group_by(*key)
    )
    counts = {(row[0], row[1], row[2]): row[3] for row in (await session.execute(query)).all()}
    return {
        event.id: tuple(_seats(event, attendance, counts) for attendance in offered(event.format)) for event in events
    }


async def places(session: Session, member_id: int | None, event_ids: Collection[int]) -> dict[int, Place]:
    """The person's seats and places in line by event id; nobody's for a guest."""
    if member_id is None or not event_ids:
        return {}
    ahead = aliased(Registration)
    line = (
        select(func.count())
        .select_from(ahead)
        .where(
            and_(
                ahead.event_id == Registration.event_id,
                ahead.attendance == Registration.attendance,
                ahead.status == RegistrationStatus.WAITLISTED,
                ahead.arrival <= Registration.arrival,
            )
        )
        .correlate(Registration)
        .scalar_subquery()
    )
    query = select(Registration, line).where(
        Registration.member_id == member_id,
        Registration.event_id.in_(event_ids),
        Registration.status.in_(ACTIVE),
    )
    return {row.event_id: place_of(row, number) for row, number in (await session.execute(query)).all()}


def place_of(row: Registration, line: int | None = None) -> Place:
    """The place a registration stands for; `line`: its number among those who wait."""
    return Place(
        status=row.status,
        attendance=row.attendance,
        line=line if row.status is RegistrationStatus.WAITLISTED else None,
        offered_till=row.offered_till if row.status is RegistrationStatus.OFFERED else None,
        confirmed=row.confirmed_at is not None,
    )


def _coming(now: datetime) -> tuple[ColumnElement[bool], ...]:
    return (Event.status == EventStatus.PUBLISHED, Event.starts_at > now)


def _matching(wanted: EventFilter) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if wanted.form is not None:
        conditions.append(Event.form == wanted.form)
    if wanted.direction is not None:
        of_direction = select(EventDirection.event_id).where(EventDirection.direction == wanted.direction)
        conditions.append(Event.id.in_(of_direction))
    return conditions


async def _listed(session: Session, query: Select[Event], member_id: int | None, page: Page) -> EventList:
    events = (await session.scalars(query.limit(page.size).offset(page.offset))).all()
    mine = await places(session, member_id, [event.id for event in events])
    seats_of = await seats(session, events)
    lines = (EventLine(event.id, event.title, terms(event), seats_of[event.id], mine.get(event.id)) for event in events)
    return EventList(tuple(lines), page)


def _seats(
    event: Event, attendance: Attendance, counts: Mapping[tuple[int, Attendance, RegistrationStatus], int]
) -> Seats:
    return Seats(
        attendance=attendance,
        limit=limit(event, attendance),
        taken=counts.get((event.id, attendance, RegistrationStatus.REGISTERED), 0),
        waiting=counts.get((event.id, attendance, RegistrationStatus.WAITLISTED), 0),
        offered=counts.get((event.id, attendance, RegistrationStatus.OFFERED), 0),
    )


async def sittings(session: Session, event: Event) -> tuple[Sitting, ...]:
    """Sessions of the event in order of time: those of a series, else the event itself as the only one."""
    rows = await session.scalars(select(SittingRow).where(SittingRow.event_id == event.id).order_by(SittingRow.number))
    return sessions_of(event, rows)


def sessions_of(event: Event, rows: Iterable[SittingRow]) -> tuple[Sitting, ...]:
    """What `sittings` says, of rows that have been read already."""
    return _series(rows) or (Sitting(1, event.starts_at, event.ends_at),)


def _series(rows: Iterable[SittingRow]) -> tuple[Sitting, ...]:
    return tuple(Sitting(row.number, row.starts_at, row.ends_at, row.topic) for row in rows)


def limit(event: Event, attendance: Attendance) -> int | None:
    """How many seats of this kind the event has; None means no limit."""
    return event.seats_offline if attendance is Attendance.OFFLINE else event.seats_online
