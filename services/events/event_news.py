"""What those who take part in an event are told of its changes, and how they answer.

People hear the latest truth once: what has not been delivered yet is taken back when the truth changes again.
"""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select

from db.engine import Session
from db.models import Event, OutboxRow, Registration
from domain.actors import Actor
from domain.errors import NotFound, Outdated
from domain.events import event_changes as rules
from domain.events.event_changes import EventNews
from domain.vocabulary import Attendance, EventStatus, MessageKind, Priority, RegistrationStatus
from services import outbox
from services.events import events, seats
from services.outbox import Message

_OF_SEATS = (MessageKind.EVENT_OFFER, MessageKind.EVENT_SEATED)


async def news(
    session: Session, member_id: int, event_id: int, now: datetime, known: datetime | None = None
) -> EventNews | None:
    """What is true of an event for a member who takes part in it, or waits to; None for everybody else.

    `known` is when they believed it to begin. Also of a cancelled event; `now` is aware.
    """
    event = await session.get(Event, event_id)
    mine = (await events.places(session, member_id, [event_id])).get(event_id)
    if event is None or event.status is EventStatus.DRAFT or mine is None:
        return None
    return EventNews(
        event_id=event.id,
        title=event.title,
        terms=events.terms(event),
        revision=event.revision,
        venue=event.place,
        map_url=event.map_url,
        online_url=events.online_url(event, mine, now),
        sittings=await events.sittings(session, event),
        note=event.note,
        mine=mine,
        known=known if known != event.starts_at else None,
    )


async def own_news(session: Session, actor: Actor, event_id: int, now: datetime) -> EventNews:
    """What `news` says, to the person themselves. Raises ConsentNeeded, NotFound (they take no part)."""
    view = await news(session, actor.owner(), event_id, now)
    if view is None:
        raise NotFound
    return view


async def fits(session: Session, actor: Actor, event_id: int, revision: int, now: datetime) -> EventNews:
    """«Подходит новое время?» — yes. `revision` is that of the event the person was told of.

    Raises ConsentNeeded, NotFound (they take no part any more), EventCancelled, EventStarted, and Outdated when the
    event has changed since: they said yes to something else.
    """
    member_id = actor.known()
    # a yes must not slip in while the event moves on
    await seats.lock_event(session, event_id)
    view = await own_news(session, actor, event_id, now)
    view.terms.ensure_changeable(now)
    if view.revision != revision:
        raise Outdated
    mine = await seats.of_member(session, event_id, member_id)
    assert mine is not None
    if mine.status is RegistrationStatus.REGISTERED:
        # who waits says yes to a time, not to a seat: with one, they will still be asked «придёте?»
        mine.confirmed_at = now
        await session.flush()
        await outbox.withdraw(
            session, entity=f"event:{event_id}", kinds=(MessageKind.EVENT_CONFIRM,), recipient_id=member_id
        )
    return view


async def takers(session: Session, event: Event, ways: Collection[Attendance] = tuple(Attendance)) -> Sequence[int]:
    """Members with a seat, an offered one or a place in line, who attend in one of these ways, in order of arrival."""
    query = select(Registration.member_id).where(
        Registration.event_id == event.id,
        Registration.status.in_(events.ACTIVE),
        Registration.attendance.in_(ways),
    )
    return (await session.scalars(query.order_by(Registration.arrival))).all()


async def undelivered(session: Session, event: Event, kind: MessageKind) -> dict[int, dict[str, Any]]:
    """Members whose news of this kind still waits, with what its row remembers."""
    query = select(OutboxRow.recipient_id, OutboxRow.payload).where(
        OutboxRow.entity == seats.entity(event), OutboxRow.kind == kind, OutboxRow.state.in_(outbox.WAITING)
    )
    return {row.recipient_id: row.payload for row in await session.execute(query)}


async def unheard(session: Session, event: Event) -> dict[int, dict[str, Any]]:
    """What calling an event off leaves unsaid, by member: the news of that carries it, in case the event comes back."""
    kept = await undelivered(session, event, MessageKind.EVENT_MOVED)
    for kind in (MessageKind.EVENT_CHANGED, *_OF_SEATS):
        for member_id, payload in (await undelivered(session, event, kind)).items():
            mine = kept.get(member_id, {})
            kept[member_id] = mine | {"unheard": mine.get("unheard", {}) | {kind.value: payload}}
    return kept


def after_all(event: Event, member_id: int, kept: dict[str, Any] | None, now: datetime) -> list[Message]:
    """What a member hears of an event that takes place after all.

    `kept` is what `unheard` left with the news of the cancellation; None: they have read that news.
    """
    if kept is None:
        return [message(event, member_id, MessageKind.EVENT_CHANGED, now, {"restored": True})]
    messages = []
    for code, payload in kept.get("unheard", {}).items():
        kind = MessageKind(code)
        if kind in _OF_SEATS:
            messages.append(seats.news(event, member_id, kind, now))
        else:
            messages.append(message(event, member_id, kind, now, payload))
    if "known" in kept:
        messages.append(message(event, member_id, MessageKind.EVENT_MOVED, now, {"known": kept["known"]}))
    return messages


def message(
    event: Event,
    member_id: int,
    kind: MessageKind,
    due_at: datetime,
    payload: dict[str, Any] | None = None,
    starts: Sequence[datetime] = (),
) -> Message:
    """News of a change. In quiet hours it waits, unless somebody would stand at the door meanwhile.

    `starts` are moments (aware) at which people may be on their way, besides the event's own.
    """
    payload = payload or {}
    starts = [event.starts_at, *starts]
    if known := payload.get("known"):
        # who still believes in the old time must hear before it, not only before the new one
        starts.append(datetime.fromisoformat(known))
    return Message(
        kind=kind,
        entity=seats.entity(event),
        recipient_id=member_id,
        due_at=due_at,
        priority=Priority.NOTICE,
        expires_at=event.ends_at,
        quiet_ok=rules.cannot_wait(due_at, *starts),
        payload=payload,
    )
