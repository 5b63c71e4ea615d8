"""Flood control, in seconds that the test moves."""

from __future__ import annotations

from typing import Any

import pytest

from sandbox.clock import Clock
from sandbox.errors import Refusal
from sandbox.flood import Flood, Limits
from sandbox.telegram import Telegram

ANNA, GROUP = 1001, -2001


@pytest.fixture
def flood(clock: Clock) -> Flood:
    return Flood(Limits(), clock)


def wait(flood: Flood, chat_id: int) -> int | None:
    """Sends one message; returns the seconds Telegram tells to wait, None when it is accepted."""
    try:
        flood.take(chat_id)
    except Refusal as refusal:
        return int(refusal.parameters["retry_after"])
    return None


def test_a_burst_in_one_chat_then_one_a_second(flood: Flood, hands: Any) -> None:
    assert [wait(flood, ANNA) for _ in range(6)] == [None] * 5 + [1]
    hands.seconds = 0.9
    assert wait(flood, ANNA) == 1
    hands.seconds = 1
    assert [wait(flood, ANNA) for _ in range(2)] == [None, 1]


def test_whoever_was_told_to_wait_a_second_waits_a_second(flood: Flood, hands: Any) -> None:
    for _ in range(5):
        flood.take(ANNA)
    hands.seconds = 0.5
    assert wait(flood, ANNA) == 1
    hands.seconds = 1.2
    assert wait(flood, ANNA) == 1, "the allowance is there again, but the second is not over"
    hands.seconds = 1.5
    assert wait(flood, ANNA) is None


def test_one_a_second_goes_on_for_ever(flood: Flood, hands: Any) -> None:
    for second in range(100):
        hands.seconds = second
        assert wait(flood, ANNA) is None


def test_another_chat_is_not_punished(flood: Flood) -> None:
    assert [wait(flood, ANNA) for _ in range(6)][-1] == 1
    assert wait(flood, ANNA + 1) is None


def test_thirty_a_second_overall(flood: Flood, hands: Any) -> None:
    assert [wait(flood, chat_id) for chat_id in range(1, 32)] == [None] * 30 + [1]
    hands.seconds = 0.99
    assert wait(flood, 50) == 1, "nobody may be written to before the time is over"
    hands.seconds = 1
    assert wait(flood, 50) is None


def test_twenty_a_minute_in_a_group(flood: Flood, hands: Any) -> None:
    for number in range(20):
        hands.seconds = number
        assert wait(flood, GROUP) is None
    hands.seconds = 20
    assert wait(flood, GROUP) == 40
    hands.seconds = 30.5
    assert wait(flood, GROUP) == 30
    hands.seconds = 60
    assert wait(flood, GROUP) is None


def test_limits_can_be_switched_off(clock: Clock) -> None:
    flood = Flood(Limits.unlimited(), clock)
    assert {wait(flood, ANNA) for _ in range(200)} == {wait(flood, GROUP) for _ in range(200)} == {None}


async def test_the_bot_sees_retry_after_and_nothing_is_sent(telegram: Telegram, call: Any) -> None:
    answers = [await call("sendMessage", chat_id=ANNA, text=str(number)) for number in range(6)]
    assert answers[-1].status == 429
    assert answers[-1].body == {
        "ok": False,
        "error_code": 429,
        "description": "Too Many Requests: retry after 1",
        "parameters": {"retry_after": 1},
    }
    assert answers[-1].headers["Retry-After"] == "1"
    assert [message["text"] for message in telegram.chat(ANNA)] == ["/start", "0", "1", "2", "3", "4"]
    assert telegram.refused == [], "a flood is not a mistake in a request"
