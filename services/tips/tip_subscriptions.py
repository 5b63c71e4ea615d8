"""Tips on schedule: one outbox row is planned ahead; when it is delivered, it plans the next one.

The subscription's `next_at` is the truth. A row of another moment is left over from before a change (a sender
may hold it while the member changes the hour), and is skipped at delivery.
"""

from collections.abc import Callable
from datetime import date, datetime
from functools import cache

from sqlalchemy import delete, exists, insert, select, update

from content import load_schedule
from db.engine import Session, insert_into
from db.models import Interest, Member, OutboxRow, TipSubscription, TipSubscriptionDirection
from domain.actors import Actor
from domain.errors import NotFound
from domain.tips.tips import (
    DEFAULT_HOUR,
    DEFAULT_WEEKDAY,
    HOURS,
    WEEKDAYS,
    Rhythm,
    SubscriptionView,
    TipCard,
    end_of_day,
    next_moment,
)
from domain.vocabulary import Cadence, Direction, MessageKind, OutboxState, Priority
from services import outbox
from services.outbox import Due, Message
from services.tips import tips

# planned or on its way: such a subscription needs no help
_UNDERWAY = (*outbox.WAITING, OutboxState.SENDING)


async def subscription(session: Session, actor: Actor) -> SubscriptionView | None:
    """The member's subscription; None is an offer to who may take it. Raises ConsentNeeded or ProfileNeeded."""
    row = await _row(session, actor.owner())
    if row is None:
        actor.member()
        return None
    return await _view(session, row)


async def own_subscription(session: Session, actor: Actor) -> SubscriptionView:
    """The subscription to change. Raises ConsentNeeded, ProfileNeeded, or NotFound: there is none."""
    return await _view(session, await _required(session, actor.member()))


async def choose_cadence(session: Session, actor: Actor, cadence: Cadence, now: datetime) -> SubscriptionView:
    """Subscribe with this cadence, or change it; a paused subscription runs again.

    A new subscription takes its directions from the interests of the profile and is free of them afterwards.
    Raises ConsentNeeded or ProfileNeeded.
    """
    member_id = actor.member()
    fresh = insert_into(session, TipSubscription).values(
        member_id=member_id, cadence=cadence, hour=DEFAULT_HOUR, weekday=DEFAULT_WEEKDAY, changed_at=now
    )
    created = await session.scalar(fresh.on_conflict_do_nothing().returning(TipSubscription.member_id))
    if created is not None:
        interests = select(Interest.member_id, Interest.direction).where(Interest.member_id == member_id)
        await session.execute(insert(TipSubscriptionDirection).from_select(["member_id", "direction"], interests))
    return await _reschedule(session, member_id, now, cadence=cadence)


async def choose_hour(session: Session, actor: Actor, hour: int, now: datetime) -> SubscriptionView:
    """Move tips to `hour` (8–20, club time); a paused subscription runs again.

    Raises ConsentNeeded, ProfileNeeded, or NotFound: no subscription, no such hour.
    """
    member_id = actor.member()
    if hour not in HOURS:
        raise NotFound
    return await _reschedule(session, member_id, now, hour=hour)


async def choose_weekday(session: Session, actor: Actor, weekday: int, now: datetime) -> SubscriptionView:
    """Move weekly tips to `weekday` (0 is Monday, no Sundays); a paused subscription runs again.

    Raises ConsentNeeded, ProfileNeeded, or NotFound: no subscription, no such weekday.
    """
    member_id = actor.member()
    if weekday not in WEEKDAYS:
        raise NotFound
    return await _reschedule(session, member_id, now, weekday=weekday)


async def set_direction(session: Session, actor: Actor, direction: Direction, wanted: bool) -> SubscriptionView:
    """Take a direction in or leave it out; with none chosen tips of all nine come.

    Raises ConsentNeeded, ProfileNeeded, or NotFound: no subscription.
    """
    row = await _required(session, actor.member())
    chosen = TipSubscriptionDirection(member_id=row.member_id, direction=direction)
    if wanted:
        await session.merge(chosen)
    else:
        await session.execute(
            delete(TipSubscriptionDirection).where(
                TipSubscriptionDirection.member_id == row.member_id,
                TipSubscriptionDirection.direction == direction,
            )
        )
    await session.flush()
    return await _view(session, row)


async def pause(session: Session, actor: Actor, now: datetime) -> SubscriptionView:
    """No more tips until the member takes it back; what was chosen is kept.

    Raises ConsentNeeded for a guest, or NotFound: no subscription.
    """
    member_id = actor.owner()
    await outbox.withdraw(session, kinds=[MessageKind.TIP_SCHEDULED], recipient_id=member_id)
    row = await _required(session, member_id)
    row.next_at, row.changed_at = None, now
    return await _view(session, row)


async def resume(session: Session, actor: Actor, now: datetime) -> SubscriptionView:
    """Undo a pause. Raises ConsentNeeded, ProfileNeeded, or NotFound: no subscription."""
    return await _reschedule(session, actor.member(), now)


async def scheduled_tip(session: Session, due: Due, now: datetime) -> TipCard | None:
    """The tip of a claimed row, remembered as seen, with the next row planned.

    None when the row is out of date. A row that comes again after a failure gives the tip it gave before
    and plans nothing.
    """
    if (given := due.payload.get("tip_id")) is not None:
        try:
            return await tips.shown_tip(session, due.recipient_id, given)
        except NotFound:
            # taken back by its author between two tries
            return None
    row = await _row(session, due.recipient_id)
    if row is None or row.next_at != due.due_at:
        return None
    card = await tips.next_tip(session, row.member_id, await _directions(session, row.member_id), now)
    await session.execute(update(OutboxRow).where(OutboxRow.id == due.id).values(payload={"tip_id": card.id}))
    # a row held up by a crash or a flood limit must not bring two tips in one day
    row.next_at = next_moment(_rhythm(row), end_of_day(now), _is_school_day())
    await outbox.plan(session, [_message(row.member_id, row.next_at)])
    return card


async def ensure_planned(session: Session, now: datetime) -> int:
    """Plan the next tip of subscribers whose chain broke while they were out of reach; returns how many.

    A row whose recipient is unreachable is dropped unrendered, so nobody plans the next one. Call from a
    tick: it looks only at subscriptions whose moment has passed, which are few.
    """
    underway = exists().where(
        OutboxRow.recipient_id == TipSubscription.member_id,
        OutboxRow.kind == MessageKind.TIP_SCHEDULED,
        OutboxRow.state.in_(_UNDERWAY),
    )
    query = (
        select(TipSubscription)
        .join(Member, Member.id == TipSubscription.member_id)
        .where(TipSubscription.next_at < now, Member.unreachable_since.is_(None), ~underway)
        .where(Member.blocked_at.is_(None))
        .where(Member.telegram_id.is_not(None))
        .with_for_update(of=TipSubscription, skip_locked=True)
    )
    rows = (await session.scalars(query)).all()
    messages = []
    for row in rows:
        row.next_at = next_moment(_rhythm(row), now, _is_school_day())
        messages.append(_message(row.member_id, row.next_at))
    await outbox.plan(session, messages)
    return len(messages)


async def _reschedule(
    session: Session,
    member_id: int,
    now: datetime,
    *,
    cadence: Cadence | None = None,
    hour: int | None = None,
    weekday: int | None = None,
) -> SubscriptionView:
    # rows first, the subscription after them: delivery locks in this order too
    await outbox.withdraw(session, kinds=[MessageKind.TIP_SCHEDULED], recipient_id=member_id)
    row = await _required(session, member_id)
    row.cadence = row.cadence if cadence is None else cadence
    row.hour = row.hour if hour is None else hour
    row.weekday = row.weekday if weekday is None else weekday
    row.next_at = next_moment(_rhythm(row), now, _is_school_day())
    row.changed_at = now
    await outbox.plan(session, [_message(member_id, row.next_at)])
    return await _view(session, row)


def _message(member_id: int, due_at: datetime) -> Message:
    return Message(
        kind=MessageKind.TIP_SCHEDULED,
        entity=f"tip_subscription:{member_id}",
        recipient_id=member_id,
        due_at=due_at,
        priority=Priority.TIP,
    )


@cache
def _is_school_day() -> Callable[[date], bool]:
    return load_schedule().is_school_day


async def _row(session: Session, member_id: int) -> TipSubscription | None:
    query = select(TipSubscription).where(TipSubscription.member_id == member_id)
    return await session.scalar(query.execution_options(populate_existing=True).with_for_update())


async def _required(session: Session, member_id: int) -> TipSubscription:
    row = await _row(session, member_id)
    if row is None:
        raise NotFound
    return row


async def _directions(session: Session, member_id: int) -> frozenset[Direction]:
    query = select(TipSubscriptionDirection.direction).where(TipSubscriptionDirection.member_id == member_id)
    return frozenset((await session.scalars(query)).all())


def _rhythm(row: TipSubscription) -> Rhythm:
    return Rhythm(row.cadence, row.hour, row.weekday)


async def _view(session: Session, row: TipSubscription) -> SubscriptionView:
    return SubscriptionView(_rhythm(row), await _directions(session, row.member_id), row.next_at)
