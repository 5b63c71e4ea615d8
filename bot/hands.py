"""Who handles updates once they are kept: this process alone, each update as a task (design §2)."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from typing import Protocol

import structlog
from aiogram import Bot
from aiogram.types import Update
from pydantic import ValidationError

from db.engine import Session, Sessions
from services import intake as inbox
from services.intake import Taken

log = structlog.get_logger()

# more turns at once would only wait for the database
AT_ONCE = 100

# what handles an update; the number is of its row, by which the turn marks it as done
Feed = Callable[[Update, int], Awaitable[object]]
# updates of one person in their order, each with the number of its row
Line = deque[tuple[Update, int]]


class Hands(Protocol):
    """What is done with updates that were taken."""

    async def expect(self, session: Session, taken: Sequence[Taken]) -> None:
        """These are about to be committed; called within their transaction."""

    def let_go(self, taken: Sequence[Taken]) -> None:
        """Nobody knows whether these were committed: `retry` may find them."""

    async def begin(self, taken: Sequence[Taken]) -> None:
        """They are kept: handle them. Returns when all are begun."""

    async def retry(self) -> None:
        """Handle what failed and is due, and what a crash left. Call now and then."""

    async def drain(self, seconds: float) -> None:
        """Wait up to `seconds` for turns in progress; what is cut off is handled at the next start."""


class OwnHands:
    """The one process that handles updates; the turn keeps a person's order.

    What a crash cut off is found in the database at the next start; a turn marks its update as done in its own
    transaction, so nothing has its effect twice.
    """

    def __init__(self, bot: Bot, feed: Feed, sessions: Sessions, clock: Callable[[], datetime]) -> None:
        self._bot = bot
        self._feed = feed
        self._sessions = sessions
        self._clock = clock
        self._running: set[asyncio.Task[None]] = set()
        # rows in our hands, from before they can be seen in the database until their turn is over
        self._ours: set[int] = set()
        self._room = asyncio.Semaphore(AT_ONCE)
        # what a person has sent while an earlier turn of theirs goes on: it waits here, and takes nobody else's room
        self._lines: dict[int, Line] = {}

    async def expect(self, session: Session, taken: Sequence[Taken]) -> None:
        self._ours.update(one.id for one in taken)

    def let_go(self, taken: Sequence[Taken]) -> None:
        self._ours.difference_update(one.id for one in taken)

    async def begin(self, taken: Sequence[Taken]) -> None:
        waiting = list(taken)
        try:
            while waiting:
                await self._start(waiting[0])
                del waiting[0]
        finally:
            # what can't be begun is let go, so that `retry` finds it
            self.let_go(waiting)

    async def retry(self) -> None:
        async with self._sessions.begin() as session:
            found = await inbox.waiting(session, self._bot.id, self._clock(), except_ids=self._ours)
        due = [one for one in found if one.id not in self._ours]
        self._ours.update(one.id for one in due)
        await self.begin(due)

    async def drain(self, seconds: float) -> None:
        await finish(self._running, seconds)

    async def _start(self, taken: Taken) -> None:
        update = await decoded(self._bot, taken, self._sessions, self._clock)
        if update is None:
            self._ours.discard(taken.id)
            return
        person_id = taken.person_id
        if person_id in self._lines:
            self._lines[person_id].append((update, taken.id))
            return
        line: Line = deque([(update, taken.id)])
        if person_id:
            self._lines[person_id] = line
        try:
            await self._room.acquire()
        except BaseException:
            self._close(person_id, line)
            raise
        task = asyncio.create_task(self._handle_line(person_id, line))
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    async def _handle_line(self, person_id: int, line: Line) -> None:
        """One turn of the person after another, until nothing of theirs waits."""
        try:
            while line:
                await self._handle(*line.popleft())
        finally:
            self._close(person_id, line)
            self._room.release()

    def _close(self, person_id: int, line: Line) -> None:
        """What was not begun is let go, so that `retry` finds it."""
        self._lines.pop(person_id, None)
        self._ours.difference_update(row_id for _, row_id in line)

    async def _handle(self, update: Update, row_id: int) -> None:
        try:
            await self._feed(update, row_id)
        except Exception:
            # the row stays new, and `retry` finds it
            log.exception("update failed outside its turn", update_id=update.update_id, row=row_id)
        finally:
            self._ours.discard(row_id)


async def decoded(bot: Bot, taken: Taken, sessions: Sessions, clock: Callable[[], datetime]) -> Update | None:
    """An update as aiogram reads it; None: nobody can read it, and it is put aside."""
    try:
        return Update.model_validate(taken.raw, context={"bot": bot})
    except ValidationError:
        # no details: they would quote the update
        log.error("an update can't be read and is put aside", update_id=taken.raw["update_id"], row=taken.id)
    async with sessions.begin() as session:
        await inbox.unreadable(session, taken.id, clock())
    return None


async def finish(running: set[asyncio.Task[None]], seconds: float) -> None:
    """Wait up to `seconds` for turns in progress, then cut them off."""
    if not running:
        return
    _, late = await asyncio.wait(running, timeout=seconds)
    if late:
        log.warning("turns cut off by the stop, to be handled at the next start", count=len(late))
        for task in late:
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)
