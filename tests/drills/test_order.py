"""Arrival order: fifty messages and presses of each of five people, at once, are handled and answered in their order.

Telegram answers as it likes: each call takes a while nobody knows. Without a lane for each person the same crowd is
answered out of order.
"""

import asyncio
import random
from collections import defaultdict
from typing import Any

import pytest
from aiogram import F, Router
from aiogram.types import CallbackQuery, Message

from bot.turn import Turn
from bot.wiring import build_dispatcher
from screens.kit import Screen
from tests.conftest import BACKENDS
from tests.drills.conftest import ROUNDS
from tests.stories.conftest import Club
from tests.stories.phones import Phone
from tests.stories.test_intake import Taking

PEOPLE, ACTS = 5, 50
# turns of the loop that a handler, or Telegram, takes at most
HANDLING, ANSWERING = 20, 300

pytestmark = pytest.mark.parametrize("backend", BACKENDS)


class Echo:
    """The club's bot with two handlers that note what came, and answer with it."""

    def __init__(self, club: Club, seed: int) -> None:
        self.club = club
        self.handled: dict[int, list[int]] = defaultdict(list)
        self._chance = random.Random(seed)
        router = Router()
        router.message.register(self.said, F.text.isdecimal())
        router.callback_query.register(self.pressed)
        arguments = (club.sessions, lambda: club.now, club.messenger, club.live, club.addresses)
        club.dispatcher = build_dispatcher(*arguments, [router])
        self._call = club.telegram.call

    async def said(self, message: Message) -> Screen:
        assert message.from_user
        return await self._note(message.from_user.id, int(message.text or 0))

    async def pressed(self, query: CallbackQuery) -> Screen:
        return await self._note(query.from_user.id, int(query.data or 0))

    async def _note(self, person: int, number: int) -> Screen:
        await self._dawdle(HANDLING)
        self.handled[person].append(number)
        return Screen(str(number), fresh=True)

    async def slow_call(self, *args: Any, **kwargs: Any) -> Any:
        await self._dawdle(ANSWERING)
        return await self._call(*args, **kwargs)

    async def _dawdle(self, most: int) -> None:
        for _ in range(self._chance.randrange(most)):
            await asyncio.sleep(0)


async def orders(
    club: Club, seed: int, monkeypatch: pytest.MonkeyPatch, *, through_intake: bool = True
) -> tuple[list[list[int]], list[list[int]]]:
    """In what order each person's acts were handled, and answered; else each update is a task from the beginning."""
    echo = Echo(club, seed)
    monkeypatch.setattr(club.telegram, "call", echo.slow_call)
    # on a busy machine the last of them waits longer than Telegram would
    monkeypatch.setattr(club.telegram.state.queries, "_lifetime", 600)
    people = [club.stranger(f"Гость {number}") for number in range(PEOPLE)]
    for one in people:
        club.telegram.starts(one.id)
        await club.messenger.send(one.id, Screen("?"))
    club.telegram.take_updates()
    for number in range(ACTS):
        for one in people:
            _act(club, one, number)
    if through_intake:
        # the batches in which Telegram hands them over
        intake, updates = Taking(club), club.telegram.take_updates()
        for start in range(0, len(updates), 100):
            await intake.take(updates[start : start + 100])
        await intake.drain(60)
    else:
        await club.handle_updates()
    answered = [[int(m["text"]) for m in one.from_bot[1:]] for one in people]
    return [echo.handled[one.id] for one in people], answered


def _act(club: Club, one: Phone, number: int) -> None:
    if number % 3:
        club.telegram.says(one.id, str(number))
    else:
        club.telegram.presses(one.id, one.from_bot[0]["message_id"], str(number))


@pytest.mark.parametrize("seed", range(ROUNDS))
async def test_everybody_is_answered_in_their_order(club: Club, seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    handled, answered = await orders(club, seed, monkeypatch)
    assert handled == [list(range(ACTS))] * PEOPLE
    assert answered == [list(range(ACTS))] * PEOPLE


class _NoLanes(dict[int, asyncio.Lock]):
    """A lane of one's own for every update."""

    def setdefault(self, key: int, default: asyncio.Lock | None = None) -> asyncio.Lock:
        return asyncio.Lock()


async def test_without_lanes_answers_overtake_each_other(club: Club, monkeypatch: pytest.MonkeyPatch) -> None:
    take_lanes = Turn.__init__

    def begin(self: Turn, *args: Any, **kwargs: Any) -> None:
        take_lanes(self, *args, **kwargs)
        self._lanes = _NoLanes()  # type: ignore[assignment]

    monkeypatch.setattr(Turn, "__init__", begin)
    _, answered = await orders(club, 1, monkeypatch, through_intake=False)
    assert answered != [list(range(ACTS))] * PEOPLE
    assert [sorted(one) for one in answered] == [list(range(ACTS))] * PEOPLE, "each is answered all the same"
