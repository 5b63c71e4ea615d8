"""The bot itself, whichever Telegram it talks to: start, serve until told to stop, stop cleanly."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime

import structlog
from aiogram import Bot

from bot.connection import greet
from bot.intake import Intake
from bot.messenger import Messenger
from bot.state import ProcessState
from bot.wiring import build_chores, build_delivery, build_dispatcher
from db.engine import Sessions
from scheduler.pace import Pace
from scheduler.ticks import create_scheduler

log = structlog.get_logger()

_DRAIN_SECONDS = 20


class App:
    """The running bot. `serve` returns when `stop` is set and everything in progress has ended."""

    def __init__(self, bot: Bot, sessions: Sessions, clock: Callable[[], datetime], state: ProcessState) -> None:
        self._bot = bot
        self._sessions = sessions
        self._clock = clock
        self._state = state
        self._messenger = Messenger(bot, Pace())
        self._dispatcher = build_dispatcher(sessions, clock, self._messenger)
        self._delivery = build_delivery(sessions, clock, self._messenger)

    async def serve(self, stop: asyncio.Event) -> None:
        """Connect (waiting for Telegram as long as it takes), then serve. Raises SettingsError for a refused token."""
        if not await _unless(stop, greet(self._bot)):
            return
        self._state.connected = True
        self._state.ticked()
        intake = Intake(
            self._bot,
            lambda update: self._dispatcher.feed_update(self._bot, update),
            self._dispatcher.resolve_used_update_types(),
        )
        scheduler = create_scheduler(self._deliver, build_chores(self._sessions, self._clock, self._delivery))
        scheduler.start()
        polling = asyncio.create_task(intake.run())
        log.info("the bot is running")
        await stop.wait()
        log.info("stopping")
        polling.cancel()
        scheduler.pause()
        await intake.drain(_DRAIN_SECONDS)
        await self._delivery.drain(_DRAIN_SECONDS)
        scheduler.shutdown(wait=False)
        log.info("stopped")

    async def _deliver(self) -> None:
        await self._delivery.tick()
        self._state.ticked()


async def _unless(stop: asyncio.Event, work: Awaitable[None]) -> bool:
    """Do the work, or drop it when the process is told to stop; returns whether it was done."""
    working, stopping = asyncio.ensure_future(work), asyncio.ensure_future(stop.wait())
    await asyncio.wait({working, stopping}, return_when=asyncio.FIRST_COMPLETED)
    stopping.cancel()
    if not working.done():
        working.cancel()
        return False
    await working
    return True
