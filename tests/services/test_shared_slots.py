"""One pace for several processes, given out by a real Redis."""

import asyncio
import os
from collections.abc import AsyncIterator

import pytest
from redis.asyncio import Redis

from domain.sending import FloodLimit
from domain.vocabulary import Priority
from scheduler.pace import PER_SECOND, RESERVE, Pace
from scheduler.shared_slots import SharedSlots

URL = os.environ.get("TEST_REDIS_URL")
needs_redis = pytest.mark.skipif(URL is None, reason="TEST_REDIS_URL is not set")

# tests run side by side
BOT = os.getpid()
GAP = 1 / (PER_SECOND + RESERVE)


@pytest.fixture
async def redis() -> AsyncIterator[Redis]:
    redis = Redis.from_url(URL or "")
    yield redis
    await redis.delete(f"nastavnik:{BOT}:pace", f"nastavnik:{BOT}:pause")
    await redis.aclose()


@pytest.fixture
async def two(redis: Redis) -> AsyncIterator[tuple[SharedSlots, SharedSlots]]:
    """The slots as two processes see them."""
    assert URL
    first, second = SharedSlots(URL, BOT), SharedSlots(URL, BOT)
    yield first, second
    await first.close()
    await second.close()


@needs_redis
async def test_processes_wait_for_each_other(two: tuple[SharedSlots, SharedSlots]) -> None:
    first, second = two
    given = [await (first, second)[number % 2].take(reply=True) for number in range(10)]
    assert given[0] == 0
    # what a late timer may catch up on is one hundredth of a second, less than a slot
    assert 0 < given[1] <= GAP
    assert sum(wait == 0 for wait in given) <= 2


@needs_redis
async def test_a_reply_goes_before_what_nobody_waits_for(redis: Redis) -> None:
    """After a quiet time the mailing may catch up on two seconds; then it waits longer than a reply does."""
    reserve = 1_000
    first, second = (SharedSlots(URL or "", BOT, reserve=reserve) for _ in range(2))
    gap, own = 1 / (PER_SECOND + reserve), 0.0
    while own <= gap:
        own = await first.take(reply=False)
    assert await second.take(reply=True) <= gap < own
    for one in (first, second):
        await one.close()


@needs_redis
async def test_silence_asked_of_one_process_is_kept_by_all(two: tuple[SharedSlots, SharedSlots]) -> None:
    first, second = two
    for seconds in (2, 30, 3):
        await Pace(slots=first).heard(seconds)
    other = Pace(slots=second)
    with pytest.raises(FloodLimit) as told:
        await other.slot(1, Priority.TIP)
    assert 25 < told.value.seconds <= 30
    assert other.paused, "it claims nothing meanwhile"


@needs_redis
async def test_a_redis_that_forgot_everything_gives_slots_again(
    two: tuple[SharedSlots, SharedSlots], redis: Redis
) -> None:
    first, second = two
    await first.take(reply=True)
    await redis.delete(f"nastavnik:{BOT}:pace")
    await redis.script_flush()
    assert await second.take(reply=True) == 0


async def test_without_redis_each_keeps_a_slower_pace() -> None:
    slots = SharedSlots("redis://127.0.0.1:1/0", BOT)
    assert await slots.take(reply=True) == 0
    wait = await slots.take(reply=True)
    assert 2 * GAP < wait <= 4 * GAP
    await slots.tell(1)
    await slots.close()


@pytest.mark.parametrize(
    "answer",
    [b":5\r\n", b"+OK\r\n", b"$3\r\n\xff\xfe\xfd\r\n", b"*2\r\n$1\r\nx\r\n$1\r\ny\r\n", b"HTTP/1.1 400\r\n\r\n"],
)
async def test_what_answers_nonsense_is_no_redis(answer: bytes) -> None:
    async def answers(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while await reader.read(4096):
            # to whatever else the driver asks when it connects, too
            writer.write(answer * 3)
        writer.close()

    server = await asyncio.start_server(answers, "127.0.0.1", 0)
    slots = SharedSlots(f"redis://127.0.0.1:{server.sockets[0].getsockname()[1]}/0", BOT)
    assert await slots.take(reply=True) == 0
    assert 2 * GAP < await slots.take(reply=True) <= 4 * GAP, "a pace of its own"
    await slots.tell(1)
    await slots.close()
    server.close()
