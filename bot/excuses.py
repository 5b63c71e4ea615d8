"""A word to those whom the database keeps waiting: it is locked, full or away (design §2)."""

import asyncio
import math
from collections.abc import Awaitable, Callable, Iterable
from typing import TypeVar

import structlog

from bot.messenger import Messenger
from db.away import is_away
from domain.sending import SendingError
from screens import errors

log = structlog.get_logger()

# a lock of a few seconds goes unnoticed; who has waited so long wonders whether the bot is there
PATIENCE_SECONDS = 8.0
# who is answered by another process is told anew after this
_TOLD_AGAIN_SECONDS = 3600.0
# between attempts while the database is away, in seconds; the last one again and again
_BACKOFF = (0.5, 1.0, 2.0, 4.0)

T = TypeVar("T")


class Excuses:
    """Knows who waits for the database, and tells each once, after a while, that nothing is lost."""

    def __init__(self, messenger: Messenger) -> None:
        self._messenger = messenger
        self._waiting: dict[int, asyncio.TimerHandle] = {}
        # when each was told last, by the loop's clock
        self._told: dict[int, float] = {}
        self._sending: set[asyncio.Task[None]] = set()

    def waits(self, people: Iterable[int]) -> None:
        """What these people sent can't be kept or handled as yet; whoever waited before goes on waiting."""
        loop = asyncio.get_running_loop()
        for person_id in people:
            told = self._told.get(person_id, -math.inf)
            if person_id not in self._waiting and loop.time() - told > _TOLD_AGAIN_SECONDS:
                self._waiting[person_id] = loop.call_later(PATIENCE_SECONDS, self._tell, person_id)

    def goes_on(self, people: Iterable[int]) -> None:
        """The database has answered for these people."""
        for person_id in people:
            if timer := self._waiting.pop(person_id, None):
                timer.cancel()

    def answered(self, person_id: int) -> None:
        """The person has their answer: the next time they will be told anew."""
        self.goes_on([person_id])
        self._told.pop(person_id, None)

    async def patiently(self, attempt: Callable[[], Awaitable[T]], person_id: int, *, tells: bool) -> T:
        """What `attempt` returns as soon as the database is there; whatever else it raises is the caller's.

        The person's lane is held meanwhile: what they sent later must not overtake this. `tells`: they may be told.
        """
        failures = 0
        try:
            while True:
                if tells:
                    self.waits([person_id])
                try:
                    return await attempt()
                except Exception as error:
                    if not is_away(error):
                        raise
                    if failures == 0:
                        log.warning("a turn waits for the database", reason=type(error).__name__)
                await asyncio.sleep(_BACKOFF[min(failures, len(_BACKOFF) - 1)])
                failures += 1
        finally:
            self.answered(person_id)

    def _tell(self, person_id: int) -> None:
        del self._waiting[person_id]
        self._told[person_id] = asyncio.get_running_loop().time()
        task = asyncio.create_task(self._send(person_id))
        self._sending.add(task)
        task.add_done_callback(self._sending.discard)

    async def _send(self, person_id: int) -> None:
        try:
            await self._messenger.send(person_id, errors.kept_waiting())
        except SendingError as error:
            log.warning("nobody could be told to wait", reason=type(error).__name__)
