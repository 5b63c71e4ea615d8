"""Durable intake by long polling: an update is kept before Telegram is told that it was taken (design §2)."""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any

import structlog
from aiogram import Bot
from aiogram.exceptions import (
    AiogramError,
    TelegramConflictError,
    TelegramRetryAfter,
    TelegramUnauthorizedError,
)
from aiogram.methods import TelegramMethod

from bot.excuses import Excuses
from bot.hands import Hands
from db.away import is_away
from db.engine import Sessions
from services import intake as inbox
from services.intake import Taken

log = structlog.get_logger()

POLL_SECONDS = 25
_BACKOFF = (1.0, 2.0, 4.0, 8.0, 15.0, 30.0)
_DATABASE_SECONDS = 4.0
# longer than any pause between attempts
_QUIET_SECONDS = 60.0


class GetRawUpdates(TelegramMethod[list[dict[str, Any]]]):
    """getUpdates without decoding: one update this code can't read must not take the others down with it."""

    __returning__ = list[dict[str, Any]]
    __api_method__ = "getUpdates"

    offset: int | None = None
    limit: int | None = None
    timeout: int | None = None
    allowed_updates: list[str] | None = None


class Intake:
    """Takes updates by polling, and keeps those that come by webhook; `hands` handle them.

    A batch is committed before the next poll confirms it.
    """

    def __init__(
        self,
        bot: Bot,
        hands: Hands,
        allowed_updates: list[str],
        sessions: Sessions,
        clock: Callable[[], datetime],
        excuses: Excuses | None = None,
    ) -> None:
        self._bot = bot
        self._hands = hands
        self._allowed = allowed_updates
        self._sessions = sessions
        self._clock = clock
        self._excuses = excuses
        self._offset: int | None = None
        # what was said of a trouble, until when it is not said again, and whether its end is still to be said
        self._trouble, self._quiet_until, self._said = "", 0.0, False

    async def run(self) -> None:
        """Handle what is left of before, then poll until cancelled."""
        failures = 0
        resumed = False
        while True:
            try:
                if not resumed:
                    await self._hands.retry()
                    resumed = True
                polled = GetRawUpdates(offset=self._offset, timeout=POLL_SECONDS, allowed_updates=self._allowed)
                updates = await self._bot(polled, request_timeout=POLL_SECONDS + 10)
                await self.take(updates)
            except Exception as error:  # whatever it is: a loop that ended would leave a deaf bot that looks alive
                await self._wait_out(error, failures)
                failures += 1
                continue
            if failures and self._said:
                log.info("updates are taken again", after_failures=failures)
                self._said = False
            failures = 0

    async def take(self, updates: Sequence[dict[str, Any]]) -> None:
        """Keep updates, then begin to handle those that are new. When this returns or raises, none is lost."""
        if not updates:
            return
        self.late(updates)
        await self._hands.begin(await self._keep(updates))
        if self._excuses is not None:
            self._excuses.goes_on(_writers(updates))

    def late(self, updates: Sequence[dict[str, Any]]) -> None:
        """These are not kept as yet: who wrote them waits from now on, and is told so if it takes long."""
        if self._excuses is not None:
            self._excuses.waits(_writers(updates))

    async def _keep(self, updates: Sequence[dict[str, Any]]) -> list[Taken]:
        taken: list[Taken] = []
        try:
            async with self._sessions.begin() as session:
                taken = await inbox.take(session, self._bot.id, updates, self._clock())
                await self._hands.expect(session, taken)
        except BaseException:
            # they may have been committed all the same, and then `retry` must find them
            self._hands.let_go(taken)
            raise
        # only now may the next poll tell Telegram that they are ours
        self._offset = updates[-1]["update_id"] + 1
        return taken

    async def confirm(self) -> None:
        """Tell Telegram what was taken by polling: it need not come again."""
        if self._offset is not None:
            with suppress(AiogramError):
                await self._bot(GetRawUpdates(offset=self._offset, limit=1, timeout=0), request_timeout=5)

    async def _wait_out(self, error: Exception, failures: int) -> None:
        self._say(describe(error))
        if isinstance(error, TelegramRetryAfter):
            pause: float = error.retry_after
        else:
            # a database of one's own may be asked more often than Telegram
            pause = min(backoff(failures), _DATABASE_SECONDS) if is_away(error) else backoff(failures)
        await asyncio.sleep(pause)

    def _say(self, reason: str) -> None:
        """Once for a trouble, also for one that goes and comes, as where two processes take turns at polling."""
        now = asyncio.get_running_loop().time()
        if reason != self._trouble or now > self._quiet_until:
            log.warning("updates can't be taken, trying again", reason=reason)
            self._said = True
        self._trouble, self._quiet_until = reason, now + _QUIET_SECONDS


def _writers(updates: Sequence[dict[str, Any]]) -> list[int]:
    return [person for update in updates if (person := inbox.writer_of(update))]


def backoff(failures: int) -> float:
    """Seconds to wait after so many failures in a row."""
    return _BACKOFF[min(failures, len(_BACKOFF) - 1)]


def describe(error: Exception) -> str:
    """The reason in words for a log, with nothing of the request in it."""
    if isinstance(error, TelegramUnauthorizedError):
        return "Telegram rejects BOT_TOKEN"
    if isinstance(error, TelegramConflictError):
        return "another process polls with this token"
    cause = error.__cause__
    return type(cause).__name__ if cause else type(error).__name__
