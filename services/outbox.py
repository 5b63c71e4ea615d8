"""The outbox: planning what the bot will say on its own, and the life of a planned message (design §4)."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, func, literal, or_, select, update

from db.engine import Session, insert_into
from db.models import Member, OutboxRow
from domain import clubtime
from domain.vocabulary import MessageKind, OutboxState, Priority
from services.people import people

WAITING = (OutboxState.PENDING, OutboxState.RETRY)
# pauses before the next try after a server's fault; when they end, the row is dead
BACKOFF = tuple(timedelta(seconds=s) for s in (5, 30, 120, 600, 1800, 3600, 3600, 7200))

# from so many recipients on one statement is faster than a row for each; and so many fit into one statement
_MANY, _AT_ONCE = 20, 500


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


async def claim(session: Session, now: datetime, limit: int = 50) -> list[Due]:
    """Take due rows for sending, most urgent first, and mark them `sending`.

    On PostgreSQL rows another sender holds are skipped. In quiet hours only rows with `quiet_ok` are taken.
    Rows past their `expires_at` are marked `missed` on the way, rows of unreachable members `blocked`.
    """
    await session.execute(
        update(OutboxRow)
        .where(OutboxRow.state.in_(WAITING), OutboxRow.next_attempt_at <= now, OutboxRow.expires_at <= now)
        .values(state=OutboxState.MISSED)
        .execution_options(synchronize_session=False)
    )
    query = (
        select(OutboxRow, Member.telegram_id, Member.unreachable_since)
        .join(Member, Member.id == OutboxRow.recipient_id)
        .where(OutboxRow.state.in_(WAITING), OutboxRow.next_attempt_at <= now)
        .order_by(OutboxRow.priority, OutboxRow.next_attempt_at, OutboxRow.id)
        .limit(limit)
        .with_for_update(of=OutboxRow, skip_locked=True)
    )
    if clubtime.is_quiet(now):
        query = query.where(OutboxRow.quiet_ok)
    due = []
    for row, telegram_id, unreachable_since in (await session.execute(query)).all():
        if unreachable_since is not None or telegram_id is None:
            row.state = OutboxState.BLOCKED
            continue
        row.state = OutboxState.SENDING
        row.claimed_at = now
        row.attempts += 1
        due.append(_due(row, telegram_id))
    return due


def _due(row: OutboxRow, telegram_id: int) -> Due:
    return Due(
        id=row.id,
        kind=row.kind,
        entity=row.entity,
        recipient_id=row.recipient_id,
        telegram_id=telegram_id,
        priority=Priority(row.priority),
        due_at=row.due_at,
        expires_at=row.expires_at,
        quiet_ok=row.quiet_ok,
        attempts=row.attempts,
        payload=row.payload,
    )


async def _settle(session: Session, row_id: int, state: OutboxState, **values: Any) -> None:
    await session.execute(
        update(OutboxRow)
        .where(OutboxRow.id == row_id, OutboxRow.state == OutboxState.SENDING)
        .values(state=state, **values)
        .execution_options(synchronize_session=False)
    )


async def mark_sent(session: Session, due: Due, now: datetime) -> None:
    """Telegram accepted the message."""
    await _settle(session, due.id, OutboxState.SENT, sent_at=now, error=None)


async def mark_missed(session: Session, due: Due, reason: str) -> None:
    """The message makes no sense any more."""
    await _settle(session, due.id, OutboxState.MISSED, error=reason)


async def mark_blocked(session: Session, due: Due, now: datetime) -> None:
    """403: the person blocked the bot; they are unreachable until they write again."""
    await _settle(session, due.id, OutboxState.BLOCKED, error="blocked by the person")
    await people.mark_unreachable(session, due.telegram_id, now)


async def mark_dead(session: Session, due: Due, error: str) -> None:
    """The message can never be delivered: chat gone, or Telegram refuses its content.

    `error` names the failure and never repeats Telegram's words: they may quote the message.
    """
    await _settle(session, due.id, OutboxState.DEAD, error=error)


async def postpone(session: Session, due: Due, until: datetime, reason: str) -> None:
    """It did not leave, and that is not the message's fault (a 429, quiet hours), so the try does not count."""
    await _settle(
        session,
        due.id,
        OutboxState.RETRY,
        next_attempt_at=until,
        attempts=due.attempts - 1,
        error=reason,
    )


async def retry_later(session: Session, due: Due, now: datetime, error: str) -> None:
    """A server's or the network's fault before the message was taken: back off, at last give up."""
    if due.attempts > len(BACKOFF):
        await mark_dead(session, due, error)
        return
    await _settle(
        session,
        due.id,
        OutboxState.RETRY,
        next_attempt_at=now + BACKOFF[due.attempts - 1],
        error=error,
    )


async def mark_uncertain(session: Session, due: Due, now: datetime) -> None:
    """The request left and no answer came: it may have been delivered.

    A reminder or notice gets one more copy (missing it is worse than seeing it twice); tips and announcements none.
    """
    await _settle_uncertain(session, due, now)


async def _settle_uncertain(session: Session, row: Due | OutboxRow, now: datetime) -> None:
    if row.priority <= Priority.REMINDER and row.attempts == 1:
        again_at = now + BACKOFF[1]
        await _settle(session, row.id, OutboxState.RETRY, next_attempt_at=again_at, error="no answer, one more copy")
    else:
        await _settle(session, row.id, OutboxState.UNCERTAIN, error="no answer")


async def recover(session: Session, now: datetime, older_than: timedelta, *, except_ids: Collection[int] = ()) -> int:
    """Settle rows claimed `older_than` ago or earlier and still `sending`; returns how many.

    A crash leaves them, or a database that went away before the sender could write how a message fared.
    `except_ids`: rows the caller knows to be on their way. Younger rows may be another process's sends.
    """
    query = (
        select(OutboxRow)
        .where(OutboxRow.state == OutboxState.SENDING, OutboxRow.claimed_at <= now - older_than)
        .where(OutboxRow.id.not_in(except_ids))
        .with_for_update(skip_locked=True)
    )
    rows = (await session.scalars(query)).all()
    for row in rows:
        await _settle_uncertain(session, row, now)
    return len(rows)


async def next_due(session: Session, now: datetime) -> datetime | None:
    """The first moment from `now` on at which a waiting message may leave (UTC), or None: nothing can be expected."""
    query = (
        select(OutboxRow.quiet_ok, func.min(OutboxRow.next_attempt_at))
        .join(Member, Member.id == OutboxRow.recipient_id)
        .where(OutboxRow.state.in_(WAITING), or_(OutboxRow.expires_at.is_(None), OutboxRow.expires_at > now))
        .where(Member.unreachable_since.is_(None), Member.telegram_id.is_not(None))
        .group_by(OutboxRow.quiet_ok)
    )
    moments = []
    for quiet_ok, earliest in (await session.execute(query)).all():
        moment = max(earliest, now)
        moments.append(moment if quiet_ok else clubtime.next_allowed(moment))
    return min(moments, default=None)
