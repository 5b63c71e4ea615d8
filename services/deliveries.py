"""The life of a planned message from the moment it is due: claimed, sent, tried again, given up (design §4)."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, select, update

from db.engine import Session
from db.models import Member, OutboxRow
from domain import clubtime
from domain.vocabulary import OutboxState, Priority
from services.outbox import WAITING, Due
from services.people import people

# pauses before the next try after a server's fault; when they end, the row is dead
BACKOFF = tuple(timedelta(seconds=s) for s in (5, 30, 120, 600, 1800, 3600, 3600, 7200))
# a message that was lost with its process so many times may have arrived as often
MOST_TRIES = 3
# stands in for a failure while the last try is on its way to Telegram
LEAVING = "leaving"


async def claim(session: Session, now: datetime, limit: int = 50) -> list[Due]:
    """Take due rows for sending, most urgent first, and mark them `sending`.

    On PostgreSQL rows another sender holds are skipped. In quiet hours only rows with `quiet_ok` are taken.
    Rows past their `expires_at` are marked `missed` on the way, rows of unreachable and of blocked members `blocked`.
    """
    await session.execute(
        update(OutboxRow)
        .where(OutboxRow.state.in_(WAITING), OutboxRow.next_attempt_at <= now, OutboxRow.expires_at <= now)
        .values(state=OutboxState.MISSED)
        .execution_options(synchronize_session=False)
    )
    query = (
        select(OutboxRow, Member.telegram_id, Member.unreachable_since, Member.blocked_at)
        .join(Member, Member.id == OutboxRow.recipient_id)
        .where(OutboxRow.state.in_(WAITING), OutboxRow.next_attempt_at <= now)
        .order_by(OutboxRow.priority, OutboxRow.next_attempt_at, OutboxRow.id)
        .limit(limit)
        .with_for_update(of=OutboxRow, skip_locked=True)
    )
    if clubtime.is_quiet(now):
        query = query.where(OutboxRow.quiet_ok)
    due = []
    for row, telegram_id, unreachable_since, blocked_at in (await session.execute(query)).all():
        if unreachable_since is not None or blocked_at is not None or telegram_id is None:
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


async def mark_sent(session: Session, due: Due, now: datetime, message_ids: Sequence[int] = ()) -> None:
    """Telegram accepted the message and calls it `message_ids`: an album is several."""
    await mark_all_sent(session, [(due.id, now, message_ids)])


async def mark_all_sent(session: Session, sent: Sequence[tuple[int, datetime, Sequence[int]]]) -> None:
    """As `mark_sent`, of many: the id of each row, the moment (aware), and what Telegram calls the message."""
    if not sent:
        return
    marked = (
        update(OutboxRow.__table__)  # type: ignore[arg-type]
        .where(OutboxRow.id == bindparam("row_id"), OutboxRow.state == OutboxState.SENDING)
        .values(state=OutboxState.SENT, error=None, sent_at=bindparam("at"), message_ids=bindparam("ids"))
    )
    values = [{"row_id": row_id, "at": at, "ids": list(ids) or None} for row_id, at, ids in sent]
    await session.execute(marked, values)


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


async def mark_gone(session: Session, due: Due, now: datetime, error: str) -> None:
    """The chat is no more: nothing can be delivered to the person until they write."""
    await mark_dead(session, due, error)
    await people.mark_unreachable(session, due.telegram_id, now)


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
    if due.priority <= Priority.REMINDER and due.attempts == 1:
        again_at = now + BACKOFF[1]
        await _settle(session, due.id, OutboxState.RETRY, next_attempt_at=again_at, error="no answer, one more copy")
    else:
        await _settle(session, due.id, OutboxState.UNCERTAIN, error="no answer")


async def leaves(session: Session, due: Due) -> None:
    """The last try's turn has come, and it is about to be sent: if its process dies now, it may have arrived.

    Earlier tries are not noted: that would be a commit for each message of a mailing.
    """
    await _settle(session, due.id, OutboxState.SENDING, error=LEAVING)


async def recover(session: Session, now: datetime, older_than: timedelta, *, except_ids: Collection[int] = ()) -> int:
    """Settle rows claimed `older_than` ago or earlier and still `sending`; returns how many.

    A crash leaves them, or a database that went away before the sender could write how a message fared. Most have
    never left, so each is sent again: nobody misses it, and few see it twice. Who has been unlucky MOST_TRIES times
    gets no more copies, unless it is known that the last one never left (`leaves`). `except_ids`: rows the caller
    knows to be on their way. Younger rows may be another process's sends.
    """
    lost = (
        OutboxRow.state == OutboxState.SENDING,
        OutboxRow.claimed_at <= now - older_than,
        OutboxRow.id.not_in(except_ids),
    )
    rows = (await session.scalars(select(OutboxRow).where(*lost).with_for_update(skip_locked=True))).all()
    for row in rows:
        if row.attempts < MOST_TRIES or row.error != LEAVING:
            row.attempts = min(row.attempts, MOST_TRIES - 1)
            # before whatever waits already, lest the next crash finds it on its way as well
            row.state, row.next_attempt_at, row.error = OutboxState.RETRY, row.due_at, "lost on the way, sent again"
        else:
            row.state, row.error = OutboxState.UNCERTAIN, "lost on the way"
    return len(rows)
