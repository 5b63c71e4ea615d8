"""The register of certificates: issuing them, again and away.

Numbers run without a hole or a double within a year of the club's calendar, whoever issues at once: writing to the
register takes turns (`take_turn`). What a certificate says is kept as it was at that moment.
"""

import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, exists, func, insert, select

from db.engine import Session
from db.models import Certificate, Event, Member, Organization, Registration, Sitting
from domain.actors import Actor
from domain.errors import CertificatesTooEarly, EventCancelled, NotAttended, NotFound
from domain.events import certificates as rules
from domain.events.certificates import CODE_LENGTH, CODE_SIGNS, PACK_SIZE, CertificateView, EventCertificates
from domain.vocabulary import EventStatus, MessageKind, Priority
from services import journal, outbox
from services.events import certificate_views as views
from services.outbox import Message

# the club's own number for «who writes to the register», the same in every process on one database
_REGISTER_LOCK = 7_202_601


async def issue_all(session: Session, actor: Actor, event_id: int, now: datetime) -> EventCertificates:
    """Give a certificate to everybody who came and has none, and send the coordinator the archives of these.

    Who had one that was revoked is left out: that was decided by hand, and so is a new one (`reissue`). `now` is aware.
    Raises ConsentNeeded, NotAllowed, NotFound, EventCancelled, CertificatesTooEarly.
    """
    issuer = actor.coordinator()
    await take_turn(session)
    event = await _open_event(session, event_id, now)
    people = (await session.execute(_came(event).where(Member.full_name.is_not(None), ~_has_any()))).all()
    people = sorted(people, key=lambda one: one.full_name.lower().replace("ё", "е"))
    issued = await _enter(session, event, people, issuer, now)
    if issued:
        await send_packs(session, issuer, event_id, issued, now)
        await outbox.plan(session, [_ready(row, person, now) for row, person in zip(issued, people, strict=True)])
        await journal.record(
            session,
            actor_id=issuer,
            act="certificates.issued",
            object=f"event:{event_id}",
            now=now,
            count=len(issued),
            first=issued[0],
            last=issued[-1],
        )
    return await views.of_event(session, actor, event_id, now)


async def reissue(session: Session, actor: Actor, certificate_id: int, now: datetime) -> CertificateView:
    """A new certificate under a new number with what the profile and the event say today; the old one is revoked.

    Of one that was replaced already, the newest is returned and nothing changes. The member is told.
    Raises ConsentNeeded, NotAllowed, NotFound (also when its owner or event is gone), EventCancelled, NotAttended.
    """
    issuer = actor.coordinator()
    await take_turn(session)
    old = await _entry(session, certificate_id)
    if old.replaced_by_id is not None:
        return await views.one(session, actor, await _newest(session, old))
    if old.event_id is None or old.member_id is None:
        raise NotFound
    event = await _open_event(session, old.event_id, now)
    person = (await session.execute(_came(event).where(Registration.member_id == old.member_id))).first()
    if person is None or person.full_name is None:
        raise NotAttended
    (new_id,) = await _enter(session, event, [person], issuer, now)
    old.revoked_at = old.revoked_at or now
    old.replaced_by_id = new_id
    await session.flush()
    await outbox.withdraw(session, entity=_entity(old.id), recipient_id=old.member_id)
    await outbox.plan(session, [_ready(new_id, person, now)])
    await journal.record(
        session, actor_id=issuer, act="certificate.reissued", object=_entity(new_id), now=now, replaces=old.id
    )
    return await views.one(session, actor, new_id)


async def revoke(session: Session, actor: Actor, certificate_id: int, now: datetime) -> CertificateView:
    """Declare a certificate void; the member is told. Of one that is void already, nothing changes.

    Raises ConsentNeeded, NotAllowed, NotFound.
    """
    issuer = actor.coordinator()
    await take_turn(session)
    old = await _entry(session, certificate_id)
    if old.revoked_at is None:
        old.revoked_at = now
        await session.flush()
        if old.member_id is not None:
            await outbox.withdraw(session, entity=_entity(old.id), recipient_id=old.member_id)
            await outbox.plan(session, [_news(MessageKind.CERTIFICATE_REVOKED, old.id, old.member_id, now)])
        await journal.record(session, actor_id=issuer, act="certificate.revoked", object=_entity(old.id), now=now)
    return await views.one(session, actor, certificate_id)


async def pack(session: Session, actor: Actor, event_id: int, now: datetime) -> EventCertificates:
    """Send the coordinator archives of all valid certificates of an event. Twice at once is once.

    Raises ConsentNeeded, NotAllowed, NotFound.
    """
    issuer = actor.coordinator()
    standing = await views.of_event(session, actor, event_id, now)
    if standing.packs is not None and standing.packs.going_on:
        return standing
    valid = (
        select(Certificate.id)
        .where(Certificate.event_id == event_id, Certificate.revoked_at.is_(None), Certificate.full_name.is_not(None))
        .order_by(Certificate.year, Certificate.number)
    )
    await send_packs(session, issuer, event_id, list(await session.scalars(valid)), now)
    await journal.record(session, actor_id=issuer, act="certificates.packed", object=f"event:{event_id}", now=now)
    return await views.of_event(session, actor, event_id, now)


async def send_packs(
    session: Session, recipient_id: int, event_id: int, certificate_ids: Sequence[int], now: datetime
) -> None:
    """Plan the archives of these certificates: an answer to the coordinator's own press, so at any hour."""
    packs = [certificate_ids[start : start + PACK_SIZE] for start in range(0, len(certificate_ids), PACK_SIZE)]
    messages = [
        Message(
            kind=MessageKind.CERTIFICATE_PACK,
            entity=f"{views.pack_prefix(event_id)}{number}",
            recipient_id=recipient_id,
            due_at=now,
            priority=Priority.NOTICE,
            quiet_ok=True,
            payload={"certificates": list(ids), "number": number, "of": len(packs)},
        )
        for number, ids in enumerate(packs, 1)
    ]
    await outbox.plan(session, messages)


async def take_turn(session: Session) -> None:
    """Wait until nobody else writes to the register, till the end of the transaction.

    SQLite's BEGIN IMMEDIATE has done so already. In the register of an empty year there is no row to lock.
    """
    if session.get_bind().dialect.name == "postgresql":
        await session.execute(select(func.pg_advisory_xact_lock(_REGISTER_LOCK)))


async def _open_event(session: Session, event_id: int, now: datetime) -> Event:
    event = await session.get(Event, event_id, populate_existing=True)
    if event is None:
        raise NotFound
    if event.status is EventStatus.CANCELLED:
        raise EventCancelled
    starts = await session.scalars(select(Sitting.starts_at).where(Sitting.event_id == event_id))
    if event.status is EventStatus.DRAFT or now < rules.opens_at(event.starts_at, list(starts)):
        raise CertificatesTooEarly
    return event


def _came(event: Event) -> Select[*tuple[Any, ...]]:
    """Who deserves a certificate of the event, with what it will say about them."""
    attended = views.attended(event.id).subquery()
    return (
        select(
            Registration.member_id,
            Registration.role,
            Member.full_name,
            Member.position,
            Member.telegram_id,
            func.coalesce(Organization.name, Member.organization_text).label("organization"),
            attended.c.offline,
        )
        .join(attended, attended.c.registration_id == Registration.id)
        .join(Member, Member.id == Registration.member_id)
        .outerjoin(Organization, Organization.id == Member.organization_id)
    )


def _has_any() -> ColumnElement[bool]:
    return exists().where(
        Certificate.event_id == Registration.event_id, Certificate.member_id == Registration.member_id
    )


async def _enter(session: Session, event: Event, people: Sequence[Row[Any]], issuer: int, now: datetime) -> list[int]:
    """Write people into the register in this order; returns the ids. Needs the turn."""
    if not people:
        return []
    year = rules.register_year(now)
    last = await session.scalar(select(func.max(Certificate.number)).where(Certificate.year == year)) or 0
    rows = [
        {
            "year": year,
            "number": number,
            "code": _new_code(),
            "event_id": event.id,
            "member_id": person.member_id,
            "full_name": person.full_name,
            "position": person.position,
            "organization": person.organization,
            "role": person.role,
            "title": event.title,
            "form": event.form,
            "starts_at": event.starts_at,
            "ends_at": event.ends_at,
            "place": (event.place or "") if person.offline else None,
            "hours": event.hours,
            "issued_at": now,
            "issued_by_id": issuer,
        }
        for number, person in enumerate(people, last + 1)
    ]
    # ids are read afterwards: with RETURNING, SQLite would be asked for each row
    await session.execute(insert(Certificate), rows)
    entered = select(Certificate.id).where(Certificate.year == year, Certificate.number > last)
    return list(await session.scalars(entered.order_by(Certificate.number)))


def _new_code() -> str:
    """A code nobody can guess: one random number written in the signs of codes."""
    number, signs = secrets.randbelow(len(CODE_SIGNS) ** CODE_LENGTH), []
    for _ in range(CODE_LENGTH):
        number, sign = divmod(number, len(CODE_SIGNS))
        signs.append(CODE_SIGNS[sign])
    return "".join(signs)


async def _entry(session: Session, certificate_id: int) -> Certificate:
    entry = await session.get(Certificate, certificate_id, populate_existing=True)
    if entry is None:
        raise NotFound
    return entry


async def _newest(session: Session, entry: Certificate) -> int:
    while entry.replaced_by_id is not None:
        entry = await _entry(session, entry.replaced_by_id)
    return entry.id


def _ready(certificate_id: int, person: Row[Any], now: datetime) -> Message:
    return _news(MessageKind.CERTIFICATE_READY, certificate_id, person.member_id, now)


def _news(kind: MessageKind, certificate_id: int, member_id: int, now: datetime) -> Message:
    return Message(kind, _entity(certificate_id), member_id, due_at=now, priority=Priority.NOTICE)


def _entity(certificate_id: int) -> str:
    return f"certificate:{certificate_id}"
