"""Intake of updates by long polling: many chats at once, a clean stop, faults said once and outlived."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
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

log = structlog.get_logger()

POLL_SECONDS = 25
_BACKOFF = (1.0, 2.0, 4.0, 8.0, 15.0, 30.0)
# more turns at once would only wait for the database
_AT_ONCE = 100

Feed = Callable[[Update], Awaitable[object]]


class GetRawUpdates(TelegramMethod[list[dict[str, Any]]]):
    """getUpdates without decoding: one update this code can't read must not take the others down with it."""

    __returning__ = list[dict[str, Any]]
    __api_method__ = "getUpdates"

    offset: int | None = None
    limit: int | None = None
    timeout: int | None = None
    allowed_updates: list[str] | None = None


class Intake:
    """Polls Telegram and feeds updates to the dispatcher, each as a task; the turn keeps a person's order."""

    def __init__(self, bot: Bot, feed: Feed, allowed_updates: list[str]) -> None:
        self._bot = bot
        self._feed = feed
        self._allowed = allowed_updates
        self._offset: int | None = None
        self._running: set[asyncio.Task[None]] = set()
        self._room = asyncio.Semaphore(_AT_ONCE)

    async def run(self) -> None:
        """Poll until cancelled; updates already taken go on and are awaited by `drain`."""
        failures = 0
        while True:
            try:
                polled = GetRawUpdates(offset=self._offset, timeout=POLL_SECONDS, allowed_updates=self._allowed)
                updates = await self._bot(polled, request_timeout=POLL_SECONDS + 10)
            except Exception as error:  # whatever it is: a loop that ended would leave a deaf bot that looks alive
                await self._wait_out(error, failures)
                failures += 1
                continue
            if failures:
                log.info("telegram answers again", after_failures=failures)
            failures = 0
            for raw in updates:
                self._offset = raw["update_id"] + 1
                if update := self._decoded(raw):
                    await self._room.acquire()
                    self._start(update)

    async def drain(self, seconds: float) -> None:
        """Wait up to `seconds` for turns in progress, then tell Telegram what was handled: it will not come again."""
        if self._running:
            _, late = await asyncio.wait(self._running, timeout=seconds)
            if late:
                log.warning("turns cut off by the stop", count=len(late))
                return
        if self._offset is not None:
            with suppress(AiogramError):
                await self._bot(GetRawUpdates(offset=self._offset, limit=1, timeout=0), request_timeout=5)

    def _decoded(self, raw: dict[str, Any]) -> Update | None:
        try:
            return Update.model_validate(raw, context={"bot": self._bot})
        except ValidationError:
            # no details: they would quote the update
            log.error("an update can't be read and is skipped", update_id=raw["update_id"])
            return None

    def _start(self, update: Update) -> None:
        task = asyncio.create_task(self._handle(update))
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    async def _handle(self, update: Update) -> None:
        try:
            await self._feed(update)
        except Exception:
            log.exception("update failed outside its turn", update_id=update.update_id)
        finally:
            self._room.release()

    async def _wait_out(self, error: Exception, failures: int) -> None:
        if failures == 0:
            log.warning("polling failed, trying again", reason=describe(error))
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
