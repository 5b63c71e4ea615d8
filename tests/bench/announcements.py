"""Composing the outbox of an announcement: the time and the memory of its start, for 50,000 people.

`make bench` runs it on SQLite; it fails above the club's limits. A third of the people have had their fill this week
and get it in the digest; the announcement is a text and a poll.
"""

import asyncio
import sys
import tempfile
import time
import tracemalloc
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import func, select

from db.engine import Sessions, create_engine, create_sessions
from db.migrate import migrate
from db.models import DigestItem, OutboxRow
from domain.mailing.announcement_sending import mark
from domain.vocabulary import OutboxState
from services.mailing import announcement_sending, announcements
from tests.conftest import NOW
from tests.services.given_mailing import (
    POLL,
    TEXT,
    given_announcement,
    given_desk,
    given_recipients,
    given_sent_before,
)

PEOPLE = 50_000
MOST_SECONDS = 5.0
MOST_MEGABYTES = 10.0
SAVED_UP = 3


@dataclass(frozen=True, slots=True)
class Figures:
    """How long the start took, how much memory at most, how many messages it planned, how many wait in the digest."""

    seconds: float
    megabytes: float
    messages: int
    in_digest: int


async def measure(sessions: Sessions, people: int) -> Figures:
    async with sessions.begin() as session:
        desk = await given_desk(session, NOW)
        ids = await given_recipients(session, people, NOW)
        await given_sent_before(session, ids[: people // 3], SAVED_UP, NOW)
        announcement_id = await given_announcement(session, desk, NOW, TEXT, POLL)
        agreed = mark(await announcements.view(session, desk, announcement_id))
    seconds = await _start(sessions, desk, announcement_id, agreed, keep=False)
    # memory is watched apart: watching takes its time
    tracemalloc.start()
    await _start(sessions, desk, announcement_id, agreed, keep=True)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    async with sessions() as session:
        planned = select(func.count()).select_from(OutboxRow).where(OutboxRow.state == OutboxState.PENDING)
        messages = await session.scalar(planned) or 0
        in_digest = await session.scalar(select(func.count()).select_from(DigestItem)) or 0
    return Figures(seconds, peak / 2**20, messages, in_digest)


async def _start(sessions: Sessions, desk: object, announcement_id: int, agreed: int, *, keep: bool) -> float:
    started = time.perf_counter()
    async with sessions() as session:
        await announcement_sending.start(session, desk, announcement_id, agreed, NOW)  # type: ignore[arg-type]
        await session.flush()
        took = time.perf_counter() - started
        await (session.commit() if keep else session.rollback())
    return took


async def bench(folder: Path) -> Figures:
    url = f"sqlite+aiosqlite:///{folder / 'club.db'}"
    await migrate(url)
    engine = create_engine(url)
    figures = await measure(create_sessions(engine), PEOPLE)
    await engine.dispose()
    return figures


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        figures = asyncio.run(bench(Path(folder)))
    print(  # noqa: T201 (a bench is read)
        f"{PEOPLE} people: {figures.messages} messages and {figures.in_digest} for the digest planned "
        f"in {figures.seconds:.2f} s (limit {MOST_SECONDS:g}), "
        f"{figures.megabytes:.1f} MB at most (limit {MOST_MEGABYTES:g})"
    )
    return 0 if figures.seconds <= MOST_SECONDS and figures.megabytes <= MOST_MEGABYTES else 1


if __name__ == "__main__":
    sys.exit(main())
