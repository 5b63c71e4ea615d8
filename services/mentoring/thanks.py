"""A mentee's thanks to the mentor: the mentor reads them at once, the club when both agree."""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from db.engine import Session
from db.models import Member, Thanks
from domain.actors import Actor
from domain.errors import NotFound, OtherSideAway, Outdated
from domain.mentoring.pair_feedback import PublicThanks, ThanksPage, ThanksView, read_thanks
from domain.mentoring.pairs import Side
from domain.paging import page_of
from domain.vocabulary import MessageKind, PairStatus, Priority
from services import outbox
from services.mentoring import pair_views, pairs
from services.outbox import Message


async def may_thank(session: Session, actor: Actor, pair_id: int) -> str:
    """The mentor's name, for a mentee of a completed pair.

    Raises ConsentNeeded, NotFound, Outdated (the pair is not completed), OtherSideAway.
    """
    view = await pair_views.one(session, actor, pair_id)
    if view.side is not Side.MENTEE:
        raise NotFound
    if view.status is not PairStatus.COMPLETED:
        raise Outdated
    if view.other is None:
        raise OtherSideAway
    return view.other.name


async def send(session: Session, actor: Actor, pair_id: int, text: str, public: bool, now: datetime) -> ThanksView:
    """Thank the mentor, who is told; `public`: the author agrees to show it to the club under their name.

    Other words take the place of earlier ones and need the mentor's consent anew. Raises as `may_thank` does,
    InvalidAnswer.
    """
    await may_thank(session, actor, pair_id)
    author_id = actor.member()
    words = read_thanks(text)
    pair = await pairs.lock(session, author_id, pair_id)
    assert pair.mentor_id is not None
    row = await session.get(Thanks, pair_id, populate_existing=True)
    if row is not None and (row.text, row.author_agrees) == (words, public):
        return await _view(session, author_id, pair_id)
    if row is None:
        row = Thanks(pair_id=pair_id, author_id=author_id, mentor_id=pair.mentor_id, created_at=now)
        session.add(row)
    row.text, row.author_agrees, row.mentor_agrees = words, public, None
    await session.flush()
    await outbox.withdraw(session, entity=f"pair:{pair_id}", kinds=(MessageKind.PAIR_THANKS,))
    message = Message(MessageKind.PAIR_THANKS, f"pair:{pair_id}", pair.mentor_id, now, Priority.NOTICE)
    await outbox.plan(session, [message])
    return await _view(session, author_id, pair_id)


async def let_show(session: Session, actor: Actor, pair_id: int, agrees: bool) -> ThanksView:
    """The mentor lets the club read the thanks, or no longer. Raises ConsentNeeded, NotFound."""
    mentor_id = actor.owner()
    await pairs.lock(session, mentor_id, pair_id)
    row = await session.get(Thanks, pair_id, populate_existing=True)
    if row is None or row.mentor_id != mentor_id:
        raise NotFound
    row.mentor_agrees = agrees
    await session.flush()
    return await _view(session, mentor_id, pair_id)


async def remove(session: Session, actor: Actor, pair_id: int) -> None:
    """The author takes the thanks back. Raises ConsentNeeded, NotFound."""
    author_id = actor.owner()
    await pairs.lock(session, author_id, pair_id)
    row = await session.get(Thanks, pair_id, populate_existing=True)
    if row is None:
        return
    if row.author_id != author_id:
        raise NotFound
    await session.delete(row)
    await session.flush()
    await outbox.withdraw(session, entity=f"pair:{pair_id}", kinds=(MessageKind.PAIR_THANKS,))


async def one(session: Session, actor: Actor, pair_id: int) -> ThanksView:
    """Thanks of one's own pair. Raises ConsentNeeded, NotFound."""
    return await _view(session, actor.owner(), pair_id)


async def seen_by(session: Session, member_id: int, pair_id: int) -> ThanksView | None:
    """Thanks as this member sees them; None when they are taken back or not theirs."""
    try:
        return await _view(session, member_id, pair_id)
    except NotFound:
        return None


async def wall(session: Session, actor: Actor, page: int, size: int) -> ThanksPage:
    """Thanks both sides agreed to show, for members, the newest first. Raises ConsentNeeded, ProfileNeeded."""
    actor.member()
    public = (Thanks.author_agrees.is_(True), Thanks.mentor_agrees.is_(True))
    total = await session.scalar(select(func.count()).select_from(Thanks).where(*public)) or 0
    shown = page_of(total, page, size)
    author, mentor = aliased(Member), aliased(Member)
    query = (
        select(author.full_name, mentor.full_name, Thanks.text)
        .join(author, author.id == Thanks.author_id)
        .join(mentor, mentor.id == Thanks.mentor_id)
        .where(*public)
        .order_by(Thanks.created_at.desc(), Thanks.pair_id.desc())
        .limit(size)
        .offset(shown.offset)
    )
    rows = (await session.execute(query)).all()
    return ThanksPage(shown, tuple(PublicThanks(one or "", other or "", text) for one, other, text in rows))


async def _view(session: Session, member_id: int, pair_id: int) -> ThanksView:
    row = await session.get(Thanks, pair_id, populate_existing=True)
    if row is None or member_id not in (row.author_id, row.mentor_id):
        raise NotFound
    query = select(Member.id, Member.full_name).where(Member.id.in_((row.author_id, row.mentor_id)))
    names: dict[int, str | None] = {found[0]: found[1] for found in (await session.execute(query)).all()}
    return ThanksView(
        pair_id=pair_id,
        side=Side.MENTOR if member_id == row.mentor_id else Side.MENTEE,
        author=names.get(row.author_id),
        mentor=names.get(row.mentor_id),
        text=row.text,
        author_agrees=row.author_agrees,
        mentor_agrees=row.mentor_agrees,
    )
