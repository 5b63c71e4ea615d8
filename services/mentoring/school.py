"""«Моя школа»: an organisation's pairs and their progress, for who speaks for it. Never what the pairs are about."""

from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select

from db.engine import Session
from db.models import Goal, Member, MentorCard, Mentorship, Organization, PairMeeting, SchoolAdmin, SchoolAsk
from domain.actors import Actor
from domain.errors import NotAllowed, SchoolNeeded
from domain.mentoring import pairs as rules
from domain.mentoring.approvals import Party
from domain.mentoring.school import SchoolHome, SchoolPair, SchoolPairs, SchoolTable
from domain.paging import page_of
from domain.vocabulary import CardStatus, MeetingStatus, Role
from services import journal
from services.mentoring import approval_views, school_rights


async def home(session: Session, actor: Actor) -> SchoolHome:
    """One's own organisation: figures for who speaks for it; for others of its administration, whether they asked.

    Raises ConsentNeeded, ProfileNeeded, NotAllowed (of no administration), SchoolNeeded (not in the directory).
    """
    member_id = actor.member()
    granted = await school_rights.school_of_member(session, member_id)
    if granted is not None:
        return await _figures(session, granted)
    if Role.ADMIN_TEAM not in actor.roles:
        raise NotAllowed
    query = (
        select(Organization.name, SchoolAsk.asked_at)
        .join(Member, Member.organization_id == Organization.id)
        .outerjoin(SchoolAsk, and_(SchoolAsk.member_id == Member.id, SchoolAsk.organization_id == Organization.id))
        .where(Member.id == member_id)
    )
    found = (await session.execute(query)).one_or_none()
    if found is None:
        raise SchoolNeeded
    return SchoolHome(organization=found[0], granted=False, asked_at=found[1])


async def door(session: Session, actor: Actor) -> tuple[bool, int]:
    """Whether the actor is of an organisation's administration, and how many pairs wait for their word.

    Raises ConsentNeeded, ProfileNeeded.
    """
    speaks = SchoolAdmin.member_id.is_not(None)
    query = (
        select(Member.organization_id.is_not(None), speaks, approval_views.waiting(Member.organization_id))
        .outerjoin(SchoolAdmin, school_rights.SPEAKS)
        .where(Member.id == actor.member())
    )
    works, granted, waiting = (await session.execute(query)).one()
    return granted or (works and Role.ADMIN_TEAM in actor.roles), waiting if granted else 0


async def speaks(session: Session, member_id: int) -> bool:
    """Whether this member speaks for an organisation."""
    return await school_rights.school_of_member(session, member_id) is not None


async def pairs(session: Session, actor: Actor, page: int, size: int) -> SchoolPairs:
    """A page of the school's pairs, those that go on first. Raises ConsentNeeded, ProfileNeeded, NotAllowed."""
    organization_id = await school_rights.school_of(session, actor)
    count = select(func.count()).select_from(Mentorship).where(_of_school(organization_id))
    shown = page_of(await session.scalar(count) or 0, page, size)
    found = await _pairs(session, _listed(organization_id).limit(size).offset(shown.offset))
    return SchoolPairs(await _name(session, organization_id), shown, found)


async def table(session: Session, actor: Actor, now: datetime) -> SchoolTable:
    """All of the school's pairs; that names leave us goes into the journal.

    Raises ConsentNeeded, ProfileNeeded, NotAllowed.
    """
    organization_id = await school_rights.school_of(session, actor)
    found = await _pairs(session, _listed(organization_id))
    await journal.record(
        session,
        actor_id=actor.member(),
        act="school.exported",
        object=f"organization:{organization_id}",
        now=now,
        pairs=len(found),
    )
    return SchoolTable(await _name(session, organization_id), found)


# --- inside


async def _figures(session: Session, organization_id: int) -> SchoolHome:
    of_school = (Member.organization_id == organization_id, Member.joined_at.is_not(None))
    people = (
        select(func.count(), func.count(MentorCard.member_id))
        .select_from(Member)
        .outerjoin(MentorCard, and_(MentorCard.member_id == Member.id, MentorCard.status == CardStatus.CONFIRMED))
        .where(*of_school)
    )
    teachers, mentors = (await session.execute(people)).one()
    going = select(func.count()).select_from(Mentorship)
    live = going.where(_of_school(organization_id), Mentorship.status.in_(rules.LIVE))
    school = await session.get_one(Organization, organization_id)
    return SchoolHome(
        organization=school.name,
        granted=True,
        teachers=teachers,
        mentors=mentors,
        pairs=await session.scalar(live) or 0,
        waiting=await session.scalar(select(approval_views.waiting(organization_id))) or 0,
        cross_approval=school.cross_approval,
    )


def _of_school(organization_id: int) -> ColumnElement[bool]:
    """Pairs with somebody of this organisation in it."""
    teachers = select(Member.id).where(Member.organization_id == organization_id)
    return or_(Mentorship.mentor_id.in_(teachers), Mentorship.mentee_id.in_(teachers))


def _listed(organization_id: int) -> Select[Mentorship]:
    going = case((Mentorship.status.in_(rules.OPEN), 0), else_=1)
    query = select(Mentorship).where(_of_school(organization_id))
    return query.order_by(going, Mentorship.started_at.desc(), Mentorship.id.desc())


async def _pairs(session: Session, listed: Select[Mentorship]) -> tuple[SchoolPair, ...]:
    """These pairs with their figures: four queries, however many pairs."""
    found = (await session.scalars(listed)).all()
    ids = [one.id for one in found]
    held = and_(PairMeeting.pair_id.in_(ids), PairMeeting.status == MeetingStatus.HELD)
    met = select(PairMeeting.pair_id, func.count(), func.max(PairMeeting.starts_at)).where(held)
    meetings = {one: (count, last) for one, count, last in await session.execute(met.group_by(PairMeeting.pair_id))}
    set_goals = select(Goal.pair_id, func.count(), func.count(Goal.reached_at)).where(Goal.pair_id.in_(ids))
    goals = {one: (count, done) for one, count, done in await session.execute(set_goals.group_by(Goal.pair_id))}
    parties = await approval_views.parties(session, {side for one in found for side in (one.mentor_id, one.mentee_id)})
    nobody = Party(None, None)
    return tuple(
        SchoolPair(
            mentor=parties.get(one.mentor_id, nobody),
            mentee=parties.get(one.mentee_id, nobody),
            form=one.form,
            status=one.status,
            started_at=one.started_at,
            planned_end_at=one.planned_end_at,
            ended_at=one.ended_at,
            meetings=meetings.get(one.id, (0, None))[0],
            last_met_at=meetings.get(one.id, (0, None))[1],
            goals=goals.get(one.id, (0, 0))[0],
            reached=goals.get(one.id, (0, 0))[1],
        )
        for one in found
    )


async def _name(session: Session, organization_id: int) -> str:
    return (await session.get_one(Organization, organization_id)).name
