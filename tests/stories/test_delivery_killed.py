"""A mailing whose process is killed again and again: everybody gets it, and few get it twice."""

import asyncio
import os
import random
from collections import Counter
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, insert, select

from db.engine import Sessions
from db.models import Member, OutboxRow
from domain.vocabulary import OutboxState, Priority
from scheduler.delivery import LOST_AFTER, Delivery
from screens.kit import Screen
from services import deliveries, outbox
from services.outbox import Message
from tests.conftest import NOW
from tests.stories.outgoing import RENDERERS

ROUNDS = int(os.environ.get("DRILL_ROUNDS", "1"))
PEOPLE, KILLS = 150, 6
# of the pace, ten times faster than in life
GAP = 0.004


class Wire:
    """A messenger that outlives the processes: it counts what has arrived at whose phone."""

    paused = False

    def __init__(self) -> None:
        self.copies: Counter[int] = Counter()
        self.waiting = 0
        # when a process was killed, summed up: rows nobody knows the fate of
        self.in_flight = 0
        self._line = asyncio.Lock()

    async def send(
        self, chat_id: int, part: Screen, priority: Priority, check: Callable[[], Awaitable[None]]
    ) -> tuple[int, ...]:
        self.waiting += 1
        try:
            async with self._line:
                await asyncio.sleep(GAP)
        finally:
            self.waiting -= 1
        await check()
        self.copies[chat_id] += 1
        await asyncio.sleep(random.uniform(0, 5 * GAP))
        return (self.copies.total(),)

    async def is_there(self) -> bool:
        return True


class Process:
    """Sends what is due until it is killed."""

    def __init__(self, sessions: Sessions, wire: Wire, now: datetime) -> None:
        self._before = asyncio.all_tasks()
        self.delivery = Delivery(sessions, wire, RENDERERS, lambda: now)

    async def kill(self) -> None:
        """Nothing it was at goes on or is written."""
        for task in (mine := asyncio.all_tasks() - self._before):
            task.cancel()
        for task in mine:
            with suppress(asyncio.CancelledError):
                await task


async def plan_mailing(sessions: Sessions) -> None:
    async with sessions.begin() as session:
        people = [{"telegram_id": 9_000 + n, "created_at": NOW, "joined_at": NOW} for n in range(PEOPLE)]
        await session.execute(insert(Member), people)
        message = Message("test", "event:1", 0, NOW, Priority.ANNOUNCEMENT)  # type: ignore[arg-type]
        await outbox.plan_for(session, message, select(Member.id).where(Member.telegram_id >= 9_000))


async def count(sessions: Sessions, *states: OutboxState) -> int:
    async with sessions() as session:
        query = select(func.count()).select_from(OutboxRow).where(OutboxRow.state.in_(states))
        return await session.scalar(query) or 0


async def unsettled(sessions: Sessions) -> int:
    return await count(sessions, OutboxState.PENDING, OutboxState.RETRY, OutboxState.SENDING)


async def mail(sessions: Sessions) -> Wire:
    """The whole mailing: killed at random moments, at last left alone."""
    await plan_mailing(sessions)
    wire, now = Wire(), NOW
    for number in range(KILLS + 1):
        process = Process(sessions, wire, now)
        async with asyncio.timeout(60):
            await process.delivery.recover()
            await process.delivery.tick()
            await asyncio.sleep(random.uniform(0.05, 0.3))
            while number == KILLS and await unsettled(sessions):
                await process.delivery.recover()
                await process.delivery.tick()
                await process.delivery.drain()
        await process.kill()
        wire.in_flight += await count(sessions, OutboxState.SENDING)
        now += LOST_AFTER
    return wire


@pytest.mark.parametrize("seed", range(ROUNDS))
async def test_everybody_gets_it_and_few_twice(sessions: Sessions, seed: int) -> None:
    random.seed(seed)
    wire = await mail(sessions)
    async with sessions() as session:
        query = select(Member.telegram_id, OutboxRow.state).join(OutboxRow, OutboxRow.recipient_id == Member.id)
        fates = {phone: state for phone, state in await session.execute(query)}  # noqa: C416
    assert set(fates.values()) <= {OutboxState.SENT, OutboxState.UNCERTAIN}
    assert [one for one, state in fates.items() if state is OutboxState.SENT and not wire.copies[one]] == []
    assert max(wire.copies.values()) <= deliveries.MOST_TRIES
    assert wire.copies.total() - len(wire.copies) <= wire.in_flight <= KILLS * 30


async def test_who_is_killed_at_every_start_misses_nobody(sessions: Sessions) -> None:
    """What was claimed and never left has not been tried, however often that happens."""
    await plan_mailing(sessions)
    wire, now = Wire(), NOW
    for _ in range(2 * deliveries.MOST_TRIES):
        process = Process(sessions, wire, now)
        await process.delivery.recover()
        assert await process.delivery.tick()
        await process.kill()
        now += LOST_AFTER
    process = Process(sessions, wire, now)
    async with asyncio.timeout(60):
        while await unsettled(sessions):
            await process.delivery.recover()
            await process.delivery.tick()
            await process.delivery.drain()
    await process.kill()
    assert await count(sessions, OutboxState.UNCERTAIN) == 0
    assert (len(wire.copies), max(wire.copies.values())) == (PEOPLE, 1)


async def test_without_recovery_some_would_miss_it(sessions: Sessions, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the test above is worth: it sees a row that is left as it lies."""

    async def left_lying(*_: object, **__: object) -> int:
        return 0

    monkeypatch.setattr(deliveries, "recover", left_lying)
    await plan_mailing(sessions)
    process = Process(sessions, Wire(), NOW)
    await process.delivery.tick()
    await process.kill()
    process = Process(sessions, Wire(), NOW + timedelta(hours=1))
    await process.delivery.recover()
    assert await count(sessions, OutboxState.SENDING)
