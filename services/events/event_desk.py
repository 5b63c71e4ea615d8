"""The coordinator's desk: the list of events, one event in figures; drafts made, published and thrown away."""

from datetime import datetime

from sqlalchemy import ColumnElement, and_, case, distinct, func, or_, select
from sqlalchemy.orm import selectinload

from db.engine import Session
from db.models import Certificate, Event, Presence, Question, Registration, SpeedEvening
from domain.actors import Actor
from domain.errors import DatesPassed, EventCancelled, NotFound, Outdated
from domain.events.event_desk import DeskList, ManagedEvent, SavedPlan
from domain.events.event_draft import facts, is_answered, is_optional
from domain.events.event_plan import EventPlan, PlannedSitting, Step
from domain.events.events import EventLine
from domain.paging import page_of
from domain.vocabulary import Direction, EventStatus
from services import journal
from services.events import event_fields, events, seats, speed_rounds
from services.events.attended import CAME

_DRAFT, _PUBLISHED = EventStatus.DRAFT, EventStatus.PUBLISHED


async def desk(session: Session, actor: Actor, number: int, size: int, past: bool, now: datetime) -> DeskList:
    """Page `number` (from 0) of events not over at `now` (aware): drafts first, then soonest first; or of past ones.

    Past ones come newest first; a draft is never past. Raises ConsentNeeded, NotAllowed.
    """
    actor.coordinator()
    over = and_(Event.status != _DRAFT, Event.ends_at <= now)
    ahead = or_(Event.status == _DRAFT, Event.ends_at > now)
    drafts = await _count(session, Event.status == _DRAFT)
    coming = await _count(session, ahead) - drafts
    ended = await _count(session, over)
    page = page_of(ended if past else drafts + coming, number, size)
    drafts_first = case((Event.status == _DRAFT, 0), else_=1)
    order = (Event.starts_at.desc(), Event.id.desc()) if past else (drafts_first, Event.starts_at, Event.id)
    query = select(Event).where(over if past else ahead).order_by(*order).limit(page.size).offset(page.offset)
    found = (await session.scalars(query)).all()
    seats_of = await events.seats(session, found)
    lines = tuple(EventLine(event.id, event.title, events.terms(event), seats_of[event.id]) for event in found)
    return DeskList(lines, page, past, drafts, coming, ended)


async def manage(session: Session, actor: Actor, event_id: int) -> ManagedEvent:
    """One event with all its figures. Raises ConsentNeeded, NotAllowed, NotFound."""
    actor.coordinator()
    event = await _event(session, event_id)
    came = (
        select(func.count(distinct(Presence.registration_id)))
        .join(Registration, Registration.id == Presence.registration_id)
        .where(Registration.event_id == event_id, CAME)
    )
    valid = (
        select(func.count())
        .select_from(Certificate)
        .where(Certificate.event_id == event_id, Certificate.revoked_at.is_(None))
    )
    asked = select(func.count()).select_from(Question).where(Question.event_id == event_id)
    return ManagedEvent(
        id=event.id,
        title=event.title,
        terms=events.terms(event),
        seats=(await events.seats(session, [event]))[event_id],
        sittings=len(await events.sittings(session, event)),
        marked=await session.scalar(came) or 0,
        certificates=await session.scalar(valid) or 0,
        questions=await session.scalar(asked) or 0,
        speed=await session.get(SpeedEvening, event_id) is not None,
    )


async def saved_plan(session: Session, actor: Actor, event_id: int) -> SavedPlan:
    """A saved event as a plan. Raises ConsentNeeded, NotAllowed, NotFound."""
    actor.coordinator()
    event = await _event(session, event_id)
    return SavedPlan(event.id, events.terms(event), _plan(event))


async def copy(session: Session, actor: Actor, event_id: int) -> EventPlan:
    """The plan of another event like this one: everything but dates and people.

    Raises ConsentNeeded, NotAllowed, NotFound.
    """
    return (await saved_plan(session, actor, event_id)).plan.undated()


async def newest_draft(session: Session, actor: Actor) -> int | None:
    """The draft this coordinator saved last, if there is one. Raises ConsentNeeded, NotAllowed."""
    query = select(func.max(Event.id)).where(Event.created_by_id == actor.coordinator(), Event.status == _DRAFT)
    return await session.scalar(query)


async def save_draft(
    session: Session, actor: Actor, plan: EventPlan, now: datetime, copied_from: int | None = None
) -> int:
    """Keep a complete plan as a draft nobody but coordinators sees; returns its id.

    `copied_from` is the event whose questions and quick meetings it takes over. Raises ConsentNeeded, NotAllowed.
    """
    actor_id = actor.coordinator()
    event = Event(status=_DRAFT, created_by_id=actor_id, revision=0)
    event_fields.write(event, plan, event_fields.ALL)
    event.questions = await _questions_of(session, copied_from)
    session.add(event)
    await session.flush()
    await speed_rounds.copy(session, copied_from, event.id)
    await journal.record(
        session,
        actor_id=actor_id,
        act="event.drafted",
        object=seats.entity(event),
        now=now,
        copied_from=copied_from,
    )
    return event.id


async def publish(session: Session, actor: Actor, event_id: int, now: datetime) -> ManagedEvent:
    """Let everybody see a draft; publishing again changes nothing. `now` is aware.

    Raises ConsentNeeded, NotAllowed, NotFound, EventCancelled, and DatesPassed when its start or its registration
    deadline is over.
    """
    actor_id = actor.coordinator()
    event = await seats.lock_event(session, event_id)
    if event.status is EventStatus.CANCELLED:
        raise EventCancelled
    if event.status is _DRAFT:
        closes_at = event.registration_closes_at
        if event.starts_at <= now or (closes_at is not None and closes_at <= now):
            raise DatesPassed
        event.status = _PUBLISHED
        await session.flush()
        await journal.record(session, actor_id=actor_id, act="event.published", object=seats.entity(event), now=now)
    return await manage(session, actor, event_id)


async def discard(session: Session, actor: Actor, event_id: int, now: datetime) -> None:
    """Throw a draft away for good.

    Raises ConsentNeeded, NotAllowed, NotFound, and Outdated once it is published: that is called off instead.
    """
    actor_id = actor.coordinator()
    event = await seats.lock_event(session, event_id)
    if event.status is not _DRAFT:
        raise Outdated
    entity = seats.entity(event)
    await session.delete(event)
    await session.flush()
    await journal.record(session, actor_id=actor_id, act="event.discarded", object=entity, now=now)


async def _count(session: Session, condition: ColumnElement[bool]) -> int:
    return await session.scalar(select(func.count()).select_from(Event).where(condition)) or 0


async def _event(session: Session, event_id: int) -> Event:
    query = (
        select(Event).where(Event.id == event_id).options(selectinload(Event.directions), selectinload(Event.sittings))
    )
    event = await session.scalar(query)
    if event is None:
        raise NotFound
    return event


async def _questions_of(session: Session, event_id: int | None) -> list[Question]:
    """Unsaved copies of an event's questions."""
    query = select(Question).where(Question.event_id == event_id).order_by(Question.number)
    return [
        Question(number=one.number, kind=one.kind, text=one.text, options=list(one.options), required=one.required)
        for one in await session.scalars(query)
    ]


def _plan(event: Event) -> EventPlan:
    """What is stored, as a plan; whatever may be left out and is not there counts as answered with nothing."""
    chosen = {row.direction for row in event.directions}
    stored = EventPlan(
        title=event.title,
        kind=event.form.kind,
        form=event.form,
        directions=tuple(direction for direction in Direction if direction in chosen),
        track=event.track,
        format=event.format,
        place=event.place,
        map_url=event.map_url,
        online_url=event.online_url,
        seats_offline=event.seats_offline,
        seats_online=event.seats_online,
        hours=event.hours,
        closes_at=event.registration_closes_at,
        announcement=event.announcement,
        cover=event.cover,
        partners=event.partners,
    )
    sittings = tuple(PlannedSitting(row.starts_at, row.ends_at, row.topic) for row in event.sittings)
    plan = stored.with_sittings(sittings or (PlannedSitting(event.starts_at, event.ends_at),))
    empty = [step for step in facts(plan) if is_optional(step) and not is_answered(step, plan)]
    return plan.settle(Step.DIRECTIONS, *empty)
