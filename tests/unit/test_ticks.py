"""Ticks go on whatever the machine's clock does: put right by an hour, or woken up after a month."""

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, tzinfo

import pytest
from apscheduler.schedulers import base
from sqlalchemy.exc import TimeoutError as NoConnectionFree
from structlog.testing import capture_logs

from scheduler import ticks
from scheduler.ticks import CHORES, DELIVERY, ERRANDS, create_scheduler
from tests import virtual_time
from tests.conftest import NOW

# jobs by name, and how often each is called in a minute
_A_MINUTE = {"deliver": 60, "errand": 30, "chore": 1}


class Wall(datetime):
    """What the clock on the wall shows: it goes with the loop's virtual time, and jumps."""

    jumped = timedelta()

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> "Wall":
        moment = NOW + timedelta(seconds=asyncio.get_running_loop().time()) + cls.jumped
        return cls.fromtimestamp(moment.timestamp(), tz)


@pytest.fixture
def wall(monkeypatch: pytest.MonkeyPatch) -> Iterator[type[Wall]]:
    monkeypatch.setattr(base, "datetime", Wall)
    monkeypatch.setattr(ticks, "datetime", Wall)
    yield Wall
    Wall.jumped = timedelta()


@pytest.mark.parametrize("jump", [timedelta(hours=-1), timedelta(seconds=-30), timedelta(hours=1), timedelta(days=1)])
def test_a_clock_that_jumps_stops_no_ticks(wall: type[Wall], jump: timedelta) -> None:
    called = dict.fromkeys(_A_MINUTE, 0)

    def counting(name: str) -> ticks.Tick:
        async def tick() -> None:
            called[name] += 1

        return tick

    async def main() -> None:
        jobs = {
            seconds: {name: counting(name)} for seconds, name in zip((DELIVERY, ERRANDS, CHORES), called, strict=True)
        }
        scheduler = create_scheduler(jobs)
        scheduler.start()
        await asyncio.sleep(90)
        wall.jumped = jump
        before = dict(called)
        await asyncio.sleep(60)
        for name, times in _A_MINUTE.items():
            assert times <= called[name] - before[name] <= times + 1, name
        scheduler.shutdown(wait=False)
        await asyncio.sleep(0)

    virtual_time.run(main())


def test_a_month_of_sleep_is_not_gone_through_second_by_second() -> None:
    (job,) = create_scheduler({DELIVERY: {"deliver": asyncio.Event().wait}}).get_jobs()
    now = datetime.now(UTC)
    assert job.trigger.get_next_fire_time(now - timedelta(days=30), now) > now


def test_a_database_that_is_away_is_mentioned_once(wall: type[Wall], caplog: pytest.LogCaptureFixture) -> None:
    """Not by a trace from each of some thirty ticks, second after second."""
    called = 0

    async def tick() -> None:
        nonlocal called
        called += 1
        raise NoConnectionFree if called > 1 else ValueError

    async def main() -> None:
        scheduler = create_scheduler({DELIVERY: {"deliver": tick}, ERRANDS: {"errand": tick}})
        scheduler.start()
        await asyncio.sleep(30)
        scheduler.shutdown(wait=False)
        await asyncio.sleep(0)

    with capture_logs() as logs:
        virtual_time.run(main())
    assert called > 40
    assert [line["event"] for line in logs] == ["the database is away: what happens by itself waits"]
    assert [record.exc_info and record.exc_info[0] for record in caplog.records] == [ValueError], "a fault of ours is"
