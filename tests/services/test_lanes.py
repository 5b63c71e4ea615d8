"""A person's lane, as two processes have it: whoever redraws something of theirs keeps the other from answering."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import datetime
from typing import Any

import pytest
from aiogram import Bot
from aiogram.types import Update
from sqlalchemy.exc import OperationalError

from bot import lanes
from bot.lanes import SharedHands
from db.engine import Sessions
from services import intake
from tests.conftest import POSTGRES

pytestmark = pytest.mark.skipif(not POSTGRES, reason="TEST_POSTGRES_URL is not set")

PERSON = 70
MESSAGE: dict[str, Any] = {
    "message_id": 1,
    "date": 0,
    "chat": {"id": PERSON, "type": "private"},
    "from": {"id": PERSON, "is_bot": False, "first_name": "Анна"},
    "text": "да",
}


@pytest.fixture
def backend() -> str:
    return "postgres"


class Hands(SharedHands):
    """Tells when it has its connection: then it looks for what waits."""

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.connected = asyncio.Event()

    async def retry(self) -> None:
        await super().retry()
        self.connected.set()


class Process:
    """One of several processes that handle updates, and which it has handled."""

    def __init__(self, sessions: Sessions, now: datetime, url: str) -> None:
        self.handled: list[int] = []
        self.begun, self.fed = asyncio.Event(), asyncio.Event()
        # a turn lasts until this is set
        self.may_end = asyncio.Event()
        self.may_end.set()
        self.hands = Hands(Bot("42:TEST"), self._feed, sessions, lambda: now, url)
        self._sessions, self._now = sessions, now

    async def _feed(self, update: Update, row_id: int) -> None:
        self.begun.set()
        await self.may_end.wait()
        async with self._sessions.begin() as session:
            await intake.done(session, row_id, self._now)
        self.handled.append(update.update_id)
        self.fed.set()

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        connection = asyncio.create_task(self.hands.connection())
        async with asyncio.timeout(10):
            await self.hands.connected.wait()
        yield
        connection.cancel()
        await asyncio.wait({connection})


@pytest.fixture
async def two(sessions: Sessions, now: datetime, database_url: str) -> AsyncIterator[tuple[Process, Process]]:
    processes = Process(sessions, now, database_url), Process(sessions, now, database_url)
    async with AsyncExitStack() as stack:
        for one in processes:
            await stack.enter_async_context(one.running())
        yield processes


async def test_one_process_at_a_time_has_a_persons_lane(two: tuple[Process, Process]) -> None:
    first, second = (one.hands for one in two)
    async with first.lane(PERSON) as ours:
        assert ours
        async with second.lane(PERSON) as theirs, second.lane(PERSON + 1) as others:
            assert (theirs, others) == (False, True)
        async with first.lane(PERSON) as again:
            assert again, "whoever has it may have it once more"
        async with second.lane(PERSON) as theirs:
            assert not theirs, "it is given back as often as it was taken"
    async with second.lane(PERSON) as theirs:
        assert theirs


async def test_without_a_connection_nobody_has_a_lane(sessions: Sessions, now: datetime, database_url: str) -> None:
    async with Process(sessions, now, database_url).hands.lane(PERSON) as ours:
        assert not ours


async def test_what_comes_during_a_redraw_is_handled_where_that_is(
    two: tuple[Process, Process], sessions: Sessions, now: datetime
) -> None:
    """The process that redraws knows how to wait for the redraw; the other one would overtake it."""
    first, second = two
    async with first.hands.lane(PERSON):
        async with sessions.begin() as session:
            raw = {"update_id": 1, "message": MESSAGE}
            taken = await intake.take(session, 42, [raw], now)
            await second.hands.expect(session, taken)
        await second.hands.begin(taken)
        async with asyncio.timeout(10):
            await first.fed.wait()
    assert first.handled == [1]
    assert second.handled == []


async def test_who_takes_an_update_itself_hears_of_it_no_second_time(
    two: tuple[Process, Process], sessions: Sessions, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A look for what is not there any more costs as much as half a turn."""
    first, second = two
    served: list[SharedHands] = []
    serve = SharedHands._serve

    def seen(self: SharedHands, person_id: int) -> None:
        served.append(self)
        serve(self, person_id)

    monkeypatch.setattr(SharedHands, "_serve", seen)
    async with sessions.begin() as session:
        taken = await intake.take(session, 42, [{"update_id": 1, "message": MESSAGE}], now)
        await first.hands.expect(session, taken)
    await first.hands.begin(taken)
    async with asyncio.timeout(10):
        await asyncio.wait({asyncio.create_task(one.fed.wait()) for one in two}, return_when=asyncio.FIRST_COMPLETED)
    for one in (first, second):
        async with one.hands.lane(PERSON):
            # what was said before has been heard by now
            pass
    assert (served.count(first.hands), served.count(second.hands)) == (1, 1)
    assert first.handled + second.handled == [1]


async def test_who_stops_ends_the_turn_it_is_at_and_leaves_the_rest_of_a_lane_to_others(
    two: tuple[Process, Process], sessions: Sessions, now: datetime
) -> None:
    """A long lane would last longer than a stop may, and who is cut off goes without an answer."""
    first, second = two
    first.may_end.clear()
    async with sessions.begin() as session:
        taken = await intake.take(session, 42, [{"update_id": one, "message": MESSAGE} for one in (1, 2)], now)
    async with asyncio.timeout(10):
        await first.hands.begin(taken)
        await first.begun.wait()
        stopping = asyncio.create_task(first.hands.drain(10))
        await asyncio.sleep(0)
        first.may_end.set()
        await stopping
        await second.hands.retry()
        await second.fed.wait()
    assert (first.handled, second.handled) == ([1], [2])


async def test_a_database_that_fails_just_when_the_connection_is_there_leaves_nobody_deaf(
    sessions: Sessions, now: datetime, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lanes, "_RECONNECT_SECONDS", 0)
    whole, failures = intake.people_waiting, [OperationalError("SELECT", {}, ConnectionResetError())]

    async def people_waiting(*args: Any) -> list[int]:
        if failures:
            raise failures.pop()
        return await whole(*args)

    monkeypatch.setattr(intake, "people_waiting", people_waiting)
    process = Process(sessions, now, database_url)
    async with process.running(), process.hands.lane(PERSON) as ours:
        assert ours
