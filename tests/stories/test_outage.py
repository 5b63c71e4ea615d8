"""Telegram away for everybody: what waits for it goes out as soon as it is back, and nothing is given up."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from domain.vocabulary import OutboxState
from scheduler.delivery import Delivery
from services import deliveries
from tests.stories.conftest import Club
from tests.stories.outgoing import RENDERERS, member, news, plan, rows, states

FOR_EVERYBODY = [{"status": 401, "description": "Unauthorized"}, {"status": 502}, {"kind": "html"}, {"kind": "reset"}]


class Waiting:
    """Pauses that last until the test says so."""

    def __init__(self) -> None:
        self._over = asyncio.Event()
        self._again = asyncio.Event()
        self.seconds: list[float] = []

    async def sleep(self, seconds: float) -> None:
        self.seconds.append(seconds)
        self._again.set()
        await self._over.wait()
        self._over.clear()

    async def ends(self, *, again: bool) -> None:
        """The pause is over; `again`: there will be one more."""
        self._again.clear()
        self._over.set()
        if again:
            await asyncio.wait_for(self._again.wait(), 5)


@pytest.fixture
def waiting() -> Waiting:
    return Waiting()


@pytest.fixture
async def delivery(club: Club, waiting: Waiting) -> AsyncIterator[Delivery]:
    begun = Delivery(club.sessions, club.messenger, RENDERERS, lambda: club.now, sleep=waiting.sleep)
    yield begun
    await begun.drain()


@pytest.mark.parametrize("fault", FOR_EVERYBODY)
async def test_an_outage_costs_no_attempt_and_ends_with_the_first_answer(
    club: Club, delivery: Delivery, waiting: Waiting, fault: dict[str, object]
) -> None:
    """Longer than all pauses between attempts together: each message would have been given up."""
    anna_id, irina_id = await member(club, club.anna), await member(club, club.irina)
    await plan(club, anna_id, 1)
    club.telegram.fault("*", times=10_000, **fault)  # type: ignore[arg-type]
    for pause in deliveries.BACKOFF:
        await tick(delivery)
        club.telegram.clock.advance(pause)
    assert await states(club) == [OutboxState.RETRY]
    assert [row.attempts for row in await rows(club)] == [0]
    await plan(club, irina_id, 2)
    sent = len(club.telegram.log)
    await tick(delivery)
    assert len(club.telegram.log) == sent, "nobody's message is sent into the void"
    await waiting.ends(again=True)
    assert news(club.irina) == []

    club.telegram.faults.clear()
    await waiting.ends(again=False)
    assert delivery._outage._end
    await asyncio.wait_for(delivery._outage._end, 5)
    await tick(delivery)
    assert (news(club.anna), news(club.irina)) == (["весть 1"], ["весть 2"])
    assert waiting.seconds[0] < waiting.seconds[1], "it is asked less and less often"


async def test_a_fault_of_one_message_holds_nobody(club: Club, delivery: Delivery, waiting: Waiting) -> None:
    anna_id, irina_id = await member(club, club.anna), await member(club, club.irina)
    club.telegram.fault("sendMessage", times=10_000, chat_id=club.anna.id, status=500)
    await plan(club, anna_id, 1)
    for pause in (timedelta(), *deliveries.BACKOFF):
        club.telegram.clock.advance(pause)
        await tick(delivery)
    await plan(club, irina_id, 2)
    await tick(delivery)
    assert await states(club) == [OutboxState.DEAD, OutboxState.SENT]
    assert waiting.seconds == []


async def tick(delivery: Delivery) -> None:
    """One tick, and what it has begun."""
    await delivery.tick()
    while delivery._running:
        await asyncio.wait(delivery._running)
