"""The server: forms of requests, wrong paths; over real HTTP: files, long polls, broken connections."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import ClientDecodeError, TelegramEntityTooLarge, TelegramNetworkError
from aiogram.types import BufferedInputFile

from sandbox.files import UPLOAD_LIMIT, UploadedFile
from sandbox.server import create_app, serving
from sandbox.telegram import Telegram

ANNA = 1001
BOT = "/bot42:LOCAL"


@pytest.fixture
async def url(telegram: Telegram) -> AsyncIterator[str]:
    async with serving(telegram) as url:
        yield url


@pytest.fixture
async def http(telegram: Telegram) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(create_app(telegram))
    async with httpx.AsyncClient(transport=transport, base_url="http://sandbox") as http:
        yield http


@pytest.fixture
async def bot(url: str) -> AsyncIterator[Bot]:
    session = AiohttpSession(api=TelegramAPIServer.from_base(url), timeout=5)
    async with Bot("42:LOCAL", session=session) as bot:
        yield bot


FORMS: dict[str, dict[str, Any]] = {
    "query string": {"params": {"chat_id": ANNA, "text": "Привет & пока"}},
    "urlencoded": {"data": {"chat_id": ANNA, "text": "Привет & пока"}},
    "multipart": {"files": {"chat_id": (None, str(ANNA)), "text": (None, "Привет & пока")}},
    "json": {"json": {"chat_id": ANNA, "text": "Привет & пока"}},
    "json and query string": {"params": {"chat_id": ANNA}, "json": {"text": "Привет & пока"}},
}


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS.keys())
async def test_request_in_any_form(telegram: Telegram, http: httpx.AsyncClient, form: dict[str, Any]) -> None:
    response = await http.post(f"{BOT}/sendMessage", **form)
    assert response.json()["ok"], response.text
    assert telegram.chat(ANNA)[-1]["text"] == "Привет & пока"


@pytest.mark.parametrize(
    ("path", "status", "description"),
    [
        ("/bot42:LOCAL/nothing", 404, "Not Found: method not found"),
        ("/nothing", 404, "Not Found"),
        ("/bot42:LOCAL", 404, "Not Found"),
        ("/botnonsense/getMe", 401, "Unauthorized: invalid token specified"),
        ("/bot42:OTHER/getMe", 401, "Unauthorized"),
        ("/file/bot42:LOCAL/documents/file_9.txt", 404, "Not Found"),
        ("/file/bot42:OTHER/documents/file_1.txt", 401, "Unauthorized"),
    ],
)
async def test_wrong_path(http: httpx.AsyncClient, path: str, status: int, description: str) -> None:
    response = await http.get(path)
    assert response.status_code == status
    assert response.json() == {"ok": False, "error_code": status, "description": description}


@pytest.mark.parametrize("path", ["/", "/static/app.js", "/static/style.css"])
async def test_an_updated_page_shows_at_once(http: httpx.AsyncClient, path: str) -> None:
    fresh = await http.get(path)
    assert (fresh.status_code, fresh.headers["Cache-Control"]) == (200, "no-cache")
    again = await http.get("/static/app.js", headers={"If-None-Match": fresh.headers["ETag"]})
    assert again.headers["Cache-Control"] == "no-cache"


@pytest.mark.parametrize("body", ["{", "[]", "\xff"])
async def test_json_that_is_none(http: httpx.AsyncClient, body: str) -> None:
    response = await http.post(
        f"{BOT}/getMe", content=body.encode("latin-1"), headers={"Content-Type": "application/json"}
    )
    assert response.status_code == 400
    assert response.json()["description"].startswith("Bad Request: can't parse request")


async def test_upload_and_download(telegram: Telegram, http: httpx.AsyncClient, bot: Bot) -> None:
    content = bytes(range(256)) * 4000
    sent = await bot.send_document(ANNA, BufferedInputFile(content, "Данные.bin"))
    assert sent.document is not None
    assert sent.document.file_name == "Данные.bin"
    downloaded = await bot.download(sent.document.file_id)
    assert downloaded is not None
    assert downloaded.read() == content
    shown = await http.get(f"/sandbox/file/{sent.document.file_id}")
    assert shown.content == content
    assert shown.headers["content-disposition"].startswith("attachment;")


async def test_a_file_of_a_person_over_http(telegram: Telegram, bot: Bot) -> None:
    sent = telegram.sends(ANNA, "document", file=UploadedFile("Отчёт.xlsx", b"PK\3\4"))
    downloaded = await bot.download(sent["document"]["file_id"])
    assert downloaded is not None
    assert downloaded.read() == b"PK\3\4"


async def test_an_upload_of_50_megabytes_and_not_a_byte_more(bot: Bot) -> None:
    sent = await bot.send_document(ANNA, BufferedInputFile(bytes(UPLOAD_LIMIT), "Материалы.zip"))
    assert sent.document is not None
    assert sent.document.file_size == UPLOAD_LIMIT
    with pytest.raises(TelegramEntityTooLarge):
        await bot.send_document(ANNA, BufferedInputFile(bytes(UPLOAD_LIMIT + 1), "Материалы.zip"))


async def test_flood_carries_the_header(http: httpx.AsyncClient, telegram: Telegram) -> None:
    telegram.fault(retry_after=35)
    response = await http.get(f"{BOT}/getMe")
    assert (response.status_code, response.headers["Retry-After"]) == (429, "35")


async def test_broken_network_as_aiogram_sees_it(telegram: Telegram, bot: Bot) -> None:
    telegram.fault(kind="reset")
    with pytest.raises(TelegramNetworkError, match=r"ServerDisconnectedError|ClientOSError"):
        await bot.send_message(ANNA, "до")
    telegram.fault(kind="html")
    with pytest.raises(ClientDecodeError):
        await bot.get_me()
    telegram.fault(kind="timeout_after")
    bot.session.timeout = 0.2
    with pytest.raises(TelegramNetworkError, match="timeout"):
        await bot.send_message(ANNA, "после")
    assert [message["text"] for message in telegram.chat(ANNA)] == ["/start", "после"]
    bot.session.timeout = 5
    assert (await bot.get_me()).id == 42


async def test_long_poll_over_http(telegram: Telegram, bot: Bot, until: Any) -> None:
    poll = asyncio.create_task(bot.get_updates(timeout=50, request_timeout=60))
    await until(lambda: telegram.state.updates.polls == 1)
    telegram.says(ANNA, "Добрый день")
    [update] = await poll
    assert update.message is not None
    assert update.message.text == "Добрый день"


async def test_a_poll_ends_when_the_client_hangs_up(telegram: Telegram, url: str, until: Any) -> None:
    host, _, port = url.removeprefix("http://").partition(":")
    _, writer = await asyncio.open_connection(host, int(port))
    writer.write(f"GET {BOT}/getUpdates?timeout=50 HTTP/1.1\r\nHost: {host}\r\n\r\n".encode())
    await until(lambda: telegram.state.updates.polls == 1)
    writer.close()
    await until(lambda: telegram.state.updates.polls == 0)


async def test_stopping_does_not_wait_for_a_poll(telegram: Telegram, until: Any) -> None:
    loop = asyncio.get_running_loop()
    async with serving(telegram) as url:
        client = httpx.AsyncClient(base_url=url, trust_env=False, timeout=60)
        poll = asyncio.create_task(client.get(f"{BOT}/getUpdates?timeout=50"))
        await until(lambda: telegram.state.updates.polls == 1)
        began = loop.time()
    assert loop.time() - began < 5
    assert (await poll).json() == {"ok": True, "result": []}
    await client.aclose()
