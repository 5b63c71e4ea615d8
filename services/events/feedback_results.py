"""What came of the questions about an event, for coordinators: figures and texts, never a name."""

from datetime import datetime

from sqlalchemy import exists, func, select

from db.engine import Session
from db.models import Event, Feedback, Presence, Registration
from domain.actors import Actor
from domain.errors import NotFound
from domain.events import feedback as rules
from domain.events.feedback import Opinion, Opinions, Plans, Results
from domain.paging import page_of
from domain.vocabulary import PresenceState, RegistrationStatus
from services import journal
from services.events.attended import CAME
from services.events.feedback import COLUMNS, attended_by_anybody


async def results(session: Session, actor: Actor, event_id: int, now: datetime) -> Results:
    """Figures of an event as of `now` (aware). Raises ConsentNeeded, NotAllowed, NotFound."""
    actor.coordinator()
    event = await _event(session, event_id)
    return rules.results(
        event.id,
        event.title,
        over=event.ends_at <= now,
        closed=rules.closes_at(event.ends_at) <= now,
        asked=await _asked(session, event.id),
        opinions=await _opinions(session, event.id),
    )


async def plans(session: Session, actor: Actor, event_id: int, number: int, size: int) -> Plans:
    """Page `number` (from 0) of what people wrote they will try. Raises ConsentNeeded, NotAllowed, NotFound."""
    actor.coordinator()
    event = await _event(session, event_id)
    query = select(Feedback.plan).where(Feedback.event_id == event.id, Feedback.plan.is_not(None))
    texts = sorted((text for text in await session.scalars(query) if text), key=str.casefold)
    page = page_of(len(texts), number, size)
    return Plans(event.id, event.title, tuple(texts[page.offset : page.offset + size]), page)


async def opinions(session: Session, actor: Actor, event_id: int, now: datetime) -> Opinions:
    """Everybody's answers for a table to take away, which is journalled.

    Raises ConsentNeeded, NotAllowed, NotFound.
    """
    actor_id = actor.coordinator()
    event = await _event(session, event_id)
    known = sorted(await _opinions(session, event.id), key=_order)
    entity = f"event:{event.id}"
    await journal.record(
        session, actor_id=actor_id, act="feedback.exported", object=entity, now=now, answers=len(known)
    )
    return Opinions(event.title, tuple(known))


def _order(opinion: Opinion) -> tuple[str, ...]:
    """By the answers themselves, best first: the order of answering would tell who is who."""
    rates = (opinion.usefulness, opinion.organisation)
    words = (opinion.pace, opinion.recommend, opinion.next_direction, opinion.applied, opinion.plan)
    return (*(str(-(rate or 0) + len(rules.RATES)) for rate in rates), *(word or "" for word in words))


async def _event(session: Session, event_id: int) -> Event:
    event = await session.get(Event, event_id)
    if event is None:
        raise NotFound
    return event


async def _opinions(session: Session, event_id: int) -> list[Opinion]:
    rows = await session.execute(select(*COLUMNS).where(Feedback.event_id == event_id))
    return [Opinion(*row) for row in rows]


async def _asked(session: Session, event_id: int) -> int:
    """How many could answer: the same rule as `Standing.asked`, for everybody at once."""
    of_event = select(func.count()).select_from(Registration).where(Registration.event_id == event_id)
    mark = exists().where(Presence.registration_id == Registration.id)
    if await session.scalar(select(attended_by_anybody(event_id))):
        return await session.scalar(of_event.where(mark.where(CAME))) or 0
    absent = mark.where(Presence.state == PresenceState.NO_SHOW)
    return await session.scalar(of_event.where(Registration.status == RegistrationStatus.REGISTERED, ~absent)) or 0
