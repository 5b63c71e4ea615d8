"""Reading the journal of coordinators' acts. It holds ids alone: names are looked up now, and who has left has none."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select

from db.engine import Session
from db.models import AuditEntry, Certificate, Event, Member, MentoringRequest, Organization, Partner, Tip
from domain.actors import Actor
from domain.errors import NotFound
from domain.events.certificates import label
from domain.paging import page_of
from domain.people.journal import MOST_ROWS, Doer, Entry, JournalPage, Named, Sought, Thing, since
from services import journal
from services.people import traces

MOST_DOERS = 12
# names of so many objects are asked for in one statement
_AT_ONCE = 500
# more than a register of one year holds
_NUMBERS = 100_000


async def page(session: Session, actor: Actor, sought: Sought, number: int, size: int, now: datetime) -> JournalPage:
    """A page of what is looked for, the newest first. Raises ConsentNeeded, NotAllowed, NotFound (the person)."""
    actor.coordinator()
    where = _where(sought, now)
    total = await session.scalar(select(func.count()).select_from(AuditEntry).where(*where)) or 0
    shown = page_of(total, number, size)
    query = select(AuditEntry).where(*where).order_by(AuditEntry.id.desc()).limit(size).offset(shown.offset)
    name = None
    if sought.person is not None:
        name = (await _names(session, [sought.person])).get(sought.person)
        if name is None:
            raise NotFound
    entries = await _entries(session, (await session.scalars(query)).all())
    return JournalPage(shown, sought, entries, total, name)


async def export(session: Session, actor: Actor, sought: Sought, now: datetime) -> tuple[Entry, ...]:
    """What is looked for, for a file: at most `MOST_ROWS`, the newest first; that it was taken is written down.

    Raises ConsentNeeded, NotAllowed.
    """
    actor_id = actor.coordinator()
    query = select(AuditEntry).where(*_where(sought, now)).order_by(AuditEntry.id.desc()).limit(MOST_ROWS)
    entries = await _entries(session, (await session.scalars(query)).all())
    await journal.record(
        session, actor_id=actor_id, act="journal.exported", object="journal", now=now, rows=len(entries)
    )
    return entries


async def doers(session: Session, actor: Actor) -> tuple[Doer, ...]:
    """Who has acted most, to choose whose acts to see. Raises ConsentNeeded, NotAllowed."""
    actor.coordinator()
    acts = func.count()
    query = (
        select(Member.id, Member.full_name, acts)
        .join(AuditEntry, AuditEntry.actor_id == Member.id)
        .group_by(Member.id, Member.full_name)
        .order_by(acts.desc(), Member.id)
        .limit(MOST_DOERS)
    )
    return tuple(Doer(member_id, name or "", count) for member_id, name, count in await session.execute(query))


def _where(sought: Sought, now: datetime) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    start = since(sought.period, now)
    if start is not None:
        found.append(AuditEntry.at >= start)
    if sought.thing is not None:
        # «member» alone is somebody erased, «member:12» anybody else
        found.append(
            or_(AuditEntry.object == sought.thing.value, AuditEntry.object.startswith(f"{sought.thing.value}:"))
        )
    if sought.person is not None:
        about = AuditEntry.object == traces.named(sought.person)
        found.append(or_(AuditEntry.actor_id == sought.person, about, traces.apart(sought.person)))
    return found


async def _entries(session: Session, rows: Sequence[AuditEntry]) -> tuple[Entry, ...]:
    things: dict[str, set[int]] = {}
    for row in rows:
        thing, number = _parse(row.object)
        things.setdefault(Thing.MEMBER, set()).update(traces.read_apart(row.object))
        if number is not None:
            things.setdefault(thing, set()).add(number)
        if isinstance(row.details.get("event"), int):
            things.setdefault(Thing.EVENT, set()).add(row.details["event"])
    actors = await _names(session, {row.actor_id for row in rows if row.actor_id is not None})
    names = {thing: await _titles(session, thing, ids) for thing, ids in things.items()}
    events = names.get(Thing.EVENT, {})
    found = []
    for row in rows:
        thing, number = _parse(row.object)
        name = names[thing].get(number) if number is not None else None
        found.append(
            Entry(
                at=row.at,
                actor=actors.get(row.actor_id) if row.actor_id is not None else None,
                act=row.act,
                object=Named(thing, number, name),
                details=row.details,
                event=events.get(row.details.get("event", 0)),
                apart=tuple(names[Thing.MEMBER].get(one) for one in traces.read_apart(row.object)),
            )
        )
    return tuple(found)


def _parse(name: str) -> tuple[str, int | None]:
    """«event:12» in two."""
    thing, _, number = name.partition(":")
    return thing, int(number) if number.isdecimal() else None


async def _titles(session: Session, thing: str, ids: Iterable[int]) -> dict[int, str]:
    """Names of things that have any, by id; a request is called by who asks."""
    match thing:
        case Thing.MEMBER:
            return await _names(session, ids)
        case Thing.CERTIFICATE:
            printed = select(Certificate.id, Certificate.year * _NUMBERS + Certificate.number)
            found = await _read(session, printed, Certificate.id, ids)
            return {one: label(*divmod(int(number), _NUMBERS)) for one, number in found.items()}
        case Thing.REQUEST:
            query = select(MentoringRequest.id, Member.full_name).join(Member, Member.id == MentoringRequest.mentee_id)
            return await _read(session, query, MentoringRequest.id, ids)
    if thing not in _TITLES:
        return {}
    key, title = _TITLES[thing]
    return await _read(session, select(key, title), key, ids)


_TITLES: Mapping[str, tuple[Any, Any]] = {
    Thing.EVENT: (Event.id, Event.title),
    Thing.TIP: (Tip.id, Tip.title),
    Thing.ORGANIZATION: (Organization.id, Organization.name),
    Thing.PARTNER: (Partner.id, Partner.name),
}


async def _names(session: Session, ids: Iterable[int]) -> dict[int, str]:
    return await _read(session, select(Member.id, Member.full_name), Member.id, ids)


async def _read(session: Session, query: Select[*tuple[Any, ...]], key: Any, ids: Iterable[int]) -> dict[int, str]:
    wanted = sorted(set(ids))
    found: dict[int, str] = {}
    for start in range(0, len(wanted), _AT_ONCE):
        rows = await session.execute(query.where(key.in_(wanted[start : start + _AT_ONCE])))
        found |= {one: str(name or "") for one, name in rows}
    return found
