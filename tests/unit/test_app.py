"""The running bot at its edges: answers that are no answers, and a stop in the middle of a long pause."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

import pytest
from aiogram.exceptions import TelegramNetworkError
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot import app as running
from bot.app import App
from bot.connection import create_bot
from bot.state import ProcessState
from db.engine import Sessions

TOKEN = "42:CANARY"


@pytest.fixture
def backend() -> str:
    """What is tested here is not the database."""
    return "sqlite"


async def test_a_page_in_an_unnamed_encoding_is_a_failure_of_the_network() -> None:
    async def page(_: web.Request) -> web.Response:
        return web.Response(body="<html>Доступ ограничен</html>".encode("cp1251"), content_type="text/html")

    async with TestServer(_application(page)) as server:
        bot = create_bot(TOKEN, str(server.make_url("/")))
        try:
            with pytest.raises(TelegramNetworkError):
                await bot.get_me()
        finally:
            await bot.session.close()


async def test_a_stop_during_a_long_delivery_is_still_clean(
    sessions: Sessions, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Telegram may ask for a pause of many minutes; nobody waits for it at the stop."""
    monkeypatch.setattr(running, "_DRAIN_SECONDS", 0.05)

    async def telegram(request: web.Request) -> web.Response:
        if request.match_info["method"] == "getUpdates":
            await asyncio.Event().wait()
        if request.match_info["method"] == "getMe":
            return web.json_response({"ok": True, "result": {"id": 42, "is_bot": True, "first_name": "Б"}})
        return web.json_response({"ok": True, "result": True})

    delivering = asyncio.Event()

    async def endless(*_: object) -> int:
        delivering.set()
        await asyncio.Event().wait()
        return 0

    monkeypatch.setattr(running.delivery, "tick", endless)
    async with TestServer(_application(telegram)) as server:
        bot = create_bot(TOKEN, str(server.make_url("/")))
        stop = asyncio.Event()
        serving = asyncio.create_task(App(bot, sessions, lambda: datetime.now(UTC), ProcessState()).serve(stop))
        async with asyncio.timeout(10):
            await delivering.wait()
            stop.set()
            await serving
        await bot.session.close()


def _application(handle: Callable[[web.Request], Awaitable[web.Response]]) -> web.Application:
    application = web.Application()
    application.router.add_post("/bot{token}/{method}", handle)
    return application
