"""What comes one by one is kept many at a time; each hears of its own, and nobody is left waiting."""

import asyncio
from collections.abc import AsyncIterator, Iterable
from typing import Any

import pytest

from bot.batches import Batches
from bot.webhook import Closed

BAD = 13


class Inbox:
    """Keeps numbers of updates, unless one is held; notes which came together, and who was late."""

    def __init__(self) -> None:
        self._held: dict[int, asyncio.Event] = {}
        self.tried: list[list[int]] = []
        self.kept: list[int] = []
        self.late: list[int] = []
        # what can't be kept
        self.fails: dict[int, Exception] = {}
        self.batches = Batches(self._keep, lambda updates: self.late.extend(one["update_id"] for one in updates))
        self.batches.begin()

    async def _keep(self, updates: Iterable[dict[str, Any]]) -> None:
        numbers = [one["update_id"] for one in updates]
        self.tried.append(numbers)
        for number in numbers:
            if number in self._held:
                await self._held[number].wait()
            if number in self.fails:
                raise self.fails[number]
        self.kept += numbers

    def bring(self, *numbers: int) -> list[asyncio.Task[None]]:
        return [asyncio.create_task(self.batches.take([{"update_id": number}])) for number in numbers]

    async def has_tried(self, times: int) -> None:
        async with asyncio.timeout(5):
            while True:
                if len(self.tried) >= times:
                    return
                await asyncio.sleep(0)

    def hold(self, number: int) -> None:
        """Keeping this takes until `release`."""
        self._held[number] = asyncio.Event()

    def release(self) -> None:
        for event in self._held.values():
            event.set()
        self._held.clear()

    async def has_one_in_hand(self, *waiting: int) -> list[asyncio.Task[None]]:
        """1 is just being kept and will be for a while; the others wait behind it."""
        self.hold(1)
        tasks = self.bring(1)
        await self.has_tried(1)
        tasks += self.bring(*waiting)
        await asyncio.sleep(0)
        return tasks


@pytest.fixture
async def inbox() -> AsyncIterator[Inbox]:
    inbox = Inbox()
    yield inbox
    inbox.release()
    inbox.batches.end()
    await inbox.batches.drain(0)


async def outcomes(tasks: Iterable[asyncio.Task[None]]) -> list[str]:
    async with asyncio.timeout(5):
        ended = await asyncio.gather(*tasks, return_exceptions=True)
    return ["kept" if one is None else type(one).__name__ for one in ended]


async def test_who_comes_alone_waits_for_nobody(inbox: Inbox) -> None:
    for number in (1, 2, 3):
        assert await outcomes(inbox.bring(number)) == ["kept"]
    assert (inbox.tried, inbox.late) == ([[1], [2], [3]], [])


async def test_what_comes_meanwhile_goes_together_in_its_order(inbox: Inbox) -> None:
    tasks = await inbox.has_one_in_hand(3, 2, 4)
    assert inbox.late == [3, 2, 4], "these wait, and it may take long"
    assert not any(task.done() for task in tasks), "nothing is kept as yet"
    inbox.release()
    inbox.hold(4)
    await inbox.has_tried(2)
    await tasks[0]
    assert [task.done() for task in tasks] == [True, False, False, False], "the first commit was not theirs"
    inbox.release()
    assert await outcomes(tasks) == ["kept"] * 4
    assert inbox.tried == [[1], [3, 2, 4]]


async def test_no_more_go_together_than_one_poll_brings(inbox: Inbox) -> None:
    tasks = await inbox.has_one_in_hand(*range(2, 252))
    inbox.release()
    assert set(await outcomes(tasks)) == {"kept"}
    assert [len(batch) for batch in inbox.tried] == [1, 100, 100, 50]
    assert inbox.kept == list(range(1, 252))


async def test_a_bad_one_takes_nobody_along(inbox: Inbox) -> None:
    inbox.fails[BAD] = ValueError("poison")
    tasks = await inbox.has_one_in_hand(2, BAD, 3)
    inbox.release()
    assert await outcomes(tasks) == ["kept", "kept", "ValueError", "kept"]
    assert inbox.tried == [[1], [2, BAD, 3], [2], [BAD], [3]]


async def test_a_bad_one_alone_is_tried_once(inbox: Inbox) -> None:
    inbox.fails[BAD] = ValueError("poison")
    assert await outcomes(inbox.bring(BAD)) == ["ValueError"]
    assert inbox.tried == [[BAD]]


async def test_a_database_that_is_away_is_asked_once_for_all(inbox: Inbox) -> None:
    inbox.fails[2] = ConnectionRefusedError()
    tasks = await inbox.has_one_in_hand(2, 3, 4)
    inbox.release()
    assert await outcomes(tasks) == ["kept", *["ConnectionRefusedError"] * 3]
    assert inbox.tried == [[1], [2, 3, 4]]
    assert await outcomes(inbox.bring(5)) == ["kept"], "it is back"


async def test_a_database_that_goes_away_while_each_is_tried_is_not_asked_for_the_rest(inbox: Inbox) -> None:
    inbox.fails |= {BAD: ValueError("poison"), 3: ConnectionRefusedError()}
    tasks = await inbox.has_one_in_hand(BAD, 2, 3, 4, 5)
    inbox.release()
    assert await outcomes(tasks) == ["kept", "ValueError", "kept", *["ConnectionRefusedError"] * 3]
    assert inbox.tried == [[1], [BAD, 2, 3, 4, 5], [BAD], [2], [3]]


@pytest.mark.parametrize("impatient", [0, 2], ids=["being kept", "in line"])
async def test_who_stops_waiting_harms_nobody(inbox: Inbox, impatient: int) -> None:
    tasks = await inbox.has_one_in_hand(2, 3, 4)
    tasks[impatient].cancel()
    await asyncio.sleep(0)
    inbox.release()
    expected = ["kept"] * 4
    expected[impatient] = "CancelledError"
    assert await outcomes(tasks) == expected
    assert inbox.kept == [1, 2, 3, 4]


async def test_a_stop_sends_away_who_waits_and_ends_what_was_begun(inbox: Inbox) -> None:
    tasks = await inbox.has_one_in_hand(2, 3)
    inbox.batches.end()
    assert await outcomes([*tasks[1:], *inbox.bring(4)]) == ["Closed"] * 3
    assert not tasks[0].done()
    inbox.release()
    await inbox.batches.drain(5)
    assert await outcomes(tasks) == ["kept", "Closed", "Closed"]
    assert inbox.kept == [1]


async def test_a_stop_leaves_nobody_hanging_on_a_database_that_hangs(inbox: Inbox) -> None:
    (hanging,) = await inbox.has_one_in_hand()
    inbox.batches.end()
    await inbox.batches.drain(0)
    assert await outcomes([hanging]) == ["Closed"]


async def test_before_the_beginning_nothing_is_taken(inbox: Inbox) -> None:
    with pytest.raises(Closed):
        await Batches(inbox._keep, lambda _: None).take([{"update_id": 1}])
    assert inbox.tried == []


async def test_who_takes_over_again_takes_on_behind_what_is_still_on_its_way(inbox: Inbox) -> None:
    """The lock is lost and got back while a commit is awaited."""
    tasks = await inbox.has_one_in_hand(2)
    inbox.batches.end()
    inbox.batches.begin()
    tasks += inbox.bring(3, 4)
    await asyncio.sleep(0)
    inbox.release()
    assert await outcomes(tasks) == ["kept", "Closed", "kept", "kept"]
    assert inbox.tried == [[1], [3, 4]]
