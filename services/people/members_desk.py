"""«Люди»: coordinators search the club by name and school, read one person's card, take the list away.

Who is meant by a typed name is known to `search.py`; where very many are, the page is read along the index of names,
and they are not counted.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
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
from domain.mentoring.pairs import LIVE
from domain.mentoring.requests import OPEN as OPEN_REQUESTS
from domain.paging import page_of
from domain.people import members_desk as rules
from domain.people.members_desk import (
    MOST_EXPORTED,
    Figures,
    Look,
    MemberCard,
    MemberLine,
    Only,
    People,
    TableRow,
)
from domain.vocabulary import LetterState, PresenceState, RegistrationStatus, Role
from services import journal
from services.events.attended import CAME
from services.people import search
from services.people.search import MANY

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
    asked = await _asked(session, look)
    few = await _few(session, asked)
    if few is not None:
        page = page_of(len(few), look.page, size)
        ids = few[page.offset : page.offset + size]
        return People(replace(look, page=page.number), await _read(session, (Member.id.in_(ids),)), page, len(few))
    total = MANY if look.words else asked.most
    page = page_of(total, look.page, size)
    lines = await _read(session, asked.walked, limit=size, offset=page.offset)
    return People(replace(look, page=page.number), lines, page, total, more=bool(look.words))


async def table(session: Session, actor: Actor, look: Look, now: datetime) -> tuple[TableRow, ...]:
    """Everybody whom `look` asks for, at most MOST_EXPORTED. The journal keeps that names left us.

    Raises ConsentNeeded, NotAllowed.
    """
    actor_id = actor.coordinator()
    conditions = (await _asked(session, look)).led
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


# --- the list


@dataclass(frozen=True, slots=True)
class _Asked:
    """What `Meant` says of words, of a whole `Look`. `narrowed`: there may be far fewer than `most`."""

    led: Sequence[ColumnElement[bool]]
    walked: Sequence[ColumnElement[bool]]
    most: int
    narrowed: bool


async def _asked(session: Session, look: Look) -> _Asked:
    only: Sequence[ColumnElement[bool]] = _CONDITIONS.get(look.only, ())
    walked = list(only)
    counted = select(func.count()).select_from(Member).where(*only)
    if role := rules.ROLE_OF.get(look.only):
        held = select(MemberRole.member_id).where(MemberRole.role == role)
        only = [Member.id.in_(held)]
        walked = [exists().where(MemberRole.member_id == Member.id, MemberRole.role == role)]
        # the index of roles tells the number alone
        counted = select(func.count()).select_from(held.subquery())
    if not look.words:
        return _Asked(only, walked, await session.scalar(counted) or 0, narrowed=False)
    found = await search.meant(session, look.words)
    narrowed = look.only is not Only.ALL or len(look.words) > 1
    return _Asked((found.led, *only), (found.walked, *walked), found.most, narrowed)


async def _few(session: Session, asked: _Asked) -> list[int] | None:
    """Ids of all who are asked for, by name; None when they are more than MANY, to be gone through a page at a time.

    Sorted here, as the index of names would lead through the table criss-cross.
    """
    if asked.most > MANY and not asked.narrowed:
        return None
    query = select(Member.search_words, Member.id).where(*asked.led).limit(MANY + 1)
    found = (await session.execute(query)).all()
    return [member_id for _, member_id in sorted(found)] if len(found) <= MANY else None


_OPEN_DOOR = Member.blocked_at.is_(None)
_CONDITIONS: dict[Only, tuple[ColumnElement[bool], ...]] = {
    Only.UNREACHABLE: (Member.unreachable_since.is_not(None), Member.telegram_id.is_not(None), _OPEN_DOOR),
    Only.NO_TELEGRAM: (Member.telegram_id.is_(None), _OPEN_DOOR),
    Only.BLOCKED: (Member.blocked_at.is_not(None),),
    Only.UNFINISHED: (Member.joined_at.is_(None),),
}


async def _read(
    session: Session, conditions: Sequence[ColumnElement[bool]], limit: int | None = None, offset: int = 0
) -> tuple[MemberLine, ...]:
    rows = await session.execute(_lines(conditions).limit(limit).offset(offset))
    return tuple(_line(row) for row in rows.all())


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
