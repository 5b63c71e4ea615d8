"""Durable intake by long polling: an update is kept before Telegram is told that it was taken (design §2)."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
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
from aiogram.types import Update
from pydantic import ValidationError

from db.engine import Sessions
from services import intake as inbox
from services.intake import Taken

log = structlog.get_logger()

POLL_SECONDS = 25
_BACKOFF = (1.0, 2.0, 4.0, 8.0, 15.0, 30.0)
# more turns at once would only wait for the database
_AT_ONCE = 100

# what handles an update; the number is of its row, by which the turn marks it as done
Feed = Callable[[Update, int], Awaitable[object]]


class GetRawUpdates(TelegramMethod[list[dict[str, Any]]]):
    """getUpdates without decoding: one update this code can't read must not take the others down with it."""

    __returning__ = list[dict[str, Any]]
    __api_method__ = "getUpdates"

    offset: int | None = None
    limit: int | None = None
    timeout: int | None = None
    allowed_updates: list[str] | None = None


class Intake:
    """Takes updates and feeds them to the dispatcher, each as a task; the turn keeps a person's order.

    A batch is committed before the next poll confirms it. What a crash cut off is found in the database at the next
    start; a turn marks its update as done in its own transaction, so nothing has its effect twice.
    """

    def __init__(
        self,
        bot: Bot,
        feed: Feed,
        allowed_updates: list[str],
        sessions: Sessions,
        clock: Callable[[], datetime],
    ) -> None:
        self._bot = bot
        self._feed = feed
        self._allowed = allowed_updates
        self._sessions = sessions
        self._clock = clock
        self._offset: int | None = None
        self._running: set[asyncio.Task[None]] = set()
        # rows in our hands, from before they can be seen in the database until their turn is over
        self._ours: set[int] = set()
        self._room = asyncio.Semaphore(_AT_ONCE)

    async def run(self) -> None:
        """Handle what is left of before, then poll until cancelled; turns begun go on and are awaited by `drain`."""
        failures = 0
        resumed = False
        while True:
            try:
                if not resumed:
                    await self.retry()
                    resumed = True
                polled = GetRawUpdates(offset=self._offset, timeout=POLL_SECONDS, allowed_updates=self._allowed)
                updates = await self._bot(polled, request_timeout=POLL_SECONDS + 10)
                await self.take(updates)
            except Exception as error:  # whatever it is: a loop that ended would leave a deaf bot that looks alive
                await self._wait_out(error, failures)
                failures += 1
                continue
            if failures:
                log.info("updates are taken again", after_failures=failures)
            failures = 0

    async def take(self, updates: Sequence[dict[str, Any]]) -> None:
        """Keep updates, then begin to handle those that are new. When this returns or raises, none is lost."""
        if not updates:
            return
        async with self._sessions.begin() as session:
            taken = await inbox.take(session, self._bot.id, updates, self._clock())
            self._ours.update(one.id for one in taken)
        # only now may the next poll tell Telegram that they are ours
        self._offset = updates[-1]["update_id"] + 1
        await self._start_all(taken)

    async def retry(self) -> None:
        """Handle again what failed and is due, and what a crash left. Call now and then."""
        async with self._sessions.begin() as session:
            found = await inbox.waiting(session, self._bot.id, self._clock(), except_ids=self._ours)
        due = [one for one in found if one.id not in self._ours]
        self._ours.update(one.id for one in due)
        await self._start_all(due)

    async def drain(self, seconds: float) -> None:
        """Wait up to `seconds` for turns in progress; what is cut off is handled at the next start.

        Then tell Telegram what was taken: it need not come again.
        """
        if self._running:
            _, late = await asyncio.wait(self._running, timeout=seconds)
            if late:
                log.warning("turns cut off by the stop, to be handled at the next start", count=len(late))
                for task in late:
                    task.cancel()
                await asyncio.gather(*late, return_exceptions=True)
        if self._offset is not None:
            with suppress(AiogramError):
                await self._bot(GetRawUpdates(offset=self._offset, limit=1, timeout=0), request_timeout=5)

    async def _start_all(self, taken: Sequence[Taken]) -> None:
        """Begin turns in order; what can't be begun is let go, so that `retry` finds it."""
        waiting = list(taken)
        try:
            while waiting:
                await self._start(waiting[0])
                del waiting[0]
        finally:
            self._ours.difference_update(one.id for one in waiting)

    async def _start(self, taken: Taken) -> None:
        update = self._decoded(taken)
        if update is None:
            async with self._sessions.begin() as session:
                await inbox.unreadable(session, taken.id, self._clock())
            self._ours.discard(taken.id)
            return
        await self._room.acquire()
        task = asyncio.create_task(self._handle(update, taken.id))
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    def _decoded(self, taken: Taken) -> Update | None:
        try:
            return Update.model_validate(taken.raw, context={"bot": self._bot})
        except ValidationError:
            # no details: they would quote the update
            log.error("an update can't be read and is put aside", update_id=taken.raw["update_id"], row=taken.id)
            return None

    async def _handle(self, update: Update, row_id: int) -> None:
        try:
            await self._feed(update, row_id)
        except Exception:
            # the row stays new, and `retry` finds it
            log.exception("update failed outside its turn", update_id=update.update_id, row=row_id)
        finally:
            self._ours.discard(row_id)
            self._room.release()

    async def _wait_out(self, error: Exception, failures: int) -> None:
        if failures == 0:
            log.warning("updates can't be taken, trying again", reason=describe(error))
        pause = error.retry_after if isinstance(error, TelegramRetryAfter) else backoff(failures)
        await asyncio.sleep(pause)


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
