"""A mentor's own groups to be read: what they say, who is in them, what the card allows, where a mentee may go."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, select

from db.engine import Session
from db.models import Member, MentorCard, MentorGroup, MentoringRequest, Mentorship
from domain.actors import Actor
from domain.errors import GroupsNotLed, NotFound
from domain.mentoring.cards import SMALLEST_GROUP
from domain.mentoring.mentor_group_form import Limits
from domain.mentoring.mentor_groups import GroupChoice, GroupPeople, GroupPerson, OwnGroup, OwnGroups, Removal
from domain.mentoring.pairs import LIVE, OPEN
from domain.paging import page_of
from domain.vocabulary import Direction, MentoringForm
from services.mentoring import mentor_group_places as places
from services.mentoring import mentor_group_views, mentor_places


async def mine(session: Session, actor: Actor, now: datetime) -> OwnGroups:
    """One's own groups, and whether one more may be opened. Raises ConsentNeeded."""
    member_id = actor.owner()
    lines = await mentor_group_views.read_lines(
        session, mentor_group_views.lines_of((), [MentorGroup.mentor_id == member_id], now)
    )
    return OwnGroups(lines, places.leads(await session.get(MentorCard, member_id)))


async def own(session: Session, actor: Actor, group_id: int, now: datetime) -> OwnGroup:
    """One of one's own groups. Raises ConsentNeeded, NotFound."""
    member_id = actor.owner()
    view = await mentor_group_views.of_member(session, member_id, group_id, now)
    if not view.own:
        raise NotFound
    live = func.count().filter(Mentorship.group_id == group_id, Mentorship.status.in_(LIVE))
    outside = func.count().filter(_outside(member_id))
    counts = (await session.execute(select(live, outside).where(Mentorship.mentor_id == member_id))).one()
    return OwnGroup(view, *counts)


async def people(session: Session, actor: Actor, group_id: int, page: int, size: int) -> GroupPeople:
    """A page of the people of one's own group, by name. Raises ConsentNeeded, NotFound."""
    group = await own_row(session, actor.owner(), group_id)
    return await _people(session, group, (Mentorship.group_id == group_id, Mentorship.status.in_(OPEN)), page, size)


async def outside(session: Session, actor: Actor, group_id: int, page: int, size: int) -> GroupPeople:
    """A page of one's pairs that asked for a group and are in none yet. Raises ConsentNeeded, NotFound."""
    member_id = actor.owner()
    group = await own_row(session, member_id, group_id)
    return await _people(session, group, (_outside(member_id),), page, size)


async def removal(session: Session, actor: Actor, pair_id: int) -> Removal:
    """Whom a mentor thinks of taking out of a group. Raises ConsentNeeded, NotFound."""
    query = (
        select(MentorGroup.id, MentorGroup.title, Member.full_name)
        .join(Mentorship, Mentorship.group_id == MentorGroup.id)
        .outerjoin(Member, Member.id == Mentorship.mentee_id)
        .where(Mentorship.id == pair_id, Mentorship.mentor_id == actor.owner())
    )
    found = (await session.execute(query)).one_or_none()
    if found is None:
        raise NotFound
    group_id, title, name = found
    return Removal(group_id, title, pair_id, name or "")


async def choice(session: Session, actor: Actor, request_id: int, now: datetime) -> GroupChoice | None:
    """Into which of one's groups the mentee of this request could be taken; None when there is nothing to choose.

    Groups of the request's directions come first; one that is closed for newcomers is the mentor's own business.
    Raises ConsentNeeded, ProfileNeeded.
    """
    member_id = actor.member()
    asked = (MentoringRequest.id == request_id, MentoringRequest.mentor_id == member_id)
    request = await session.scalar(select(MentoringRequest).where(*asked))
    card = await session.get(MentorCard, member_id)
    if request is None or card is None or request.form is not MentoringForm.GROUP:
        return None
    directions = tuple(map(Direction, request.directions))
    groups = await mentor_group_views.read_lines(
        session, mentor_group_views.lines_of(directions, [MentorGroup.mentor_id == member_id, places.has_place()], now)
    )
    if not groups:
        return None
    return GroupChoice(request_id, groups, await mentor_places.places_left(session, card) > 0)


async def limits(session: Session, actor: Actor, group_id: int | None = None) -> Limits:
    """What one's card allows of a new group, or of the one that is changed.

    Raises ConsentNeeded, ProfileNeeded, NotFound (somebody else's group), GroupsNotLed.
    """
    member_id = actor.member()
    if group_id is not None:
        await own_row(session, member_id, group_id)
    return limits_of(
        await session.get(MentorCard, member_id), await places.people_in(session, group_id) if group_id else 0
    )


def limits_of(card: MentorCard | None, people_in: int = 0) -> Limits:
    """What this card allows; a group is no smaller than the people in it. Raises GroupsNotLed."""
    if card is None or not places.leads(card):
        raise GroupsNotLed
    least = max(SMALLEST_GROUP, people_in)
    # the card may speak of smaller groups by now; those who are in stay
    return Limits(tuple(map(Direction, card.directions)), max(card.group_size, least), least)


async def own_row(session: Session, member_id: int, group_id: int) -> MentorGroup:
    """One's own group, not locked. Raises NotFound."""
    group = await session.get(MentorGroup, group_id)
    if group is None or group.mentor_id != member_id:
        raise NotFound
    return group


# --- inside


def _outside(mentor_id: int) -> ColumnElement[bool]:
    """Live pairs of a mentor that asked for a group and are in none."""
    return and_(
        Mentorship.mentor_id == mentor_id,
        Mentorship.form == MentoringForm.GROUP,
        Mentorship.group_id.is_(None),
        Mentorship.status.in_(LIVE),
    )


async def _people(
    session: Session, group: MentorGroup, which: Sequence[ColumnElement[bool]], page: int, size: int
) -> GroupPeople:
    total = await session.scalar(select(func.count()).select_from(Mentorship).where(*which)) or 0
    shown = page_of(total, page, size)
    query = (
        select(Mentorship.id, Member.full_name, Mentorship.status)
        .outerjoin(Member, Member.id == Mentorship.mentee_id)
        .where(*which)
        .order_by(Member.full_name, Mentorship.id)
        .limit(size)
        .offset(shown.offset)
    )
    found = tuple(GroupPerson(pair_id, name or "", status) for pair_id, name, status in await session.execute(query))
    return GroupPeople(group.id, group.title, shown, found)
