"""Members' tips before the club reads them: a coordinator publishes, mends, or sends back with a reason.

Every act names the tip as the coordinator saw it (`mark`): what a colleague did meanwhile is told, not undone.
"""

from datetime import datetime

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import aliased

from db.engine import Session
from db.models import Member, MemberRole, Tip
from domain.actors import Actor
from domain.errors import NotFound, TipMoved
from domain.paging import page_of
from domain.tips.proposals import Mended, ReviewPage, ReviewView, joined, mark_of, read_note, read_text, read_title
from domain.vocabulary import Direction, MessageKind, Priority, Role, Season, TipState
from services import journal, outbox
from services.outbox import Message
from services.tips import tip_calls, tip_index
from services.tips.tip_proposals import likest, told_by

# the club's own words follow the files of `content/`, so nobody edits them here
_BY_MEMBERS = Tip.created_at.is_not(None)


async def queue(session: Session, actor: Actor, page: int, size: int, *, published: bool = False) -> ReviewPage:
    """Page `page` (from 0) of tips that wait, the oldest first; or of members' published ones, the newest first.

    Raises ConsentNeeded, NotAllowed.
    """
    actor.coordinator()
    return await _queue(session, page, size, published=published)


async def queue_of(session: Session, recipient_id: int, size: int) -> ReviewPage | None:
    """The queue for a message to a coordinator; None when nothing waits or the rights are gone."""
    if await session.get(MemberRole, (recipient_id, Role.COORDINATOR)) is None:
        return None
    page = await _queue(session, 0, size, published=False)
    return page if page.tips else None


async def review(session: Session, actor: Actor, tip_id: int) -> ReviewView:
    """A member's tip, in whatever state. Raises ConsentNeeded, NotAllowed, NotFound."""
    return await _view(session, actor, tip_id)


async def publish(session: Session, actor: Actor, tip_id: int, mark: int, now: datetime) -> ReviewView:
    """The club may read it from now on; the author is told. Raises ConsentNeeded, NotAllowed, NotFound, TipMoved."""
    tip = await _locked(session, actor, tip_id, mark)
    if tip.state is not TipState.PENDING:
        raise TipMoved
    tip.state, tip.published_at, tip.review_note = TipState.PUBLISHED, now, None
    await _settle(session, actor, tip, "tip.published", now, MessageKind.TIP_PUBLISHED)
    return await _view(session, actor, tip_id)


async def mend(
    session: Session, actor: Actor, tip_id: int, mark: int, what: Mended, value: str, now: datetime
) -> ReviewView:
    """Change the title, the text, the direction or the season (empty: any time) of a tip that waits.

    The author reads what was and what is when it is published. Raises ConsentNeeded, NotAllowed, NotFound, TipMoved,
    InvalidAnswer.
    """
    tip = await _locked(session, actor, tip_id, mark)
    if tip.state is not TipState.PENDING:
        raise TipMoved
    original = tip.original or joined(tip.title, tip.text)
    match what:
        case Mended.TITLE:
            tip.title, tip.original = read_title(value), original
        case Mended.TEXT:
            tip.text, tip.original = read_text(value), original
        case Mended.DIRECTION:
            tip.direction = Direction(value)
        case Mended.SEASON:
            tip.season = Season(value) if value else None
        case Mended.NOTE:
            raise NotFound
    if tip.original == joined(tip.title, tip.text):
        tip.original = None
    await _settle(session, actor, tip, "tip.mended", now, None, what=what.value)
    return await _view(session, actor, tip_id)


async def hand_back(session: Session, actor: Actor, tip_id: int, mark: int, note: str, now: datetime) -> ReviewView:
    """Back to the author, with a word on what to mend; a published tip leaves the club's eyes.

    Raises ConsentNeeded, NotAllowed, NotFound, TipMoved, InvalidAnswer.
    """
    words = read_note(note)
    tip = await _locked(session, actor, tip_id, mark)
    if tip.state not in (TipState.PENDING, TipState.PUBLISHED):
        raise TipMoved
    # of who has left the club nobody can mend it
    tip.state = TipState.RETURNED if tip.author_id is not None else TipState.WITHDRAWN
    tip.review_note, tip.published_at = words, None
    await _settle(session, actor, tip, "tip.returned", now, MessageKind.TIP_RETURNED)
    return await _view(session, actor, tip_id)


async def _settle(
    session: Session, actor: Actor, tip: Tip, act: str, now: datetime, told: MessageKind | None, **details: str
) -> None:
    tip.reviewed_by_id = actor.coordinator()
    await tip_index.put(session, tip)
    await journal.record(session, actor_id=actor.coordinator(), act=act, object=f"tip:{tip.id}", now=now, **details)
    if told is not None and tip.author_id is not None:
        message = Message(told, f"tip:{tip.id}", tip.author_id, now, Priority.NOTICE)
        await outbox.plan(session, [message])


async def _locked(session: Session, actor: Actor, tip_id: int, mark: int) -> Tip:
    """The tip as the coordinator saw it, locked. Raises ConsentNeeded, NotAllowed, NotFound, TipMoved."""
    actor.coordinator()
    query = select(Tip).where(Tip.id == tip_id, _BY_MEMBERS)
    tip = await session.scalar(query.with_for_update().execution_options(populate_existing=True))
    if tip is None:
        raise NotFound
    if mark_of(tip.state, told_by(tip)) != mark:
        raise TipMoved
    return tip


async def _view(session: Session, actor: Actor, tip_id: int) -> ReviewView:
    me = actor.coordinator()
    author, reviewer = aliased(Member), aliased(Member)
    query = (
        select(Tip, author.full_name, author.blocked_at, reviewer.full_name)
        .outerjoin(author, author.id == Tip.author_id)
        .outerjoin(reviewer, reviewer.id == Tip.reviewed_by_id)
        .where(Tip.id == tip_id, _BY_MEMBERS)
    )
    found = (await session.execute(query)).one_or_none()
    if found is None:
        raise NotFound
    tip, author_name, author_blocked_at, reviewer_name = found
    proposal = told_by(tip)
    alike = await likest(session, proposal, tip.id, tip_calls.WAITING) if tip.state is TipState.PENDING else None
    return ReviewView(
        tip.id,
        tip.state,
        proposal,
        author_name,
        tip.created_at,
        reviewer_name,
        tip.review_note,
        tip.original,
        alike,
        author_shut_out=author_blocked_at is not None,
        by_reader=tip.reviewed_by_id == me,
    )


async def _queue(session: Session, page: int, size: int, *, published: bool) -> ReviewPage:
    conditions: tuple[ColumnElement[bool], ...] = (_BY_MEMBERS, tip_calls.WAITING)
    if published:
        conditions = (_BY_MEMBERS, Tip.state == TipState.PUBLISHED)
    total = await session.scalar(select(func.count()).select_from(Tip).where(*conditions)) or 0
    shown = page_of(total, page, size)
    order = (Tip.published_at.desc(), Tip.id.desc()) if published else (Tip.created_at, Tip.id)
    rows = await session.execute(
        select(Tip.id, Tip.title).where(*conditions).order_by(*order).limit(size).offset(shown.offset)
    )
    return ReviewPage(shown, tuple((tip_id, title) for tip_id, title in rows), published)
