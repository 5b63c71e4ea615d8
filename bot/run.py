"""`nastavnik run`: the whole process. With a token it serves the real Telegram, without one a local one."""

import asyncio
import gc
import importlib
import signal
import sys
from collections.abc import Callable
from contextlib import AsyncExitStack
from datetime import datetime
from typing import TYPE_CHECKING

import structlog
from starlette.applications import Starlette

from bot.backup import nightly
from bot.database import look_at_sqlite, prepare_database, served_alone, sqlite_file
from bot.http import create_app, listen, serving
from bot.logs import configure_logging
from bot.models import build_models_of_updates, built_when_needed, import_aiogram
from bot.settings import ProcessRole, Settings, SettingsError, utc_now
from bot.state import ProcessState
from bot.webhook import webhook_route
from content import load_everything
from db.engine import Sessions, create_engine, create_sessions
from db.migrate import one_at_a_time
from domain import clubtime

log = structlog.get_logger()

# an update makes thousands of short-lived objects and hardly a circle of them: at Python's own thresholds looking for
# circles is a third of its cost
_GARBAGE = (50_000, 20, 100)

if TYPE_CHECKING:
    from bot.company import Company
    from bot.local import LocalTelegram
    from scheduler.shared_slots import SharedSlots


async def run(settings: Settings, role: ProcessRole = ProcessRole.ALL) -> int:
    """Serve until SIGTERM, SIGINT or SIGHUP; returns the exit code. Raises SettingsError."""
    settings.check_role(role)
    secrets = [secret.get_secret_value() for secret in settings.secrets]
    configure_logging(settings.log_level, settings.log_format, secrets)
    clubtime.use_zone(settings.zone)
    load_everything()
    stop = _stop_on_signals()
    async with AsyncExitStack() as stack:
        local = await _open_local(settings, stack) if settings.local else None
        clock = local.now if local else utc_now
        sessions = await _open_database(settings, stack, clock)
        state = ProcessState()
        if settings.http_port is not None:
            listener = listen(settings.http_host, settings.http_port, "HTTP_PORT")
            await stack.enter_async_context(serving(await _pages(settings, sessions, clock, state), listener))
        await _serve(settings, role, local, sessions, clock, state, stop)
    return 0


async def _open_local(settings: Settings, stack: AsyncExitStack) -> "LocalTelegram":
    from bot.local import local_telegram

    local = await stack.enter_async_context(local_telegram(settings))
    print(f"\n  Telegram на этом компьютере, с придуманными людьми: {local.address}/\n", flush=True)
    return local


async def _open_database(settings: Settings, stack: AsyncExitStack, clock: Callable[[], datetime]) -> Sessions:
    from services import outbox, seeds
    from services.people import people

    look_at_sqlite(settings)
    stack.enter_context(served_alone(settings))
    await prepare_database(settings)
    engine = create_engine(settings.database)
    stack.push_async_callback(engine.dispose)
    sessions = create_sessions(engine)
    async with sessions.begin() as session:
        if settings.local and await people.has_real_people(session):
            raise SettingsError(
                "DATABASE_URL holds real people: set BOT_TOKEN, or give the local Telegram another one."
            )
        await one_at_a_time(session)
        if held := await outbox.count_restored(session):
            log.warning("messages of a restored copy are held: let them go with «nastavnik release»", count=held)
        await seeds.plant(session, clock())
    return sessions


async def _pages(
    settings: Settings, sessions: Sessions, clock: Callable[[], datetime], state: ProcessState
) -> Starlette:
    """What is served over HTTP. The pages share words with the bot, so they need what it imports."""
    await asyncio.to_thread(_import_bot)
    from bot.metrics import metrics_route
    from web.app import build_pages

    pages = build_pages(sessions, clock, lambda: state.addresses)
    if (webhook := settings.webhook) is not None:
        pages = [webhook_route(*webhook, lambda: state.take), *pages]
    if (token := settings.metrics_token) is not None:
        pages = [metrics_route(token.get_secret_value(), sessions, clock, lambda: state.bot_id), *pages]
    database = sqlite_file(settings)
    return create_app(sessions, clock, state, pages, folder=database.parent if database else None)


async def _serve(
    settings: Settings,
    role: ProcessRole,
    local: "LocalTelegram | None",
    sessions: Sessions,
    clock: Callable[[], datetime],
    state: ProcessState,
    stop: asyncio.Event,
) -> None:
    await asyncio.to_thread(_import_bot)
    from bot.app import App
    from bot.connection import WebhookAddress, create_bot
    from scheduler.pace import Pace

    if local:
        local.offer_jump("К следующему сообщению", lambda: next_due(sessions, clock()))
        bot = create_bot(local.token, local.address)
    else:
        assert settings.bot_token is not None
        bot = create_bot(settings.bot_token.get_secret_value(), str(settings.bot_api_url))
    slots = _shared_slots(settings, bot.id)
    try:
        webhook = WebhookAddress(*settings.webhook) if settings.webhook else None
        copying = nightly(settings, clock)
        more_chores = {"copy of the database": copying} if copying and not local else {}
        app = App(
            bot,
            sessions,
            clock,
            state,
            settings.pages_url,
            webhook,
            more_chores,
            settings.desk_chat_id,
            company=_company(settings, role),
            pace=Pace(slots=slots),
        )
        await app.serve(stop)
    finally:
        if slots is not None:
            await slots.close()
        await bot.session.close()


def _shared_slots(settings: Settings, bot_id: int) -> "SharedSlots | None":
    if settings.redis_url is None:
        return None
    from scheduler.shared_slots import SharedSlots

    return SharedSlots(str(settings.redis_url), bot_id)


def _company(settings: Settings, role: ProcessRole) -> "Company":
    from bot.company import Company

    url = settings.database if settings.database.startswith("postgresql") else None
    return Company(url, side_by_side=settings.redis_url is not None, role=role)


async def next_due(sessions: Sessions, now: datetime) -> datetime | None:
    """When the bot will speak next on its own (UTC), or None: nothing can be expected."""
    from services import outbox
    from services.tips import tip_subscriptions

    async with sessions.begin() as session:
        # the chore that plans these comes round in a minute; whoever moves the local clock does not wait for it
        await tip_subscriptions.ensure_planned(session, now)
        return await outbox.next_due(session, now)


def _import_bot() -> None:
    """In a thread: it takes a second or two, and the page of the local Telegram answers meanwhile.

    What it makes lives as long as the process, so collecting garbage among it is time lost.
    """
    if "bot.app" in sys.modules:
        return
    gc.disable()
    try:
        import_aiogram()
        with built_when_needed():
            importlib.import_module("bot.app")
        build_models_of_updates()
    finally:
        gc.freeze()
        gc.set_threshold(*_GARBAGE)
        gc.enable()


def _stop_on_signals() -> asyncio.Event:
    """The first signal asks for a clean stop; the second is the system's own and ends the process at once."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    signals = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)

    def ask() -> None:
        stop.set()
        for number in signals:
            loop.remove_signal_handler(number)

    for number in signals:
        loop.add_signal_handler(number, ask)
    return stop
