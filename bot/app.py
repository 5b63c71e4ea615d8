"""The bot itself, whichever Telegram it talks to: start, serve until told to stop, stop cleanly."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from functools import partial

import structlog
from aiogram import Bot, Dispatcher
from aiogram.types import Update

from bot.company import Company, at_work
from bot.connection import WebhookAddress, greet, open_door
from bot.excuses import Excuses
from bot.hands import Hands, OwnHands
from bot.intake import Intake
from bot.lanes import Announcing, SharedHands
from bot.messenger import Messenger
from bot.parts import ClockWork, Door, Part, Turns
from bot.state import ProcessState
from bot.wiring import build_chores, build_delivery, build_dispatcher, build_errands, build_live
from db.engine import Sessions
from domain.addresses import Addresses
from scheduler.pace import Pace
from scheduler.ticks import Tick

log = structlog.get_logger()

_DRAIN_SECONDS = 20
_ALONE = Company()


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
        company: Company = _ALONE,
        pace: Pace | None = None,
    ) -> None:
        self._bot = bot
        self._sessions = sessions
        self._clock = clock
        self._state = state
        self._public_url = public_url
        self._webhook = webhook
        self._more_chores = dict(more_chores or {})
        self._desk_chat_id = desk_chat_id
        self._company = company
        self._messenger = Messenger(bot, pace or Pace(), alone=company.url is None)

    async def serve(self, stop: asyncio.Event) -> None:
        """Connect (waiting for Telegram as long as it takes), then serve. Raises SettingsError for a refused token."""
        if not await _unless(stop, greet(self._bot)):
            return
        self._state.connected, self._state.bot_id = True, self._bot.id
        # asked of Telegram once in the life of the process
        addresses = Addresses((await self._bot.me()).username or "", self._public_url, self._desk_chat_id)
        self._state.addresses = addresses
        live = build_live(self._sessions, self._clock, self._messenger, addresses)
        excuses = Excuses(self._messenger)
        dispatcher = build_dispatcher(self._sessions, self._clock, self._messenger, live, addresses, excuses=excuses)
        types = dispatcher.resolve_used_update_types()
        role = self._company.role
        if role.takes and not await _unless(stop, open_door(self._bot, self._webhook, types)):
            return
        hands = self._hands(dispatcher)
        parts: list[Part] = []
        if role.takes:
            intake = Intake(self._bot, hands, types, self._sessions, self._clock, excuses)
            parts.append(Door(intake, self._state, webhook=self._webhook is not None))
        if role.handles:
            redraw = partial(live.tick, hands.lane) if isinstance(hands, SharedHands) else live.tick
            parts.append(Turns(hands, redraw, self._state))
        if role.keeps_time:
            parts.append(self._clock_work(addresses))
        async with at_work(self._company, parts, _DRAIN_SECONDS):
            log.info("the bot is running", role=role.value)
            await stop.wait()
            log.info("stopping")
        log.info("stopped")

    def _hands(self, dispatcher: Dispatcher) -> Hands:
        async def feed(update: Update, row_id: int) -> None:
            await dispatcher.feed_update(self._bot, update, row_id=row_id)

        if self._company.url is None or not self._company.side_by_side:
            return OwnHands(self._bot, feed, self._sessions, self._clock)
        if self._company.role.handles:
            return SharedHands(self._bot, feed, self._sessions, self._clock, self._company.url)
        return Announcing()

    def _clock_work(self, addresses: Addresses) -> ClockWork:
        delivery = build_delivery(self._sessions, self._clock, self._messenger, addresses)
        errands = build_errands(self._sessions, self._clock, self._messenger, addresses)
        chores = build_chores(self._sessions, self._clock, delivery) | self._more_chores
        return ClockWork(delivery, errands, chores, self._state)


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
