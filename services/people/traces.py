"""Where the journal names a member otherwise than by `actor_id` and «member:12»: two kept apart, codes among details.

Ids alone stand there. A record that becomes another's is named by that one's id; of who is erased not even an id stays.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select, update

from db.engine import Session
from db.models import AuditEntry

# acts whose details name a member, and how
_BY_NAME = {"round.pinned": "mentor", "round.forbidden": "mentor"}
_BY_ID = {"letter.handed": "to"}


def named(member_id: int) -> str:
    """How the journal and the outbox name a member they are about."""
    return f"member:{member_id}"


def apart(member_id: int) -> ColumnElement[bool]:
    """Entries about two kept apart, one of whom is the member."""
    first, second = (AuditEntry.object.like(one) for one in (f"block:{member_id}-%", f"block:%-{member_id}"))
    return or_(first, second)


def read_apart(name: str) -> tuple[int, ...]:
    """Ids of the two of «block:12-15»; empty for anything else."""
    thing, _, two = name.partition(":")
    numbers = two.split("-")
    return tuple(map(int, numbers)) if thing == "block" and all(one.isdecimal() for one in numbers) else ()


async def readdress(session: Session, gone: int, keep: int) -> None:
    """Entries about the record that goes are about the one that stays."""
    own = update(AuditEntry).where(AuditEntry.object == named(gone))
    await session.execute(own.values(object=named(keep)).execution_options(synchronize_session=False))
    for row_id, name in await _kept_apart(session, gone):
        two = sorted({keep if one == gone else one for one in read_apart(name)})
        # kept apart from oneself: from nobody
        await _write(session, row_id, object=f"block:{two[0]}-{two[1]}" if len(two) == 2 else "block")
    for row_id, details in await _detailed(session, gone):
        mended = {key: {gone: keep, named(gone): named(keep)}.get(value, value) for key, value in details.items()}
        await _write(session, row_id, details={**details, **{key: mended[key] for key in _NAMING if key in details}})


async def forget(session: Session, member_id: int) -> None:
    """Entries about a member who is erased: that it happened stays, to whom does not."""
    own = update(AuditEntry).where(AuditEntry.object == named(member_id))
    await session.execute(own.values(object="member", details={}).execution_options(synchronize_session=False))
    for row_id, _ in await _kept_apart(session, member_id):
        await _write(session, row_id, object="block")
    for row_id, details in await _detailed(session, member_id):
        await _write(session, row_id, details={key: details[key] for key in details.keys() - _NAMING})


_NAMING = {*_BY_NAME.values(), *_BY_ID.values()}


async def _kept_apart(session: Session, member_id: int) -> Sequence[tuple[int, str]]:
    rows = await session.execute(select(AuditEntry.id, AuditEntry.object).where(apart(member_id)))
    return [(row_id, name) for row_id, name in rows if member_id in read_apart(name)]


async def _detailed(session: Session, member_id: int) -> Sequence[tuple[int, Mapping[str, Any]]]:
    by_name = (and_(AuditEntry.act == act, _text(key) == named(member_id)) for act, key in _BY_NAME.items())
    by_id = (and_(AuditEntry.act == act, _text(key) == str(member_id)) for act, key in _BY_ID.items())
    rows = await session.execute(select(AuditEntry.id, AuditEntry.details).where(or_(*by_name, *by_id)))
    return [(row_id, details) for row_id, details in rows]


def _text(key: str) -> ColumnElement[str]:
    found: ColumnElement[str] = AuditEntry.details[key].as_string()
    return found


async def _write(session: Session, row_id: int, **values: Any) -> None:
    row = update(AuditEntry).where(AuditEntry.id == row_id).values(**values)
    await session.execute(row.execution_options(synchronize_session=False))
