"""Moving an event, calling it off and back, and telling those who take part.

People hear the latest truth once: what has not been delivered yet is taken back when the truth changes again.
"""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import func, select, update

from db.engine import Session
from db.models import AuditEntry, Event, Member, Registration
from domain.actors import Actor
from domain.errors import EventCancelled, NotFound, Outdated, TooLateToChange, TooLateToRestore
from domain.events import event_changes as rules
from domain.events.event_changes import Audience, CalledOff, Outline, Shift
from domain.events.reminders import Sitting
from domain.vocabulary import Attendance, EventStatus, MessageKind, RegistrationStatus
from services import journal, outbox
from services.events import event_news, events, seats, speed_rounds, timetable

_CALLED_OFF = "event.called_off"
# who was taken off the list is no taker any more: their own news is all they will hear
_SILENCED = tuple(kind for kind in MessageKind if kind is not MessageKind.EVENT_REMOVED)


# --- a coordinator acts


async def outline(session: Session, actor: Actor, event_id: int, now: datetime) -> Outline:
    """What a coordinator sees before moving or calling off an event; `now` is aware.

    Raises ConsentNeeded, NotAllowed, NotFound, Outdated (a draft), EventCancelled, TooLateToChange (it is over, or
    nothing of it is still to come).
    """
    actor.coordinator()
    event = await session.get(Event, event_id)
    if event is None:
        raise NotFound
    view = await _outline(session, event, now)
    _ensure_ahead(view, now)
    return view


async def preview(
    session: Session, actor: Actor, event_id: int, sitting: int | None, starts_at: datetime, now: datetime
) -> Shift:
    """What moving an event, or one session of it, to `starts_at` (aware) would come to. Changes nothing.

    Raises what `move` raises.
    """
    return _shift(await outline(session, actor, event_id, now), sitting, starts_at, now)


async def move(
    session: Session,
    actor: Actor,
    event_id: int,
    starts_at: datetime,
    note: str | None,
    now: datetime,
    *,
    sitting: int | None = None,
) -> Shift:
    """Move an event to `starts_at` (aware): all of it, or one session of a series; it lasts as long as before.

    The registration deadline and reminders follow, everybody who takes part is told and asked whether the new
    time suits them. Raises ConsentNeeded, NotAllowed, NotFound, Outdated, EventCancelled, TooLateToChange (it has
    begun) and InvalidAnswer (the past, the same moment).
    """
    actor_id = actor.coordinator()
    event = await seats.lock_event(session, event_id)
    view = await _outline(session, event, now)
    _ensure_ahead(view, now)
    shift = _shift(view, sitting, starts_at, now)
    untold = await event_news.undelivered(session, event, MessageKind.EVENT_MOVED)
    before = event.starts_at
    await timetable.reschedule(session, event, shift)
    event.registration_closes_at = shift.closes_at
    event.note = note
    event.revision += 1
    await session.flush()
    if event.starts_at != before:
        await _forget_confirmations(session, event)
        await speed_rounds.rewind(session, event.id)
    await seats.follow_time(session, event, now, asked_at=now)
    await _tell_moved(session, event, shift, untold, now)
    await journal.record(
        session,
        actor_id=actor_id,
        act="event.moved",
        object=seats.entity(event),
        now=now,
        sitting=sitting,
        starts_at=starts_at.isoformat(),
    )
    return shift


async def call_off(session: Session, actor: Actor, event_id: int, note: str | None, now: datetime) -> CalledOff:
    """Call an event off: nothing of what waited is said any more, everybody who takes part is told.

    Calling off again changes nothing. Raises ConsentNeeded, NotAllowed, NotFound, Outdated (a draft),
    TooLateToChange (it has begun).
    """
    actor_id = actor.coordinator()
    event = await seats.lock_event(session, event_id)
    if event.status is EventStatus.CANCELLED:
        return await called_off(session, actor, event_id, now)
    view = await _outline(session, event, now)
    _ensure_whole(view, now)
    unheard = await event_news.unheard(session, event)
    event.status = EventStatus.CANCELLED
    event.note = note
    event.revision += 1
    await session.flush()
    await outbox.withdraw(session, entity=seats.entity(event), kinds=_SILENCED)
    await speed_rounds.rewind(session, event.id)
    await outbox.plan(
        session,
        [
            event_news.message(event, member_id, MessageKind.EVENT_CANCELLED, now, unheard.get(member_id))
            for member_id in await event_news.takers(session, event)
        ],
    )
    await journal.record(session, actor_id=actor_id, act=_CALLED_OFF, object=seats.entity(event), now=now)
    return CalledOff(await _outline(session, event, now), await _restorable_till(session, event))


async def called_off(session: Session, actor: Actor, event_id: int, now: datetime) -> CalledOff:
    """A cancelled event, and till when it may be brought back. Raises NotAllowed, NotFound, Outdated."""
    actor.coordinator()
    event = await session.get(Event, event_id)
    if event is None:
        raise NotFound
    if event.status is not EventStatus.CANCELLED:
        raise Outdated
    return CalledOff(await _outline(session, event, now), await _restorable_till(session, event))


async def restore(session: Session, actor: Actor, event_id: int, now: datetime) -> Outline:
    """Take a cancellation back: who has not heard of it hears nothing, who has is told that the event takes place.

    Bringing back what stands changes nothing. Raises ConsentNeeded, NotAllowed, NotFound, Outdated (a draft),
    TooLateToRestore (after 15 minutes, or after the start).
    """
    actor_id = actor.coordinator()
    event = await seats.lock_event(session, event_id)
    view = await _outline(session, event, now)
    if event.status is EventStatus.PUBLISHED:
        return view
    if event.status is EventStatus.DRAFT:
        raise Outdated
    till = await _restorable_till(session, event)
    if till is None or now >= till:
        raise TooLateToRestore
    untold = await event_news.undelivered(session, event, MessageKind.EVENT_CANCELLED)
    await outbox.withdraw(session, entity=seats.entity(event), kinds=(MessageKind.EVENT_CANCELLED,))
    event.status = EventStatus.PUBLISHED
    event.note = None
    event.revision += 1
    await session.flush()
    # offers that ran out meanwhile are taken back by the next tick
    await seats.follow_time(session, event, now)
    takers = await event_news.takers(session, event)
    news = [one for taker in takers for one in event_news.after_all(event, taker, untold.get(taker), now)]
    await outbox.plan(session, news)
    await journal.record(session, actor_id=actor_id, act="event.restored", object=seats.entity(event), now=now)
    return await _outline(session, event, now)


async def tell_changed(
    session: Session, event: Event, now: datetime, ways: Collection[Attendance] = tuple(Attendance)
) -> int:
    """Plan the news that place, link or format of an event are others now; returns how many people will hear it.

    Changes within five minutes are told in one message, and to those alone who attend in one of these `ways`.
    """
    if event.status is not EventStatus.PUBLISHED or event.ends_at <= now:
        return 0
    waiting = await event_news.undelivered(session, event, MessageKind.EVENT_CHANGED)
    # with an hour left there is no time for second thoughts
    due_at = now + rules.CHANGES_SETTLE if event.starts_at - now > rules.AT_THE_DOOR else now
    told = await event_news.takers(session, event, ways)
    kind = MessageKind.EVENT_CHANGED
    await outbox.plan(session, [event_news.message(event, one, kind, due_at) for one in told if one not in waiting])
    return len(told)


# --- parts


async def _outline(session: Session, event: Event, now: datetime) -> Outline:
    return Outline(
        event_id=event.id,
        title=event.title,
        terms=events.terms(event),
        sittings=await events.sittings(session, event),
        audience=await _audience(session, event.id),
        told_at=rules.told_at(now, event.starts_at),
    )


def _ensure_ahead(view: Outline, now: datetime) -> None:
    """Raise unless something of the event is still to come."""
    _ensure_published(view)
    if max(one.starts_at for one in view.sittings) <= now:
        raise TooLateToChange


def _ensure_whole(view: Outline, now: datetime) -> None:
    """Raise unless all of the event is still to come."""
    _ensure_published(view)
    if view.terms.starts_at <= now:
        raise TooLateToChange


def _ensure_published(view: Outline) -> None:
    if view.terms.status is EventStatus.DRAFT:
        raise Outdated
    if view.terms.status is EventStatus.CANCELLED:
        raise EventCancelled


def _shift(view: Outline, sitting: int | None, starts_at: datetime, now: datetime) -> Shift:
    if sitting is None:
        old = Sitting(1, view.terms.starts_at, view.terms.ends_at)
    else:
        found = next((one for one in view.sittings if one.number == sitting), None)
        if found is None:
            raise Outdated
        old = found
    if old.starts_at <= now:
        raise TooLateToChange
    new = rules.shifted(old, starts_at, now)
    rules.ensure_apart(view.sittings, sitting, new)
    sittings = rules.rescheduled(view.sittings, sitting, new.starts_at - old.starts_at)
    first = min(one.starts_at for one in sittings.values())
    return Shift(
        outline=view,
        sitting=sitting,
        old=old,
        new=new,
        closes_at=rules.deadline(view.terms.registration_closes_at, view.terms.starts_at, first),
        told_at=rules.told_at(now, old.starts_at, new.starts_at),
    )


async def _tell_moved(
    session: Session, event: Event, shift: Shift, untold: dict[int, dict[str, Any]], now: datetime
) -> None:
    """One notice to each, with the latest truth; who missed an earlier move still knows the time before it."""
    await outbox.withdraw(session, entity=seats.entity(event), kinds=(MessageKind.EVENT_MOVED,))
    before = shift.outline.terms.starts_at.isoformat()
    starts = (shift.old.starts_at, shift.new.starts_at)
    messages = []
    for member_id in await event_news.takers(session, event):
        known = untold.get(member_id, {}).get("known") or before
        if shift.outline.is_series or datetime.fromisoformat(known) != event.starts_at:
            kind = MessageKind.EVENT_MOVED
            messages.append(event_news.message(event, member_id, kind, now, {"known": known}, starts))
    await outbox.plan(session, messages)


async def _audience(session: Session, event_id: int) -> Audience:
    query = (
        select(Registration.status, Member.telegram_id.is_(None), func.count())
        .join(Member, Member.id == Registration.member_id)
        .where(Registration.event_id == event_id, Registration.status.in_(events.ACTIVE))
        .group_by(Registration.status, Member.telegram_id.is_(None))
    )
    rows = (await session.execute(query)).all()
    waiting = sum(row[2] for row in rows if row[0] is RegistrationStatus.WAITLISTED)
    return Audience(
        seated=sum(row[2] for row in rows) - waiting,
        waiting=waiting,
        by_phone=sum(row[2] for row in rows if row[1]),
    )


async def _forget_confirmations(session: Session, event: Event) -> None:
    """Who said they would come, said so of another time."""
    await session.execute(
        update(Registration)
        .where(Registration.event_id == event.id, Registration.status.in_(events.ACTIVE))
        .values(confirmed_at=None)
        .execution_options(synchronize_session="fetch")
    )


async def _restorable_till(session: Session, event: Event) -> datetime | None:
    """Till when a cancellation may be taken back: the journal knows when it was made."""
    query = select(func.max(AuditEntry.at)).where(
        AuditEntry.object == seats.entity(event), AuditEntry.act == _CALLED_OFF
    )
    at: datetime | None = await session.scalar(query)
    return min(at + rules.RESTORE_WINDOW, event.starts_at) if at else None
