"""A published tip as one person sees it, with what everybody thinks of it."""

from sqlalchemy import Select, func, select

from db.engine import Session
from db.models import Member, Tip, TipSeen
from domain.errors import NotFound
from domain.tips.tips import TipCard
from domain.vocabulary import TipState


async def card(session: Session, member_id: int, tip_id: int) -> TipCard:
    """The card for a member. Raises NotFound: no such tip, or it is not published (any more)."""
    tip, author = await published(session, tip_id)
    own = await session.get(TipSeen, (member_id, tip_id), populate_existing=True)
    thumbs, thanks, tried = await figures(session, tip_id)
    is_author = tip.author_id == member_id
    return TipCard(
        tip.id,
        tip.direction,
        tip.title,
        tip.text,
        vote=own.vote if own else None,
        votable=not is_author,
        author=author,
        photo=tip.photo,
        voice=tip.voice,
        thumbs=thumbs,
        thanks=thanks,
        tried=tried,
        favourite=bool(own and own.favourite_at),
        thanked=bool(own and own.thanked_at),
        has_tried=bool(own and own.tried_at),
        result=own.tried_words if own else None,
        own=is_author,
    )


async def card_for_guest(session: Session, query: Select[Tip]) -> TipCard:
    """The card of the tip `query` gives, for somebody of whom nothing is kept. Raises NotFound."""
    tip = await session.scalar(query)
    if tip is None:
        raise NotFound
    _, author = await published(session, tip.id)
    thumbs, thanks, tried = await figures(session, tip.id)
    return TipCard(
        tip.id,
        tip.direction,
        tip.title,
        tip.text,
        votable=False,
        author=author,
        photo=tip.photo,
        voice=tip.voice,
        thumbs=thumbs,
        thanks=thanks,
        tried=tried,
    )


async def published(session: Session, tip_id: int) -> tuple[Tip, str | None]:
    """A published tip and its author's name. Raises NotFound."""
    query = (
        select(Tip, Member.full_name)
        .outerjoin(Member, Member.id == Tip.author_id)
        .where(Tip.id == tip_id, Tip.state == TipState.PUBLISHED)
    )
    found = (await session.execute(query)).one_or_none()
    if found is None:
        raise NotFound
    return found[0], found[1]


async def figures(session: Session, tip_id: int) -> tuple[int, int, int]:
    """How many thumbs up, thanks and «попробовал(а)» a tip has."""
    query = select(
        func.count().filter(TipSeen.vote == 1),
        func.count(TipSeen.thanked_at),
        func.count(TipSeen.tried_at),
    ).where(TipSeen.tip_id == tip_id)
    thumbs, thanks, tried = (await session.execute(query)).one()
    return thumbs, thanks, tried
