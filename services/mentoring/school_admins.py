"""Rights to speak for an organisation: members ask, coordinators grant and revoke.

To call oneself a school's administration gives no rights.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, and_, func, or_, select

from db.engine import Session
from db.models import Member, MemberRole, Organization, SchoolAdmin, SchoolAsk
from domain.actors import Actor
from domain.errors import NotAllowed, NotFound, SchoolNeeded
from domain.mentoring.school import (
    AskLine,
    SchoolAdminLine,
    SchoolCandidate,
    SchoolCard,
    SchoolDesk,
    SchoolLine,
)
from domain.paging import page_of
from domain.vocabulary import MessageKind, Priority, Role
from services import journal, outbox
from services.mentoring import approval_views
from services.mentoring.approval_steps import coordinators
from services.outbox import Message

# so many who ask are named at once: the next come when these are settled
MOST_ASKS = 5
_ASKS = and_(SchoolAsk.member_id == Member.id, SchoolAsk.organization_id == Member.organization_id)


# --- by the member


async def ask(session: Session, actor: Actor, now: datetime) -> None:
    """Ask for the right to speak for one's own organisation; coordinators are told once.

    Raises ConsentNeeded, ProfileNeeded, NotAllowed (the person is of no administration), SchoolNeeded.
    """
    member = await _lock(session, actor.member())
    if Role.ADMIN_TEAM not in actor.roles:
        raise NotAllowed
    if member.organization_id is None:
        raise SchoolNeeded
    if await session.get(SchoolAdmin, (member.organization_id, member.id)) is not None:
        return
    asked = await session.get(SchoolAsk, member.id)
    if asked is not None and asked.organization_id == member.organization_id:
        return
    if asked is None:
        session.add(SchoolAsk(member_id=member.id, organization_id=member.organization_id, asked_at=now))
    else:
        asked.organization_id, asked.asked_at = member.organization_id, now
    await session.flush()
    await outbox.withdraw(session, entity=_about(member.id), kinds=[MessageKind.SCHOOL_ASKED])
    await outbox.plan(
        session,
        [
            Message(MessageKind.SCHOOL_ASKED, _about(member.id), one, now, Priority.NOTICE)
            for one in await coordinators(session)
        ],
    )


async def take_back(session: Session, actor: Actor) -> None:
    """One asks no more. Raises ConsentNeeded."""
    await _settle(session, actor.owner())


# --- by coordinators


async def grant(session: Session, actor: Actor, member_id: int, now: datetime) -> SchoolCandidate:
    """Let a member speak for the organisation of their profile; they are told. A second tap changes nothing.

    Raises ConsentNeeded, NotAllowed, NotFound, SchoolNeeded (their organisation is not in the directory).
    """
    coordinator_id = actor.coordinator()
    member = await _lock(session, member_id)
    if member.organization_id is None:
        raise SchoolNeeded
    if await session.get(SchoolAdmin, (member.organization_id, member_id)) is None:
        session.add(
            SchoolAdmin(
                organization_id=member.organization_id,
                member_id=member_id,
                granted_by_id=coordinator_id,
                granted_at=now,
            )
        )
        await session.flush()
        await _note(session, coordinator_id, "school.granted", member_id, now, organization_id=member.organization_id)
        await _tell(session, MessageKind.SCHOOL_GRANTED, member_id, now)
    await _settle(session, member_id)
    return await candidate(session, actor, member_id)


async def decline(session: Session, actor: Actor, member_id: int, now: datetime) -> None:
    """Not this time: the member is told, and may ask again. Raises ConsentNeeded, NotAllowed."""
    coordinator_id = actor.coordinator()
    if await session.get(SchoolAsk, member_id, with_for_update=True, populate_existing=True) is None:
        return
    await _settle(session, member_id)
    await _note(session, coordinator_id, "school.declined", member_id, now)
    await _tell(session, MessageKind.SCHOOL_REVOKED, member_id, now, asked=True)


async def revoke(session: Session, actor: Actor, organization_id: int, member_id: int, now: datetime) -> None:
    """Take the right back; the member is told, what waits for their word goes to others or to coordinators.

    A second tap changes nothing. Raises ConsentNeeded, NotAllowed.
    """
    coordinator_id = actor.coordinator()
    query = select(SchoolAdmin).where(
        SchoolAdmin.organization_id == organization_id, SchoolAdmin.member_id == member_id
    )
    right = await session.scalar(query.with_for_update())
    if right is None:
        return
    await session.delete(right)
    await session.flush()
    await outbox.withdraw(session, recipient_id=member_id, kinds=[MessageKind.SCHOOL_GRANTED])
    await _note(session, coordinator_id, "school.revoked", member_id, now, organization_id=organization_id)
    await _tell(session, MessageKind.SCHOOL_REVOKED, member_id, now)


# --- what coordinators see


async def desk(session: Session, actor: Actor, page: int, size: int) -> SchoolDesk:
    """Who asks, and a page of organisations somebody speaks for or that want to be asked, by name.

    Raises ConsentNeeded, NotAllowed.
    """
    actor.coordinator()
    waiting = (
        select(Member.id, Member.full_name, Organization.name, SchoolAsk.asked_at)
        .join(SchoolAsk, _ASKS)
        .join(Organization, Organization.id == SchoolAsk.organization_id)
        .order_by(SchoolAsk.asked_at, Member.id)
        .limit(MOST_ASKS)
    )
    asked = await session.execute(waiting)
    of_note = or_(Organization.cross_approval, Organization.id.in_(select(SchoolAdmin.organization_id)))
    count = await session.scalar(select(func.count()).select_from(Organization).where(of_note)) or 0
    shown = page_of(count, page, size)
    query = select(Organization).where(of_note).order_by(Organization.name, Organization.id)
    schools = (await session.scalars(query.limit(size).offset(shown.offset))).all()
    names = await _admin_names(session, [school.id for school in schools])
    return SchoolDesk(
        page=shown,
        asks=tuple(AskLine(member_id, name or "", school, at) for member_id, name, school, at in asked),
        asks_total=await asks(session),
        schools=tuple(
            SchoolLine(school.id, school.name, names.get(school.id, ()), school.cross_approval) for school in schools
        ),
    )


async def asks(session: Session) -> int:
    """How many members ask, of the organisation they are still of."""
    return await session.scalar(select(func.count()).select_from(SchoolAsk).join(Member, _ASKS)) or 0


async def card(session: Session, actor: Actor, organization_id: int) -> SchoolCard:
    """One organisation and who speaks for it. Raises ConsentNeeded, NotAllowed, NotFound."""
    actor.coordinator()
    school = await session.get(Organization, organization_id)
    if school is None:
        raise NotFound
    query = (
        select(Member, SchoolAdmin.granted_at)
        .join(SchoolAdmin, SchoolAdmin.member_id == Member.id)
        .where(SchoolAdmin.organization_id == organization_id)
        .order_by(SchoolAdmin.granted_at, Member.id)
    )
    admins = tuple(
        SchoolAdminLine(one.id, one.full_name or "", one.position, at, one.organization_id != organization_id)
        for one, at in await session.execute(query)
    )
    waiting = await session.scalar(select(approval_views.waiting(organization_id)))
    return SchoolCard(organization_id, school.name, admins, school.cross_approval, waiting or 0)


async def candidate(session: Session, actor: Actor, member_id: int) -> SchoolCandidate:
    """A member to whom the right may be given. Raises ConsentNeeded, NotAllowed, NotFound."""
    actor.coordinator()
    row = (await session.execute(_candidates().where(Member.id == member_id))).one_or_none()
    if row is None:
        raise NotFound
    return _candidate(row)


async def asking(session: Session, coordinator_id: int, member_id: int) -> SchoolCandidate | None:
    """Who asks, for the message to a coordinator; None when it is settled, or the reader is a coordinator no more."""
    if await session.get(MemberRole, (coordinator_id, Role.COORDINATOR)) is None:
        return None
    row = (await session.execute(_candidates().where(Member.id == member_id))).one_or_none()
    found = _candidate(row) if row else None
    return found if found and found.asked else None


# --- inside


def _candidates() -> Select[*tuple[Any, ...]]:
    own = SchoolAdmin.organization_id == Member.organization_id
    return (
        select(
            Member,
            func.coalesce(Organization.name, Member.organization_text),
            SchoolAdmin.member_id.is_not(None),
            SchoolAsk.member_id.is_not(None),
            MemberRole.member_id.is_not(None),
        )
        .outerjoin(Organization, Organization.id == Member.organization_id)
        .outerjoin(SchoolAdmin, and_(SchoolAdmin.member_id == Member.id, own))
        .outerjoin(SchoolAsk, _ASKS)
        .outerjoin(MemberRole, and_(MemberRole.member_id == Member.id, MemberRole.role == Role.ADMIN_TEAM))
        .where(Member.joined_at.is_not(None))
    )


def _candidate(row: Row[*tuple[Any, ...]]) -> SchoolCandidate:
    member, organization, granted, asked, calls_self = row
    return SchoolCandidate(
        member_id=member.id,
        name=member.full_name or "",
        position=member.position,
        organization_id=member.organization_id,
        organization=organization,
        calls_self=calls_self,
        granted=granted,
        asked=asked,
    )


async def _admin_names(session: Session, organization_ids: Sequence[int]) -> dict[int, tuple[str, ...]]:
    query = (
        select(SchoolAdmin.organization_id, Member.full_name)
        .join(Member, Member.id == SchoolAdmin.member_id)
        .where(SchoolAdmin.organization_id.in_(organization_ids))
        .order_by(SchoolAdmin.granted_at, Member.id)
    )
    names: dict[int, tuple[str, ...]] = {}
    for organization_id, name in await session.execute(query):
        names[organization_id] = (*names.get(organization_id, ()), name or "")
    return names


async def _lock(session: Session, member_id: int) -> Member:
    """One who has joined, locked: two who settle the same ask wait for each other. Raises NotFound."""
    member = await session.get(Member, member_id, with_for_update={"key_share": True}, populate_existing=True)
    if member is None or member.joined_at is None:
        raise NotFound
    return member


async def _settle(session: Session, member_id: int) -> None:
    asked = await session.get(SchoolAsk, member_id)
    if asked is not None:
        await session.delete(asked)
        await session.flush()
    await outbox.withdraw(session, entity=_about(member_id), kinds=[MessageKind.SCHOOL_ASKED])


async def _tell(session: Session, kind: MessageKind, member_id: int, now: datetime, *, asked: bool = False) -> None:
    payload = {"asked": asked}
    message = Message(kind, _about(member_id), member_id, now, Priority.NOTICE, payload=payload)
    await outbox.plan(session, [message])


def _about(member_id: int) -> str:
    return f"member:{member_id}"


async def _note(session: Session, coordinator_id: int, act: str, member_id: int, now: datetime, **ids: int) -> None:
    await journal.record(session, actor_id=coordinator_id, act=act, object=_about(member_id), now=now, **ids)
