"""getUpdates: confirming, waiting, filtering, forgetting."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from sandbox.telegram import Telegram

ANNA = 1001


def ids(updates: list[dict[str, Any]]) -> list[int]:
    return [update["update_id"] for update in updates]


@pytest.fixture
def first_id(telegram: Telegram) -> int:
    """Anna says «1» … «5»; returns the id of the first update."""
    for number in range(1, 6):
        telegram.says(ANNA, str(number))
    return int(telegram.state.updates.first()["update_id"])  # type: ignore[index]


async def test_updates_come_again_until_an_offset_confirms_them(result: Any, first_id: int) -> None:
    assert ids(await result("getUpdates")) == [first_id + n for n in range(5)]
    assert len(await result("getUpdates")) == 5
    assert ids(await result("getUpdates", offset=first_id + 3)) == [first_id + 3, first_id + 4]
    assert ids(await result("getUpdates")) == [first_id + 3, first_id + 4]
    assert await result("getUpdates", offset=first_id + 5) == []


@pytest.mark.parametrize(("offset", "left"), [(-1, 1), (-3, 3), (-100, 5)])
async def test_negative_offset_keeps_the_last(result: Any, first_id: int, offset: int, left: int) -> None:
    assert len(await result("getUpdates", offset=offset)) == left
    assert len(await result("getUpdates")) == left


@pytest.mark.parametrize(("limit", "count"), [(1, 1), (3, 3), (100, 5), (0, 5), (101, 5), (-1, 5)])
async def test_limit(result: Any, first_id: int, limit: int, count: int) -> None:
    assert len(await result("getUpdates", limit=limit)) == count


async def test_a_waiting_poll_gets_what_happens(telegram: Telegram, result: Any) -> None:
    async def anna_writes() -> None:
        telegram.says(ANNA, "Добрый день")

    updates, _ = await asyncio.gather(result("getUpdates", timeout=50), anna_writes())
    assert [update["message"]["text"] for update in updates] == ["Добрый день"]


async def test_the_older_of_two_polls_is_terminated(call: Any) -> None:
    older, newer = await asyncio.gather(call("getUpdates", timeout=50), call("getUpdates"))
    assert newer.body == {"ok": True, "result": []}
    assert (older.status, older.body["description"]) == (
        409,
        "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running",
    )


async def test_no_polling_while_a_webhook_is_set(call: Any, result: Any) -> None:
    older, _ = await asyncio.gather(call("getUpdates", timeout=50), call("setWebhook", url="https://club.example/hook"))
    assert older.status == 409
    answer = await call("getUpdates")
    assert (answer.status, answer.body["description"]) == (
        409,
        "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first",
    )
    await result("deleteWebhook")
    assert await result("getUpdates") == []


async def test_filter_works_when_an_update_is_created(telegram: Telegram, result: Any) -> None:
    telegram.says(ANNA, "до")
    await result("getUpdates", allowed_updates=["callback_query"])
    telegram.says(ANNA, "во время")
    await result("getUpdates", allowed_updates=[])
    telegram.says(ANNA, "после")
    texts = [update["message"]["text"] for update in await result("getUpdates")]
    assert texts == ["до", "после"]


async def test_unknown_kind_of_update_is_refused(telegram: Telegram, call: Any) -> None:
    answer = await call("getUpdates", allowed_updates=["mesage"])
    assert answer.status == 400
    assert len(telegram.refused) == 1


async def test_presses_live_150_seconds_and_messages_a_day(telegram: Telegram, result: Any, hands: Any) -> None:
    sent = await result("sendMessage", chat_id=ANNA, text="Придёте?")
    telegram.presses(ANNA, sent["message_id"], "yes")
    telegram.says(ANNA, "Да")
    hands.seconds = 150
    assert len(await result("getUpdates")) == 2
    hands.seconds = 151
    assert [list(update)[1] for update in await result("getUpdates")] == ["message"]
    hands.seconds = 24 * 60 * 60 + 1
    assert await result("getUpdates") == []


async def test_taking_all_confirms_all(telegram: Telegram, result: Any, first_id: int) -> None:
    assert len(telegram.take_updates()) == 5
    assert telegram.take_updates() == []
    assert await result("getUpdates") == []


async def test_closing_ends_a_poll_and_opening_lets_wait_again(telegram: Telegram, result: Any) -> None:
    async def stop() -> None:
        telegram.close()

    updates, _ = await asyncio.gather(result("getUpdates", timeout=50), stop())
    assert updates == []
    telegram.open()

    async def anna_writes() -> None:
        telegram.says(ANNA, "Добрый день")

    updates, _ = await asyncio.gather(result("getUpdates", timeout=50), anna_writes())
    assert len(updates) == 1
