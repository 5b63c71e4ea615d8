"""Sends in progress: nobody waits for a slow one, time passes meanwhile, the process may stop or lose its database."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Sequence
from datetime import datetime, timedelta

import pytest

from db.engine import Session
from domain.vocabulary import OutboxState, Priority
from scheduler import outcomes
from scheduler.delivery import LOST_AFTER, Delivery
from screens.kit import Screen
from services import deliveries
from services.outbox import Due
from tests.stories.conftest import Club
from tests.stories.outgoing import RENDERERS, member, news, plan, rows, states, tick


class SlowLine:
    """The club's messenger; messages to `slow` people stay on their way until `go` is set."""

    def __init__(self, club: Club, *slow: int) -> None:
        self._messenger = club.messenger
        self._slow = slow
        self.go = asyncio.Event()
        self.paused = False
        self.waiting = 0

    async def send(self, chat_id: int, part: Screen, priority: Priority, check: Callable[[], Awaitable[None]]) -> int:
        if chat_id in self._slow:
            await self.go.wait()
        return await self._messenger.send(chat_id, part, priority, check)

    async def is_there(self) -> bool:
        return True


@pytest.fixture
async def anna_id(club: Club) -> int:
    return await member(club, club.anna)


@pytest.fixture
def line(club: Club) -> Iterator[SlowLine]:
    line = SlowLine(club, club.anna.id)
    yield line
    line.go.set()


def process(club: Club, line: SlowLine, limit: int = 50) -> Delivery:
    return Delivery(club.sessions, line, RENDERERS, lambda: club.now, limit=limit)


async def test_a_slow_send_holds_nobody_else(club: Club, anna_id: int, line: SlowLine) -> None:
    irina_id = await member(club, club.irina)
    delivery = process(club, line)
    await plan(club, anna_id, 1)
    async with asyncio.timeout(10):
        assert await delivery.tick() == 1
        await plan(club, irina_id, 2)
        assert await delivery.tick() == 1
        while await states(club) != [OutboxState.SENDING, OutboxState.SENT]:
            pass
    assert (news(club.anna), news(club.irina)) == ([], ["весть 2"])
    line.go.set()
    await delivery.drain()
    assert news(club.anna) == ["весть 1"]


async def test_only_so_many_are_on_their_way_at_once(club: Club, anna_id: int, line: SlowLine) -> None:
    delivery = process(club, line, limit=2)
    await plan(club, anna_id, 1, 2, 3)
    assert [await delivery.tick(), await delivery.tick()] == [2, 0]
    line.go.set()
    await delivery.drain()
    assert await delivery.tick() == 1
    await delivery.drain()
    assert await states(club) == [OutboxState.SENT] * 3


async def test_where_much_is_due_a_tick_goes_on_with_few_rows_at_a_time(club: Club, anna_id: int) -> None:
    delivery = Delivery(club.sessions, club.messenger, RENDERERS, lambda: club.now)
    await plan(club, anna_id, *range(1, 201))
    assert await delivery.tick() == 16
    async with asyncio.timeout(10):
        while len(news(club.anna)) < 32:
            await states(club)
    await delivery.drain()
    by_the_stop = len(news(club.anna))
    await asyncio.sleep(0.4)
    assert len(news(club.anna)) == by_the_stop < 200, "a stop is a stop"


async def test_what_is_known_at_once_is_written_at_once(
    club: Club, anna_id: int, line: SlowLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A transaction for each message would cost more than sending it; the last of all waits for nobody."""
    together: list[int] = []
    mark_all_sent = deliveries.mark_all_sent

    async def watched(session: Session, sent: Sequence[tuple[int, datetime, Sequence[int]]]) -> None:
        together.append(len(sent))
        await mark_all_sent(session, sent)

    monkeypatch.setattr(deliveries, "mark_all_sent", watched)
    irina_id = await member(club, club.irina)
    delivery = process(club, line)
    await plan(club, anna_id, 1)
    await plan(club, irina_id, *range(2, 12))
    await delivery.tick()
    async with asyncio.timeout(10):
        while not together:
            await states(club)
    assert together == [10]
    monkeypatch.setattr(outcomes, "_COMPANY_SECONDS", 60)
    line.go.set()
    async with asyncio.timeout(10):
        await delivery.drain()
    assert together == [10, 1]


async def test_what_is_on_its_way_is_not_lost_when_somebody_moves_the_clock(
    club: Club, anna_id: int, line: SlowLine
) -> None:
    delivery = process(club, line)
    await plan(club, anna_id, 1)
    await delivery.tick()
    club.telegram.clock.advance(timedelta(days=1))
    await delivery.recover()
    assert await states(club) == [OutboxState.SENDING]
    line.go.set()
    await delivery.drain()
    await tick(club, after=timedelta(hours=1))
    assert news(club.anna) == ["весть 1"]


async def test_a_second_process_leaves_alone_what_the_first_is_sending(
    club: Club, anna_id: int, line: SlowLine
) -> None:
    first = process(club, line)
    await plan(club, anna_id, 1)
    await first.tick()
    await tick(club, after=timedelta(minutes=1))
    assert await states(club) == [OutboxState.SENDING]
    line.go.set()
    await first.drain()
    assert await states(club) == [OutboxState.SENT]


async def test_a_stop_does_not_wait_for_ever_and_the_next_process_settles_the_rest(
    club: Club, anna_id: int, line: SlowLine
) -> None:
    delivery = process(club, line)
    await plan(club, anna_id, 1, priority=Priority.REMINDER)
    await delivery.tick()
    async with asyncio.timeout(10):
        await delivery.drain(0.01)
    assert await states(club) == [OutboxState.SENDING]
    await tick(club, after=LOST_AFTER)
    await tick(club, after=deliveries.BACKOFF[1])
    assert news(club.anna) == ["весть 1"]


async def test_what_a_crash_left_in_flight_is_settled_by_the_next_process(club: Club, anna_id: int) -> None:
    await plan(club, anna_id, 1, priority=Priority.REMINDER)
    async with club.sessions.begin() as session:
        await deliveries.claim(session, club.now)  # and the process dies here
    await club.restart()
    await tick(club, after=LOST_AFTER)
    await tick(club, after=deliveries.BACKOFF[1])
    assert news(club.anna) == ["весть 1"]


async def test_what_a_lost_database_left_in_flight_needs_no_restart(
    club: Club, anna_id: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    irina_id = await member(club, club.irina)
    await plan(club, anna_id, 1, priority=Priority.REMINDER)
    await plan(club, irina_id, 2, priority=Priority.REMINDER)

    async def away(*_: object) -> None:
        raise ConnectionError("the database is away")

    club.telegram.fault("sendMessage", chat_id=club.anna.id)
    with monkeypatch.context() as lost:
        lost.setattr(deliveries, "retry_later", away)
        await tick(club)
    assert await states(club) == [OutboxState.SENDING, OutboxState.SENT], "one that is lost takes no other with it"
    await tick(club, after=LOST_AFTER / 2)
    assert await states(club) == [OutboxState.SENDING, OutboxState.SENT], "it may still be on its way"
    await tick(club, after=LOST_AFTER / 2)
    await tick(club, after=deliveries.BACKOFF[1])
    assert (news(club.anna), news(club.irina)) == (["весть 1"], ["весть 2"])


async def send_slowly(club: Club, until: datetime) -> None:
    """A tick whose messages get their turn only at `until`."""

    async def render(session: Session, due: Due, now: datetime) -> Screen | None:
        club.telegram.clock.advance(until - club.now)
        return Screen(f"весть {due.entity_id}")

    delivery = Delivery(club.sessions, club.messenger, {"test": render}, lambda: club.now)
    await delivery.tick()
    await delivery.drain()


async def test_quiet_hours_that_begin_on_the_way_hold_a_message_till_the_morning(club: Club, anna_id: int) -> None:
    await plan(club, anna_id, 1)
    evening = club.now.replace(hour=16)  # 21:00 in Tyumen
    await send_slowly(club, until=evening)
    (row,) = await rows(club)
    assert news(club.anna) == []
    assert (row.state, row.attempts) == (OutboxState.RETRY, 0)
    assert row.next_attempt_at == evening.replace(hour=3) + timedelta(days=1)


async def test_what_gets_too_late_on_the_way_is_not_sent(club: Club, anna_id: int) -> None:
    soon = club.now + timedelta(minutes=5)
    await plan(club, anna_id, 1, expires_at=soon)
    await send_slowly(club, until=soon)
    assert news(club.anna) == []
    assert await states(club) == [OutboxState.MISSED]
