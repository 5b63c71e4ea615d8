"""Mentors' cards to be read: one's own, the club's list, a confirmed one, those that wait for a coordinator."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy import ColumnElement, Select, Text, cast, func, or_, select

from db.engine import Session
from db.models import Member, MemberRole, MentorCard, MentoringRequest, Mentorship, Organization
from domain import clubtime
from domain.actors import Actor
from domain.errors import NotFound
from domain.mentoring.cards import Card, CardView, MentorLine, MentorList, OwnCard, ReviewLine, ReviewQueue
from domain.paging import page_of
from domain.vocabulary import Attendance, CardStatus, Direction, MentoringForm, Role, Stage
from services.mentoring.mentor_places import LIVE_PAIRS, WITH_MENTOR, live_pair, places_left


async def mine(session: Session, actor: Actor, now: datetime) -> OwnCard | None:
    """One's own card; None when there is none. Raises ConsentNeeded."""
    member_id = actor.owner()
    row = await session.get(MentorCard, member_id)
    return None if row is None else await _own(session, row, now)


async def seen(session: Session, actor: Actor, member_id: int, now: datetime) -> CardView:
    """A confirmed card, for everybody in the club. Raises ConsentNeeded, ProfileNeeded, NotFound."""
    reader_id = actor.member()
    row = await session.get(MentorCard, member_id)
    if row is None or row.status is not CardStatus.CONFIRMED:
        raise NotFound
    return replace(await view(session, row, now), pair_id=await live_pair(session, reader_id, member_id))


async def mentors(
    session: Session, actor: Actor, direction: Direction | None, page: int, size: int, now: datetime
) -> MentorList:
    """A page of mentors with a confirmed card and no pause, by name; not oneself. Raises ConsentNeeded, ProfileNeeded.

    A coordinator sees how many cards wait, too.
    """
    member_id = actor.member()
    today = clubtime.local(now).date()
    conditions: list[ColumnElement[bool]] = [
        MentorCard.status == CardStatus.CONFIRMED,
        MentorCard.member_id != member_id,
        or_(MentorCard.paused_until.is_(None), MentorCard.paused_until < today),
        Member.unreachable_since.is_(None),
        Member.blocked_at.is_(None),
    ]
    if direction is not None:
        # a list of codes in JSON, which the two databases search in different ways, and text in the same
        conditions.append(cast(MentorCard.directions, Text).contains(f'"{direction.value}"', autoescape=True))
    total = await session.scalar(_cards(func.count()).where(*conditions)) or 0
    shown = page_of(total, page, size)
    pairs = (
        select(func.count())
        .where(
            Mentorship.mentor_id == MentorCard.member_id,
            Mentorship.group_id.is_(None),
            Mentorship.status.in_(LIVE_PAIRS),
        )
        .scalar_subquery()
    )
    query = (
        select(MentorCard, Member.full_name, pairs)
        .join(Member, Member.id == MentorCard.member_id)
        .where(*conditions)
        .order_by(Member.full_name, MentorCard.member_id)
        .limit(size)
        .offset(shown.offset)
    )
    lines = tuple(
        MentorLine(row.member_id, name or "", row.subject, tuple(map(Direction, row.directions)), row.capacity > taken)
        for row, name, taken in (await session.execute(query)).all()
    )
    waiting = await _waiting_for_review(session) if actor.is_coordinator else None
    return MentorList(shown, direction, lines, waiting)


# --- for coordinators


async def to_review(session: Session, actor: Actor, page: int, size: int) -> ReviewQueue:
    """A page of cards that wait for a coordinator, the oldest first. Raises ConsentNeeded, NotAllowed."""
    actor.coordinator()
    shown = page_of(await _waiting_for_review(session), page, size)
    query = (
        select(MentorCard.member_id, Member.full_name, MentorCard.subject)
        .join(Member, Member.id == MentorCard.member_id)
        .where(MentorCard.status == CardStatus.PENDING)
        .order_by(MentorCard.changed_at, MentorCard.member_id)
        .limit(size)
        .offset(shown.offset)
    )
    found = (await session.execute(query)).all()
    return ReviewQueue(shown, tuple(ReviewLine(member_id, name or "", subject) for member_id, name, subject in found))


async def review(session: Session, actor: Actor, member_id: int, now: datetime) -> CardView:
    """A card in any state, for a coordinator. Raises ConsentNeeded, NotAllowed, NotFound."""
    coordinator_id = actor.coordinator()
    row = await session.get(MentorCard, member_id)
    if row is None:
        raise NotFound
    return replace(await view(session, row, now), for_another=await is_for_another(session, coordinator_id, member_id))


async def is_for_another(session: Session, coordinator_id: int, member_id: int) -> bool:
    """Whether it is one's own card, and there is another coordinator within reach to read it."""
    if coordinator_id != member_id:
        return False
    others = (
        select(MemberRole.member_id)
        .join(Member, Member.id == MemberRole.member_id)
        .where(
            MemberRole.role == Role.COORDINATOR,
            MemberRole.member_id != coordinator_id,
            Member.telegram_id.is_not(None),
            Member.unreachable_since.is_(None),
            Member.blocked_at.is_(None),
        )
    )
    return await session.scalar(others.limit(1)) is not None


async def awaiting(session: Session, coordinator_id: int, member_id: int, now: datetime) -> CardView | None:
    """A card that waits, for the message to a coordinator; None when it waits no more, or they are none any more."""
    row = await session.get(MentorCard, member_id)
    if row is None or row.status is not CardStatus.PENDING:
        return None
    if await session.get(MemberRole, (coordinator_id, Role.COORDINATOR)) is None:
        return None
    return await view(session, row, now)


# --- views


async def of_owner(session: Session, member_id: int, now: datetime) -> OwnCard:
    """A member's card as they see it themselves. Raises NotFound."""
    row = await session.get(MentorCard, member_id)
    if row is None:
        raise NotFound
    return await _own(session, row, now)


async def view(session: Session, row: MentorCard, now: datetime) -> CardView:
    """A card with its owner's name and school."""
    query = (
        select(Member.full_name, Member.municipality, Member.organization_text, Organization.name)
        .outerjoin(Organization, Organization.id == Member.organization_id)
        .where(Member.id == row.member_id)
    )
    name, municipality, typed, organization = (await session.execute(query)).one()
    today = clubtime.local(now).date()
    return CardView(
        member_id=row.member_id,
        name=name or "",
        organization=organization or typed,
        municipality=municipality,
        card=card_of(row),
        status=row.status,
        pairs=row.capacity - await places_left(session, row),
        paused_until=row.paused_until if row.paused_until is not None and row.paused_until >= today else None,
    )


async def _own(session: Session, row: MentorCard, now: datetime) -> OwnCard:
    waiting = select(func.count()).where(
        MentoringRequest.mentor_id == row.member_id, MentoringRequest.state.in_(WITH_MENTOR)
    )
    return OwnCard(await view(session, row, now), row.review_note, await session.scalar(waiting) or 0)


def card_of(row: MentorCard) -> Card:
    """What the row of a card says."""
    return Card(
        directions=tuple(map(Direction, row.directions)),
        subject=row.subject,
        stages=tuple(map(Stage, row.stages)),
        about=row.about,
        forms=tuple(map(MentoringForm, row.forms)),
        ways=tuple(map(Attendance, row.ways)),
        capacity=row.capacity,
        group_size=row.group_size,
        on_duty=row.on_duty,
    )


def name_of(member_id: int) -> str:
    """How the journal and the outbox name a card: by its owner, so that it goes when they are erased."""
    return f"member:{member_id}"


async def _waiting_for_review(session: Session) -> int:
    query = _cards(func.count()).where(MentorCard.status == CardStatus.PENDING)
    return await session.scalar(query) or 0


def _cards(what: ColumnElement[int]) -> Select[int]:
    return select(what).select_from(MentorCard).join(Member, Member.id == MentorCard.member_id)
