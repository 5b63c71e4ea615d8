"""A process that stops while it stands by begins nothing more, whoever else dies meanwhile."""

import asyncio
from typing import Any

import asyncpg
import pytest

from bot import leader
from bot.company import Company, at_work
from db.advisory import Keys, connected
from db.engine import create_engine
from tests.conftest import POSTGRES

pytestmark = pytest.mark.skipif(not POSTGRES, reason="TEST_POSTGRES_URL is not set")


class Part:
    """Counts; its drain lasts until `drained`."""

    alone = Keys.CLOCK

    def __init__(self) -> None:
        self.begun = 0
        self.at_work, self.draining, self.drained = asyncio.Event(), asyncio.Event(), asyncio.Event()

    async def begin(self) -> None:
        self.begun += 1
        self.at_work.set()

    async def end(self) -> None:
        pass

    async def drain(self, seconds: float) -> None:
        self.draining.set()
        await self.drained.wait()


@pytest.mark.parametrize("side_by_side", [True, False])
async def test_who_stops_takes_nothing_over(
    postgres_url: str, monkeypatch: pytest.MonkeyPatch, *, side_by_side: bool
) -> None:
    monkeypatch.setattr(leader, "_LOOK_SECONDS", 0)
    part, stop = Part(), asyncio.Event()

    async def process() -> None:
        async with at_work(Company(postgres_url, side_by_side), [part], 5):
            await stop.wait()

    async with asyncio.timeout(20), connected(postgres_url) as other:
        key = Keys.CLOCK if side_by_side else Keys.WHOLE
        assert await other.take(key)
        standing_by = asyncio.create_task(process())
        stop.set()
        await part.draining.wait()
        await other.let_go(key)
        for _ in range(20):
            # each is a round trip to the database: time enough to take it over
            async with connected(postgres_url):
                pass
        assert part.begun == 0
        part.drained.set()
        await standing_by


async def test_whatever_answers_instead_of_the_database_ends_no_standing_by(
    postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A proxy on the way that lost its own database says things the driver has no name for."""
    monkeypatch.setattr(leader, "_LOOK_SECONDS", 0)
    part, closing, failures = Part(), asyncio.Event(), [AttributeError("server_version")]

    async def connect(*args: Any, **words: Any) -> Any:
        if failures:
            raise failures.pop()
        return await whole(*args, **words)

    whole = asyncpg.connect
    monkeypatch.setattr(asyncpg, "connect", connect)
    standing_by = asyncio.create_task(leader.stand_by(postgres_url, Keys.CLOCK, [part], closing))
    async with asyncio.timeout(10):
        await part.at_work.wait()
    standing_by.cancel()
    await asyncio.wait({standing_by})


async def test_an_address_means_the_same_to_the_locks_and_to_the_rest(postgres_url: str) -> None:
    """`ssl` and the like are words for the driver; told to the server, no lock would ever be had."""
    url = f"{postgres_url}?ssl=prefer&prepared_statement_cache_size=0"
    engine = create_engine(url)
    async with engine.connect(), connected(url) as locks:
        assert await locks.take(Keys.CLOCK, 1)
    await engine.dispose()
