"""What a coordinator does for a mentor who asked for it: a pause, no urgent requests, another number of pairs.

The mentor is told each time, and may change it back. The card's lock comes before the locks of requests.
"""

from datetime import date, datetime

from sqlalchemy import select

from db.engine import Session
from db.models import MentorCard
from domain import clubtime
from domain.actors import Actor
from domain.errors import NotFound, Outdated
from domain.mentoring.cards import MOST_PAIRS
from domain.vocabulary import MessageKind, Priority
from services import journal, outbox
from services.mentoring import requests
from services.mentoring.card_views import name_of
from services.outbox import Message


async def pause(session: Session, actor: Actor, member_id: int, until: date | None, now: datetime) -> None:
    """The mentor takes nobody new through this day (club time); None ends the pause. What waits for them goes on.

    Raises ConsentNeeded, NotAllowed, NotFound (no card), Outdated (the day has passed).
    """
    coordinator_id, today = actor.coordinator(), clubtime.local(now).date()
    if until is not None and until < today:
        raise Outdated
    card = await _lock(session, member_id)
    before = card.paused_until if card.paused_until is not None and card.paused_until >= today else None
    if before == until:
        return
    card.paused_until = until
    await _changed(session, coordinator_id, "card.woken" if until is None else "card.paused", member_id, now)
    if until is not None:
        await requests.mentor_gone(session, member_id, now)


async def relieve(session: Session, actor: Actor, member_id: int, now: datetime) -> None:
    """The mentor answers urgent requests no more. Raises ConsentNeeded, NotAllowed, NotFound (no card)."""
    coordinator_id = actor.coordinator()
    card = await _lock(session, member_id)
    if card.on_duty:
        card.on_duty = False
        await _changed(session, coordinator_id, "card.relieved", member_id, now)


async def set_capacity(session: Session, actor: Actor, member_id: int, capacity: int, now: datetime) -> None:
    """How many pairs the mentor takes at once; those there are stay. With no place left, what waits for them goes on.

    Raises ConsentNeeded, NotAllowed, NotFound (no card), Outdated (no such number is on offer).
    """
    coordinator_id = actor.coordinator()
    if not 1 <= capacity <= MOST_PAIRS:
        raise Outdated
    card = await _lock(session, member_id)
    if card.capacity == capacity:
        return
    card.capacity = capacity
    await _changed(session, coordinator_id, "card.capacity", member_id, now, capacity=capacity)
    await requests.send_on_if_full(session, member_id, now)


async def _lock(session: Session, member_id: int) -> MentorCard:
    query = select(MentorCard).where(MentorCard.member_id == member_id).with_for_update()
    card = await session.scalar(query.execution_options(populate_existing=True))
    if card is None:
        raise NotFound
    return card


async def _changed(
    session: Session, coordinator_id: int, act: str, member_id: int, now: datetime, **details: int
) -> None:
    """The journal, and one message to the mentor however much has changed: it reads what is true by then."""
    await session.flush()
    about = name_of(member_id)
    await journal.record(session, actor_id=coordinator_id, act=act, object=about, now=now, **details)
    await outbox.withdraw(session, entity=about, kinds=[MessageKind.CARD_ADJUSTED])
    if member_id != coordinator_id:
        told = Message(MessageKind.CARD_ADJUSTED, about, member_id, now, Priority.NOTICE)
        await outbox.plan(session, [told])
