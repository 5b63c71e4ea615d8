"""Places in mentors' groups: counted under the lock of the group. Locks go card, group, requests, pairs."""

from collections.abc import Collection
from datetime import date, datetime

from sqlalchemy import ColumnElement, Integer, ScalarSelect, Subquery, Text, and_, cast, func, or_, select

from db.engine import Session
from db.models import Member, MentorCard, MentorGroup, Mentorship
from domain import clubtime
from domain.errors import GroupFull, NotFound
from domain.mentoring.pairs import OPEN
from domain.vocabulary import CardStatus, Direction, MentoringForm


async def lock_group(session: Session, group_id: int) -> MentorGroup:
    """The group, held until the transaction ends. Lock it after the mentor's card. Raises NotFound."""
    query = select(MentorGroup).where(MentorGroup.id == group_id).with_for_update()
    group = await session.scalar(query.execution_options(populate_existing=True))
    if group is None:
        raise NotFound
    return group


async def lock_place(session: Session, mentor_id: int, group_id: int) -> None:
    """The mentor's own group is held, with a place in it. Raises NotFound, GroupFull."""
    group = await lock_group(session, group_id)
    if group.mentor_id != mentor_id:
        raise NotFound
    if await places_left(session, group) <= 0:
        raise GroupFull


async def places_left(session: Session, group: MentorGroup) -> int:
    """How many more people there is room for. Trustworthy under the group's lock."""
    return group.size - await people_in(session, group.id)


async def people_in(session: Session, group_id: int) -> int:
    """How many are in a group, those whose school is still asked among them."""
    query = select(func.count()).select_from(Mentorship)
    return await session.scalar(query.where(Mentorship.group_id == group_id, Mentorship.status.in_(OPEN))) or 0


async def open_directions(session: Session, mentor_id: int) -> frozenset[Direction]:
    """The directions in which this mentor has an open group with a free place."""
    query = select(MentorGroup.direction).where(MentorGroup.mentor_id == mentor_id, MentorGroup.open, has_place())
    return frozenset(await session.scalars(query))


def free_places(directions: Collection[Direction]) -> Subquery:
    """For each mentor (`mentor_id`), how many `places` are free in open groups of these directions."""
    # PostgreSQL sums numbers into decimals
    places = cast(func.sum(MentorGroup.size - taken()), Integer).label("places")
    return (
        select(MentorGroup.mentor_id, places)
        .where(MentorGroup.open, MentorGroup.direction.in_(directions), has_place())
        .group_by(MentorGroup.mentor_id)
        .subquery()
    )


def taken() -> ScalarSelect[int]:
    """How many are in the group of the row."""
    query = select(func.count()).where(Mentorship.group_id == MentorGroup.id, Mentorship.status.in_(OPEN))
    return query.correlate(MentorGroup).scalar_subquery()


def has_place() -> ColumnElement[bool]:
    """Whether the group of the row has a free place."""
    return MentorGroup.size > taken()


def takes_new(now: datetime) -> ColumnElement[bool]:
    """Whether the mentor of the row, with their card, takes anybody new into groups at `now` (aware)."""
    return and_(
        MentorCard.status == CardStatus.CONFIRMED,
        cast(MentorCard.forms, Text).contains(f'"{MentoringForm.GROUP.value}"'),
        or_(MentorCard.paused_until.is_(None), MentorCard.paused_until < _today(now)),
        # whom the bot can't reach would only be silent
        Member.unreachable_since.is_(None),
        Member.blocked_at.is_(None),
    )


def leads(card: MentorCard | None) -> bool:
    """Whether this card lets its owner open groups."""
    return card is not None and card.status is CardStatus.CONFIRMED and MentoringForm.GROUP in card.forms


def is_away(card: MentorCard | None, now: datetime) -> bool:
    """Whether the owner of this card takes nobody new into groups at `now` (aware)."""
    if card is None or not leads(card):
        return True
    return card.paused_until is not None and card.paused_until >= _today(now)


def _today(now: datetime) -> date:
    return clubtime.local(now).date()
