"""The directory as coordinators keep it: searched, read, added to, changed, put away.

Whoever changes it takes a turn (`take_turn`): two who add the same school at once would make it twice, as nothing in
the database forbids two of one name: there are, in different towns and in the archive.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import uuid4

from sqlalchemy import exists, func, select

from db.engine import Session
from db.models import Member, MentorCard, Organization, SchoolAdmin
from domain.actors import Actor
from domain.errors import NotFound, OrganizationExists, OrganizationMerged
from domain.paging import page_of
from domain.people import organizations_desk as rules
from domain.people.members_desk import MOST_EXPORTED
from domain.people.organizations import OrganizationView
from domain.people.organizations_desk import (
    Field,
    Look,
    NewOrganization,
    OrganizationCard,
    OrganizationLine,
    OrganizationPeople,
    OrganizationPerson,
    Organizations,
)
from domain.vocabulary import CardStatus, Municipality, OrgType
from services import journal
from services.mentoring import approval_views
from services.people import organizations, typed_places

# any number nobody else locks by
_DIRECTORY_LOCK = 4_719_012


async def page(session: Session, actor: Actor, look: Look, size: int) -> Organizations:
    """A page of those whom `look` asks for, by name. Raises ConsentNeeded, NotAllowed."""
    actor.coordinator()
    found, guessed = rules.find(look.words, await _directory(session, archived=look.archived))
    shown = page_of(len(found), look.page, size)
    archived = select(func.count()).where(Organization.archived_at.is_not(None), Organization.merged_into_id.is_(None))
    return Organizations(
        look=Look(look.words, look.archived, shown.number),
        lines=await lines(session, found[shown.offset : shown.offset + size]),
        page=shown,
        total=len(found),
        guessed=guessed and bool(found),
        waiting=await typed_places.waiting(session),
        archived=await session.scalar(archived) or 0,
    )


async def lines(session: Session, views: Sequence[OrganizationView]) -> tuple[OrganizationLine, ...]:
    """These organisations with how many people are of each; the caller answers for the right."""
    counts = select(Member.organization_id, func.count()).group_by(Member.organization_id)
    if len(views) < 500:
        counts = counts.where(Member.organization_id.in_([one.id for one in views]))
    people = {row[0]: row[1] for row in await session.execute(counts)}
    return tuple(OrganizationLine(one, people.get(one.id, 0)) for one in views)


async def export(session: Session, actor: Actor, look: Look, now: datetime) -> tuple[OrganizationLine, ...]:
    """All whom `look` asks for, to take away; the journal keeps that. Raises ConsentNeeded, NotAllowed."""
    actor_id = actor.coordinator()
    found, _ = rules.find(look.words, await _directory(session, archived=look.archived))
    taken = await lines(session, found[:MOST_EXPORTED])
    await journal.record(
        session, actor_id=actor_id, act="organization.exported", object="organization", now=now, rows=len(taken)
    )
    return taken


async def card(session: Session, actor: Actor, organization_id: int) -> OrganizationCard:
    """All about one organisation; of a duplicate, about the one it has become one with.

    Raises ConsentNeeded, NotAllowed, NotFound.
    """
    actor.coordinator()
    view = await organizations.get(session, organization_id)
    row = await session.get_one(Organization, view.id)
    here = Member.organization_id == view.id
    leads = exists().where(MentorCard.member_id == Member.id, MentorCard.status == CardStatus.CONFIRMED)
    admins = (
        select(Member.full_name)
        .join(SchoolAdmin, SchoolAdmin.member_id == Member.id)
        .where(SchoolAdmin.organization_id == view.id, here)
        .order_by(SchoolAdmin.granted_at, Member.id)
    )
    return OrganizationCard(
        view=view,
        people=await session.scalar(select(func.count()).select_from(Member).where(here)) or 0,
        mentors=await session.scalar(select(func.count()).select_from(Member).where(here, leads)) or 0,
        admins=tuple(name or "" for name in await session.scalars(admins)),
        cross_approval=row.cross_approval,
        pairs=await session.scalar(select(approval_views.waiting(view.id))) or 0,
        archived_at=row.archived_at,
        was_merged=view.id != organization_id,
    )


async def people(session: Session, actor: Actor, organization_id: int, number: int, size: int) -> OrganizationPeople:
    """A page of the people of an organisation, by name. Raises ConsentNeeded, NotAllowed, NotFound."""
    actor.coordinator()
    view = await organizations.get(session, organization_id)
    here = Member.organization_id == view.id
    total = await session.scalar(select(func.count()).select_from(Member).where(here)) or 0
    shown = page_of(total, number, size)
    query = (
        select(Member.id, Member.full_name, Member.position, Member.organization_text)
        .where(here)
        .order_by(Member.search_words, Member.id)
    )
    rows = await session.execute(query.limit(size).offset(shown.offset))
    return OrganizationPeople(view, tuple(OrganizationPerson(*row) for row in rows), shown, total)


async def near(session: Session, actor: Actor, name: str, town: Municipality | None) -> tuple[OrganizationView, ...]:
    """Organisations `name` may mean, so that none is made twice. Raises ConsentNeeded, NotAllowed."""
    actor.coordinator()
    return rules.near(name, await _directory(session), town)


# --- changes


async def add(session: Session, actor: Actor, new: NewOrganization, now: datetime) -> int:
    """A new organisation, by its id. Raises ConsentNeeded, NotAllowed, OrganizationExists."""
    actor_id = actor.coordinator()
    await take_turn(session)
    await _ensure_alone(session, new.name, new.municipality)
    row = created(new, now)
    session.add(row)
    await session.flush()
    await _note(session, actor_id, "organization.added", row.id, now)
    return row.id


def created(new: NewOrganization, now: datetime) -> Organization:
    """The row of a new organisation, not stored yet. No file of the club's will ever know its slug."""
    return Organization(
        slug=f"desk-{uuid4().hex}", name=new.name, type=new.type, municipality=new.municipality, changed_at=now
    )


async def change(
    session: Session,
    actor: Actor,
    organization_id: int,
    field: Field,
    value: str | OrgType | Municipality,
    now: datetime,
) -> None:
    """Another name, type or town; `value` fits the field. To say what stands already changes nothing.

    Raises ConsentNeeded, NotAllowed, NotFound, OrganizationMerged, OrganizationExists.
    """
    actor_id = actor.coordinator()
    await take_turn(session)
    row = await open_one(session, organization_id)
    column = {Field.NAME: "name", Field.TYPE: "type", Field.MUNICIPALITY: "municipality"}[field]
    if getattr(row, column) == value:
        return
    # before anything is set: who is told of the other one answers in this very transaction
    if field is Field.NAME:
        await _ensure_alone(session, str(value), row.municipality, but=row.id)
    elif field is Field.MUNICIPALITY:
        await _ensure_alone(session, row.name, Municipality(value), but=row.id)
    setattr(row, column, value)
    row.changed_at = now
    await session.flush()
    await _note(session, actor_id, "organization.edited", row.id, now, field=field.value)


async def archive(session: Session, actor: Actor, organization_id: int, put_away: bool, now: datetime) -> None:
    """Nobody finds the organisation when joining any more, or everybody does again; its people stay. Twice is once.

    Raises ConsentNeeded, NotAllowed, NotFound, OrganizationMerged.
    """
    actor_id = actor.coordinator()
    await take_turn(session)
    row = await open_one(session, organization_id)
    if (row.archived_at is not None) is put_away:
        return
    row.archived_at, row.changed_at = (now if put_away else None), now
    await session.flush()
    await _note(session, actor_id, "organization.archived" if put_away else "organization.restored", row.id, now)


async def take_turn(session: Session) -> None:
    """Wait until nobody else changes the directory, till the end of the transaction.

    SQLite's BEGIN IMMEDIATE has done so already. What is new has no row to lock.
    """
    if session.get_bind().dialect.name == "postgresql":
        await session.execute(select(func.pg_advisory_xact_lock(_DIRECTORY_LOCK)))


async def open_one(session: Session, organization_id: int) -> Organization:
    """The newest of one organisation, for who has taken a turn. Raises NotFound, OrganizationMerged."""
    row = await session.get(Organization, organization_id, populate_existing=True)
    if row is None:
        raise NotFound
    if row.merged_into_id is not None:
        raise OrganizationMerged
    return row


async def _ensure_alone(session: Session, name: str, town: Municipality, but: int | None = None) -> None:
    """Two of one name in one town would never be told apart. Raises OrganizationExists."""
    query = select(Organization.id, Organization.name).where(
        Organization.municipality == town, Organization.merged_into_id.is_(None)
    )
    meant = rules.plain(name)
    if any(one != but and rules.plain(other) == meant for one, other in await session.execute(query)):
        raise OrganizationExists


async def _directory(session: Session, *, archived: bool = False) -> list[OrganizationView]:
    stands = Organization.archived_at.is_not(None) if archived else Organization.archived_at.is_(None)
    return await organizations.directory(session, stands)


async def _note(
    session: Session, actor_id: int, act: str, organization_id: int, now: datetime, **details: str | int
) -> None:
    await journal.record(
        session, actor_id=actor_id, act=act, object=f"organization:{organization_id}", now=now, **details
    )
