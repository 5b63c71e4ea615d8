"""Tips one keeps, and those the club liked best."""

from datetime import datetime, timedelta

from sqlalchemy import func, select

from db.engine import Session
from db.models import Tip, TipSeen
from domain.actors import Actor
from domain.paging import page_of
from domain.tips.tips import TipLine, TipList
from domain.vocabulary import TipState

MONTH = timedelta(days=30)
BEST = 10


async def favourites(session: Session, actor: Actor, page: int, size: int) -> TipList:
    """Page `page` (from 0) of the person's favourites, the newest first. Raises ConsentNeeded."""
    own = (
        TipSeen.member_id == actor.known(),
        TipSeen.favourite_at.is_not(None),
        Tip.state == TipState.PUBLISHED,
    )
    query = select(Tip.id, Tip.direction, Tip.title).join(TipSeen, TipSeen.tip_id == Tip.id).where(*own)
    total = await session.scalar(select(func.count()).select_from(query.subquery())) or 0
    shown = page_of(total, page, size)
    rows = await session.execute(query.order_by(TipSeen.favourite_at.desc(), Tip.id).limit(size).offset(shown.offset))
    return TipList(shown, tuple(TipLine(*row) for row in rows))


async def best_of_month(session: Session, now: datetime) -> TipList:
    """The ten tips with the most thumbs, thanks and «попробовал(а)» of the last 30 days, the best first.

    It names no person, so anybody may look.
    """
    since = now - MONTH
    liked = (
        func.count().filter(TipSeen.vote == 1, TipSeen.voted_at > since)
        + func.count().filter(TipSeen.thanked_at > since)
        + func.count().filter(TipSeen.tried_at > since)
    )
    best = select(TipSeen.tip_id, liked.label("liked")).group_by(TipSeen.tip_id).having(liked > 0).subquery()
    query = (
        select(Tip.id, Tip.direction, Tip.title, best.c.liked)
        .join(best, best.c.tip_id == Tip.id)
        .where(Tip.state == TipState.PUBLISHED)
        .order_by(best.c.liked.desc(), Tip.id)
        .limit(BEST)
    )
    rows = await session.execute(query)
    lines = tuple(TipLine(*row) for row in rows)
    return TipList(page_of(len(lines), 0, BEST), lines)
