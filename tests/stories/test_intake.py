"""Intake by polling through the direct door: nothing stops it for long, and a stop loses nobody's answer."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiogram.types import Update

from bot import intake
from bot.intake import Intake
from tests.stories.conftest import Club


@pytest.fixture
async def polling(club: Club, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Intake]:
    """The club's bot taking updates by itself."""
    monkeypatch.setattr(intake, "POLL_SECONDS", 1)
    monkeypatch.setattr(intake, "_BACKOFF", (0.01,))
    intake_ = Intake(
        club.bot,
        lambda update: club.dispatcher.feed_update(club.bot, update),
        club.dispatcher.resolve_used_update_types(),
    )
    task = asyncio.create_task(intake_.run())
    yield intake_
    task.cancel()
    await intake_.drain(5)


async def greeted(club: Club, count: int = 1) -> None:
    async with asyncio.timeout(10):
        async for _ in club.telegram.subscribe():
            if sum("Здравствуйте" in m.get("text", "") for m in club.anna.from_bot) >= count:
                return


async def test_updates_are_taken_and_answered(club: Club, polling: Intake) -> None:
    club.telegram.starts(club.anna.id)
    await greeted(club)


@pytest.mark.parametrize(
    "fault",
    [
        {"status": 502, "description": "Bad Gateway"},
        {"kind": "html"},
        {"kind": "reset"},
        {"status": 409, "description": "Conflict"},
    ],
)
async def test_a_failing_telegram_is_outlived(club: Club, polling: Intake, fault: dict[str, Any]) -> None:
    club.telegram.fault("getUpdates", times=3, **fault)
    club.telegram.starts(club.anna.id)
    await greeted(club)


async def test_an_update_nobody_can_read_does_not_stop_the_others(club: Club, polling: Intake) -> None:
    club.telegram.starts(club.irina.id)
    unreadable = club.telegram.state.updates.first()
    assert unreadable is not None
    unreadable["message"]["date"] = 10**18  # fits the schema, but no calendar
    club.telegram.starts(club.anna.id)
    await greeted(club)


async def test_a_hundred_presses_of_one_person_keep_their_order(club: Club, polling: Intake) -> None:
    club.telegram.starts(club.anna.id)
    await greeted(club)
    for number in range(100):
        club.telegram.says(club.anna.id, "/menu" if number % 2 else "/help")
    async with asyncio.timeout(30):
        async for _ in club.telegram.subscribe():
            if len(club.anna.from_bot) == 101:
                break
    answers = ["Помогу записаться" in m["text"] and "/menu" in m["text"] for m in club.anna.from_bot[1:]]
    assert answers == [number % 2 == 0 for number in range(100)]


async def test_a_failure_nobody_named_does_not_leave_the_bot_deaf(
    club: Club, polling: Intake, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = club.telegram.call
    failures = iter([RuntimeError("never seen before")])

    async def call(*args: Any, **kwargs: Any) -> Any:
        for failure in failures:
            raise failure
        return await whole(*args, **kwargs)

    monkeypatch.setattr(club.telegram, "call", call)
    club.telegram.starts(club.anna.id)  # answers the poll that waits; the next poll fails
    await greeted(club)
    club.telegram.starts(club.anna.id)
    await greeted(club, 2)


async def test_what_was_handled_before_a_stop_does_not_come_again(club: Club) -> None:
    """The stop comes before the next poll, which would have confirmed what the last one brought."""
    club.telegram.starts(club.anna.id)
    stopped = asyncio.Event()

    async def feed(update: Update) -> None:
        stopped.set()
        await club.dispatcher.feed_update(club.bot, update)

    intake_ = Intake(club.bot, feed, club.dispatcher.resolve_used_update_types())
    task = asyncio.create_task(intake_.run())
    await stopped.wait()
    task.cancel()
    await intake_.drain(5)
    assert "Здравствуйте" in club.anna.sees
    assert club.telegram.take_updates() == []
