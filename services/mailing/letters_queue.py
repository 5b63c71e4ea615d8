"""Letters to coordinators, as the desk reads them: the queue, one letter, colleagues to hand it to."""

from collections.abc import Mapping

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import aliased

from db.engine import Session
from db.models import Letter, LetterMessage, Member, Organization
from domain.actors import Actor
from domain.errors import NotFound
from domain.mailing.letters import Colleagues, DeskLetter, LetterLine, LettersPage, LetterWords, Only
from domain.paging import page_of
from domain.vocabulary import LetterState
from services.mailing import letter_steps as steps
from services.mailing import letters

S = LetterState


async def queue(session: Session, actor: Actor, only: Only, page: int, size: int) -> LettersPage:
    """A page of letters: those that wait for the desk first, the most urgent at the top; closed ones the newest first.

    Raises ConsentNeeded, NotAllowed.
    """
    choices = _choices(actor.coordinator())
    counts = {one: await _count(session, where) for one, where in choices.items()}
    shown = page_of(counts[only], page, size)
    inner = aliased(LetterMessage)
    first = select(func.min(inner.id)).where(inner.letter_id == Letter.id).correlate(Letter).scalar_subquery()
    taker = aliased(Member)
    query = (
        select(Letter, Member.full_name, taker.full_name, LetterMessage.text)
        .join(Member, Member.id == Letter.member_id)
        .join(LetterMessage, LetterMessage.id == first)
        .outerjoin(taker, taker.id == Letter.taken_by_id)
        .where(choices[only])
        .limit(size)
        .offset(shown.offset)
    )
    if only is Only.CLOSED:
        query = query.order_by(Letter.closed_at.desc(), Letter.id.desc())
    else:
        query = query.order_by(Letter.deadline_at.is_(None), Letter.deadline_at, Letter.id)
    lines = tuple(
        LetterLine(
            id=letter.id,
            state=letter.state,
            name=name or "",
            gist=text,
            deadline_at=letter.deadline_at,
            created_at=letter.created_at,
            taker=taken_by,
        )
        for letter, name, taken_by, text in await session.execute(query)
    )
    return LettersPage(shown, only, lines, counts)


async def one(session: Session, actor: Actor, letter_id: int, page: int | None = None) -> DeskLetter:
    """A page of a letter, the last one where none is named. Raises ConsentNeeded, NotAllowed, NotFound."""
    me = actor.coordinator()
    taker = aliased(Member)
    query = (
        select(Letter, Member, func.coalesce(Organization.name, Member.organization_text), taker.full_name)
        .join(Member, Member.id == Letter.member_id)
        .outerjoin(Organization, Organization.id == Member.organization_id)
        .outerjoin(taker, taker.id == Letter.taken_by_id)
        .where(Letter.id == letter_id)
        .execution_options(populate_existing=True)
    )
    row = (await session.execute(query)).one_or_none()
    if row is None:
        raise NotFound
    letter, member, organization, taken_by = row
    shown, messages = await letters.story(session, me, letter_id, page)
    return DeskLetter(
        id=letter.id,
        state=letter.state,
        name=member.full_name or "",
        position=member.position,
        organization=organization,
        taker=taken_by if letter.state is not S.OPEN else None,
        mine=letter.taken_by_id == me,
        own=letter.member_id == me,
        deadline_at=letter.deadline_at,
        created_at=letter.created_at,
        reachable=member.telegram_id is not None and member.unreachable_since is None and member.blocked_at is None,
        shut_out=member.blocked_at is not None,
        page=shown,
        messages=messages,
    )


async def message(session: Session, actor: Actor, message_id: int) -> LetterWords:
    """One message of any letter. Raises ConsentNeeded, NotAllowed, NotFound."""
    found = await letters.words_of(session, actor.coordinator(), message_id)
    if found is None:
        raise NotFound
    return found


async def colleagues(session: Session, actor: Actor, letter_id: int, page: int, size: int) -> Colleagues:
    """Coordinators to hand a letter to: all but the actor and who wrote it.

    Raises ConsentNeeded, NotAllowed, NotFound.
    """
    me = actor.coordinator()
    letter = await session.get(Letter, letter_id)
    if letter is None:
        raise NotFound
    others = [one for one in await steps.coordinators(session) if one not in (me, letter.member_id)]
    shown = page_of(len(others), page, size)
    query = select(Member.id, Member.full_name).where(Member.id.in_(others)).order_by(Member.full_name, Member.id)
    found = await session.execute(query.limit(size).offset(shown.offset))
    return Colleagues(letter_id, shown, tuple((member_id, name or "") for member_id, name in found))


def _choices(me: int) -> Mapping[Only, ColumnElement[bool]]:
    return {
        Only.NEW: Letter.state == S.OPEN,
        Only.MINE: (Letter.state == S.TAKEN) & (Letter.taken_by_id == me),
        Only.ALL: Letter.state != S.CLOSED,
        Only.CLOSED: Letter.state == S.CLOSED,
    }


async def _count(session: Session, where: ColumnElement[bool]) -> int:
    return await session.scalar(select(func.count()).select_from(Letter).where(where)) or 0
