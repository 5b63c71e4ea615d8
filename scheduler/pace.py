"""One pace for the whole bot (design §4): evenly spaced sends, urgent ones first, a stop when Telegram says so."""

import asyncio
import heapq
import math
import time
from collections.abc import Awaitable, Callable
from itertools import count
from typing import Protocol

from domain.sending import FloodLimit
from domain.vocabulary import Priority

# of what the bot says on its own; and how many replies a second may come on top. Telegram bears 30 in all, so this
# leaves one for a message that was long on its way
PER_SECOND = 25
RESERVE = 3.5
PER_CHAT_SECONDS = 1.0
# what a hiccup or a reply has cost is caught up on out of the reserve; more than this is lost
CATCH_UP_SECONDS = 2.0
# timers fire late as a rule; without this the spacing would grow by it
LATE_TIMER = 0.01
# timers may fire a hair early; without a floor the last hair would be waited out in a busy loop
_BLINK = 0.001
# somebody more urgent may come meanwhile
_GLANCE = 0.05

Ticket = tuple[int, int, asyncio.Future[None]]


class Slots(Protocol):
    """When one more message may leave, whoever sends it."""

    async def take(self, *, reply: bool) -> float:
        """Take a slot and return 0, or take none and return after how many seconds to ask again.

        `reply`: an answer to a person, which may use the reserve. Raises FloodLimit when another process has heard
        from Telegram that nobody may send for a while.
        """

    async def tell(self, seconds: float) -> None:
        """Let the other processes know that Telegram asked for silence."""


class LocalSlots:
    """Slots of one process: `per_second` evenly spaced, and `reserve` more a second for replies.

    Replies beyond the reserve borrow from the rest, which catches up later. `AsyncLimiter(25, 1)` would let 49
    through in one second; here no second sees more than `per_second + reserve`, rounded up.
    """

    def __init__(self, per_second: float, reserve: float, monotonic: Callable[[], float]) -> None:
        self._gap, self._own_gap = 1 / (per_second + reserve), 1 / per_second
        self._monotonic = monotonic
        self._next = self._next_own = -math.inf

    async def take(self, *, reply: bool) -> float:
        now = self._monotonic()
        wait = max(self._next, -math.inf if reply else self._next_own) - now
        if wait > 0:
            return wait
        self._next = max(self._next, now - LATE_TIMER) + self._gap
        if not reply:
            self._next_own = max(self._next_own, now - CATCH_UP_SECONDS) + self._own_gap
        return 0.0

    async def tell(self, seconds: float) -> None:
        """There are no others."""


class Pace:
    """A gate every sender passes before a message leaves: `await pace.slot(chat_id, priority)`.

    Replies to people go first and may follow each other in one chat; what the bot says on its own keeps about
    a second between messages of one chat. After a 429 nobody passes until the pause ends.
    `slots`: where several processes keep one pace together.
    """

    def __init__(
        self,
        per_second: float = PER_SECOND,
        reserve: float = RESERVE,
        per_chat_seconds: float = PER_CHAT_SECONDS,
        monotonic: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
        slots: Slots | None = None,
    ) -> None:
        self._per_chat_seconds = per_chat_seconds
        self._slots = slots or LocalSlots(per_second, reserve, monotonic)
        self._monotonic = monotonic
        self._sleep = sleep
        self._numbers = count()
        self._line: list[Ticket] = []
        self._serving: asyncio.Task[None] | None = None
        self._paused_until = 0.0
        self._last_in_chat: dict[int, float] = {}

    async def slot(self, chat_id: int, priority: Priority) -> None:
        """Wait for the turn to send one message to `chat_id`.

        A reply waits out a pause. The rest waits in the outbox, where it can be moved and outlives the process:
        in a pause it is turned away with FloodLimit.
        """
        if priority is not Priority.REPLY:
            await self._let_chat_rest(chat_id)
        while await self._is_paused(priority) or not await self._passes(priority):
            pass
        self._remember(chat_id)

    async def _is_paused(self, priority: Priority) -> bool:
        """A reply waits until it is not."""
        if self.paused and priority is not Priority.REPLY:
            raise FloodLimit(self._pause_left)
        await self.wait_out_pause()
        return self.paused

    async def _passes(self, priority: Priority) -> bool:
        """Take a slot, in line behind whoever is more urgent or came earlier; False: a pause has begun meanwhile."""
        first = self._first()
        if (first is not None and first[0] <= priority) or await self._ask(reply=priority is Priority.REPLY):
            granted = asyncio.get_running_loop().create_future()
            heapq.heappush(self._line, (int(priority), next(self._numbers), granted))
            if self._serving is None:
                self._serving = asyncio.create_task(self._serve())
            await granted
        return not self.paused

    async def _serve(self) -> None:
        """Let pass who is first in line, one after another, until nobody is left."""
        try:
            while (first := self._first()) is not None:
                if self.paused:
                    self._turn_away()
                    await self.wait_out_pause()
                elif (wait := await self._ask(reply=first[0] == Priority.REPLY)) > 0:
                    await self._sleep(min(max(wait, _BLINK), _GLANCE))
                # whoever has come meanwhile and is more urgent takes the slot
                elif (first := self._first()) is not None:
                    heapq.heappop(self._line)[2].set_result(None)
        except Exception as error:
            # the slots have failed, and everybody who waits is told so
            while (first := self._first()) is not None:
                first[2].set_exception(error)
        finally:
            self._serving = None

    def _first(self) -> Ticket | None:
        """The head of the line; those who have given up are gone."""
        while self._line and self._line[0][2].done():
            heapq.heappop(self._line)
        return self._line[0] if self._line else None

    def _turn_away(self) -> None:
        for ticket in self._line:
            if ticket[0] != Priority.REPLY and not ticket[2].done():
                ticket[2].set_exception(FloodLimit(self._pause_left))

    @property
    def waiting(self) -> int:
        """How many messages stand in line for a slot."""
        return len(self._line)

    async def _ask(self, *, reply: bool) -> float:
        try:
            return await self._slots.take(reply=reply)
        except FloodLimit as told:
            self.pause(told.seconds)
            return told.seconds

    async def heard(self, seconds: float) -> None:
        """Telegram asks this process for silence (a 429's retry_after): nobody sends, in the others neither."""
        self.pause(seconds)
        await self._slots.tell(seconds)

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
