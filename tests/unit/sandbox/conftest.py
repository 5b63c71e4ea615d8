"""A local Telegram with two people and a group, and time that only the test moves."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from sandbox.clock import Clock
from sandbox.telegram import Answer, Telegram

ANNA = 1001
IRINA = 1002
GROUP = -2001


class Hands:
    """Both hands of a clock, moved by hand."""

    def __init__(self) -> None:
        self.wall = datetime(2026, 2, 11, 4, 0, tzinfo=UTC)
        self.seconds = 0.0


@pytest.fixture
def hands() -> Hands:
    return Hands()


@pytest.fixture
def clock(hands: Hands) -> Clock:
    return Clock(lambda: hands.wall, lambda: hands.seconds)


@pytest.fixture
def telegram(clock: Clock) -> Telegram:
    """Anna has started the bot, Irina has not; both sit in a group with it."""
    telegram = Telegram(clock=clock)
    telegram.add_person(ANNA, "Анна", "Светлова", "anna_svetlova")
    telegram.add_person(IRINA, "Ирина", "Лебедева")
    telegram.add_group(GROUP, "Учительская", [ANNA, IRINA])
    telegram.starts(ANNA)
    telegram.take_updates()
    return telegram


@pytest.fixture
def call(telegram: Telegram) -> Callable[..., Awaitable[Answer]]:
    """Calls a method as a bot would, parameters as JSON values."""

    async def call(method: str, files: dict[str, Any] | None = None, **params: Any) -> Answer:
        return await telegram.call(method, params, files)

    return call


@pytest.fixture
def until() -> Callable[[Callable[[], bool]], Awaitable[None]]:
    """Waits until something on the other side of a real connection has happened, five seconds at most."""

    async def until(condition: Callable[[], bool]) -> None:
        async with asyncio.timeout(5):
            while not condition():  # noqa: ASYNC110 (the other side has no event to offer)
                await asyncio.sleep(0.001)

    return until


@pytest.fixture
def result(call: Callable[..., Awaitable[Answer]]) -> Callable[..., Awaitable[Any]]:
    """Calls a method that must succeed and returns its result."""

    async def result(method: str, files: dict[str, Any] | None = None, **params: Any) -> Any:
        answer = await call(method, files, **params)
        assert answer.body["ok"], answer.body
        return answer.body["result"]

    return result
