"""Who handles updates when several processes share the work: whoever has the person's lane (design §2).

A lane is a lock of PostgreSQL held from before a person's update is read until its answer has been sent, so a person's
updates keep their order across processes. It goes with its process, and others find in the inbox what that one left.
"""

import asyncio
import secrets
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from datetime import datetime

import structlog
from aiogram import Bot

from bot.hands import AT_ONCE, Feed, decoded, finish
from db.advisory import Keys, Locks, Lost, connected
from db.engine import Session, Sessions
from services import intake as inbox
from services.intake import Taken

log = structlog.get_logger()

_RECONNECT_SECONDS = 1.0


class Announcing:
    """Hands of a process that only takes updates: it tells the others whose updates have come."""

    def __init__(self) -> None:
        # below zero: no person's number
        self._number = -secrets.randbits(48) - 1

    async def expect(self, session: Session, taken: Sequence[Taken]) -> None:
        """Said with the commit, and not at all if there is none."""
        await inbox.announce(session, {one.person_id for one in taken}, self._number)

    def let_go(self, taken: Sequence[Taken]) -> None:
        """Nothing was in these hands."""

    async def begin(self, taken: Sequence[Taken]) -> None:
        """Others have heard of it."""

    async def retry(self) -> None:
        """Others look."""

    async def drain(self, seconds: float) -> None:
        """Nothing is in progress here."""


class SharedHands(Announcing):
    """Handles updates side by side with other processes. `connection` must run for as long as it works."""

    def __init__(self, bot: Bot, feed: Feed, sessions: Sessions, clock: Callable[[], datetime], url: str) -> None:
        super().__init__()
        self._bot = bot
        self._feed = feed
        self._sessions = sessions
        self._clock = clock
        self._url = url
        self._locks: Locks | None = None
        self._serving: dict[int, asyncio.Task[None]] = {}
        # people of whom something more came while they were being served
        self._more: set[int] = set()
        self._room = asyncio.Semaphore(AT_ONCE)
        self._closing = False

    async def connection(self) -> None:
        """Keep the connection that holds lanes and hears of what others took, until cancelled."""
        away = False
        while True:
            try:
                async with connected(self._url) as locks:
                    await locks.listen(inbox.CHANNEL, self._heard)
                    self._locks = locks
                    await self.retry()
                    if away:
                        log.info("the database is back")
                    away = False
                    await locks.kept()
            except Exception as error:  # whatever it is: a loop that ended would leave a deaf process that looks alive
                if not away:
                    log.warning("the database is away: updates wait", reason=type(error).__name__)
                away = True
            finally:
                self._locks = None
            await asyncio.sleep(_RECONNECT_SECONDS)

    async def begin(self, taken: Sequence[Taken]) -> None:
        for one in taken:
            self._serve(one.person_id)

    async def retry(self) -> None:
        """Everybody of whom something is due, in whoever's hands."""
        async with self._sessions.begin() as session:
            people = await inbox.people_waiting(session, self._bot.id, self._clock())
        for person_id in people:
            self._serve(person_id)

    async def drain(self, seconds: float) -> None:
        self._closing = True
        self._more.clear()
        await finish(set(self._serving.values()), seconds)

    @asynccontextmanager
    async def lane(self, person_id: int) -> AsyncIterator[bool]:
        """Keep other processes from answering a person for the time of the block; False: one of them is at it.

        What comes of that person meanwhile is handled here: whoever has a lane may have it once more.
        """
        locks = self._locks
        try:
            ours = locks is not None and await locks.take(Keys.LANE, person_id)
        except Lost:
            ours = False
        try:
            yield ours
        finally:
            if locks is not None and ours:
                with suppress(*Lost):
                    await locks.let_go(Keys.LANE, person_id)

    def _heard(self, payload: str) -> None:
        by, people = inbox.heard(payload)
        if by == self._number:
            # `begin` has seen to those already
            return
        for person_id in people:
            self._serve(person_id)

    def _serve(self, person_id: int) -> None:
        if self._closing:
            return
        if person_id in self._serving:
            self._more.add(person_id)
        else:
            self._serving[person_id] = asyncio.create_task(self._lane(person_id))

    async def _lane(self, person_id: int) -> None:
        """Serve one person while there is something to do and nobody else is at it.

        Every process hears of every update, so whoever has the lane comes back to it for what came meanwhile.
        """
        try:
            while True:
                self._more.discard(person_id)
                async with self._room:
                    await self._have_lane(person_id)
                # no await from here to the end: what is heard of later begins a task of its own
                if person_id not in self._more:
                    break
        except Lost as error:
            log.warning("a lane is given up", reason=type(error).__name__)
        except Exception:
            log.exception("updates of a person could not be handled")
        finally:
            del self._serving[person_id]

    async def _have_lane(self, person_id: int) -> None:
        locks = self._locks
        if locks is None or not await locks.take(Keys.LANE, person_id):
            return
        try:
            async with self._sessions.begin() as session:
                waiting = await inbox.waiting_of(session, self._bot.id, person_id, self._clock())
            for one in waiting:
                if self._closing:
                    # others go on from here: what would be begun now might be cut off before its answer is sent
                    break
                update = await decoded(self._bot, one, self._sessions, self._clock)
                if update is not None:
                    await self._feed(update, one.id)
        finally:
            with suppress(*Lost):
                await locks.let_go(Keys.LANE, person_id)
