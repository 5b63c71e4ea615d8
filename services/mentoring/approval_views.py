"""Pairs that wait for a school's word, to read: by who speaks for the school, and by coordinators."""

from collections.abc import Collection
from dataclasses import replace

from sqlalchemy import ColumnElement, ScalarSelect, and_, case, func, select
from sqlalchemy.orm import InstrumentedAttribute, aliased

from db.engine import Session
from db.models import Member, MemberRole, MentoringRequest, Mentorship, Organization, SchoolApproval
from domain.actors import Actor
from domain.errors import NotFound
from domain.mentoring.approvals import Approval, ApprovalLine, Approvals, Hat, Party, Refused, SchoolWord
from domain.paging import page_of
from domain.vocabulary import PairStatus, RequestState, Role
from services.mentoring import school_rights


def waiting(organization_id: int | InstrumentedAttribute[int | None] | None = None) -> ScalarSelect[int]:
    """How many pairs wait for a word: of this school, or of any."""
    pairs = select(func.count(Mentorship.id.distinct())).where(Mentorship.status == PairStatus.APPROVAL)
    if organization_id is None:
        return pairs.scalar_subquery()
    return (
        pairs.join(SchoolApproval, SchoolApproval.pair_id == Mentorship.id)
        .where(SchoolApproval.organization_id == organization_id, SchoolApproval.agreed.is_(None))
        .scalar_subquery()
    )


async def page(session: Session, actor: Actor, hat: Hat, number: int, size: int) -> Approvals:
    """A page of pairs that wait: for the actor's school, or of the whole club; the nearest deadline first.

    Raises ConsentNeeded, ProfileNeeded, NotAllowed.
    """
    where = [Mentorship.status == PairStatus.APPROVAL]
    if hat is Hat.SCHOOL:
        where += _unsaid(await school_rights.school_of(session, actor))
    else:
        actor.coordinator()
    joined = and_(SchoolApproval.pair_id == Mentorship.id, SchoolApproval.agreed.is_(None))
    count = select(func.count(Mentorship.id.distinct())).outerjoin(SchoolApproval, joined).where(*where)
    shown = page_of(await session.scalar(count) or 0, number, size)
    mentor, mentee = aliased(Member), aliased(Member)
    # a pair in the minute before anybody is asked again has no deadline of its own
    deadline = func.coalesce(func.min(SchoolApproval.deadline_at), Mentorship.started_at)
    by_club = func.max(case((SchoolApproval.by_club, 1), else_=0))
    query = (
        select(Mentorship.id, mentor.full_name, mentee.full_name, deadline, by_club)
        .outerjoin(SchoolApproval, joined)
        .outerjoin(mentor, mentor.id == Mentorship.mentor_id)
        .outerjoin(mentee, mentee.id == Mentorship.mentee_id)
        .where(*where)
        .group_by(Mentorship.id, mentor.full_name, mentee.full_name)
        .order_by(deadline, Mentorship.id)
        .limit(size)
        .offset(shown.offset)
    )
    lines = tuple(
        ApprovalLine(pair_id, mentor_name, mentee_name, till, bool(club))
        for pair_id, mentor_name, mentee_name, till, club in await session.execute(query)
    )
    return Approvals(shown, hat, lines)


async def one(session: Session, actor: Actor, pair_id: int, hat: Hat) -> Approval:
    """A pair across schools, still waiting or not. Raises ConsentNeeded, ProfileNeeded, NotAllowed, NotFound."""
    if hat is Hat.CLUB:
        actor.coordinator()
        return await _view(session, pair_id, hat, None)
    return await _view(session, pair_id, hat, await school_rights.school_of(session, actor))


async def asked_of(session: Session, member_id: int, pair_id: int, hat: Hat) -> Approval | None:
    """The pair for a message, if it is still this member's turn to answer about it."""
    organization_id = None
    if hat is Hat.CLUB:
        if await session.get(MemberRole, (member_id, Role.COORDINATOR)) is None:
            return None
    else:
        organization_id = await school_rights.school_of_member(session, member_id)
        if organization_id is None:
            return None
    try:
        view = await _view(session, pair_id, hat, organization_id)
    except NotFound:
        return None
    return view if view.waits else None


async def words(session: Session, pair_id: int, seen_by: int | None = None) -> tuple[SchoolWord, ...]:
    """What the asked schools have said about a pair, none for most pairs.

    `seen_by` is the school that reads: who answered elsewhere, and why, is not its business.
    """
    query = (
        select(SchoolApproval, Organization.name, Member.full_name)
        .join(Organization, Organization.id == SchoolApproval.organization_id)
        .outerjoin(Member, Member.id == SchoolApproval.answered_by_id)
        .where(SchoolApproval.pair_id == pair_id)
        .order_by(SchoolApproval.organization_id)
    )
    found = []
    for row, name, by in await session.execute(query):
        word = SchoolWord(name, row.by_club, row.deadline_at, row.agreed, row.reason, by, row.answered_at)
        found.append(word if seen_by in (None, row.organization_id) else replace(word, reason=None, by=None))
    return tuple(found)


async def refused(session: Session, member_id: int, pair_id: int, request_id: int | None) -> Refused | None:
    """News of a refusal for one of the two, or for a coordinator while the request waits for one; else None."""
    pair = await session.get(Mentorship, pair_id)
    if pair is None or pair.status is not PairStatus.STOPPED:
        return None
    request = await session.get(MentoringRequest, request_id) if request_id else None
    queued = request is not None and request.state is RequestState.COORDINATOR
    sides = (pair.mentor_id, pair.mentee_id)
    coordinator = await session.get(MemberRole, (member_id, Role.COORDINATOR)) is not None
    if member_id not in sides and not (coordinator and queued):
        return None
    known = await parties(session, sides)
    return Refused(
        pair_id=pair_id,
        mentor=known[pair.mentor_id].name if pair.mentor_id in known else None,
        mentee=known[pair.mentee_id].name if pair.mentee_id in known else None,
        request_id=request.id if request else None,
        deadline_at=request.deadline_at if request and queued else None,
        words=() if member_id in sides else await words(session, pair_id),
    )


async def _view(session: Session, pair_id: int, hat: Hat, organization_id: int | None) -> Approval:
    """Of a pair that no school was asked about, or not this one, nothing is told. Raises NotFound."""
    pair = await session.get(Mentorship, pair_id)
    own = SchoolApproval.pair_id == pair_id
    if organization_id is not None:
        own = and_(own, SchoolApproval.organization_id == organization_id)
    asked = (await session.scalars(select(SchoolApproval).where(own))).all()
    if pair is None or not asked:
        raise NotFound
    known = await parties(session, (pair.mentor_id, pair.mentee_id))
    nobody = Party(None, None)
    return Approval(
        pair_id=pair_id,
        hat=hat,
        status=pair.status,
        mentor=known.get(pair.mentor_id, nobody),
        mentee=known.get(pair.mentee_id, nobody),
        form=pair.form,
        asked_at=min(one.asked_at for one in asked),
        words=await words(session, pair_id, organization_id),
        waits=pair.status is PairStatus.APPROVAL and any(one.agreed is None for one in asked),
    )


def _unsaid(organization_id: int) -> list[ColumnElement[bool]]:
    return [SchoolApproval.organization_id == organization_id, SchoolApproval.agreed.is_(None)]


async def parties(session: Session, member_ids: Collection[int | None]) -> dict[int | None, Party]:
    """Names and schools by id; who has left the club has none."""
    query = (
        select(Member.id, Member.full_name, func.coalesce(Organization.name, Member.organization_text))
        .outerjoin(Organization, Organization.id == Member.organization_id)
        .where(Member.id.in_({one for one in member_ids if one is not None}))
    )
    return {member_id: Party(name, organization) for member_id, name, organization in await session.execute(query)}
