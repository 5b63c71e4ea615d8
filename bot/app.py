"""The bot itself, whichever Telegram it talks to: start, serve until told to stop, stop cleanly."""

import asyncio
from collections.abc import Callable
from datetime import datetime

import structlog
from aiogram import Bot
from aiogram.client.default import DefaultBotProperties
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import AiogramError, TelegramNetworkError, TelegramUnauthorizedError
from aiogram.methods.base import TelegramMethod, TelegramType
from aiogram.types import BotCommand, LinkPreviewOptions

from bot.intake import Intake, backoff, describe
from bot.messenger import Messenger
from bot.settings import SettingsError
from bot.state import ProcessState
from bot.wiring import build_dispatcher, build_renderers
from db.engine import Sessions
from scheduler import delivery
from scheduler.pace import Pace
from scheduler.ticks import create_scheduler
from screens.home import COMMANDS
from services import tip_subscriptions

log = structlog.get_logger()

_DRAIN_SECONDS = 20
_CHAINS_EVERY = 60


class _Connection(AiohttpSession):
    """aiogram's HTTP session whose every failure is aiogram's own, so that one `except` meets them all."""

    async def make_request(
        self,
        bot: Bot,
        method: TelegramMethod[TelegramType],
        timeout: int | None = None,  # noqa: ASYNC109 (aiogram's signature)
    ) -> TelegramType:
        try:
            return await super().make_request(bot, method, timeout)
        except UnicodeDecodeError as error:
            # a page of some provider on the way, in an encoding it does not name
            raise TelegramNetworkError(method, "an answer that is not text") from error


def create_bot(token: str, api_url: str) -> Bot:
    """A client of the Bot API at `api_url`; texts are HTML, links make no previews."""
    server = TelegramAPIServer.from_base(api_url.rstrip("/"))
    return Bot(
        token,
        session=_Connection(api=server, timeout=30),
        default=DefaultBotProperties(parse_mode="HTML", link_preview=LinkPreviewOptions(is_disabled=True)),
    )


class App:
    """The running bot. `serve` returns when `stop` is set and everything in progress has ended."""

    def __init__(self, bot: Bot, sessions: Sessions, clock: Callable[[], datetime], state: ProcessState) -> None:
        self._bot = bot
        self._sessions = sessions
        self._clock = clock
        self._state = state
        self._messenger = Messenger(bot, Pace())
        self._dispatcher = build_dispatcher(sessions, clock, self._messenger)
        self._renderers = build_renderers()
        self._delivering = asyncio.Lock()
        self._ticks = 0

    async def serve(self, stop: asyncio.Event) -> None:
        """Connect (waiting for Telegram as long as it takes), then serve. Raises SettingsError for a refused token."""
        if not await self._connected(stop):
            return
        await delivery.recover(self._sessions, self._clock())
        intake = Intake(
            self._bot,
            lambda update: self._dispatcher.feed_update(self._bot, update),
            self._dispatcher.resolve_used_update_types(),
        )
        scheduler = create_scheduler(self._deliver)
        scheduler.start()
        polling = asyncio.create_task(intake.run())
        log.info("the bot is running")
        await stop.wait()
        log.info("stopping")
        polling.cancel()
        scheduler.pause()
        await intake.drain(_DRAIN_SECONDS)
        await self._finish_delivering(_DRAIN_SECONDS)
        scheduler.shutdown(wait=False)
        log.info("stopped")

    async def _finish_delivering(self, seconds: float) -> None:
        """Wait for the tick in progress; a long pause Telegram asked for must not turn the stop into a crash."""
        try:
            async with asyncio.timeout(seconds), self._delivering:
                pass
        except TimeoutError:
            log.warning("a delivery is cut off by the stop; the next start settles its messages")

    async def _deliver(self) -> None:
        async with self._delivering:
            now = self._clock()
            if self._ticks % _CHAINS_EVERY == 0:
                async with self._sessions.begin() as session:
                    await tip_subscriptions.ensure_planned(session, now)
            self._ticks += 1
            await delivery.tick(self._sessions, self._messenger, self._renderers, now)
            self._state.ticked()

    async def _connected(self, stop: asyncio.Event) -> bool:
        """Greet Telegram until it answers; False when the process is told to stop first."""
        failures = 0
        while not stop.is_set():
            try:
                me = await self._bot.me()
                await self._bot.delete_webhook()
                await self._bot.set_my_commands([BotCommand(command=c, description=d) for c, d in COMMANDS.items()])
            except TelegramUnauthorizedError:
                raise SettingsError("BOT_TOKEN is refused by Telegram: take a fresh one from @BotFather.") from None
            except AiogramError as error:
                pause = backoff(failures)
                log.warning("Telegram is unreachable, trying again", in_seconds=pause, reason=describe(error))
                failures += 1
                await _sleep_unless(stop, pause)
            else:
                log.info("connected to Telegram", bot=me.username)
                self._state.connected = True
                self._state.ticked()
                return True
        return False


async def _sleep_unless(stop: asyncio.Event, seconds: float) -> None:
    try:
        async with asyncio.timeout(seconds):
            await stop.wait()
    except TimeoutError:
        return
