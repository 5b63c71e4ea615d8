"""The three parts of the running bot: the door updates come by, the turns that handle them, the clock.

One process has them all, or several processes share them. Each part can be begun, ended and begun again.
"""

import asyncio
from collections.abc import Mapping
from typing import Protocol

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.batches import Batches
from bot.hands import Hands
from bot.intake import Intake
from bot.lanes import SharedHands
from bot.state import ProcessState
from db.advisory import Keys
from scheduler.delivery import Delivery
from scheduler.ticks import CHORES, DELIVERY, ERRANDS, Tick, create_scheduler


class Part(Protocol):
    """A part of the bot."""

    @property
    def alone(self) -> Keys | None:
        """The lock under which one of several processes does this; None: they do it side by side."""

    async def begin(self) -> None:
        """Do it from now on."""

    async def end(self) -> None:
        """Begin nothing new; harmless when nothing was begun."""

    async def drain(self, seconds: float) -> None:
        """After `end`, when the process stops: wait so long for what is in progress."""


class Door:
    """Updates are polled, or brought by Telegram when `webhook`."""

    def __init__(self, intake: Intake, state: ProcessState, *, webhook: bool) -> None:
        self._intake = intake
        self._state = state
        self._webhook = webhook
        self._batches = Batches(intake.take, intake.late)
        self._polling: asyncio.Task[None] | None = None

    @property
    def alone(self) -> Keys | None:
        return None if self._webhook else Keys.POLLING

    async def begin(self) -> None:
        if self._webhook:
            self._batches.begin()
            self._state.take = self._batches.take
        else:
            self._polling = asyncio.create_task(self._intake.run())

    async def end(self) -> None:
        self._state.take = None
        self._batches.end()
        if self._polling is not None:
            self._polling.cancel()

    async def drain(self, seconds: float) -> None:
        await self._batches.drain(seconds)
        if self._polling is not None:
            await asyncio.wait({self._polling})
            await self._intake.confirm()


class Turns:
    """Updates are handled, and screens of progress move."""

    alone = None

    def __init__(self, hands: Hands, redraw: Tick, state: ProcessState) -> None:
        self._hands = hands
        self._state = state
        self._connection: asyncio.Task[None] | None = None
        self._scheduler = create_scheduler(
            {ERRANDS: {"redraw": redraw, "updates to try again": hands.retry, "alive": self._alive}}
        )

    async def begin(self) -> None:
        if isinstance(self._hands, SharedHands):
            self._connection = asyncio.create_task(self._hands.connection())
        self._state.ticked("turns")
        _start(self._scheduler)

    async def end(self) -> None:
        self._state.off_duty("turns")
        if self._scheduler.running:
            self._scheduler.pause()

    async def drain(self, seconds: float) -> None:
        await self._hands.drain(seconds)
        if self._connection is not None:
            # the lanes go with it
            self._connection.cancel()
            await asyncio.wait({self._connection})
        _shut_down(self._scheduler)

    async def _alive(self) -> None:
        self._state.ticked("turns")


class ClockWork:
    """What the bot says and does on its own."""

    alone = Keys.CLOCK

    def __init__(
        self,
        delivery: Delivery,
        errands: Mapping[str, Tick],
        chores: Mapping[str, Tick],
        state: ProcessState,
    ) -> None:
        self._delivery = delivery
        self._state = state
        self._scheduler = create_scheduler({DELIVERY: {"deliver": self._deliver}, ERRANDS: errands, CHORES: chores})

    async def begin(self) -> None:
        self._state.ticked("clock")
        _start(self._scheduler)

    async def end(self) -> None:
        self._state.off_duty("clock")
        if self._scheduler.running:
            self._scheduler.pause()

    async def drain(self, seconds: float) -> None:
        await self._delivery.drain(seconds)
        _shut_down(self._scheduler)

    async def _deliver(self) -> None:
        await self._delivery.tick()
        self._state.ticked("clock")


def _start(scheduler: AsyncIOScheduler) -> None:
    if scheduler.running:
        scheduler.resume()
    else:
        scheduler.start()


def _shut_down(scheduler: AsyncIOScheduler) -> None:
    if scheduler.running:
        scheduler.shutdown(wait=False)
