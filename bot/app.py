"""The bot itself, whichever Telegram it talks to: start, serve until told to stop, stop cleanly."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from functools import partial

import structlog
from aiogram import Bot

from bot.connection import WebhookAddress, greet, open_door
from bot.intake import Intake
from bot.messenger import Messenger
from bot.state import ProcessState
from bot.wiring import build_chores, build_delivery, build_dispatcher, build_errands, build_live
from db.engine import Sessions
from domain.addresses import Addresses
from scheduler.delivery import Delivery
from scheduler.pace import Pace
from scheduler.ticks import Tick, create_scheduler

log = structlog.get_logger()

_DRAIN_SECONDS = 20


class App:
    """The running bot. `serve` returns when `stop` is set and everything in progress has ended."""

    def __init__(
        self,
        bot: Bot,
        sessions: Sessions,
        clock: Callable[[], datetime],
        state: ProcessState,
        public_url: str | None = None,
        webhook: WebhookAddress | None = None,
        more_chores: Mapping[str, Tick] | None = None,
        desk_chat_id: int | None = None,
    ) -> None:
        self._bot = bot
        self._sessions = sessions
        self._clock = clock
        self._state = state
        self._public_url = public_url
        self._webhook = webhook
        self._more_chores = dict(more_chores or {})
        self._desk_chat_id = desk_chat_id
        self._messenger = Messenger(bot, Pace())

    async def serve(self, stop: asyncio.Event) -> None:
        """Connect (waiting for Telegram as long as it takes), then serve. Raises SettingsError for a refused token."""
        if not await _unless(stop, greet(self._bot)):
            return
        self._state.connected = True
        self._state.ticked()
        # asked of Telegram once in the life of the process
        addresses = Addresses((await self._bot.me()).username or "", self._public_url, self._desk_chat_id)
        self._state.addresses = addresses
        live = build_live(self._sessions, self._clock, self._messenger, addresses)
        dispatcher = build_dispatcher(self._sessions, self._clock, self._messenger, live, addresses)
        delivery = build_delivery(self._sessions, self._clock, self._messenger, addresses)
        types = dispatcher.resolve_used_update_types()
        intake = Intake(
            self._bot,
            lambda update, row_id: dispatcher.feed_update(self._bot, update, row_id=row_id),
            types,
            self._sessions,
            self._clock,
        )
        scheduler = create_scheduler(
            partial(self._deliver, delivery),
            live.tick,
            build_errands(self._sessions, self._clock, self._messenger, addresses)
            | {"updates to try again": intake.retry},
            build_chores(self._sessions, self._clock, delivery) | self._more_chores,
        )
        if not await _unless(stop, open_door(self._bot, self._webhook, types)):
            return
        scheduler.start()
        polling = asyncio.create_task(intake.run()) if self._webhook is None else None
        self._state.take = intake.take
        log.info("the bot is running")
        await stop.wait()
        log.info("stopping")
        self._state.take = None
        if polling:
            polling.cancel()
        scheduler.pause()
        await intake.drain(_DRAIN_SECONDS)
        await delivery.drain(_DRAIN_SECONDS)
        scheduler.shutdown(wait=False)
        log.info("stopped")

    async def _deliver(self, delivery: Delivery) -> None:
        await delivery.tick()
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
