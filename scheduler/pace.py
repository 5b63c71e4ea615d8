"""One pace for the whole bot (design §4): evenly spaced sends, urgent ones first, a stop when Telegram says so."""

import asyncio
import heapq
import math
import time
from collections.abc import Awaitable, Callable
from itertools import count

from aiolimiter import AsyncLimiter

from domain.sending import FloodLimit
from domain.vocabulary import Priority

PER_SECOND = 25
PER_CHAT_SECONDS = 1.0
# timers may fire a hair early; without a floor the last hair would be waited out in a busy loop
_BLINK = 0.001


class Pace:
    """A gate every sender passes before a message leaves.

    Replies to people go first and may follow each other in one chat; what the bot says on its own keeps about
    a second between messages of one chat. After a 429 nobody passes until the pause ends.
    `AsyncLimiter(25, 1)` would let 49 through in one second, so slots are spaced evenly: one per 1/25 s.
    """

    def __init__(
        self,
        per_second: float = PER_SECOND,
        per_chat_seconds: float = PER_CHAT_SECONDS,
        monotonic: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
    ) -> None:
        self._per_chat_seconds = per_chat_seconds
        self._limiter = AsyncLimiter(1, 1 / per_second)
        self._monotonic = monotonic
        self._sleep = sleep
        self._numbers = count()
        self._line: list[tuple[int, int]] = []
        self._moved = asyncio.Condition()
        self._busy = False
        self._paused_until = 0.0
        self._last_in_chat: dict[int, float] = {}

    async def slot(self, chat_id: int, priority: Priority) -> None:
        """Wait for the turn to send one message to `chat_id`.

        A reply waits out a pause. The rest waits in the outbox, where it can be moved and outlives the process:
        in a pause it is turned away with FloodLimit.
        """
        if priority is not Priority.REPLY:
            await self._let_chat_rest(chat_id)
        ticket = (int(priority), next(self._numbers))
        while not await self._pass(ticket):
            if priority is not Priority.REPLY:
                raise FloodLimit(self._pause_left)
            await self.wait_out_pause()
        self._remember(chat_id)

    async def _pass(self, ticket: tuple[int, int]) -> bool:
        """Stand in line and take a slot; False: there is a pause."""
        await self._wait_in_line(ticket)
        try:
            if not self.paused:
                await self._limiter.acquire()
            return not self.paused
        finally:
            self._busy = False
            async with self._moved:
                self._moved.notify_all()

    async def _wait_in_line(self, ticket: tuple[int, int]) -> None:
        heapq.heappush(self._line, ticket)
        try:
            async with self._moved:
                await self._moved.wait_for(lambda: not self._busy and self._line[0] == ticket)
                self._busy = True
        finally:
            self._line.remove(ticket)
            heapq.heapify(self._line)

    def pause(self, seconds: float) -> None:
        """Nobody passes for `seconds` from now (a 429's retry_after)."""
        self._paused_until = max(self._paused_until, self._monotonic() + seconds)

    @property
    def paused(self) -> bool:
        """Whether Telegram asked for silence, and it is not over."""
        return self._pause_left > 0

    @property
    def _pause_left(self) -> float:
        return max(self._paused_until - self._monotonic(), 0.0)

    async def wait_out_pause(self) -> None:
        """Wait until Telegram may be called again; takes no slot."""
        while self.paused:  # the pause may grow meanwhile
            await self._sleep(max(self._pause_left, _BLINK))

    async def _let_chat_rest(self, chat_id: int) -> None:
        while (left := self._rest_ends(chat_id) - self._monotonic()) > 0:  # others may send meanwhile
            await self._sleep(max(left, _BLINK))
        # taken now, so that a second message to the same chat waits for this one's second as well
        self._remember(chat_id)

    def _rest_ends(self, chat_id: int) -> float:
        return self._last_in_chat.get(chat_id, -math.inf) + self._per_chat_seconds

    def _remember(self, chat_id: int) -> None:
        now = self._monotonic()
        if len(self._last_in_chat) > 10_000:
            self._last_in_chat = {c: t for c, t in self._last_in_chat.items() if now - t < self._per_chat_seconds}
        self._last_in_chat[chat_id] = now
