"""Telegram brings updates by itself: only Telegram, only updates, and «200» only for what is kept."""

import json
from collections.abc import AsyncIterator

import httpx
import pytest
from starlette.applications import Starlette

from bot.webhook import MOST_BYTES, Take, webhook_route
from tests.stories.conftest import Club
from tests.stories.test_intake import Taking

URL = "https://club.example.org/telegram"
SECRET = "a-secret-of-twenty-signs"
HEADER = "X-Telegram-Bot-Api-Secret-Token"


class Door:
    """The webhook of the club's bot, and Telegram on its other side."""

    def __init__(self, club: Club) -> None:
        self.club = club
        self.intake = Taking(club)
        self.take: Take | None = self.intake.take
        app = Starlette(routes=[webhook_route(URL, SECRET, lambda: self.take)])
        self._client = httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="https://club.example.org")

    async def post(self, body: bytes, secret: bytes | None = SECRET.encode()) -> int:
        headers = {HEADER.encode(): secret} if secret is not None else {}
        answer = await self._client.post("/telegram", content=body, headers=headers)
        await self.intake.drain(60)
        return answer.status_code

    def start(self) -> bytes:
        """Anna starts the bot: what Telegram will bring."""
        self.club.telegram.starts(self.club.anna.id)
        return json.dumps(self.club.telegram.take_updates()[0]).encode()

    async def close(self) -> None:
        await self._client.aclose()


@pytest.fixture
async def door(club: Club) -> AsyncIterator[Door]:
    door = Door(club)
    yield door
    await door.close()


async def test_an_update_is_kept_and_answered_once(door: Door) -> None:
    body = door.start()
    assert [await door.post(body), await door.post(body)] == [200, 200]
    assert len(door.club.anna.from_bot) == 1


@pytest.mark.parametrize("secret", [None, b"", b"another-secret-of-signs", "секрет".encode(), SECRET.encode() + b"x"])
async def test_who_does_not_know_the_secret_is_not_telegram(door: Door, secret: bytes | None) -> None:
    assert await door.post(door.start(), secret) == 403
    assert door.club.anna.from_bot == []


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"7", b'{"update_id": "7"}', b"\xed\xa0\x80"])
async def test_what_is_no_update_is_refused(door: Door, body: bytes) -> None:
    assert await door.post(body) == 400


async def test_a_body_longer_than_any_update_is_not_read_to_its_end(door: Door) -> None:
    assert await door.post(b"{" + b" " * 2 * MOST_BYTES) == 413


async def test_what_can_not_be_kept_comes_again(door: Door) -> None:
    async def broken(_: object) -> None:
        raise OSError("disk full")

    body = door.start()
    for take in (None, broken):
        door.take = take
        assert await door.post(body) == 503
    door.take = door.intake.take
    assert await door.post(body) == 200
    assert "Здравствуйте" in door.club.anna.sees
