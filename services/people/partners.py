"""Social partners: everybody reads their cards; coordinators add, mend, hide and show them."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import ColumnElement, func, select

from db.engine import Session
from db.models import Partner
from domain.actors import Actor
from domain.errors import Blocked, NotFound
from domain.paging import page_of
from domain.people.partners import OPTIONAL, PartnerCard, PartnerField, PartnerLine, PartnerList
from domain.typed import folded
from domain.vocabulary import PartnerKind
from services import journal


async def page(
    session: Session, actor: Actor, kind: PartnerKind | None, number: int, size: int, *, hidden: bool = False
) -> PartnerList:
    """Page `number` (from 0) of partners by name, guests welcome; the hidden ones are for coordinators.

    Raises Blocked; for `hidden` also ConsentNeeded, NotAllowed.
    """
    _ensure_welcome(actor)
    if hidden:
        actor.coordinator()
    counts = await _counts(session)
    out_of_sight = await session.scalar(select(func.count()).where(Partner.hidden_at.is_not(None))) or 0
    where: list[ColumnElement[bool]] = [Partner.hidden_at.is_not(None) if hidden else Partner.hidden_at.is_(None)]
    if kind is not None and not hidden:
        where.append(Partner.kind == kind)
    total = out_of_sight if hidden else counts.get(kind, 0) if kind else sum(counts.values())
    shown = page_of(total, number, size)
    query = select(Partner.id, Partner.name, Partner.kind, Partner.about).where(*where)
    rows = await session.execute(query.order_by(func.lower(Partner.name), Partner.id).limit(size).offset(shown.offset))
    lines = tuple(PartnerLine(*row) for row in rows)
    return PartnerList(shown, kind, hidden, lines, counts, out_of_sight if actor.is_coordinator else None)


async def card(session: Session, actor: Actor, partner_id: int) -> PartnerCard:
    """One partner. Raises Blocked, NotFound: a hidden one is there for coordinators alone."""
    _ensure_welcome(actor)
    row = await session.get(Partner, partner_id, populate_existing=True)
    if row is None or (row.hidden_at is not None and not actor.is_coordinator):
        raise NotFound
    return PartnerCard(
        id=row.id,
        name=row.name,
        kind=row.kind,
        about=row.about,
        contact=row.contact,
        address=row.address,
        site=row.site,
        hidden=row.hidden_at is not None,
        editable=actor.is_coordinator,
    )


async def namesake(session: Session, actor: Actor, name: str, but: int | None = None) -> str | None:
    """The name of a partner, `but` aside, that is called the same but for case, «ё» and signs; None when there is none.

    Raises ConsentNeeded, NotAllowed.
    """
    actor.coordinator()
    rows = await session.execute(select(Partner.id, Partner.name))
    return next((other for one, other in rows if one != but and folded(other) == folded(name)), None)


async def add(session: Session, actor: Actor, kind: PartnerKind, name: str, about: str, now: datetime) -> int:
    """A new card, hidden until a coordinator shows it; returns its id. `now` is aware.

    Raises ConsentNeeded, NotAllowed.
    """
    actor_id = actor.coordinator()
    row = Partner(name=name, kind=kind, about=about, hidden_at=now, created_at=now, changed_at=now)
    session.add(row)
    await session.flush()
    await _note(session, actor_id, "added", row.id, now)
    return row.id


async def edit(
    session: Session, actor: Actor, partner_id: int, field: PartnerField, value: str | None, now: datetime
) -> None:
    """Another value of one field, a code for the kind; None empties it, where it may be empty. `now` is aware.

    Raises ConsentNeeded, NotAllowed, NotFound; ValueError for an empty field that may not be, or no such kind.
    """
    actor_id = actor.coordinator()
    row = await _locked(session, partner_id)
    if value is None and field not in OPTIONAL:
        raise ValueError(f"a partner has no card without {field}")
    new = PartnerKind(value or "") if field is PartnerField.KIND else value
    if getattr(row, field.value) == new:
        return
    setattr(row, field.value, new)
    row.changed_at = now
    await _note(session, actor_id, "edited", row.id, now, field=field.value)


async def hide(session: Session, actor: Actor, partner_id: int, now: datetime, *, hidden: bool) -> None:
    """Out of everybody's sight, or back into it; the second of two taps does nothing. `now` is aware.

    Raises ConsentNeeded, NotAllowed, NotFound.
    """
    actor_id = actor.coordinator()
    row = await _locked(session, partner_id)
    if (row.hidden_at is not None) == hidden:
        return
    row.hidden_at = now if hidden else None
    row.changed_at = now
    await _note(session, actor_id, "hidden" if hidden else "shown", row.id, now)


def _ensure_welcome(actor: Actor) -> None:
    if actor.blocked:
        raise Blocked


async def _counts(session: Session) -> Mapping[PartnerKind, int]:
    query = select(Partner.kind, func.count()).where(Partner.hidden_at.is_(None)).group_by(Partner.kind)
    return dict((await session.execute(query)).all())


async def _locked(session: Session, partner_id: int) -> Partner:
    query = select(Partner).where(Partner.id == partner_id)
    row = await session.scalar(query.with_for_update().execution_options(populate_existing=True))
    if row is None:
        raise NotFound
    return row


async def _note(
    session: Session, actor_id: int, verb: str, partner_id: int, now: datetime, field: str | None = None
) -> None:
    about = f"partner:{partner_id}"
    await journal.record(session, actor_id=actor_id, act=f"partner.{verb}", object=about, now=now, field=field)
