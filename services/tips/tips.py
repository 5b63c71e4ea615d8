"""Tips on request: which one a person gets next (domain guide §12)."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Select, case, func, select

from db.engine import Session, insert_into
from db.models import Tip, TipSeen, TipSubscription, TipSubscriptionDirection
from domain import clubtime
from domain.actors import Actor
from domain.errors import NotFound
from domain.tips.tips import DOUBLE_TAP, SHUFFLE_PRIME, TipCard, shuffle_factor, tip_of_day
from domain.vocabulary import Direction, Season, TipState
from services.tips import tip_cards, tip_seasons

# what people may read: mentors' tips wait for a coordinator first
PUBLISHED = Tip.state == TipState.PUBLISHED


async def tip_now(session: Session, actor: Actor, now: datetime) -> TipCard:
    """A tip at once: for a member the next unseen one; the tip of the day where nothing may be stored.

    Raises NotFound when the club has no tips yet.
    """
    if not actor.consented:
        return await _tip_of_day(session, now)
    member_id = actor.known()
    return await next_tip(session, member_id, await _wanted(session, member_id), now)


async def another_tip(session: Session, actor: Actor, shown_id: int, now: datetime) -> TipCard:
    """One more tip after the one on the screen. A double tap gives the same tip twice instead of losing one.

    Raises NotFound when the club has no tips.
    """
    if not actor.consented:
        return await _following(session, shown_id)
    member_id = actor.known()
    if (just_shown := await _just_shown(session, member_id, shown_id, now)) is not None:
        return await tip_cards.card(session, member_id, just_shown)
    return await next_tip(session, member_id, await _wanted(session, member_id), now)


async def open_tip(session: Session, actor: Actor, tip_id: int, now: datetime) -> TipCard:
    """One published tip of the person's choice, remembered as seen; a guest only reads. Raises NotFound."""
    if not actor.consented:
        return await tip_cards.card_for_guest(session, select(Tip).where(Tip.id == tip_id, PUBLISHED))
    member_id = actor.known()
    await tip_cards.published(session, tip_id)
    await _remember(session, member_id, tip_id, now)
    return await tip_cards.card(session, member_id, tip_id)


async def look_again(session: Session, actor: Actor, tip_id: int) -> TipCard:
    """A tip the person has opened before, as it is now. Raises ConsentNeeded, NotFound."""
    return await tip_cards.card(session, actor.known(), tip_id)


async def next_tip(session: Session, member_id: int, wanted: Collection[Direction], now: datetime) -> TipCard:
    """Choose the member's next tip of the `wanted` directions (none = all) and remember it as seen.

    Unseen tips come first: those of the season, then those for any time, in an order of the member's own; when all
    were seen, the one seen longest ago. Directions without a single tip are the same as none. Raises NotFound when
    the club has no tips.
    """
    seasons = tip_seasons.seasons_at(now)
    tip_id = await session.scalar(_in_turn(member_id, wanted, seasons))
    if tip_id is None and wanted:
        tip_id = await session.scalar(_in_turn(member_id, (), seasons))
    if tip_id is None:
        raise NotFound
    await _remember(session, member_id, tip_id, now)
    return await tip_cards.card(session, member_id, tip_id)


async def shown_tip(session: Session, member_id: int, tip_id: int) -> TipCard:
    """A tip the member has been given before, as it is now. Raises NotFound when it is gone."""
    return await tip_cards.card(session, member_id, tip_id)


def _in_turn(member_id: int, wanted: Collection[Direction], seasons: Collection[Season]) -> Select[int]:
    own_order = (Tip.id * Tip.id % SHUFFLE_PRIME * shuffle_factor(member_id)) % SHUFFLE_PRIME
    # a tip of another season waits for it as long as there is anything else
    timely = case((Tip.season.in_(seasons), 0), (Tip.season.is_(None), 1), else_=2)
    query = (
        select(Tip.id)
        .outerjoin(TipSeen, (TipSeen.tip_id == Tip.id) & (TipSeen.member_id == member_id))
        .where(PUBLISHED, Tip.author_id.is_distinct_from(member_id))
        .order_by(TipSeen.seen_at.asc().nulls_first(), timely, own_order)
        .limit(1)
    )
    return query.where(Tip.direction.in_(wanted)) if wanted else query


async def _wanted(session: Session, member_id: int) -> frozenset[Direction]:
    """Directions of the member's running subscription: who asked for «Цифра» gets it on request as well."""
    query = (
        select(TipSubscriptionDirection.direction)
        .join(TipSubscription, TipSubscription.member_id == TipSubscriptionDirection.member_id)
        .where(TipSubscriptionDirection.member_id == member_id, TipSubscription.next_at.is_not(None))
    )
    return frozenset((await session.scalars(query)).all())


async def _just_shown(session: Session, member_id: int, shown_id: int, now: datetime) -> int | None:
    """The tip that another press of the same button has brought a moment ago, if it has."""
    shown_at = select(TipSeen.seen_at).where(TipSeen.member_id == member_id, TipSeen.tip_id == shown_id)
    query = (
        select(TipSeen.tip_id)
        .join(Tip, Tip.id == TipSeen.tip_id)
        .where(PUBLISHED, TipSeen.member_id == member_id, TipSeen.seen_at > now - DOUBLE_TAP)
        .where(TipSeen.seen_at > shown_at.scalar_subquery())
        .order_by(TipSeen.seen_at.desc())
        .limit(1)
    )
    tip_id: int | None = await session.scalar(query)
    return tip_id


async def _remember(session: Session, member_id: int, tip_id: int, now: datetime) -> None:
    # a scheduled tip and a press may meet on the same row, so insert and update are one statement
    row = insert_into(session, TipSeen).values(member_id=member_id, tip_id=tip_id, seen_at=now, times=1, vote=None)
    again = {"seen_at": now, "times": TipSeen.times + 1}
    await session.execute(row.on_conflict_do_update(index_elements=["member_id", "tip_id"], set_=again))


async def _tip_of_day(session: Session, now: datetime) -> TipCard:
    count = await session.scalar(select(func.count()).select_from(Tip).where(PUBLISHED))
    if not count:
        raise NotFound
    number = tip_of_day(count, clubtime.local(now).date())
    query = select(Tip).where(PUBLISHED).order_by(Tip.id).offset(number).limit(1)
    return await tip_cards.card_for_guest(session, query)


async def _following(session: Session, shown_id: int) -> TipCard:
    """The next tip by number, round and round: a guest's place is kept by the button alone."""
    beyond_first = (Tip.id > shown_id).desc()
    query = select(Tip).where(PUBLISHED).order_by(beyond_first, Tip.id).limit(1)
    return await tip_cards.card_for_guest(session, query)
