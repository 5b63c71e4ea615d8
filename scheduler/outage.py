"""The messenger is away for everybody: messages wait for it, and none of their attempts is spent (design §4)."""

import asyncio
import math
from collections.abc import Awaitable, Callable
from contextlib import suppress

import structlog

log = structlog.get_logger()

# between two looks whether it is back, in seconds; the last one again and again
_PAUSES = (2.0, 5.0, 10.0, 20.0)
# of fifty messages that fail at once one asks
_BELIEVED_SECONDS = 5.0


class Outage:
    """Tells a fault that met one message from one that meets all. `is_there` asks the messenger anything."""

    def __init__(
        self, is_there: Callable[[], Awaitable[bool]], sleep: Callable[[float], Awaitable[object]] = asyncio.sleep
    ) -> None:
        self._is_there = is_there
        self._sleep = sleep
        self._looking = asyncio.Lock()
        self._seen_at = -math.inf
        self._end: asyncio.Task[None] | None = None

    @property
    def lasts(self) -> bool:
        """Whether nothing can be sent to anybody."""
        return self._end is not None and not self._end.done()

    async def is_to_blame(self) -> bool:
        """Whether a message that has just met a fault of the server would have met it whatever it said."""
        async with self._looking:
            if not self.lasts and not self._seen_lately and not await self._look():
                log.warning("Telegram is away: messages wait")
                self._end = asyncio.create_task(self._wait_for_end())
            return self.lasts

    async def forget(self) -> None:
        """Look no more: nothing will be sent."""
        if self._end is not None:
            self._end.cancel()
            with suppress(asyncio.CancelledError):
                await self._end

    @property
    def _seen_lately(self) -> bool:
        return asyncio.get_running_loop().time() - self._seen_at < _BELIEVED_SECONDS

    async def _look(self) -> bool:
        try:
            there = await self._is_there()
        except Exception:
            # a fault of ours: it must hold nobody's messages back
            log.exception("Telegram could not be asked whether it is there")
            there = True
        if there:
            self._seen_at = asyncio.get_running_loop().time()
        return there

    async def _wait_for_end(self) -> None:
        looks = 0
        while True:
            await self._sleep(_PAUSES[min(looks, len(_PAUSES) - 1)])
            if await self._look():
                log.info("Telegram is back: messages go on")
                return
            looks += 1
