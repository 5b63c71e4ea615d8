"""The outbox when it is full: a tick among a million rows of which 25 are due, and planning fifty thousand.

`make bench` runs it on SQLite, and on PostgreSQL where TEST_POSTGRES_URL is set; it fails above the club's limits. Of
several tries the best one counts: on a busy machine the others measure the neighbours.
"""

import asyncio
import sys
import tempfile
import time
import tracemalloc
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import func, select, text

from db.engine import Session, Sessions, create_engine, create_sessions
from db.migrate import migrate
from db.models import Member, OutboxRow
from domain.vocabulary import MessageKind, OutboxState, Priority
from scheduler.delivery import Delivery
from screens.kit import Screen
from services import outbox
from services.outbox import Due, Message
from tests.conftest import NOW, POSTGRES, scratch_postgres
from tests.services.given_mailing import given_recipients

ROWS, DUE, PEOPLE = 1_000_000, 25, 50_000
TICKS, PLANS = 9, 3
MOST_TICK_MILLISECONDS = 10.0
MOST_PLANNING_SECONDS = 3.0
MOST_PLANNING_MEGABYTES = 10.0

# half is history, half waits for its day; of these a few are due at each of the ticks measured
_NUMBERS = {
    "sqlite": "WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < {rows})",
    "postgresql": "WITH numbers(n) AS (SELECT generate_series(1, {rows}))",
}
_FILL = """
INSERT INTO outbox (kind, entity, recipient_id, due_at, quiet_ok, priority, payload, state, attempts, next_attempt_at)
{numbers}
SELECT :kind, 'event:' || n, (SELECT min(id) FROM member) + n % {people}, {at}, {no}, 2, '{{}}',
       CASE n % 2 WHEN 0 THEN 'sent' ELSE 'pending' END, 0, {at}
FROM numbers
"""
_AT = {
    "sqlite": "strftime('%Y-%m-%d %H:%M:%f000', '{now}', '+' || (n % 8000 + 24) || ' hours')",
    "postgresql": "TIMESTAMPTZ '{now}' + (n % 8000 + 24) * INTERVAL '1 hour'",
}
# PostgreSQL's has `true` for its flags
_NO = {"sqlite": "0", "postgresql": "false"}


@dataclass(frozen=True, slots=True)
class Figures:
    """The best time of a tick, and of planning; what planning took in memory."""

    tick_milliseconds: float
    planning_seconds: float
    planning_megabytes: float

    @property
    def fine(self) -> bool:
        return (
            self.tick_milliseconds <= MOST_TICK_MILLISECONDS
            and self.planning_seconds <= MOST_PLANNING_SECONDS
            and self.planning_megabytes <= MOST_PLANNING_MEGABYTES
        )


class _Everywhere:
    """A sender that has sent as soon as it is asked."""

    paused = False
    # the line before the pace is so short that all that is due goes at one tick
    waiting = -DUE

    async def send(self, *_: Any, **__: Any) -> tuple[int, ...]:
        return (1,)

    async def carry_out(self, *_: Any, **__: Any) -> None:
        pass

    async def is_there(self) -> bool:
        return True


async def _fill(session: Session, rows: int) -> None:
    backend = session.get_bind().dialect.name
    utc = NOW.strftime("%Y-%m-%d %H:%M:%S" + ("+00" if backend == "postgresql" else ""))
    statement = _FILL.format(
        numbers=_NUMBERS[backend].format(rows=rows), people=1_000, at=_AT[backend].format(now=utc), no=_NO[backend]
    )
    await session.execute(text(statement), {"kind": MessageKind.EVENT_REMINDER_DAY.value})


async def _some_due(sessions: Sessions, number: int, at: datetime) -> None:
    async with sessions.begin() as session:
        ids = list(await session.scalars(select(Member.id).order_by(Member.id).limit(DUE)))
        await outbox.plan(
            session,
            [Message(MessageKind.EVENT_REMINDER_DAY, f"event:{-number}", one, at, Priority.REMINDER) for one in ids],
        )


async def _rendered(session: Session, due: Due, now: datetime) -> Screen:
    return Screen(f"Напоминаем: {due.entity}")


async def _tick(sessions: Sessions) -> float:
    clock: Callable[[], datetime] = lambda: NOW + timedelta(hours=1)  # noqa: E731
    delivery = Delivery(sessions, _Everywhere(), {MessageKind.EVENT_REMINDER_DAY: _rendered}, clock)
    times = []
    for number in range(1, TICKS + 1):
        await _some_due(sessions, number, NOW + timedelta(minutes=number))
        began = time.perf_counter()
        claimed = await delivery.tick()
        times.append((time.perf_counter() - began) * 1000)
        assert claimed == DUE, claimed
        await delivery.drain()
    return min(times)


async def _plan(sessions: Sessions, *, keep: bool) -> float:
    message = Message(MessageKind.ANNOUNCEMENT_SENT, "announcement:1", 0, NOW, Priority.ANNOUNCEMENT)
    async with sessions() as session:
        began = time.perf_counter()
        planned = await outbox.plan_for(session, message, select(Member.id))
        seconds = time.perf_counter() - began
        assert planned == PEOPLE, planned
        await (session.commit() if keep else session.rollback())
    return seconds


async def measure(sessions: Sessions, rows: int) -> Figures:
    async with sessions.begin() as session:
        await given_recipients(session, PEOPLE, NOW)
        await _fill(session, rows)
    async with sessions() as session:
        await session.execute(text("ANALYZE"))
        await session.commit()
        assert await session.scalar(select(func.count()).where(OutboxRow.state == OutboxState.PENDING)) == rows // 2
    tick = await _tick(sessions)
    seconds = min([await _plan(sessions, keep=False) for _ in range(PLANS)])
    # memory is watched apart: watching takes its time
    tracemalloc.start()
    await _plan(sessions, keep=True)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return Figures(tick, seconds, peak / 2**20)


async def bench(url: str, rows: int) -> Figures:
    await migrate(url)
    engine = create_engine(url)
    try:
        return await measure(create_sessions(engine), rows)
    finally:
        await engine.dispose()


def report(database: str, found: Figures, rows: int) -> bool:
    print(  # noqa: T201 (a bench is read)
        f"{database}: a tick among {rows} rows, {DUE} due: {found.tick_milliseconds:.1f} ms "
        f"(limit {MOST_TICK_MILLISECONDS:g}); {PEOPLE} rows planned in {found.planning_seconds:.2f} s "
        f"(limit {MOST_PLANNING_SECONDS:g}) and {found.planning_megabytes:.1f} MB (limit {MOST_PLANNING_MEGABYTES:g})"
    )
    return found.fine


def main() -> int:
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else ROWS
    with tempfile.TemporaryDirectory() as folder:
        fine = report("SQLite", asyncio.run(bench(f"sqlite+aiosqlite:///{Path(folder) / 'club.db'}", rows)), rows)
    if POSTGRES:
        with scratch_postgres() as url:
            fine = report("PostgreSQL", asyncio.run(bench(url, rows)), rows) and fine
    return 0 if fine else 1


if __name__ == "__main__":
    sys.exit(main())
