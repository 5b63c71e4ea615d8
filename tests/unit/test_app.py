"""The running bot at its edges: answers that are no answers, jobs that fail, pauses, a stop in the middle of a send."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import datetime

import pytest
from aiogram.exceptions import TelegramNetworkError
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot import app as running
from bot.app import App
from bot.connection import create_bot, greet
from bot.settings import SettingsError
from bot.state import ProcessState
from db.engine import Sessions
from db.models import Member
from domain.vocabulary import MessageKind, Priority
from scheduler import tips as tip_messages
from screens.kit import Screen
from services import outbox
from services.outbox import Message
from services.tips import tip_subscriptions

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


class Watched(ProcessState):
    """Tells when a delivery tick ended."""

    def __init__(self) -> None:
        super().__init__()
        self.ticks = asyncio.Semaphore(0)

    def ticked(self, part: str = "clock") -> None:
        super().ticked(part)
        if part == "clock":
            self.ticks.release()


@asynccontextmanager
async def _running(
    sessions: Sessions, now: datetime, send: Callable[[], Awaitable[web.Response]]
) -> AsyncIterator[Watched]:
    """An app with one message to deliver; `send` is how Telegram takes it. Stopped at the end of the block."""

    async def telegram(request: web.Request) -> web.Response:
        if request.match_info["method"] == "getUpdates":
            await asyncio.Event().wait()
        if request.match_info["method"] == "getMe":
            return web.json_response({"ok": True, "result": {"id": 42, "is_bot": True, "first_name": "Б"}})
        if request.match_info["method"] == "sendMessage":
            return await send()
        return web.json_response({"ok": True, "result": True})

    async with sessions.begin() as session:
        member = Member(telegram_id=7, created_at=now)
        session.add(member)
        await session.flush()
        message = Message(MessageKind.TIP_SCHEDULED, "test:1", member.id, now, Priority.TIP)
        await outbox.plan(session, [message])
    async with TestServer(_application(telegram)) as server, asyncio.timeout(10):
        bot = create_bot(TOKEN, str(server.make_url("/")))
        stop, state = asyncio.Event(), Watched()
        serving = asyncio.create_task(App(bot, sessions, lambda: now, state).serve(stop))
        yield state
        stop.set()
        await serving
        await bot.session.close()


@pytest.fixture(autouse=True)
def _a_message_to_render(monkeypatch: pytest.MonkeyPatch) -> None:
    async def render(*_: object) -> Screen:
        return Screen("весть")

    monkeypatch.setitem(tip_messages.RENDERERS, MessageKind.TIP_SCHEDULED, render)


async def test_a_stop_during_a_hanging_send_is_still_clean(
    sessions: Sessions, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "_DRAIN_SECONDS", 0.05)
    sending = asyncio.Event()

    async def hang() -> web.Response:
        sending.set()
        await asyncio.Event().wait()
        raise AssertionError

    async with _running(sessions, now, hang):
        await sending.wait()


async def test_a_job_that_fails_stops_no_delivery(
    sessions: Sessions, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    failed, sent = asyncio.Event(), asyncio.Event()

    async def fail(*_: object) -> int:
        failed.set()
        raise RuntimeError("a broken subscription")

    async def take() -> web.Response:
        sent.set()
        return web.json_response({"ok": False, "error_code": 403, "description": "Forbidden"}, status=403)

    monkeypatch.setattr(tip_subscriptions, "ensure_planned", fail)
    async with _running(sessions, now, take):
        await failed.wait()
        await sent.wait()


async def test_a_pause_telegram_asked_for_is_no_illness(sessions: Sessions, now: datetime) -> None:
    warned = asyncio.Event()

    async def warn() -> web.Response:
        warned.set()
        body = {"ok": False, "error_code": 429, "description": "Flood", "parameters": {"retry_after": 600}}
        return web.json_response(body, status=429)

    async with _running(sessions, now, warn) as state:
        await warned.wait()
        while not state.ticks.locked():
            await state.ticks.acquire()
        # one more tick ends, though nothing may be sent for ten minutes
        await state.ticks.acquire()


def _application(handle: Callable[[web.Request], Awaitable[web.Response]]) -> web.Application:
    application = web.Application()
    application.router.add_post("/bot{token}/{method}", handle)
    return application


async def test_a_stop_while_telegram_is_away_ends_the_waiting(sessions: Sessions, now: datetime) -> None:
    bot = create_bot(TOKEN, "http://127.0.0.1:9")
    stop = asyncio.Event()
    asyncio.get_running_loop().call_later(0.1, stop.set)
    try:
        async with asyncio.timeout(5):
            await App(bot, sessions, lambda: now, ProcessState()).serve(stop)
    finally:
        await bot.session.close()


@pytest.mark.parametrize("status", [401, 404])
async def test_a_refused_token_is_said_at_once(status: int) -> None:
    async def refuse(_: web.Request) -> web.Response:
        return web.json_response({"ok": False, "error_code": status, "description": "no"}, status=status)

    async with TestServer(_application(refuse)) as server, asyncio.timeout(5):
        bot = create_bot(TOKEN, str(server.make_url("/")))
        try:
            with pytest.raises(SettingsError, match="BOT_TOKEN"):
                await greet(bot)
        finally:
            await bot.session.close()
