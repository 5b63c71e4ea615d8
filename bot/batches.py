"""Updates that Telegram brings one by one are kept many at a time: a hundred cost one commit, as when polled."""

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from bot.webhook import Closed, Take
from db.away import is_away

Updates = Sequence[dict[str, Any]]

# as many as one poll brings: a word to the other processes (NOTIFY) has room for no more people
_AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class _Brought:
    """What one request has brought, and what is to become of it."""

    updates: Updates
    kept: asyncio.Future[None]

    def answer(self, failure: BaseException | None) -> None:
        # who has stopped waiting hears nothing
        if self.kept.done():
            return
        if failure is None:
            self.kept.set_result(None)
        else:
            self.kept.set_exception(failure)


class Batches:
    """While some updates are being kept by `keep`, those that come meanwhile wait, and go together after them.

    When nothing is on its way, nothing waits. `late` hears of updates that have to.
    """

    def __init__(self, keep: Take, late: Callable[[Updates], None]) -> None:
        self._keep = keep
        self._late = late
        self._waiting: deque[_Brought] = deque()
        self._working: asyncio.Task[None] | None = None
        self._open = False

    def begin(self) -> None:
        """Take updates from now on."""
        self._open = True

    async def take(self, updates: Updates) -> None:
        """Keep updates; returns when they are kept and begun. Raises why not, or Closed; then they are to come again.

        Who stops waiting takes nothing away: what has been brought is kept all the same.
        """
        if not self._open:
            raise Closed
        one = _Brought(updates, asyncio.get_running_loop().create_future())
        self._waiting.append(one)
        if self._working is None:
            self._working = asyncio.create_task(self._work())
        else:
            self._late(updates)
        await one.kept

    def end(self) -> None:
        """Who waits is sent away; what is on its way goes on. `begin` opens again."""
        self._open = False
        while self._waiting:
            self._waiting.popleft().answer(Closed())

    async def drain(self, seconds: float) -> None:
        """After `end`: give what is on its way so long, then send it away, too. Nobody is left waiting."""
        if self._working is not None:
            await asyncio.wait({self._working}, timeout=seconds)
        if self._working is not None:
            self._working.cancel()
            await asyncio.wait({self._working})

    async def _work(self) -> None:
        batch: list[_Brought] = []
        try:
            while self._waiting:
                batch = [self._waiting.popleft() for _ in range(min(len(self._waiting), _AT_ONCE))]
                await self._together(batch)
        finally:
            # no await from the last look at who waits to here: who comes later begins anew
            self._working = None
            for one in (*batch, *self._waiting):
                one.answer(Closed())
            self._waiting.clear()

    async def _together(self, batch: Sequence[_Brought]) -> None:
        """All at once, or each alone when one of them spoils it; a database that is away fails all alike."""
        failure = await self._tried(batch)
        alone = len(batch) > 1 and failure is not None and not is_away(failure)
        for one in batch:
            if alone and not (failure and is_away(failure)):
                failure = await self._tried([one])
            one.answer(failure)

    async def _tried(self, batch: Sequence[_Brought]) -> Exception | None:
        try:
            await self._keep([update for one in batch for update in one.updates])
        except Exception as error:  # the caller of each is told
            return error
        return None
