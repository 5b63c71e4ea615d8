"""The outbox: planning what the bot will say on its own, and the life of a planned message (design §4)."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import (
    ColumnElement,
    CursorResult,
    Result,
    Select,
    case,
    delete,
    func,
    literal,
    or_,
    select,
    true,
    union_all,
    update,
)

from db.engine import Session, insert_into
from db.models import Member, OutboxRow
from domain import clubtime
from domain.vocabulary import MessageKind, OutboxState, Priority

WAITING = (OutboxState.PENDING, OutboxState.RETRY)
# what `nastavnik restore` writes beside what it holds
RESTORED = "restored"
# from so many recipients on one statement is faster than a row for each; and so many fit into one statement
_MANY, _AT_ONCE = 20, 500
# whoever sends takes more within moments, as long as more is due
_MOVES_WITHIN = timedelta(minutes=1)
# so many people get a message before the first of them gets the next one of a series
_TURN = 100


@dataclass(frozen=True, slots=True)
class Message:
    """What to plan. `kind` decides who renders it, `entity` what it is about («event:12»); moments are aware.

    `due_at` falls outside quiet hours by the time it is stored unless `quiet_ok` (an answer to the
    recipient's own act). After `expires_at` the message is not sent at all.
    """

    kind: MessageKind
    entity: str
    recipient_id: int
    due_at: datetime
    priority: Priority
    expires_at: datetime | None = None
    quiet_ok: bool = False
    payload: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Due:
    """A claimed row, ready to be rendered and sent."""

    id: int
    kind: str
    entity: str
    recipient_id: int
    telegram_id: int
    priority: Priority
    due_at: datetime
    expires_at: datetime | None
    quiet_ok: bool
    attempts: int
    payload: dict[str, Any]

    @property
    def entity_id(self) -> int:
        return int(self.entity.partition(":")[2])


async def plan(session: Session, messages: Sequence[Message]) -> None:
    """Add rows in the caller's transaction. A message already planned (same key) is left as it is."""
    alike: dict[tuple[object, ...], list[Message]] = {}
    for message in messages:
        alike.setdefault(_but_for_recipient(message), []).append(message)
    few = []
    for same in alike.values():
        if len(same) < _MANY:
            few += [_values(message) for message in same]
        else:
            await _plan_many(session, same[0], [message.recipient_id for message in same])
    for start in range(0, len(few), _AT_ONCE):
        await session.execute(insert_into(session, OutboxRow).on_conflict_do_nothing(), few[start : start + _AT_ONCE])


async def _plan_many(session: Session, message: Message, recipient_ids: Sequence[int]) -> None:
    """One message to a full hall: the database makes the rows, which takes a tenth of the time of handing them over."""
    values = _values(message) | {"recipient_id": None}
    columns = OutboxRow.__table__.c
    row = [
        Member.id if name == "recipient_id" else literal(value, columns[name].type) for name, value in values.items()
    ]
    for start in range(0, len(recipient_ids), _AT_ONCE):
        to_these = select(*row).where(Member.id.in_(recipient_ids[start : start + _AT_ONCE])).order_by(Member.id)
        insert = insert_into(session, OutboxRow).from_select(list(values), to_these)
        await session.execute(insert.on_conflict_do_nothing())


def _but_for_recipient(message: Message) -> tuple[object, ...]:
    return (
        *(message.kind, message.entity, message.due_at, message.priority, message.expires_at, message.quiet_ok),
        str(message.payload),
    )


def _values(message: Message) -> dict[str, Any]:
    due_at = message.due_at if message.quiet_ok else clubtime.next_allowed(message.due_at)
    return {
        "kind": message.kind,
        "entity": message.entity,
        "recipient_id": message.recipient_id,
        "due_at": due_at,
        "expires_at": message.expires_at,
        "quiet_ok": message.quiet_ok,
        "priority": int(message.priority),
        "payload": message.payload,
        "state": OutboxState.PENDING,
        "attempts": 0,
        "next_attempt_at": due_at,
    }


async def withdraw(
    session: Session, *, entity: str | None = None, kinds: Sequence[MessageKind] = (), recipient_id: int | None = None
) -> None:
    """Take back what waits and matches every given condition; what was sent stays as history.

    What a sender has taken already stays too and may still arrive; if it has to be tried again, its renderer
    looks at the truth anew.
    """
    query = delete(OutboxRow).where(OutboxRow.state.in_(WAITING))
    if entity is not None:
        query = query.where(OutboxRow.entity == entity)
    if kinds:
        query = query.where(OutboxRow.kind.in_(kinds))
    if recipient_id is not None:
        query = query.where(OutboxRow.recipient_id == recipient_id)
    await session.execute(query.execution_options(synchronize_session=False))


async def plan_for(session: Session, message: Message, recipients: Select[int]) -> int:
    """Plan one message to all whom `recipients` selects (ids of members); returns how many are new.

    `message.recipient_id` does not matter. The database makes the rows: fifty thousand take seconds, and no memory.
    """
    chosen = recipients.subquery()
    values = _values(message) | {"recipient_id": None}
    columns = OutboxRow.__table__.c
    row = [chosen.c[0] if name == "recipient_id" else literal(one, columns[name].type) for name, one in values.items()]
    insert = insert_into(session, OutboxRow).from_select(list(values), select(*row).where(true()))
    return _count(await session.execute(insert.on_conflict_do_nothing()))


async def plan_series_for(session: Session, messages: Sequence[Message], recipients: Select[int]) -> int:
    """Plan several messages to each of the same people, as `plan_for`; returns how many rows are new.

    All are about one thing and differ in `due_at`, which says their order, and payload. They may leave when the first
    is due: a hundred people get the first message, then the second, and so on, so that nobody waits long for the rest
    and one's chat has its rest meanwhile. Who renders them sees to it that none overtakes another.
    """
    if len(messages) == 1:
        return await plan_for(session, messages[0], recipients)
    chosen = recipients.subquery()
    turn = (func.row_number().over(order_by=chosen.c[0]) - 1) // _TURN
    people = select(chosen.c[0].label("member_id"), turn.label("turn")).subquery()
    numbers = union_all(*(select(literal(number).label("number")) for number in range(len(messages)))).subquery()
    values = _values(messages[0])
    columns = OutboxRow.__table__.c
    row: dict[str, ColumnElement[Any]] = {name: literal(one, columns[name].type) for name, one in values.items()}
    for name in ("due_at", "payload"):
        each = [_values(message)[name] for message in messages]
        row[name] = case(*((numbers.c.number == n, literal(one, columns[name].type)) for n, one in enumerate(each)))
    row["recipient_id"] = people.c.member_id
    series = select(*row.values()).select_from(people.join(numbers, true()))
    series = series.order_by(people.c.turn, numbers.c.number, people.c.member_id)
    insert = insert_into(session, OutboxRow).from_select(list(row), series.where(true()))
    return _count(await session.execute(insert.on_conflict_do_nothing()))


async def hold(session: Session, entity: str, kinds: Sequence[MessageKind]) -> int:
    """Let what waits about `entity` wait on, whatever its moment, until `release`; returns how many rows."""
    return await _move(session, entity, kinds, WAITING, OutboxState.HELD)


async def release(session: Session, entity: str, kinds: Sequence[MessageKind]) -> int:
    """What was held goes on; returns how many rows."""
    return await _move(session, entity, kinds, (OutboxState.HELD,), OutboxState.PENDING)


async def drop(session: Session, entity: str, kinds: Sequence[MessageKind], reason: str) -> int:
    """What waits or is held is not sent any more, and the rows stay to tell so; returns how many."""
    return await _move(session, entity, kinds, (*WAITING, OutboxState.HELD), OutboxState.MISSED, error=reason)


async def release_restored(session: Session) -> int:
    """What a copy put back holds goes on to be sent; returns how many rows."""
    released = (
        update(OutboxRow)
        .where(OutboxRow.state == OutboxState.HELD, OutboxRow.error == RESTORED)
        .values(state=OutboxState.PENDING, error=None)
        .execution_options(synchronize_session=False)
    )
    return _count(await session.execute(released))


async def count_restored(session: Session) -> int:
    """How many messages a copy put back holds."""
    query = select(func.count()).where(OutboxRow.state == OutboxState.HELD, OutboxRow.error == RESTORED)
    return await session.scalar(query) or 0


async def tally(session: Session, entity: str, kind: MessageKind) -> dict[OutboxState, int]:
    """How the messages of one kind about `entity` fare, by state."""
    query = select(OutboxRow.state, func.count()).where(OutboxRow.entity == entity, OutboxRow.kind == kind)
    rows = await session.execute(query.group_by(OutboxRow.state))
    return {state: count for state, count in rows}  # noqa: C416 (dict() can't be told the types)


async def _move(
    session: Session,
    entity: str,
    kinds: Sequence[MessageKind],
    states: Sequence[OutboxState],
    to: OutboxState,
    **values: Any,
) -> int:
    moved = (
        update(OutboxRow)
        .where(OutboxRow.entity == entity, OutboxRow.kind.in_(kinds), OutboxRow.state.in_(states))
        .values(state=to, **values)
        .execution_options(synchronize_session=False)
    )
    return _count(await session.execute(moved))


def _count(result: Result[Any]) -> int:
    return cast(CursorResult[Any], result).rowcount


async def oldest_due(session: Session, now: datetime) -> datetime | None:
    """Since when (UTC) the longest waiting message could have left by `now`; None: nothing is due."""
    query = (
        select(func.min(OutboxRow.next_attempt_at))
        .join(Member, Member.id == OutboxRow.recipient_id)
        .where(OutboxRow.state.in_(WAITING), OutboxRow.next_attempt_at <= now)
        .where(Member.unreachable_since.is_(None), Member.blocked_at.is_(None), Member.telegram_id.is_not(None))
    )
    if clubtime.is_quiet(now):
        query = query.where(OutboxRow.quiet_ok)
    return await session.scalar(query)


async def stalled_since(session: Session, now: datetime) -> datetime | None:
    """As `oldest_due`; None also while messages leave: behind a long mailing the last wait for half an hour."""
    leaving = select(OutboxRow.id).where(
        OutboxRow.state == OutboxState.SENDING, OutboxRow.claimed_at > now - _MOVES_WITHIN
    )
    return None if await session.scalar(leaving.limit(1)) else await oldest_due(session, now)


async def next_due(session: Session, now: datetime) -> datetime | None:
    """The first moment from `now` on at which a waiting message may leave (UTC), or None: nothing can be expected."""
    query = (
        select(OutboxRow.quiet_ok, func.min(OutboxRow.next_attempt_at))
        .join(Member, Member.id == OutboxRow.recipient_id)
        .where(OutboxRow.state.in_(WAITING), or_(OutboxRow.expires_at.is_(None), OutboxRow.expires_at > now))
        .where(Member.unreachable_since.is_(None), Member.blocked_at.is_(None), Member.telegram_id.is_not(None))
        .group_by(OutboxRow.quiet_ok)
    )
    moments = []
    for quiet_ok, earliest in (await session.execute(query)).all():
        moment = max(earliest, now)
        moments.append(moment if quiet_ok else clubtime.next_allowed(moment))
    return min(moments, default=None)
