"""One pace for the whole bot (design §4): evenly spaced sends, urgent ones first, a stop when Telegram says so."""

import asyncio
import heapq
import math
import time
from collections.abc import Callable
from itertools import count

from aiolimiter import AsyncLimiter

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
    ) -> None:
        self._per_chat_seconds = per_chat_seconds
        self._limiter = AsyncLimiter(1, 1 / per_second)
        self._monotonic = monotonic
        self._numbers = count()
        self._line: list[tuple[int, int]] = []
        self._moved = asyncio.Condition()
        self._busy = False
        self._paused_until = 0.0
        self._last_in_chat: dict[int, float] = {}

    async def slot(self, chat_id: int, priority: Priority) -> None:
        """Wait for the turn to send one message to `chat_id`."""
        if priority is not Priority.REPLY:
            await self._let_chat_rest(chat_id)
        await self._wait_in_line(priority)
        try:
            await self._wait_out_pause()
            await self._limiter.acquire()
        finally:
            self._busy = False
            async with self._moved:
                self._moved.notify_all()
        self._remember(chat_id)

    async def _wait_in_line(self, priority: Priority) -> None:
        ticket = (int(priority), next(self._numbers))
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

    async def _wait_out_pause(self) -> None:
        while (left := self._paused_until - self._monotonic()) > 0:  # noqa: ASYNC110 (the pause may grow meanwhile)
            await asyncio.sleep(max(left, _BLINK))

    async def _let_chat_rest(self, chat_id: int) -> None:
        while (left := self._rest_ends(chat_id) - self._monotonic()) > 0:  # noqa: ASYNC110 (others may send meanwhile)
            await asyncio.sleep(max(left, _BLINK))
        # taken now, so that a second message to the same chat waits for this one's second as well
        self._remember(chat_id)

    def _rest_ends(self, chat_id: int) -> float:
        return self._last_in_chat.get(chat_id, -math.inf) + self._per_chat_seconds

    def _remember(self, chat_id: int) -> None:
        now = self._monotonic()
        if len(self._last_in_chat) > 10_000:
            self._last_in_chat = {c: t for c, t in self._last_in_chat.items() if now - t < self._per_chat_seconds}
        self._last_in_chat[chat_id] = now
