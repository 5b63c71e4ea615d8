"""Killed as by a power cut, at every place where that may hurt: nothing is lost, and nothing happens twice."""

import asyncio
import random

import pytest

from domain.vocabulary import InboxState
from tests.drills.conftest import ROUNDS
from tests.drills.processes.club import (
    given_mailing,
    given_members,
    in_order,
    letters,
    long,
    mailing_is_over,
    on_their_way,
    opened,
    report,
    unhandled,
    until,
    written,
)
from tests.drills.processes.fleet import Fleet
from tests.drills.processes.telegram import BareTelegram

# where a turn may be cut off; what they are is said in child.py
TURN_POINTS = ("inbox", "commit", "turn", "confirm")


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=long)])
def backend(request: pytest.FixtureRequest) -> str:
    return str(request.param)


async def test_wherever_a_turn_is_cut_off_it_has_its_effect_once(
    url: str, telegram: BareTelegram, ships: Fleet
) -> None:
    """Each process dies at the next place, some updates later than the one before."""
    places = TURN_POINTS * ROUNDS
    members, each = await given_members(url, 5), 4 * len(places)
    updates = letters(members, each)
    for number, point in enumerate(places):
        # something new for each, or there would be nothing left to die of
        telegram.brings(updates[number * len(updates) // len(places) : (number + 1) * len(updates) // len(places)])
        ships.start(die_at=point, times=1 if point in {"inbox", "commit"} else 5).dies()
    last = ships.start().is_up()
    async with opened(url) as sessions:

        async def settled() -> bool:
            return await unhandled(sessions) == {InboxState.DONE: len(updates)}

        assert await until(settled), await unhandled(sessions)
        assert await written(sessions) == in_order(members, each)
    assert last.stop() == 0


@long
async def test_without_its_mark_a_turn_has_its_effect_twice(url: str, telegram: BareTelegram, ships: Fleet) -> None:
    members = await given_members(url, 5)
    telegram.brings(letters(members, 4))
    ships.start(die_at="confirm", times=3, without="once").dies()
    ships.start(without="once").is_up()
    async with opened(url) as sessions:

        async def too_much() -> bool:
            return sum(len(texts) for texts in (await written(sessions)).values()) > 20

        assert await until(too_much)


@long
async def test_five_hundred_updates_and_thirty_kills(url: str, telegram: BareTelegram, ships: Fleet) -> None:
    members, each = await given_members(url, 20), 24
    updates = letters(members, each)
    chance = random.Random(30)
    async with opened(url) as sessions:
        for number in range(30):
            telegram.brings(updates[number * len(updates) // 30 : (number + 1) * len(updates) // 30])
            process = ships.start().is_up()
            await asyncio.sleep(chance.uniform(0, 0.3))
            process.kill()
        ships.start().is_up()

        async def settled() -> bool:
            return await unhandled(sessions) == {InboxState.DONE: len(updates)}

        assert await until(settled), await unhandled(sessions)
        assert await written(sessions) == in_order(members, each)


@long
@pytest.mark.parametrize(("people", "kills"), [(60, 2), (2_000, 50)])
async def test_a_mailing_reaches_everybody_however_often_the_process_dies(
    url: str, telegram: BareTelegram, ships: Fleet, people: int, kills: int
) -> None:
    """0 missed; no more copies than sends were on their way at a kill; three copies at most, or the report says so."""
    members = await given_members(url, people)
    announcement_id = await given_mailing(url)
    chance = random.Random(kills)
    in_flight = 0
    async with opened(url) as sessions:
        for _ in range(kills):
            process = ships.start().is_up()
            began = len(telegram.said())
            share = max(people // (kills + 1), 1)

            async def enough(began: int = began, share: int = share) -> bool:
                return len(telegram.said()) - began >= share or len(telegram.said()) >= people

            assert await until(enough, 40), (began, len(telegram.said()))
            await asyncio.sleep(chance.uniform(0, 0.2))
            process.kill()
            in_flight += await on_their_way(sessions)
        ships.start().is_up()

        async def over() -> bool:
            return await mailing_is_over(sessions, announcement_id)

        assert await until(over, 600)
        copies = [sum(call.chat_id == one for call in telegram.said()) for one in members]
    report(f"{people} people, {kills} kills: {sum(copies) - people} copies too many, {in_flight} were on their way")
    assert min(copies) >= 1
    assert max(copies) <= 3
    assert sum(copies) - people <= in_flight
