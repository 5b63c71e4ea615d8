"""Reading the register of certificates: one's own, an event's, anybody's by its code."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, case, exists, func, select
from sqlalchemy.orm import aliased

from db.engine import Session
from db.models import Certificate, Event, Member, MemberRole, OutboxRow, Presence, Registration, Sitting
from domain.actors import Actor
from domain.errors import CertificateUnknown, NotFound
from domain.events import certificates as rules
from domain.events.certificates import CertificateList, CertificateView, EventCertificates, PackProgress
from domain.paging import page_of
from domain.vocabulary import Attendance, EventStatus, MessageKind, OutboxState, Role
from services import outbox
from services.events.attended import CAME

_BY_NUMBER = (Certificate.year, Certificate.number)
_ARRIVED = (OutboxState.SENT, OutboxState.UNCERTAIN)
_ON_THE_WAY = (*outbox.WAITING, OutboxState.SENDING)


async def mine(session: Session, actor: Actor, number: int, size: int) -> CertificateList:
    """Page `number` (from 0) of the person's certificates in force, newest first. Raises ConsentNeeded."""
    own = (Certificate.member_id == actor.owner(), Certificate.revoked_at.is_(None))
    newest_first = (Certificate.issued_at.desc(), Certificate.id.desc())
    return await _listed(session, own, newest_first, number, size)


async def my_one(session: Session, actor: Actor, certificate_id: int) -> CertificateView:
    """A certificate of the person's own that is in force. Raises ConsentNeeded, NotFound (somebody else's, revoked)."""
    return _found(await of_member(session, actor.owner(), certificate_id))


async def my_all(session: Session, actor: Actor) -> tuple[CertificateView, ...]:
    """All the person's certificates in force, oldest first. Raises ConsentNeeded."""
    query = _all().where(Certificate.member_id == actor.owner(), Certificate.revoked_at.is_(None))
    return await _read(session, query.order_by(*_BY_NUMBER))


async def of_member(session: Session, member_id: int, certificate_id: int) -> CertificateView | None:
    """A member's certificate in force, for messages about it; None: there is nothing to tell."""
    view = await _one(session, (Certificate.id == certificate_id) & (Certificate.member_id == member_id))
    return view if view and view.revoked_at is None else None


async def revoked(session: Session, member_id: int, certificate_id: int) -> CertificateView | None:
    """A member's certificate that is void and has no successor, for the news of it; else None."""
    view = await _one(session, (Certificate.id == certificate_id) & (Certificate.member_id == member_id))
    return view if view and view.revoked_at is not None and view.replaced_by is None else None


async def verify(session: Session, code: str) -> CertificateView:
    """The certificate behind a code as somebody typed it. Open to anybody. Raises CertificateUnknown."""
    wanted = rules.read_code(code)
    view = await _one(session, Certificate.code == wanted) if wanted else None
    if view is None:
        raise CertificateUnknown
    return view


async def one(session: Session, actor: Actor, certificate_id: int) -> CertificateView:
    """An entry of the register, for a coordinator. Raises ConsentNeeded, NotAllowed, NotFound."""
    actor.coordinator()
    return _found(await _one(session, Certificate.id == certificate_id))


async def register(session: Session, actor: Actor, event_id: int, number: int, size: int) -> CertificateList:
    """Page `number` (from 0) of an event's certificates by number, replaced ones left out.

    Raises ConsentNeeded, NotAllowed.
    """
    actor.coordinator()
    current = (Certificate.event_id == event_id, Certificate.replaced_by_id.is_(None))
    return await _listed(session, current, _BY_NUMBER, number, size)


async def of_pack(session: Session, recipient_id: int, certificate_ids: Collection[int]) -> tuple[CertificateView, ...]:
    """Those of these certificates that are in force, by number; nothing for who is a coordinator no longer."""
    allowed = exists().where(MemberRole.member_id == recipient_id, MemberRole.role == Role.COORDINATOR)
    in_force = (Certificate.revoked_at.is_(None), Certificate.full_name.is_not(None))
    query = _all().where(Certificate.id.in_(certificate_ids), *in_force, allowed)
    return await _read(session, query.order_by(*_BY_NUMBER))


async def of_event(session: Session, actor: Actor, event_id: int, now: datetime) -> EventCertificates:
    """How the event stands with its certificates at `now` (aware). Raises ConsentNeeded, NotAllowed, NotFound."""
    coordinator = actor.coordinator()
    event = await session.get(Event, event_id)
    if event is None:
        raise NotFound
    starts = list(await session.scalars(select(Sitting.starts_at).where(Sitting.event_id == event_id)))
    attended_count, to_issue, nameless = await _people(session, event_id)
    valid, void = await _counts(session, event_id)
    return EventCertificates(
        event_id=event_id,
        title=event.title,
        hours=event.hours,
        open=event.status is EventStatus.PUBLISHED and now >= rules.opens_at(event.starts_at, starts),
        attended=attended_count,
        to_issue=to_issue,
        nameless=nameless,
        valid=valid,
        revoked=void,
        packs=await _progress(session, coordinator, event_id),
    )


def attended(event_id: int) -> Select[*tuple[Any, ...]]:
    """Registrations of an event that deserve a certificate, and whether the person was there face to face.

    Of a series at least half of the sittings must have been attended. Who was taken off the list since deserves none.
    """
    sittings = select(func.count()).select_from(Sitting).where(Sitting.event_id == event_id).scalar_subquery()
    face_to_face = func.coalesce(Presence.attendance, Registration.attendance) == Attendance.OFFLINE
    return (
        select(Registration.id.label("registration_id"), func.max(case((face_to_face, 1), else_=0)).label("offline"))
        .join(Presence, Presence.registration_id == Registration.id)
        .where(Registration.event_id == event_id, CAME)
        .group_by(Registration.id)
        .having(2 * func.count() >= sittings)
    )


def pack_prefix(event_id: int) -> str:
    """How the outbox names an event's archives; the archive's own number follows."""
    return f"certificates:{event_id}:"


async def _people(session: Session, event_id: int) -> tuple[int, int, int]:
    """Who came: all, those to give a certificate to, those who can't get one without a name."""
    came = attended(event_id).subquery()
    has_any = (
        select(Certificate.id)
        .where(Certificate.event_id == event_id, Certificate.member_id == Registration.member_id)
        .exists()
    )
    query = (
        select(
            func.count(),
            func.count().filter(Member.full_name.is_not(None), ~has_any),
            func.count().filter(Member.full_name.is_(None), ~has_any),
        )
        .select_from(Registration)
        .join(came, came.c.registration_id == Registration.id)
        .join(Member, Member.id == Registration.member_id)
    )
    all_of_them, to_issue, nameless = (await session.execute(query)).one()
    return all_of_them, to_issue, nameless


async def _counts(session: Session, event_id: int) -> tuple[int, int]:
    """Certificates in force, and void ones without a successor."""
    query = select(
        func.count().filter(Certificate.revoked_at.is_(None)),
        func.count().filter(Certificate.revoked_at.is_not(None), Certificate.replaced_by_id.is_(None)),
    ).where(Certificate.event_id == event_id)
    valid, void = (await session.execute(query)).one()
    return valid, void


async def _progress(session: Session, recipient_id: int, event_id: int) -> PackProgress | None:
    """The archives the coordinator asked for last."""
    packs = (
        OutboxRow.kind == MessageKind.CERTIFICATE_PACK,
        OutboxRow.recipient_id == recipient_id,
        OutboxRow.entity.startswith(pack_prefix(event_id), autoescape=True),
    )
    latest = select(func.max(OutboxRow.due_at)).where(*packs).scalar_subquery()
    query = select(
        func.count(),
        func.count().filter(OutboxRow.state.in_(_ARRIVED)),
        func.count().filter(OutboxRow.state.not_in((*_ARRIVED, *_ON_THE_WAY))),
    ).where(*packs, OutboxRow.due_at == latest)
    total, sent, failed = (await session.execute(query)).one()
    return PackProgress(total, sent, failed) if total else None


_successor = aliased(Certificate)


def _all() -> Select[*tuple[Any, ...]]:
    return (
        select(Certificate, Member.full_name, Member.name_dative, _successor.year, _successor.number)
        .outerjoin(Member, Member.id == Certificate.member_id)
        .outerjoin(_successor, _successor.id == Certificate.replaced_by_id)
    )


async def _read(session: Session, query: Select[*tuple[Any, ...]]) -> tuple[CertificateView, ...]:
    return tuple(_view(*row) for row in (await session.execute(query)).all())


async def _one(session: Session, condition: ColumnElement[bool]) -> CertificateView | None:
    found = await _read(session, _all().where(condition).execution_options(populate_existing=True))
    return found[0] if found else None


async def _listed(
    session: Session, conditions: Sequence[ColumnElement[bool]], order: Sequence[Any], number: int, size: int
) -> CertificateList:
    total = await session.scalar(select(func.count()).select_from(Certificate).where(*conditions)) or 0
    page = page_of(total, number, size)
    query = _all().where(*conditions).order_by(*order).limit(page.size).offset(page.offset)
    return CertificateList(await _read(session, query), page, total)


def _view(
    row: Certificate, name: str | None, dative: str | None, year: int | None, number: int | None
) -> CertificateView:
    return CertificateView(
        id=row.id,
        year=row.year,
        number=row.number,
        code=row.code,
        event_id=row.event_id,
        full_name=row.full_name,
        # the dative belongs to the name of today; a certificate may bear an older one
        dative=dative if name == row.full_name else None,
        position=row.position,
        organization=row.organization,
        role=row.role,
        title=row.title,
        form=row.form,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        place=row.place,
        hours=row.hours,
        issued_at=row.issued_at,
        revoked_at=row.revoked_at,
        replaced_by=rules.label(year, number) if year is not None and number is not None else None,
    )


def _found(view: CertificateView | None) -> CertificateView:
    if view is None:
        raise NotFound
    return view
