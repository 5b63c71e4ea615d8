"""What a person says of a tip they saw: a thumb, a favourite, thanks, «попробовал(а)». All can be taken back."""

from datetime import datetime

from sqlalchemy import select

from db.engine import Session
from db.models import Tip, TipSeen
from domain.actors import Actor
from domain.errors import NotFound
from domain.tips.proposals import read_result
from domain.tips.tips import VOTES, TipCard
from services.tips import tip_cards, tip_news


async def vote(session: Session, actor: Actor, tip_id: int, value: int, now: datetime) -> TipCard:
    """Set the person's opinion of a tip they saw: 1, −1, or 0 to take it back.

    Pressing twice changes nothing more. Raises ConsentNeeded for a guest,
    NotFound for a tip the person never saw, their own, or a value that is no vote.
    """
    member_id = actor.known()
    if value not in VOTES:
        raise NotFound
    row, tip = await _seen(session, member_id, tip_id)
    if row.vote != (value or None):
        row.vote, row.voted_at = value or None, now if value else None
    return await _told(session, row, tip, now, kind=value == 1)


async def keep(session: Session, actor: Actor, tip_id: int, wanted: bool, now: datetime) -> TipCard:
    """Put a tip among one's favourites, or take it away. Raises ConsentNeeded, NotFound (as `vote`)."""
    row, tip = await _seen(session, actor.known(), tip_id)
    row.favourite_at = (row.favourite_at or now) if wanted else None
    return await _told(session, row, tip, now, kind=False)


async def thank(session: Session, actor: Actor, tip_id: int, wanted: bool, now: datetime) -> TipCard:
    """Thank the author, or take it back. Raises ConsentNeeded, NotFound (as `vote`; also: there is no author)."""
    row, tip = await _seen(session, actor.known(), tip_id)
    if tip.author_id is None:
        raise NotFound
    row.thanked_at = (row.thanked_at or now) if wanted else None
    return await _told(session, row, tip, now, kind=wanted)


async def tried(session: Session, actor: Actor, tip_id: int, wanted: bool, now: datetime) -> TipCard:
    """«Попробовал(а)», or not: then the one-line result goes too. Raises ConsentNeeded, NotFound (as `vote`)."""
    row, tip = await _seen(session, actor.known(), tip_id)
    row.tried_at = (row.tried_at or now) if wanted else None
    row.tried_words = row.tried_words if wanted else None
    return await _told(session, row, tip, now, kind=wanted)


async def tell_result(session: Session, actor: Actor, tip_id: int, text: str, now: datetime) -> TipCard:
    """How it went, in one line for the author; the mark «попробовал(а)» with it.

    Raises ConsentNeeded, NotFound (as `vote`), InvalidAnswer.
    """
    words = read_result(text)
    row, tip = await _seen(session, actor.known(), tip_id)
    row.tried_at, row.tried_words = now, words
    return await _told(session, row, tip, now, kind=True)


async def _seen(session: Session, member_id: int, tip_id: int) -> tuple[TipSeen, Tip]:
    """The person's row of a published tip that is not theirs, locked. Raises NotFound."""
    tip, _ = await tip_cards.published(session, tip_id)
    query = select(TipSeen).where(TipSeen.member_id == member_id, TipSeen.tip_id == tip_id)
    row = await session.scalar(query.execution_options(populate_existing=True).with_for_update())
    if row is None or tip.author_id == member_id:
        raise NotFound
    return row, tip


async def _told(session: Session, row: TipSeen, tip: Tip, now: datetime, *, kind: bool) -> TipCard:
    await session.flush()
    if kind:
        await tip_news.note(session, tip.author_id, now)
    return await tip_cards.card(session, row.member_id, tip.id)
