"""The database is locked, full, restarted, restored; Redis dies: people hear of it, and nothing is lost or doubled."""

import asyncio
import random
import sqlite3
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
from redis.asyncio import Redis
from sqlalchemy import func, make_url, select

from db.engine import Sessions
from db.models import OutboxRow
from domain.vocabulary import InboxState, OutboxState
from tests.conftest import POSTGRES
from tests.drills.processes.club import (
    given_mailing,
    given_members,
    in_order,
    letters,
    long,
    mailing_is_over,
    opened,
    report,
    unhandled,
    until,
    written,
)
from tests.drills.processes.fleet import Fleet, fleet, wait_until
from tests.drills.processes.servers import OwnRedis, own_cluster, small_disk
from tests.drills.processes.telegram import BareTelegram

WORD = "больше времени"
MOST_SECONDS = 15


@pytest.fixture
def backend() -> str:
    return "sqlite"


@long
async def test_a_locked_sqlite_is_waited_for(url: str, telegram: BareTelegram, ships: Fleet) -> None:
    """Four seconds nobody notices; of twenty people hear in good time. Everything is done, once and in order."""
    members = await given_members(url, 3)
    begun, first, second = _in_turns(letters(members, 2), len(members))
    process = ships.start().is_up()
    telegram.brings(begun)
    async with opened(url) as sessions:
        assert await until(_done(sessions, len(begun)))
    with _locked(url):
        telegram.brings(first)
        await asyncio.sleep(4)
    async with opened(url) as sessions:
        assert await until(_done(sessions, len(begun + first)))
    assert _words(telegram) == []

    with _locked(url):
        telegram.brings(second)
        began = time.monotonic()
        wait_until(lambda: len(_words(telegram)) == len(members), MOST_SECONDS, lambda: process.log)
        report(f"locked: everybody has heard after {time.monotonic() - began:.1f} s")
        await asyncio.sleep(20 - (time.monotonic() - began))
    began = time.monotonic()
    async with opened(url) as sessions:
        assert await until(_done(sessions, 3 * len(members))), await unhandled(sessions)
        report(f"locked: all is done {time.monotonic() - began:.1f} s after the lock's end")
        assert await written(sessions) == in_order(members, 2)
    assert sorted(call.chat_id for call in _words(telegram)) == members, "each is told once"
    # what the bot says on its own has not stopped either
    announcement_id = await given_mailing(url)
    async with opened(url) as sessions:
        assert await until(lambda: mailing_is_over(sessions, announcement_id)), process.log
    assert process.stop() == 0


@long
async def test_without_patience_nobody_hears_of_a_lock(url: str, telegram: BareTelegram, ships: Fleet) -> None:
    """What is told then is a number, if anything; never that it is kept."""
    members = await given_members(url, 3)
    ships.start(without="patience").is_up()
    telegram.brings(letters(members, 0))
    async with opened(url) as sessions:
        assert await until(_done(sessions, len(members)))
    with _locked(url):
        telegram.brings(letters(members, 1)[len(members) :])
        await asyncio.sleep(7)
        assert _words(telegram) == []


@long
async def test_a_full_disk_is_waited_out(telegram: BareTelegram, tmp_path: Path) -> None:
    with small_disk(tmp_path / "small", 8) as disk, fleet(tmp_path, telegram.url, url := _sqlite(disk)) as ships:
        # more of them would not fit in the empty disk either
        members, each = await given_members(url, 5), 16
        updates = letters(members, each)
        for update in updates[len(members) :]:
            # of some size, or the space that the database has already would last for long
            update["message"]["text"] += " " + "ж" * 2_000
        process = ships.start().is_up()
        telegram.brings(updates[: len(members)])
        async with opened(url) as sessions:
            assert await until(_done(sessions, len(members)))
        with _full(disk):
            telegram.brings(updates[len(members) :])
            wait_until(lambda: {call.chat_id for call in _words(telegram)} == set(members), 60, lambda: process.log)
            assert process.running
            await asyncio.sleep(3)
        began = time.monotonic()
        async with opened(url) as sessions:
            assert await until(_done(sessions, len(updates))), process.log
            report(f"full: all is done {time.monotonic() - began:.1f} s after there is space again")
            found = {person: [text.split()[0] for text in texts] for person, texts in (await written(sessions)).items()}
            assert found == in_order(members, each)
        assert process.stop() == 0
        assert "Traceback" not in process.log


@long
async def test_a_postgresql_that_is_restarted_again_and_again(telegram: BareTelegram, tmp_path: Path) -> None:
    """Ten power cuts of the database during three hundred updates: each has its effect once, in order."""
    with own_cluster() as cluster, fleet(tmp_path, telegram.url, cluster.url) as ships:
        members, each, restarts = await given_members(cluster.url, 20), 14, 10
        updates = letters(members, each)
        process = ships.start().is_up()
        chance = random.Random(10)
        for number in range(restarts):
            telegram.brings(updates[number * len(updates) // restarts : (number + 1) * len(updates) // restarts])
            await asyncio.sleep(chance.uniform(0.1, 1.5))
            await asyncio.to_thread(cluster.restart_at_once)
        began = time.monotonic()
        async with opened(cluster.url) as sessions:
            assert await until(_done(sessions, len(updates)), 120), (await unhandled(sessions), process.log)
            report(f"restarts: all is done {time.monotonic() - began:.1f} s after the last of {restarts}")
            assert await written(sessions) == in_order(members, each)
        # the process lives on: whatever it has saved it answers, also where the database could not say so any more
        wait_until(lambda: _answers(telegram) >= len(updates), 60, lambda: f"{_answers(telegram)} answers")
        report(f"restarts: {len(updates)} updates, {_answers(telegram)} answers, {len(_words(telegram))} told to wait")
        assert _answers(telegram) == len(updates)
        assert process.stop() == 0


@long
@pytest.mark.skipif(not POSTGRES, reason="TEST_POSTGRES_URL is not set")
@pytest.mark.parametrize("backend", ["postgres"])
async def test_a_redis_that_dies_and_forgets_holds_nobody_up(url: str, telegram: BareTelegram, tmp_path: Path) -> None:
    redis = OwnRedis(tmp_path)
    redis.start()
    try:
        with fleet(tmp_path, telegram.url, url, REDIS_URL=redis.url) as ships:
            members, each = await given_members(url, 10), 12
            updates = letters(members, each)
            quarter = len(updates) // 4
            process = ships.start().is_up()
            async with opened(url) as sessions:
                for number, trouble in enumerate((_nothing, redis.kill, redis.start, lambda: _flush(redis.url))):
                    result = trouble()
                    if result is not None:
                        await result
                    began = time.monotonic()
                    end = len(updates) if number == 3 else (number + 1) * quarter
                    telegram.brings(updates[number * quarter : end])
                    assert await until(_done(sessions, end)), process.log
                    report(f"Redis {trouble.__name__}: {end - number * quarter} in {time.monotonic() - began:.1f} s")
                assert await written(sessions) == in_order(members, each)
            assert process.log.count("Redis is away") == 1
            assert process.log.count("Redis is back") == 1
            assert process.stop() == 0
    finally:
        redis.kill()


@long
async def test_a_restored_copy_has_what_was_there_when_it_was_taken(
    url: str, telegram: BareTelegram, ships: Fleet, tmp_path: Path
) -> None:
    members, each = await given_members(url, 10), 12
    updates = letters(members, each)
    half = len(updates) // 2
    process = ships.start().is_up()
    telegram.brings(updates[:half])
    async with opened(url) as sessions:
        assert await until(_done(sessions, half))
        sure = await written(sessions)
    announcement_id = await given_mailing(url)
    wait_until(lambda: any("встречаемся" in call.text for call in telegram.said()))
    copied_at = time.monotonic()
    telegram.brings(updates[half : half + 30])
    await asyncio.to_thread(ships.command, "backup")
    telegram.brings(updates[half + 30 :])
    await asyncio.sleep(1)
    process.kill()
    lost_seconds = time.monotonic() - copied_at

    (copy,) = (tmp_path / "backups").iterdir()
    said = await asyncio.to_thread(ships.command, "restore", str(copy))
    assert "held" in said
    again = ships.start().is_up()
    async with opened(url) as sessions:
        held = await _held(sessions)
        assert held == 0 or "messages of a restored copy are held" in again.log
        before = len(telegram.said())
        await asyncio.sleep(3)
        assert sum("встречаемся" in call.text for call in telegram.said()[before:]) == 0, "what is held does not go"
        said = await asyncio.to_thread(ships.command, "release")
        assert f"{held}" in said
        assert await until(lambda: mailing_is_over(sessions, announcement_id)), again.log
        found = await written(sessions)
    for person, texts in in_order(members, each).items():
        assert found[person] == texts[: len(found[person])], "nothing is missing in the middle"
        assert len(found[person]) >= len(sure[person]), "what was there when the copy was begun is there again"
    lost = sum(each - len(texts) for texts in found.values())
    report(f"restored: {held} messages held, {lost} texts of the last {lost_seconds:.1f} s are gone")
    assert again.stop() == 0


def _in_turns(updates: list[dict[str, Any]], people: int) -> list[list[dict[str, Any]]]:
    return [updates[start : start + people] for start in range(0, len(updates), people)]


def _done(sessions: Sessions, count: int) -> Callable[[], Awaitable[bool]]:
    async def look() -> bool:
        try:
            return await unhandled(sessions) == {InboxState.DONE: count}
        except (OSError, sqlite3.Error):
            return False

    return look


def _answers(telegram: BareTelegram) -> int:
    return len(telegram.said("sendMessage", "editMessageText")) - len(_words(telegram))


def _words(telegram: BareTelegram) -> list[Any]:
    return [call for call in telegram.said() if WORD in call.text.replace("\N{NO-BREAK SPACE}", " ")]


def _sqlite(folder: Path) -> str:
    return f"sqlite+aiosqlite:///{folder / 'club.db'}"


@contextmanager
def _locked(url: str) -> Iterator[None]:
    """Another process writes, and takes its time."""
    with closing(sqlite3.connect(str(make_url(url).database), isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")


@contextmanager
def _full(disk: Path) -> Iterator[None]:
    """Not a byte is left."""
    ballast = disk / "ballast"
    with ballast.open("wb", buffering=0) as file, suppress(OSError):
        while True:
            file.write(b"\0" * 4096)
    try:
        yield
    finally:
        ballast.unlink()


def _nothing() -> None:
    """All is well."""


async def _flush(url: str) -> None:
    redis = Redis.from_url(url)
    await redis.flushall()
    await redis.aclose()


async def _held(sessions: Sessions) -> int:
    async with sessions() as session:
        return await session.scalar(select(func.count()).where(OutboxRow.state == OutboxState.HELD)) or 0
