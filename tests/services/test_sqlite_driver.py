"""The SQLite driver's short cuts lose nothing: neither a lock waited for, nor a transaction somebody gave up."""

import asyncio
import sqlite3
import time
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import aiosqlite
import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from db.engine import Session, Sessions, at_once, create_engine, create_sessions

COUNT, ADD = text("SELECT count(*) FROM word"), text("INSERT INTO word VALUES (:word)")
# some hundred milliseconds of the thread's time
LONG = text("WITH RECURSIVE n(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < 500000) SELECT max(n) FROM n")


@pytest.fixture
async def sessions(tmp_path: Path) -> AsyncIterator[Sessions]:
    engine = create_engine(f"sqlite+aiosqlite:///{tmp_path / 'words.db'}")
    async with engine.begin() as connection:
        await connection.execute(text("CREATE TABLE word (word TEXT PRIMARY KEY)"))
    yield create_sessions(engine)
    await engine.dispose()


@pytest.fixture
def trips(monkeypatch: pytest.MonkeyPatch) -> Callable[[], int]:
    """How often the thread was gone to since the last question."""
    count = 0
    execute = aiosqlite.Connection._execute

    async def counted(*given: object, **named: object) -> object:
        nonlocal count
        count += 1
        return await execute(*given, **named)  # type: ignore[arg-type]

    def told() -> int:
        nonlocal count
        before, count = count, 0
        return before

    monkeypatch.setattr(aiosqlite.Connection, "_execute", counted)
    return told


async def _count(session: Session) -> int | None:
    return await session.scalar(COUNT)


async def test_a_statement_is_one_trip_and_what_is_marked_none(sessions: Sessions, trips: Callable[[], int]) -> None:
    async with sessions.begin() as session:
        await session.execute(ADD, {"word": "раз"})
        trips()
        await session.execute(ADD, {"word": "два"})
        assert trips() == 1
        await session.execute(at_once(ADD), {"word": "три"})
        assert trips() == 0
    assert trips() == 1
    async with sessions.begin() as session:
        assert await session.scalar(at_once(COUNT)) == 3
        assert trips() == 0


async def test_a_transaction_without_statements_goes_nowhere(sessions: Sessions, trips: Callable[[], int]) -> None:
    async with sessions() as session:
        await session.connection()
        trips()
        await session.commit()
    assert trips() == 0


async def test_an_error_at_once_is_the_same_error_and_rolls_back(sessions: Sessions) -> None:
    async def add_twice() -> None:
        async with sessions.begin() as session:
            await session.execute(at_once(ADD), {"word": "раз"})
            await session.execute(at_once(ADD), {"word": "раз"})

    with pytest.raises(IntegrityError):
        await add_twice()
    async with sessions.begin() as session:
        assert await _count(session) == 0


@pytest.mark.parametrize("marked", [False, True])
async def test_a_lock_of_another_process_is_waited_for_and_the_loop_goes_on(sessions: Sessions, marked: bool) -> None:
    async with sessions() as session:
        url = session.get_bind().engine.url.database  # type: ignore[union-attr]
    other = sqlite3.connect(url or "", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")

    async def add() -> None:
        async with sessions.begin() as session:
            await session.execute(at_once(ADD) if marked else ADD, {"word": "раз"})

    adding = asyncio.create_task(add())
    began = time.monotonic()
    for _ in range(10):
        await asyncio.sleep(0.01)
    assert time.monotonic() - began < 1, "the loop stood still"
    assert not adding.done()
    other.execute("COMMIT")
    other.close()
    await adding
    async with sessions.begin() as session:
        assert await _count(session) == 1


async def test_who_gives_up_in_the_middle_leaves_no_transaction_behind(sessions: Sessions) -> None:
    async def add_and_wait() -> None:
        async with sessions.begin() as session:
            await session.execute(LONG)
            await session.execute(ADD, {"word": "раз"})

    for statements in (add_and_wait, add_and_wait):
        giving_up = asyncio.create_task(statements())
        await asyncio.sleep(0.02)
        giving_up.cancel()
        with pytest.raises(asyncio.CancelledError):
            await giving_up
        async with sessions.begin() as session:
            assert await session.scalar(at_once(COUNT)) == 0
    async with sessions.begin() as session:
        await session.execute(at_once(ADD), {"word": "два"})
    async with sessions.begin() as session:
        assert await _count(session) == 1
