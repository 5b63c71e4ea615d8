"""A member's own tips: sent to the coordinators, looked after, taken back."""

from datetime import datetime
from uuid import uuid4

from sqlalchemy import ColumnElement, delete, func, select, update

from db.engine import Session
from db.models import Member, Tip, TipWord
from domain.actors import Actor
from domain.errors import NotFound, TipMoved, TipsFull
from domain.lemmas import lemmas
from domain.paging import page_of
from domain.tips.proposals import (
    ALIKE,
    MOST_PENDING,
    SENDABLE,
    WITHDRAWABLE,
    Alike,
    OwnTip,
    OwnTips,
    Proposal,
    likeness,
)
from domain.vocabulary import TipState
from services.tips import tip_calls, tip_cards, tip_index

# of so many tips with a rare word in common the likest is looked for
_CANDIDATES = 200
_WORDS_TO_COMPARE = 12


async def mine(session: Session, actor: Actor, page: int, size: int) -> OwnTips:
    """Page `page` (from 0) of one's own tips, the newest first. Raises ConsentNeeded."""
    own = Tip.author_id == actor.owner()
    total = await session.scalar(select(func.count()).select_from(Tip).where(own)) or 0
    shown = page_of(total, page, size)
    rows = await session.scalars(select(Tip).where(own).order_by(Tip.id.desc()).limit(size).offset(shown.offset))
    return OwnTips(shown, tuple([await _own(session, tip) for tip in rows]))


async def one(session: Session, actor: Actor, tip_id: int) -> OwnTip:
    """One's own tip. Raises ConsentNeeded, NotFound."""
    return await of_author(session, actor.owner(), tip_id)


async def of_author(session: Session, author_id: int, tip_id: int) -> OwnTip:
    """A tip as its author sees it. Raises NotFound: gone, or somebody else's."""
    tip = await session.get(Tip, tip_id, populate_existing=True)
    if tip is None or tip.author_id != author_id:
        raise NotFound
    return await _own(session, tip)


async def may_send(session: Session, actor: Actor) -> None:
    """Whether one more tip may be sent. Raises ConsentNeeded, ProfileNeeded, TipsFull."""
    member_id = actor.member()
    waiting = (Tip.author_id == member_id, Tip.state == TipState.PENDING)
    if (await session.scalar(select(func.count()).select_from(Tip).where(*waiting)) or 0) >= MOST_PENDING:
        raise TipsFull


async def alike(session: Session, actor: Actor, proposal: Proposal, tip_id: int | None = None) -> Alike | None:
    """The tip most like the proposal, if one is too much like it: a published one, or any other of the person's own.

    `tip_id` is the proposal's own. Raises ConsentNeeded, ProfileNeeded.
    """
    return await likest(session, proposal, tip_id, Tip.author_id == actor.member())


async def likest(
    session: Session, proposal: Proposal, tip_id: int | None, unpublished: ColumnElement[bool]
) -> Alike | None:
    """As `alike`, for whoever has been let in already; `unpublished` tells which of those are looked through, too."""
    words = lemmas(f"{proposal.title} {proposal.text}").split()
    common = func.count(TipWord.word)
    near = (
        select(TipWord.tip_id)
        .where(
            TipWord.word.in_(sorted(words, key=len, reverse=True)[:_WORDS_TO_COMPARE]), TipWord.tip_id != (tip_id or 0)
        )
        .group_by(TipWord.tip_id)
        .order_by(common.desc(), TipWord.tip_id)
        .limit(_CANDIDATES)
    )
    candidates = list(await session.scalars(select(Tip).where(Tip.id.in_(near.scalar_subquery()))))
    # these have no words in the index
    others = select(Tip).where(unpublished, Tip.state != TipState.PUBLISHED, Tip.id != (tip_id or 0))
    candidates += await session.scalars(others.order_by(Tip.id.desc()).limit(_CANDIDATES))
    told = frozenset(words)
    found = [(likeness(told, frozenset(tip.lemmas.split())), tip) for tip in candidates]
    score, tip = max(found, key=lambda one: (one[0], -one[1].id), default=(0.0, None))
    return Alike(tip.id, tip.title, tip.text, tip.state) if tip is not None and score >= ALIKE else None


async def send(session: Session, actor: Actor, proposal: Proposal, tip_id: int | None, now: datetime) -> OwnTip:
    """Send a tip to the coordinators; with `tip_id` one's own once more, as it is now told.

    Raises ConsentNeeded, ProfileNeeded, TipsFull, NotFound (not one's own), TipMoved (published meanwhile).
    """
    member_id = actor.member()
    # two presses at once must not make a fourth
    await session.execute(select(Member.id).where(Member.id == member_id).with_for_update(key_share=True))
    tip = await lock_own(session, member_id, tip_id) if tip_id is not None else None
    if tip is not None and tip.state not in SENDABLE:
        raise TipMoved
    enters = tip is None or tip.state is not TipState.PENDING
    if enters:
        await may_send(session, actor)
    if tip is None:
        tip = Tip(slug=f"member-{uuid4().hex}", author_id=member_id)
        session.add(tip)
    if enters:
        tip.created_at = now
    write(tip, proposal)
    tip.state, tip.original, tip.review_note = TipState.PENDING, None, None
    tip.reviewed_by_id, tip.published_at = None, None
    await tip_index.put(session, tip)
    if enters:
        await tip_calls.call(session, member_id, now)
    return await _own(session, tip)


async def withdraw(session: Session, actor: Actor, tip_id: int) -> OwnTip:
    """The author takes a tip back, also a published one; it may be sent again. Raises ConsentNeeded, NotFound."""
    tip = await lock_own(session, actor.owner(), tip_id)
    if tip.state in WITHDRAWABLE:
        tip.state, tip.published_at = TipState.WITHDRAWN, None
        await tip_index.put(session, tip)
    return await _own(session, tip)


async def forget_author(session: Session, member_id: int) -> None:
    """Before a member goes: what nobody has published goes with them, what is published stays without their name."""
    unpublished = (Tip.author_id == member_id, Tip.state != TipState.PUBLISHED)
    await session.execute(delete(Tip).where(*unpublished))
    await session.execute(
        update(Tip).where(Tip.author_id == member_id).values(author_id=None, original=None, review_note=None)
    )


def write(tip: Tip, proposal: Proposal) -> None:
    """Put the words of the proposal into the row."""
    tip.direction, tip.title, tip.text = proposal.direction, proposal.title, proposal.text
    tip.photo, tip.voice, tip.season = proposal.photo, proposal.voice, proposal.season


def told_by(tip: Tip) -> Proposal:
    """The words of the row as a proposal."""
    return Proposal(tip.direction, tip.title, tip.text, tip.photo, tip.voice, tip.season)


async def lock_own(session: Session, member_id: int, tip_id: int) -> Tip:
    """One's own tip, locked till the end of the transaction. Raises NotFound."""
    query = select(Tip).where(Tip.id == tip_id, Tip.author_id == member_id)
    tip = await session.scalar(query.with_for_update().execution_options(populate_existing=True))
    if tip is None:
        raise NotFound
    return tip


async def _own(session: Session, tip: Tip) -> OwnTip:
    thumbs, thanks, tried = await tip_cards.figures(session, tip.id)
    return OwnTip(tip.id, tip.state, told_by(tip), thumbs, thanks, tried, tip.review_note, tip.original)
