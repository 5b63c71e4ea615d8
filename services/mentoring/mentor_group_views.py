"""Mentors' groups to be read: those one may join, one of them, all of the club's for coordinators."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, literal, or_, select

from db.engine import Session
from db.models import (
    BlockedPair,
    Interest,
    Member,
    MentorCard,
    MentorGroup,
    Mentorship,
    Organization,
)
from domain.actors import Actor
from domain.errors import NotFound
from domain.mentoring.mentor_groups import AllGroups, GroupLine, GroupList, GroupView, standing
from domain.mentoring.pairs import OPEN
from domain.paging import page_of
from domain.vocabulary import Direction
from services.mentoring import mentor_group_places as places

# how many are shown to who writes a request
_SHOWN_TO_REQUEST = 4

# --- for everybody


async def to_join(
    session: Session, actor: Actor, direction: Direction | None, page: int, size: int, now: datetime
) -> GroupList:
    """A page of other mentors' groups with a free place, those of one's interests first.

    Raises ConsentNeeded, ProfileNeeded.
    """
    member_id = actor.member()
    conditions = _joinable(member_id, now)
    if direction is not None:
        conditions.append(MentorGroup.direction == direction)
    total = await session.scalar(_groups(func.count(), conditions)) or 0
    shown = page_of(total, page, size)
    query = lines_of(await _interests(session, member_id), conditions, now).limit(size).offset(shown.offset)
    card = await session.get(MentorCard, member_id)
    own = select(MentorGroup.id).where(MentorGroup.mentor_id == member_id).limit(1)
    leads = places.leads(card) or await session.scalar(own) is not None
    return GroupList(shown, direction, await read_lines(session, query), leads)


async def for_request(
    session: Session, actor: Actor, directions: Collection[Direction], now: datetime
) -> tuple[GroupLine, ...]:
    """Groups of these directions that one could join instead of asking. Raises ConsentNeeded, ProfileNeeded."""
    conditions = [*_joinable(actor.member(), now), MentorGroup.direction.in_(directions)]
    return await read_lines(session, lines_of(directions, conditions, now).limit(_SHOWN_TO_REQUEST))


async def one(session: Session, actor: Actor, group_id: int, now: datetime) -> GroupView:
    """A group, for everybody in the club. Raises ConsentNeeded, ProfileNeeded, NotFound."""
    return await of_member(session, actor.member(), group_id, now)


async def of_member(session: Session, member_id: int, group_id: int, now: datetime) -> GroupView:
    """A group as this member sees it. Raises NotFound."""
    school = func.coalesce(Organization.name, Member.organization_text)
    query = (
        select(MentorGroup, Member.full_name, school, places.taken(), places.takes_new(now))
        .join(Member, Member.id == MentorGroup.mentor_id)
        .outerjoin(Organization, Organization.id == Member.organization_id)
        .outerjoin(MentorCard, MentorCard.member_id == MentorGroup.mentor_id)
        .where(MentorGroup.id == group_id)
    )
    found = (await session.execute(query)).one_or_none()
    if found is None:
        raise NotFound
    group, name, organization, taken, takes_new = found
    return GroupView(
        id=group.id,
        title=group.title,
        direction=group.direction,
        about=group.about,
        size=group.size,
        taken=taken,
        standing=standing(is_open=group.open, takes_new=bool(takes_new), taken=taken, size=group.size),
        mentor_id=group.mentor_id,
        mentor=name or "",
        organization=organization,
        own=group.mentor_id == member_id,
        pair_id=await pair_in(session, member_id, group_id),
        fits=group.direction in await _interests(session, member_id),
    )


async def pair_in(session: Session, member_id: int, group_id: int) -> int | None:
    """The pair that makes a member one of this group, if they are."""
    query = select(Mentorship.id).where(
        Mentorship.group_id == group_id, Mentorship.mentee_id == member_id, Mentorship.status.in_(OPEN)
    )
    return await session.scalar(query.limit(1))


# --- for coordinators


async def everything(session: Session, actor: Actor, page: int, size: int, now: datetime) -> AllGroups:
    """A page of all groups of the club, the newest first. Raises ConsentNeeded, NotAllowed."""
    actor.coordinator()
    shown = page_of(await session.scalar(select(func.count()).select_from(MentorGroup)) or 0, page, size)
    query = lines_of((), [], now).limit(size).offset(shown.offset)
    return AllGroups(shown, await read_lines(session, query))


# --- inside


def _joinable(member_id: int, now: datetime) -> list[ColumnElement[bool]]:
    """Groups this member may join: open, of somebody who takes people, with a place, nobody barred."""
    blocked = exists().where(
        or_(
            and_(BlockedPair.first_id == member_id, BlockedPair.second_id == MentorGroup.mentor_id),
            and_(BlockedPair.second_id == member_id, BlockedPair.first_id == MentorGroup.mentor_id),
        )
    )
    return [
        MentorGroup.mentor_id != member_id,
        MentorGroup.open.is_(True),
        places.takes_new(now),
        places.has_place(),
        ~blocked,
    ]


def _groups(what: ColumnElement[int], conditions: Sequence[ColumnElement[bool]]) -> Select[int]:
    return (
        select(what)
        .select_from(MentorGroup)
        .join(Member, Member.id == MentorGroup.mentor_id)
        .outerjoin(MentorCard, MentorCard.member_id == MentorGroup.mentor_id)
        .where(*conditions)
    )


def lines_of(
    fitting: Collection[Direction], conditions: Sequence[ColumnElement[bool]], now: datetime
) -> Select[MentorGroup, str | None, int, bool, bool]:
    """Groups as lines, those of the `fitting` directions first, then the newest."""
    fits = MentorGroup.direction.in_(fitting) if fitting else literal(False)
    return (
        select(MentorGroup, Member.full_name, places.taken(), places.takes_new(now), fits)
        .join(Member, Member.id == MentorGroup.mentor_id)
        .outerjoin(MentorCard, MentorCard.member_id == MentorGroup.mentor_id)
        .where(*conditions)
        .order_by(case((fits, 0), else_=1), MentorGroup.created_at.desc(), MentorGroup.id.desc())
    )


async def read_lines(
    session: Session, query: Select[MentorGroup, str | None, int, bool, bool]
) -> tuple[GroupLine, ...]:
    """The lines of such a query."""
    return tuple(
        GroupLine(
            id=group.id,
            title=group.title,
            direction=group.direction,
            mentor=name or "",
            size=group.size,
            taken=taken,
            standing=standing(is_open=group.open, takes_new=bool(takes_new), taken=taken, size=group.size),
            fits=bool(fits),
        )
        for group, name, taken, takes_new, fits in await session.execute(query)
    )


async def _interests(session: Session, member_id: int) -> frozenset[Direction]:
    return frozenset(await session.scalars(select(Interest.direction).where(Interest.member_id == member_id)))
