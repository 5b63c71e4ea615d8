"""Updates on their way: taken once, handled once, tried again after a failure, put aside when nothing helps."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import ColumnElement, CursorResult, and_, bindparam, delete, func, null, or_, select, update

from db.engine import Session, at_once, insert_into, table_of
from db.models import InboxRow
from domain.vocabulary import InboxState
from services import journal

# before each next attempt; after the last one the update is put aside
BACKOFF = tuple(timedelta(seconds=s) for s in (1, 5, 30, 120))
# Telegram keeps what was not taken for a day, and its numbers may begin anew after a week of silence
KEPT = timedelta(days=8)
_SWEPT_AT_ONCE = 5_000
_SERVED_AT_ONCE = 50
# of the database's own post (NOTIFY), by which processes hear of updates that others took
CHANNEL = "nastavnik_inbox"

# built once, and without the mapper: every update passes here
_table = table_of(InboxRow)
_rows = _table.c
_DONE = at_once(
    update(_table)
    .where(_rows.id == bindparam("row_id"), _rows.state == InboxState.NEW)
    .values(state=InboxState.DONE, done_at=bindparam("at"), person_id=0, raw=null())
)


@dataclass(frozen=True, slots=True)
class Taken:
    """An update that is ours now: the number of its row, what Telegram sent, and who caused it (0: nobody)."""

    id: int
    raw: Mapping[str, Any]
    person_id: int = 0


async def take(session: Session, bot_id: int, raws: Sequence[Mapping[str, Any]], now: datetime) -> list[Taken]:
    """Keep updates as they came (aware `now`); returns those that are new, in their order.

    What has come before, however long ago, is told by its number being there, not by being smaller than the last.
    """
    if not raws:
        return []
    raws = [_storable(raw) for raw in raws]
    rows = [
        {
            "bot_id": bot_id,
            "update_id": raw["update_id"],
            "person_id": person_of(raw),
            "raw": raw,
            "state": InboxState.NEW,
            "attempts": 0,
            "next_attempt_at": now,
            "received_at": now,
        }
        for raw in raws
    ]
    # the table and not the class: the mapper would take longer than the database
    insert = insert_into(session, _table).on_conflict_do_nothing().returning(_rows.id, _rows.update_id)
    ids = {update_id: row_id for row_id, update_id in (await session.execute(at_once(insert), rows)).all()}
    # what is in the batch twice is taken once
    return [
        Taken(row_id, raw, person_of(raw)) for raw in raws if (row_id := ids.pop(raw["update_id"], None)) is not None
    ]


async def announce(session: Session, people: Collection[int], by: int) -> None:
    """Tell all processes, at the commit, whose updates have come. `by`: the number of who tells. PostgreSQL only."""
    if people:
        # a payload holds 8,000 bytes, a batch of Telegram's a hundred updates
        await session.execute(select(func.pg_notify(CHANNEL, " ".join(map(str, (by, *people))))))


def heard(payload: str) -> tuple[int, list[int]]:
    """Who tells, and whose updates have come, of a word of `announce`."""
    by, *people = map(int, payload.split())
    return by, people


async def people_waiting(session: Session, bot_id: int, now: datetime) -> list[int]:
    """Of whom something is due by `now` (aware), in whoever's hands; who has waited longest comes first."""
    query = (
        select(InboxRow.person_id)
        .where(InboxRow.bot_id == bot_id, _due(now))
        .group_by(InboxRow.person_id)
        .order_by(func.min(InboxRow.id))
    )
    return list(await session.scalars(query))


async def waiting_of(session: Session, bot_id: int, person_id: int, now: datetime) -> list[Taken]:
    """A person's updates that are due by `now` (aware), in the order Telegram gave them; some dozens at most."""
    query = (
        select(InboxRow.id, InboxRow.raw)
        .where(InboxRow.bot_id == bot_id, InboxRow.person_id == person_id, _due(now))
        # two doors may take two updates of one person in the wrong order
        .order_by(InboxRow.update_id)
        .limit(_SERVED_AT_ONCE)
    )
    rows = (await session.execute(query)).all()
    return [Taken(row_id, raw, person_id) for row_id, raw in rows]


async def waiting(session: Session, bot_id: int, now: datetime, *, except_ids: Collection[int] = ()) -> list[Taken]:
    """What is due by `now` (aware) and in nobody's hands, the oldest first. `except_ids`: what the caller is at."""
    query = (
        select(InboxRow.id, InboxRow.raw, InboxRow.person_id)
        .where(InboxRow.bot_id == bot_id, _due(now), InboxRow.id.not_in(except_ids))
        .order_by(InboxRow.id)
    )
    return [Taken(*row) for row in (await session.execute(query)).all()]


def _due(now: datetime) -> ColumnElement[bool]:
    """Of what is forgotten but for its number nothing is left to handle.

    What was never tried is due whatever the clocks say: that of another machine, or one that was put back meanwhile.
    """
    ripe = or_(InboxRow.attempts == 0, InboxRow.next_attempt_at <= now)
    return and_(InboxRow.state == InboxState.NEW, InboxRow.raw.is_not(None), ripe)


async def oldest_due(session: Session, now: datetime, bot_id: int | None = None) -> datetime | None:
    """Since when (UTC) the longest waiting update could have been handled by `now`; None: nothing waits.

    `bot_id`: of this bot alone. What was left to one whose token is no more in use waits for ever.
    """
    query = select(func.min(InboxRow.next_attempt_at)).where(
        InboxRow.state == InboxState.NEW, InboxRow.next_attempt_at <= now, InboxRow.raw.is_not(None)
    )
    if bot_id is not None:
        query = query.where(InboxRow.bot_id == bot_id)
    return await session.scalar(query)


async def done(session: Session, row_id: int, now: datetime) -> bool:
    """Mark an update as handled, in the transaction of its effect; False: it had been before.

    Its content and its sender are forgotten: only that it came has to be remembered.
    """
    marked = await session.execute(_DONE, {"row_id": row_id, "at": now})
    return cast(CursorResult[Any], marked).rowcount == 1


async def failed(session: Session, row_id: int, incident: str, now: datetime) -> int:
    """One more attempt has failed under the number `incident`; returns how many have by now.

    The next one comes after a growing pause; after the last the update is put aside, and the journal says so.
    """
    row = await session.get(InboxRow, row_id, with_for_update=True, populate_existing=True)
    if row is None or row.state is not InboxState.NEW:
        return 0
    row.attempts += 1
    row.incident = incident
    if row.attempts > len(BACKOFF):
        row.state, row.done_at = InboxState.QUARANTINED, now
        await journal.record(
            session, actor_id=None, act="update.quarantined", object=f"inbox:{row_id}", now=now, incident=incident
        )
    else:
        row.next_attempt_at = now + BACKOFF[row.attempts - 1]
    return row.attempts


async def unreadable(session: Session, row_id: int, now: datetime) -> None:
    """An update this code can't read is put aside at once: trying again would not help."""
    row = await session.get(InboxRow, row_id, with_for_update=True, populate_existing=True)
    if row is not None and row.state is InboxState.NEW:
        row.state, row.done_at = InboxState.QUARANTINED, now
        await journal.record(session, actor_id=None, act="update.quarantined", object=f"inbox:{row_id}", now=now)


async def try_again(session: Session, now: datetime) -> int:
    """Whatever was put aside is to be tried anew from `now` (aware) on, five times; returns how many updates.

    Of whom nothing is kept any more (they left) is not among them. The journal remembers that it was asked for.
    """
    again = (
        update(InboxRow)
        .where(InboxRow.state == InboxState.QUARANTINED, InboxRow.raw.is_not(None))
        .values(state=InboxState.NEW, attempts=0, next_attempt_at=now, done_at=None)
        .returning(InboxRow.id)
        .execution_options(synchronize_session=False)
    )
    count = len((await session.execute(again)).all())
    if count:
        await journal.record(session, actor_id=None, act="update.retried", object="inbox", now=now, count=count)
    return count


async def sweep(session: Session, now: datetime) -> int:
    """Forget what is long done or was put aside long ago; returns how many rows went, some thousands at most."""
    old = (
        select(InboxRow.id)
        .where(InboxRow.received_at < now - KEPT, or_(InboxRow.state != InboxState.NEW, InboxRow.raw.is_(None)))
        .limit(_SWEPT_AT_ONCE)
    )
    gone = delete(InboxRow).where(InboxRow.id.in_(old.scalar_subquery())).returning(InboxRow.id)
    return len((await session.execute(gone.execution_options(synchronize_session=False))).all())


async def forget_person(session: Session, telegram_id: int) -> None:
    """A person leaves: what they wrote and has not been handled goes too, and what was put aside.

    The rows stay as they are but for that: one of them may be the very update that asked for it.
    """
    await session.execute(
        update(InboxRow)
        .where(InboxRow.person_id == telegram_id)
        .values(raw=null(), person_id=0)
        .execution_options(synchronize_session=False)
    )


def writer_of(raw: Mapping[str, Any]) -> int:
    """Who wrote or pressed a button in their private chat, and so waits for an answer there; 0 for nobody."""
    pressed = raw.get("callback_query")
    message = pressed.get("message") if isinstance(pressed, Mapping) else raw.get("message")
    chat = message.get("chat") if isinstance(message, Mapping) else None
    person_id = person_of(raw)
    return person_id if isinstance(chat, Mapping) and chat.get("id") == person_id else 0


def person_of(raw: Mapping[str, Any]) -> int:
    """Who caused an update, as Telegram numbers people; 0 for nobody."""
    for name, content in raw.items():
        if name != "update_id" and isinstance(content, Mapping):
            sender = content.get("from")
            if isinstance(sender, Mapping) and isinstance(sender.get("id"), int):
                return int(sender["id"])
    return 0


def _storable(raw: Mapping[str, Any]) -> Mapping[str, Any]:
    """The update with no half of a letter and no zero byte: JSON carries them, PostgreSQL takes neither.

    One of them in a batch would keep everybody's updates from being taken, again and again.
    """
    words = json.dumps(raw, ensure_ascii=False)
    try:
        words.encode()
    except UnicodeEncodeError:
        return {name: _mended(one) for name, one in raw.items()}
    return {name: _mended(one) for name, one in raw.items()} if r"\u0000" in words else raw


def _mended(value: Any) -> Any:
    """As long as it was: places in a text are counted in halves of letters."""
    if isinstance(value, str):
        whole = value.encode("utf-16", errors="surrogatepass").decode("utf-16", errors="replace")
        return whole.replace("\x00", "\ufffd")
    if isinstance(value, Mapping):
        return {name: _mended(one) for name, one in value.items()}
    return [_mended(one) for one in value] if isinstance(value, list) else value
