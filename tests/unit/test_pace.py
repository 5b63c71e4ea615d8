"""The pace, on virtual time: evenly spaced, urgent first, silent after a 429."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from itertools import pairwise

import pytest

from domain.sending import FloodLimit
from domain.vocabulary import Priority
from scheduler.pace import Pace
from tests import virtual_time

Scenario = Callable[[Pace, Callable[[], float]], Awaitable[None]]


def play(scenario: Scenario, **settings: float) -> None:
    async def main() -> None:
        loop = asyncio.get_running_loop()
        await scenario(Pace(monotonic=loop.time, **settings), loop.time)

    virtual_time.run(main())


def busiest_second(moments: list[float]) -> int:
    return max(sum(start <= moment < start + 1 for moment in moments) for start in moments)


async def send_many(pace: Pace, time: Callable[[], float], chats: Iterable[int], priority: Priority) -> list[float]:
    """To all these chats at once; returns when each message left."""
    moments = []

    async def send(chat_id: int) -> None:
        await pace.slot(chat_id, priority)
        moments.append(time())

    await asyncio.gather(*(send(chat_id) for chat_id in chats))
    return moments


def test_no_second_sees_more_than_the_rate() -> None:
    async def scenario(pace: Pace, time: Callable[[], float]) -> None:
        moments = await send_many(pace, time, range(500), Priority.ANNOUNCEMENT)
        assert busiest_second(moments) <= 29
        assert 17.5 < max(moments) < 20, "500 messages at 25 a second take 20 seconds, less what may be caught up"

    play(scenario)


def test_replies_in_the_reserve_cost_a_mailing_nothing() -> None:
    """Three a second beside 25, and never 30 in a second: Telegram would ask for a pause."""

    async def scenario(pace: Pace, time: Callable[[], float]) -> None:
        mailing = asyncio.create_task(send_many(pace, time, range(1_000), Priority.ANNOUNCEMENT))
        replies, waits = [], []
        while not mailing.done():
            await asyncio.sleep(1 / 3)
            asked = time()
            await pace.slot(99, Priority.REPLY)
            replies.append(time())
            waits.append(time() - asked)
        moments = mailing.result()
        assert max(moments) < 40.1, "1,000 at 25 a second"
        assert busiest_second([*moments, *replies]) <= 29
        assert max(waits) < 0.1

    play(scenario)


def test_a_burst_of_replies_borrows_from_a_mailing_which_catches_up() -> None:
    async def scenario(pace: Pace, time: Callable[[], float]) -> None:
        mailing = asyncio.create_task(send_many(pace, time, range(500), Priority.ANNOUNCEMENT))
        await asyncio.sleep(5)
        began = time()
        replies = await send_many(pace, time, range(1_000, 1_012), Priority.REPLY)
        assert max(replies) - began < 0.5, "nobody waits behind the mailing"
        moments = await mailing
        assert max(moments) < 20.1
        assert busiest_second([*moments, *replies]) <= 29

    play(scenario)


def test_one_chat_gets_one_message_a_second() -> None:
    async def scenario(pace: Pace, time: Callable[[], float]) -> None:
        moments = []
        for _ in range(4):
            await pace.slot(7, Priority.NOTICE)
            moments.append(time())
        assert all(later - earlier >= 0.99 for earlier, later in pairwise(moments))

    play(scenario)


def test_replies_to_a_person_do_not_wait_for_that_second() -> None:
    async def scenario(pace: Pace, time: Callable[[], float]) -> None:
        for _ in range(3):
            await pace.slot(7, Priority.REPLY)
        assert time() < 0.2

    play(scenario)


def test_a_reply_overtakes_a_mailing() -> None:
    async def scenario(pace: Pace, time: Callable[[], float]) -> None:
        order = []

        async def send(chat_id: int, priority: Priority) -> None:
            await pace.slot(chat_id, priority)
            order.append(priority)

        mailing = [asyncio.create_task(send(chat_id, Priority.ANNOUNCEMENT)) for chat_id in range(50)]
        await asyncio.sleep(0.2)
        await send(999, Priority.REPLY)
        assert order.index(Priority.REPLY) < 10
        await asyncio.gather(*mailing)

    play(scenario)


def test_nobody_passes_before_the_pause_ends() -> None:
    async def scenario(pace: Pace, time: Callable[[], float]) -> None:
        pace.pause(30)
        assert pace.paused
        await asyncio.gather(pace.slot(1, Priority.REPLY), pace.slot(2, Priority.REPLY))
        assert time() >= 30
        assert not pace.paused

    play(scenario)


def test_a_pause_may_grow_while_it_is_waited_out() -> None:
    async def scenario(pace: Pace, time: Callable[[], float]) -> None:
        pace.pause(5)
        waiting = asyncio.create_task(pace.wait_out_pause())
        await asyncio.sleep(1)
        pace.pause(30)
        await waiting
        assert time() >= 31

    play(scenario)


def test_what_has_a_queue_of_its_own_is_turned_away_by_a_pause() -> None:
    """Nobody waits in memory for half an hour: the one at the head of the line goes first, and the rest at once."""

    async def scenario(pace: Pace, time: Callable[[], float]) -> None:
        mailing = [asyncio.create_task(pace.slot(chat_id, Priority.TIP)) for chat_id in range(20)]
        reply = asyncio.create_task(pace.slot(99, Priority.REPLY))
        await asyncio.sleep(0.1)
        pace.pause(1800)
        outcomes = await asyncio.gather(*mailing, return_exceptions=True)
        assert time() < 1
        turned_away = [outcome for outcome in outcomes if isinstance(outcome, FloodLimit)]
        assert len(turned_away) > 10
        assert all(1799 < outcome.seconds <= 1800 for outcome in turned_away)
        with pytest.raises(FloodLimit):
            await pace.slot(100, Priority.NOTICE)
        await reply

    play(scenario)


def test_one_who_gives_up_waiting_does_not_hold_the_line() -> None:
    async def scenario(pace: Pace, time: Callable[[], float]) -> None:
        await pace.slot(0, Priority.REPLY)
        # the first waits for the next slot, the second stands behind it
        first = asyncio.create_task(pace.slot(1, Priority.REPLY))
        second = asyncio.create_task(pace.slot(2, Priority.REPLY))
        await asyncio.sleep(1)
        first.cancel()
        second.cancel()
        await asyncio.gather(first, second, return_exceptions=True)
        async with asyncio.timeout(10):
            await pace.slot(3, Priority.TIP)

    play(scenario, per_second=0.2)
