"""The webhook's address in strangers' hands: every method, every secret, every body; Telegram itself is served on."""

import json
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette

from bot.webhook import MOST_BYTES, webhook_route
from tests.stories.conftest import Club
from tests.stories.test_intake import Taking
from tests.stories.test_webhook import HEADER, SECRET, URL, Door, opened

SECRETS: dict[str, list[bytes]] = {
    "none": [],
    "empty": [b""],
    "another": [b"another-secret-of-signs"],
    "its beginning": [SECRET.encode()[:-1]],
    "longer": [SECRET.encode() + b"x"],
    "in capitals": [SECRET.upper().encode()],
    "of other letters": ["секрет-из-двадцати-букв".encode()],
    "no letters at all": [bytes(range(128, 255))],
    "twice": [SECRET.encode(), SECRET.encode()],
    "right and wrong": [SECRET.encode(), b"wrong"],
    "endless": [b"x" * 60_000],
}
BODIES: dict[str, bytes] = {
    "nothing": b"",
    "half": b'{"update_id": 7, "message"',
    "a list": b"[]",
    "a number": b"7",
    "null": b"null",
    "no number": b'{"message": {}}',
    "a number in words": b'{"update_id": "7"}',
    "a fraction": b'{"update_id": 7.5}',
    "no JSON at all": b"\xff\xfe\x00",
    "half a letter": b"\xed\xa0\x80",
    "a page": b"<html></html>",
    "a form": b"update_id=7",
    "brackets without end": b"[" * 500_000,
}


@pytest.fixture
async def door(club: Club) -> AsyncIterator[Door]:
    async with opened(club) as door:
        yield door


@pytest.mark.parametrize("secret", SECRETS)
async def test_no_other_secret_opens(door: Door, secret: str) -> None:
    body = door.start()
    headers = [(HEADER.encode(), one) for one in SECRETS[secret]]
    answer = await door._client.post("/telegram", content=body, headers=headers)
    assert (answer.status_code, answer.content) == (403, b"")
    assert door.club.anna.from_bot == []
    assert await door.post(body) == 200


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "BREW"])
async def test_no_other_method_opens(door: Door, method: str) -> None:
    answer = await door._client.request(method, "/telegram", content=door.start(), headers={HEADER: SECRET})
    assert answer.status_code == 405
    assert door.club.anna.from_bot == []


@pytest.mark.parametrize(
    "path", ["/", "/telegram/", "/telegram/../telegram/x", "/TELEGRAM", "/telegram%00", "//telegram"]
)
async def test_no_other_address_opens(door: Door, path: str) -> None:
    answer = await door._client.post(path, content=door.start(), headers={HEADER: SECRET}, follow_redirects=False)
    assert answer.status_code in (307, 404)
    assert door.club.anna.from_bot == []


@pytest.mark.parametrize("body", BODIES)
async def test_what_is_no_update_is_refused_and_the_next_is_taken(door: Door, body: str) -> None:
    assert await door.post(BODIES[body]) == 400
    assert await door.post(door.start()) == 200
    assert "Здравствуйте" in door.club.anna.sees


@pytest.mark.parametrize("size", [MOST_BYTES + 1, 2 * MOST_BYTES])
async def test_what_is_too_long_is_not_read_to_its_end(door: Door, size: int) -> None:
    read = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal read
        while read < size:
            read += 1_000
            yield b" " * 1_000

    answer = await door._client.post("/telegram", content=endless(), headers={HEADER: SECRET})
    assert answer.status_code == 413
    assert await door.post(door.start()) == 200


async def test_without_the_comparison_anybody_comes_in(club: Club, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.webhook._is_telegram", lambda request, secret: True)
    intake = Taking(club)
    app = Starlette(routes=[webhook_route(URL, SECRET, lambda: intake.take)])
    update: dict[str, Any] = {"update_id": 7}
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="https://club.example.org") as client:
        answer = await client.post("/telegram", content=json.dumps(update))
    assert answer.status_code == 200
