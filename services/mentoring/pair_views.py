"""Pairs as their two sides see them: lists, one pair, the introduction, contacts."""

from datetime import datetime

from sqlalchemy import case, func, or_, select
from sqlalchemy.orm import aliased

from db.engine import Session
from db.models import (
    Goal,
    Member,
    MentorCard,
    MentorGroup,
    MentoringRequest,
    Mentorship,
    Organization,
    RequestStep,
    SchoolApproval,
)
from domain.actors import Actor
from domain.errors import NotFound
from domain.mentoring import pairs as rules
from domain.mentoring.pairs import Contacts, Introduction, PairLine, Pairs, PairView, Person, Side
from domain.paging import page_of
from domain.vocabulary import MentoringForm, PairStatus, RequestAct


async def mine(session: Session, actor: Actor, page: int, size: int) -> Pairs:
    """A page of one's pairs, `size` at a time, those that go on first. Raises ConsentNeeded."""
    member_id = actor.owner()
    own = or_(Mentorship.mentor_id == member_id, Mentorship.mentee_id == member_id)
    total = await session.scalar(select(func.count()).select_from(Mentorship).where(own)) or 0
    shown = page_of(total, page, size)
    mentor, mentee = aliased(Member), aliased(Member)
    query = (
        select(Mentorship, mentor.full_name, mentee.full_name)
        .outerjoin(mentor, mentor.id == Mentorship.mentor_id)
        .outerjoin(mentee, mentee.id == Mentorship.mentee_id)
        .where(own)
        .order_by(
            case((Mentorship.status.in_(rules.OPEN), 0), else_=1), Mentorship.started_at.desc(), Mentorship.id.desc()
        )
        .limit(size)
        .offset(shown.offset)
    )
    lines = []
    for pair, mentor_name, mentee_name in (await session.execute(query)).all():
        side = side_of(pair, member_id)
        name = mentee_name if side is Side.MENTOR else mentor_name
        lines.append(PairLine(pair.id, side, name, pair.status))
    return Pairs(shown, tuple(lines))


async def one(session: Session, actor: Actor, pair_id: int) -> PairView:
    """A pair of one's own. Raises ConsentNeeded, NotFound."""
    return await of_member(session, actor.owner(), pair_id)


async def seen_by(session: Session, member_id: int, pair_id: int) -> PairView | None:
    """A pair as this member sees it; None when it is not theirs, or gone."""
    try:
        return await of_member(session, member_id, pair_id)
    except NotFound:
        return None


async def introduction(session: Session, member_id: int, pair_id: int) -> Introduction | None:
    """What this member learns of the other side; None when there is nobody to learn of, or the pair is not begun."""
    view = await seen_by(session, member_id, pair_id)
    if view is None or not view.live or view.other is None:
        return None
    pair = await session.get_one(Mentorship, pair_id)
    card = await session.get(MentorCard, pair.mentor_id) if view.side is Side.MENTEE else None
    return Introduction(
        view,
        subject=card.subject or None if card else None,
        about=card.about or None if card else None,
        by_club=await _is_by_club(session, pair),
    )


async def _is_by_club(session: Session, pair: Mentorship) -> bool:
    """Whether a coordinator made the pair: without a request, or by a step of it that is no mentor's."""
    if pair.request_id is None:
        return pair.form is not MentoringForm.GROUP
    made = (RequestAct.ACCEPT, RequestAct.PAIR, RequestAct.HAND_OVER)
    steps = select(RequestStep.act).where(RequestStep.request_id == pair.request_id, RequestStep.act.in_(made))
    return await session.scalar(steps.order_by(RequestStep.id.desc()).limit(1)) is not RequestAct.ACCEPT


async def contacts(session: Session, actor: Actor, pair_id: int) -> Contacts:
    """Whether the two agreed to show each other their Telegram. Raises ConsentNeeded, NotFound."""
    return await _contacts(session, await of_member(session, actor.owner(), pair_id))


async def contacts_of(session: Session, member_id: int, pair_id: int) -> Contacts | None:
    """The same for a message; None when the pair is over or there is nobody on the other side."""
    view = await seen_by(session, member_id, pair_id)
    return await _contacts(session, view) if view and view.live and view.other else None


def side_of(pair: Mentorship, member_id: int) -> Side:
    """Where a member sits in a pair. Raises NotFound: of somebody else's pair nothing is told."""
    if pair.mentor_id == member_id:
        return Side.MENTOR
    if pair.mentee_id == member_id:
        return Side.MENTEE
    raise NotFound


def other_id(pair: Mentorship, member_id: int) -> int | None:
    """Who is on the other side; None when they left the club."""
    return pair.mentee_id if side_of(pair, member_id) is Side.MENTOR else pair.mentor_id


async def of_member(session: Session, member_id: int, pair_id: int) -> PairView:
    """A pair as this member sees it. Raises NotFound when it is not theirs, or gone."""
    query = (
        select(Mentorship, MentoringRequest.need, MentorGroup.title)
        .outerjoin(MentoringRequest, MentoringRequest.id == Mentorship.request_id)
        .outerjoin(MentorGroup, MentorGroup.id == Mentorship.group_id)
        .where(Mentorship.id == pair_id)
    )
    found = (await session.execute(query)).one_or_none()
    if found is None:
        raise NotFound
    pair, need, group = found
    side = side_of(pair, member_id)
    goals = select(func.count(), func.count(Goal.reached_at)).where(Goal.pair_id == pair_id)
    set_goals, reached = (await session.execute(goals)).one()
    shares = {Side.MENTOR: pair.mentor_shares, Side.MENTEE: pair.mentee_shares}
    return PairView(
        id=pair.id,
        side=side,
        other=await _person(session, other_id(pair, member_id)),
        status=pair.status,
        form=pair.form,
        directions=tuple(pair.directions),
        group=group,
        group_id=pair.group_id,
        need=need,
        paused_until=pair.paused_until,
        planned_end_at=pair.planned_end_at,
        ended_at=pair.ended_at,
        goals=set_goals,
        reached=reached,
        agrees=shares[side],
        other_agrees=shares[side.other],
        waits_till=await _waits_till(session, pair_id) if pair.status is PairStatus.APPROVAL else None,
        refused=pair.status is PairStatus.STOPPED and await is_refused(session, pair_id),
    )


async def is_refused(session: Session, pair_id: int) -> bool:
    """Whether a school did not agree to the pair."""
    no = select(SchoolApproval.pair_id).where(SchoolApproval.pair_id == pair_id, SchoolApproval.agreed.is_(False))
    return await session.scalar(no.limit(1)) is not None


async def _waits_till(session: Session, pair_id: int) -> datetime | None:
    """By when the last of the asked schools answers."""
    unsaid = (SchoolApproval.pair_id == pair_id, SchoolApproval.agreed.is_(None))
    return await session.scalar(select(func.max(SchoolApproval.deadline_at)).where(*unsaid))


async def _person(session: Session, member_id: int | None) -> Person | None:
    if member_id is None:
        return None
    query = (
        select(Member.full_name, Member.position, Member.organization_text, Organization.name)
        .outerjoin(Organization, Organization.id == Member.organization_id)
        .where(Member.id == member_id)
    )
    name, position, typed, organization = (await session.execute(query)).one()
    return Person(name, organization or typed, position) if name else None


async def _contacts(session: Session, view: PairView) -> Contacts:
    if not (view.live and view.acquainted):
        return Contacts(view, None)
    pair = await session.get_one(Mentorship, view.id)
    other = pair.mentee_id if view.side is Side.MENTOR else pair.mentor_id
    return Contacts(view, await session.scalar(select(Member.telegram_id).where(Member.id == other)))
