"""Delivery by webhook: to a real socket, with the secret, repeated until the bot says 2xx."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import pytest

from sandbox.clock import Clock
from sandbox.telegram import Telegram

ANNA = 1001


class Receiver:
    """A bot's end of a webhook: answers with the prepared statuses and keeps what it got."""

    def __init__(self) -> None:
        self.statuses: list[str] = []
        self.requests: list[tuple[str, dict[str, object]]] = []
        self.port = 0

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
        length = int(head.partition("content-length: ")[2].split()[0])
        self.requests.append((head, json.loads(await reader.readexactly(length))))
        writer.write(f"HTTP/1.1 {self.statuses.pop(0)}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".encode())
        await writer.drain()
        writer.close()


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    receiver = Receiver()
    server = await asyncio.start_server(receiver.answer, "127.0.0.1", 0)
    receiver.port = server.sockets[0].getsockname()[1]
    async with server:
        yield receiver


@pytest.fixture
def telegram(clock: Clock) -> Telegram:
    telegram = Telegram(clock=clock, local_mode=True)
    telegram.add_person(ANNA, "Анна")
    return telegram


async def test_an_update_is_delivered_until_it_is_taken(telegram: Telegram, receiver: Receiver) -> None:
    receiver.statuses = ["500 Internal Server Error", "200 OK"]
    url = f"http://127.0.0.1:{receiver.port}/hook"
    answer = await telegram.call("setWebhook", {"url": url, "secret_token": "s3cret"})
    assert answer.body["result"] is True
    telegram.starts(ANNA)
    webhook = telegram.state.webhook
    update = telegram.state.updates.first()
    assert update is not None
    assert await webhook.deliver(update) is False
    info = (await telegram.call("getWebhookInfo", {})).body["result"]
    assert info["pending_update_count"] == 1
    assert info["last_error_message"] == "Wrong response from the webhook: 500 Internal Server Error"
    assert await webhook.deliver(update) is True
    assert len(telegram.state.updates) == 0
    assert [body for _, body in receiver.requests] == [update, update]
    assert "x-telegram-bot-api-secret-token: s3cret" in receiver.requests[0][0]


async def test_the_worker_delivers_by_itself(telegram: Telegram, receiver: Receiver, until: Any) -> None:
    receiver.statuses = ["200 OK", "204 No Content"]
    worker = asyncio.create_task(telegram.state.webhook.run())
    await telegram.call("setWebhook", {"url": f"http://127.0.0.1:{receiver.port}/hook"})
    telegram.starts(ANNA)
    telegram.says(ANNA, "Привет")
    await until(lambda: len(telegram.state.updates) == 0)
    assert [body["update_id"] for _, body in receiver.requests] == [100_000_001, 100_000_002]
    worker.cancel()


async def test_nobody_listens(telegram: Telegram) -> None:
    await telegram.call("setWebhook", {"url": "http://127.0.0.1:9/hook"})
    telegram.starts(ANNA)
    update = telegram.state.updates.first()
    assert update is not None
    assert await telegram.state.webhook.deliver(update) is False
    assert len(telegram.state.updates) == 1


async def test_pending_updates_can_be_dropped(telegram: Telegram) -> None:
    telegram.starts(ANNA)
    await telegram.call("deleteWebhook", {"drop_pending_updates": True})
    assert telegram.take_updates() == []
