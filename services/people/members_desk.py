"""«Люди»: coordinators search the club by name and school, read one person's card, take the list away.

A name is compared by `Member.search_words`, which the model keeps: a hundred thousand people are gone through in the
database, whatever it thinks of small Cyrillic letters.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, exists, func, or_, select

from db.engine import Session
from db.models import (
    Certificate,
    ClaimCode,
    Event,
    Interest,
    Letter,
    Member,
    MemberRole,
    MentoringRequest,
    Mentorship,
    Organization,
    Presence,
    Registration,
    Tip,
)
from domain.actors import Actor
from domain.errors import NotFound
from domain.events import certificates as certificate_rules
from domain.mentoring.pairs import LIVE
from domain.mentoring.requests import OPEN as OPEN_REQUESTS
from domain.paging import page_of
from domain.people import members_desk as rules
from domain.people.members_desk import (
    MOST_EXPORTED,
    Figures,
    HistoryCertificate,
    HistoryEvent,
    HistoryPair,
    HistoryRequest,
    Look,
    MemberCard,
    MemberHistory,
    MemberLine,
    Only,
    People,
    TableRow,
)
from domain.typed import folded
from domain.vocabulary import LetterState, PresenceState, RegistrationStatus, Role
from services import journal
from services.events.attended import CAME

_A_FEW = 10
# so many people found are sorted here
_FEW = 2_000
_PLACE = func.coalesce(Organization.name, Member.organization_text)
_LINE = (
    Member.id,
    Member.full_name,
    _PLACE.label("place"),
    Member.telegram_id,
    Member.unreachable_since,
    Member.blocked_at,
    Member.joined_at,
)


async def people(session: Session, actor: Actor, look: Look, size: int) -> People:
    """A page of those whom `look` asks for, by name. Raises ConsentNeeded, NotAllowed."""
    actor.coordinator()
    conditions = await _asked(session, look)
    few = select(Member.search_words, Member.id).where(*conditions).limit(_FEW + 1)
    found = (await session.execute(few)).all() if conditions else []
    if conditions and len(found) <= _FEW:
        # one pass over everybody is enough for the number and for the page; sorted here, as the index of names would
        # lead through the table criss-cross
        total = len(found)
        page = page_of(total, look.page, size)
        ids = [member_id for _, member_id in sorted(found)[page.offset : page.offset + size]]
        query = _lines((Member.id.in_(ids),))
    else:
        total = await session.scalar(select(func.count()).select_from(Member).where(*conditions)) or 0
        page = page_of(total, look.page, size)
        query = _lines(conditions).limit(size).offset(page.offset)
    lines = tuple(_line(row) for row in (await session.execute(query)).all())
    return People(Look(look.words, look.only, page.number), lines, page, total)


async def table(session: Session, actor: Actor, look: Look, now: datetime) -> tuple[TableRow, ...]:
    """Everybody whom `look` asks for, at most MOST_EXPORTED. The journal keeps that names left us.

    Raises ConsentNeeded, NotAllowed.
    """
    actor_id = actor.coordinator()
    conditions = await _asked(session, look)
    more = (Member.position, Member.municipality, Member.municipality_text, Member.seen_on)
    rows = (await session.execute(_lines(conditions).add_columns(*more).limit(MOST_EXPORTED))).all()
    held = await session.execute(
        select(MemberRole.member_id, MemberRole.role).where(
            MemberRole.member_id.in_(select(Member.id).where(*conditions))
        )
    )
    roles: dict[int, set[Role]] = {}
    for member_id, role in held:
        roles.setdefault(member_id, set()).add(role)
    await journal.record(
        session,
        actor_id=actor_id,
        act="people.exported",
        object="member",
        now=now,
        people=len(rows),
        only=look.only.value,
    )
    return tuple(
        TableRow(
            _line(row),
            row.position,
            row.municipality,
            row.municipality_text,
            tuple(role for role in Role if role in roles.get(row.id, ())),
            row.joined_at,
            row.seen_on,
        )
        for row in rows
    )


async def card(session: Session, actor: Actor, member_id: int, now: datetime) -> MemberCard:
    """All about one person at `now` (aware). Raises ConsentNeeded, NotAllowed, NotFound."""
    actor_id = actor.coordinator()
    member = await session.get(Member, member_id, populate_existing=True)
    if member is None:
        raise NotFound
    directory = await session.get(Organization, member.organization_id) if member.organization_id else None
    roles = set(await session.scalars(select(MemberRole.role).where(MemberRole.member_id == member_id)))
    interests = select(Interest.direction).where(Interest.member_id == member_id).order_by(Interest.direction)
    till = select(ClaimCode.expires_at).where(ClaimCode.member_id == member_id, ClaimCode.expires_at > now)
    return MemberCard(
        member_id=member_id,
        full_name=member.full_name,
        organization=directory.name if directory else member.organization_text,
        own_organization=directory is None and member.organization_text is not None,
        position=member.position,
        municipality=member.municipality,
        municipality_text=member.municipality_text,
        started_year=member.started_year,
        roles=tuple(role for role in Role if role in roles),
        interests=tuple(await session.scalars(interests)),
        created_at=member.created_at,
        joined_at=member.joined_at,
        seen_on=member.seen_on,
        telegram=member.telegram_id is not None,
        unreachable_since=member.unreachable_since,
        blocked_at=member.blocked_at,
        blocked_reason=member.blocked_reason,
        claim_till=await session.scalar(till),
        oneself=member_id == actor_id,
        figures=await _figures(session, member_id, now),
    )


async def history(session: Session, actor: Actor, member_id: int) -> MemberHistory:
    """The newest of what a person did, a few of each kind. Raises ConsentNeeded, NotAllowed, NotFound."""
    actor.coordinator()
    member = await session.get(Member, member_id)
    if member is None:
        raise NotFound
    return MemberHistory(
        member_id,
        member.full_name,
        await _events(session, member_id),
        await _certificates(session, member_id),
        await _requests(session, member_id),
        await _pairs(session, member_id),
    )


# --- the list


async def _asked(session: Session, look: Look) -> list[ColumnElement[bool]]:
    conditions = [await _means(session, word) for word in look.words]
    if role := rules.ROLE_OF.get(look.only):
        conditions.append(exists().where(MemberRole.member_id == Member.id, MemberRole.role == role))
    elif only := _CONDITIONS.get(look.only):
        conditions.extend(only)
    return conditions


_OPEN_DOOR = Member.blocked_at.is_(None)
_CONDITIONS: dict[Only, tuple[ColumnElement[bool], ...]] = {
    Only.UNREACHABLE: (Member.unreachable_since.is_not(None), Member.telegram_id.is_not(None), _OPEN_DOOR),
    Only.NO_TELEGRAM: (Member.telegram_id.is_(None), _OPEN_DOOR),
    Only.BLOCKED: (Member.blocked_at.is_not(None),),
    Only.UNFINISHED: (Member.joined_at.is_(None),),
}


async def _means(session: Session, word: str) -> ColumnElement[bool]:
    """The word begins a word of the person's name or of their school's."""
    named = Member.search_words.contains(f" {word}", autoescape=True)
    directory = await session.execute(select(Organization.id, Organization.name))
    places = [place_id for place_id, name in directory if f" {word}" in f" {folded(name)}"]
    return or_(named, Member.organization_id.in_(places)) if places else named


def _lines(conditions: Sequence[ColumnElement[bool]]) -> Select[*tuple[Any, ...]]:
    query = select(*_LINE).outerjoin(Organization, Organization.id == Member.organization_id)
    return query.where(*conditions).order_by(Member.search_words, Member.id)


def _line(row: Row[*tuple[Any, ...]]) -> MemberLine:
    state = rules.contact(
        telegram=row.telegram_id is not None,
        unreachable_since=row.unreachable_since,
        blocked_at=row.blocked_at,
    )
    return MemberLine(
        member_id=row.id,
        full_name=row.full_name,
        organization=row.place,
        contact=state,
        since=row.blocked_at or row.unreachable_since,
        joined=row.joined_at is not None,
    )


# --- one person


async def _figures(session: Session, member_id: int, now: datetime) -> Figures:
    """All counts in one query."""
    seated = Registration.status == RegistrationStatus.REGISTERED
    mine = Registration.member_id == member_id
    pairs = or_(Mentorship.mentor_id == member_id, Mentorship.mentee_id == member_id)
    marks = select(func.count(Registration.id.distinct())).join(Presence, Presence.registration_id == Registration.id)
    ahead = select(func.count()).select_from(Registration).join(Event, Event.id == Registration.event_id)
    came_too = exists().where(Presence.registration_id == Registration.id, Presence.state == PresenceState.ATTENDED)
    counts = (
        marks.where(mine, CAME),
        # of a series one session is enough to have come
        marks.where(mine, seated, Presence.state == PresenceState.NO_SHOW, ~came_too.correlate(Registration)),
        ahead.where(mine, seated, Event.starts_at > now),
        select(func.count()).where(Certificate.member_id == member_id, Certificate.revoked_at.is_(None)),
        select(func.count()).where(MentoringRequest.mentee_id == member_id),
        select(func.count()).where(MentoringRequest.mentee_id == member_id, MentoringRequest.state.in_(OPEN_REQUESTS)),
        select(func.count()).select_from(Mentorship).where(pairs),
        select(func.count()).select_from(Mentorship).where(pairs, Mentorship.status.in_(LIVE)),
        select(func.count()).where(Tip.author_id == member_id),
        select(func.count()).where(Letter.member_id == member_id),
        select(func.count()).where(Letter.member_id == member_id, Letter.state != LetterState.CLOSED),
    )
    row = (await session.execute(select(*(one.scalar_subquery() for one in counts)))).one()
    return Figures(*row)


async def _events(session: Session, member_id: int) -> tuple[HistoryEvent, ...]:
    query = (
        select(Registration.id, Event.title, Event.starts_at, Registration.status)
        .join(Event, Event.id == Registration.event_id)
        .where(Registration.member_id == member_id)
        .order_by(Event.starts_at.desc(), Registration.id)
        .limit(_A_FEW)
    )
    rows = (await session.execute(query)).all()
    marks = select(Presence.registration_id, Presence.state).where(
        Presence.registration_id.in_([row.id for row in rows])
    )
    came: dict[int, bool] = {}
    for registration_id, state in await session.execute(marks):
        came[registration_id] = came.get(registration_id, False) or state is PresenceState.ATTENDED
    return tuple(HistoryEvent(row.id, row.title, row.starts_at, row.status, came.get(row.id)) for row in rows)


async def _certificates(session: Session, member_id: int) -> tuple[HistoryCertificate, ...]:
    query = select(Certificate).where(Certificate.member_id == member_id)
    rows = await session.scalars(query.order_by(Certificate.year.desc(), Certificate.number.desc()).limit(_A_FEW))
    return tuple(
        HistoryCertificate(row.id, certificate_rules.label(row.year, row.number), row.title, row.revoked_at is not None)
        for row in rows
    )


async def _requests(session: Session, member_id: int) -> tuple[HistoryRequest, ...]:
    query = select(MentoringRequest).where(MentoringRequest.mentee_id == member_id)
    rows = await session.scalars(query.order_by(MentoringRequest.id.desc()).limit(_A_FEW))
    return tuple(HistoryRequest(row.id, row.created_at, row.state, tuple(row.directions)) for row in rows)


async def _pairs(session: Session, member_id: int) -> tuple[HistoryPair, ...]:
    query = (
        select(Mentorship)
        .where(or_(Mentorship.mentor_id == member_id, Mentorship.mentee_id == member_id))
        .order_by(Mentorship.id.desc())
        .limit(_A_FEW)
    )
    rows = (await session.scalars(query)).all()
    others = {(row.mentee_id if row.mentor_id == member_id else row.mentor_id) for row in rows}
    found = await session.execute(select(Member.id, Member.full_name).where(Member.id.in_(others)))
    names = {row.id: row.full_name for row in found}
    return tuple(
        HistoryPair(
            row.id,
            names.get(row.mentee_id if row.mentor_id == member_id else row.mentor_id or 0),
            row.mentor_id == member_id,
            row.status,
            row.started_at,
        )
        for row in rows
    )
