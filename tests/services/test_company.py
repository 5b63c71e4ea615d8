"""A process that stops while it stands by begins nothing more, whoever else dies meanwhile."""

import asyncio

import pytest

from bot import leader
from bot.company import Company, at_work
from db.advisory import Keys, connected
from tests.conftest import POSTGRES

pytestmark = pytest.mark.skipif(not POSTGRES, reason="TEST_POSTGRES_URL is not set")


class Part:
    """Counts; its drain lasts until `drained`."""

    alone = Keys.CLOCK

    def __init__(self) -> None:
        self.begun = 0
        self.draining, self.drained = asyncio.Event(), asyncio.Event()

    async def begin(self) -> None:
        self.begun += 1

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
