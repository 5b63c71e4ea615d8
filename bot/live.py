"""Live screens: a progress that moves by itself.

A screen shown with `live` («certificates:12») is drawn anew every few seconds until it comes without `live`. The
database remembers which messages show one and which process draws each (`services/live_screens.py`): one that dies is
replaced by whoever finds that its screens stand still. What a process draws itself it has in memory, too, so that a
person who turns to something else is never overtaken by a redraw; across processes the person's lane sees to that.
"""

import asyncio
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from sqlalchemy.exc import InterfaceError, OperationalError, SQLAlchemyError

from bot.messenger import Messenger
from db.engine import Session, Sessions
from domain.actors import Actor
from domain.errors import Blocked, ClubError, Outdated
from domain.sending import FloodLimit, NoAnswer, SendingError, ServerFault
from screens.kit import Screen
from services import live_screens
from services.live_screens import Place, Watched
from services.people import people

log = structlog.get_logger()

# draws the screen of an entity's id anew for the person who looks at it
Drawer = Callable[[Session, Actor, int, datetime], Awaitable[Screen]]
Drawers = Mapping[str, Drawer]
# keeps other processes from answering a person for the time of the block; False: one of them is at it
Lane = Callable[[int], AbstractAsyncContextManager[bool]]

_MOST = 200
# how often a process says that it is there, and looks for what others left; well within their patience
_RENEWED_EVERY = live_screens.SILENCE / 4
_LOOKED_EVERY = live_screens.SILENCE
# what passes: the screen is drawn at the next tick
_PASSING = (FloodLimit, NoAnswer, ServerFault, OperationalError, InterfaceError)


@asynccontextmanager
async def _nobody_else(_: int) -> AsyncIterator[bool]:
    """The lane of the only process there is."""
    yield True


@dataclass(slots=True, eq=False)
class _Moving:
    """A screen this process draws, and what it has drawn last; None: nobody here knows what the message shows."""

    one: Watched
    drawn: int | None


class LiveScreens:
    """Messages that show a progress, and how each is drawn: `drawers` by the word before the colon of `live`."""

    def __init__(
        self, sessions: Sessions, clock: Callable[[], datetime], messenger: Messenger, drawers: Drawers
    ) -> None:
        self._sessions = sessions
        self._clock = clock
        self._messenger = messenger
        self._drawers = drawers
        self._name = secrets.token_hex(4)
        self._watched: dict[Place, _Moving] = {}
        # people of whom the database knows a live screen, in whatever hands
        self._watching: set[int] = set()
        # messages that show something else by now, while the database could not be told
        self._owed: set[Place] = set()
        self._renewed_at: datetime | None = None
        self._looked_at: datetime | None = None
        self._redrawn: Place | None = None
        self._redrawing = asyncio.Lock()

    def heard_of(self, telegram_id: int) -> None:
        """The person of this turn has a live screen, maybe one that another process draws."""
        self._watching.add(telegram_id)

    async def turned_away(self, chat_id: int, message_id: int, telegram_id: int) -> None:
        """Its person is about to get another screen in this message: from here on no redraw may come after that."""
        place = (chat_id, message_id)
        ours = self._watched.pop(place, None) is not None
        if self._redrawn == place:
            # a redraw on its way to Telegram could overtake the edit that follows
            async with self._redrawing:
                pass
        if ours or telegram_id in self._watching:
            self._watching.discard(telegram_id)
            await self._forget(place)

    async def shown(self, chat_id: int, message_id: int, screen: Screen, telegram_id: int) -> None:
        """A message shows `screen` now: if it is a live one, watch it from here on."""
        if screen.live is None:
            return
        one = Watched((chat_id, message_id), screen.live, telegram_id)
        try:
            async with self._sessions.begin() as session:
                await live_screens.remember(session, one, self._name, self._clock())
        except SQLAlchemyError as error:
            # what the person asked for is done and shown; this stands still until its button is pressed
            log.warning("a live screen can't be remembered", reason=type(error).__name__)
            return
        self._owed.discard(one.place)
        await self._watch(_Moving(one, hash(screen)))

    async def tick(self, lane: Lane = _nobody_else) -> None:
        """Draw every watched message anew, and what nobody draws any more; call every few seconds."""
        await self._keep()
        for moving in list(self._watched.values()):
            if self._messenger.paused:
                # they are kept all the same
                return
            if self._due(self._renewed_at, _RENEWED_EVERY):
                await self._keep()
            async with lane(moving.one.telegram_id) as ours:
                if ours:
                    await self._move(moving)

    async def _keep(self) -> None:
        """Say that what we draw is drawn, take over what others left, and mend what could not be said before."""
        look = self._due(self._looked_at, _LOOKED_EVERY)
        if not (self._watched or self._owed or look):
            return
        now, owed = self._clock(), list(self._owed)
        async with self._sessions.begin() as session:
            if owed:
                await live_screens.forget(session, *owed)
            if self._watched:
                await live_screens.renew(session, self._name, now)
            found = await live_screens.take_over(session, self._name, now) if look else []
        self._owed.difference_update(owed)
        self._renewed_at = now
        if look:
            self._looked_at = now
        for one in found:
            if one.place not in self._watched:
                await self._watch(_Moving(one, None))

    def _due(self, last: datetime | None, every: timedelta) -> bool:
        # a clock that was put back must not stop anything
        return last is None or not timedelta() <= self._clock() - last < every

    async def _watch(self, moving: _Moving) -> None:
        # the newest goes last
        self._watched.pop(moving.one.place, None)
        self._watched[moving.one.place] = moving
        if len(self._watched) > _MOST:
            oldest = next(iter(self._watched))
            del self._watched[oldest]
            await self._forget(oldest)

    async def _forget(self, place: Place) -> None:
        try:
            async with self._sessions.begin() as session:
                await live_screens.forget(session, place)
        except SQLAlchemyError as error:
            log.warning("a live screen can't be forgotten yet", reason=type(error).__name__)
            self._owed.add(place)

    async def _move(self, moving: _Moving) -> None:
        try:
            screen = await self._draw(moving.one)
            if screen is None:
                # somebody else turned it away, or draws it
                if self._watched.get(moving.one.place) is moving:
                    del self._watched[moving.one.place]
                return
            await self._redraw(moving, screen)
        except (_TurnedAway, *_PASSING):
            pass
        except Exception as error:
            # one that fails must not keep the others from moving
            if isinstance(error, (ClubError, SendingError)):
                log.info("a live screen is let go", reason=type(error).__name__)
            else:
                log.exception("a live screen is let go", reason=type(error).__name__)
            await self._let_go(moving)

    async def _draw(self, one: Watched) -> Screen | None:
        """What the message is to show now; None: it is not ours any more."""
        word, _, number = one.what.partition(":")
        async with self._sessions.begin() as session:
            if not await live_screens.is_drawn_by(session, one, self._name):
                return None
            actor = await people.identify(session, one.telegram_id, wrote=False)
            if actor.blocked:
                raise Blocked
            drawer = self._drawers.get(word)
            if drawer is None:
                # remembered by another version of the bot
                raise Outdated
            return await drawer(session, actor, int(number), self._clock())

    async def _redraw(self, moving: _Moving, screen: Screen) -> None:
        if moving.drawn == hash(screen):
            return
        async with self._holding(moving):
            # an edit that gets no answer may have been made
            moving.drawn = None
            await self._messenger.redraw(*moving.one.place, screen, lambda: self._check(moving))
            moving.drawn = hash(screen)
            if screen.live is None:
                self._watched.pop(moving.one.place, None)
                await self._forget(moving.one.place)

    async def _let_go(self, moving: _Moving) -> None:
        try:
            async with self._holding(moving):
                del self._watched[moving.one.place]
                await self._forget(moving.one.place)
        except _TurnedAway:
            pass

    @asynccontextmanager
    async def _holding(self, moving: _Moving) -> AsyncIterator[None]:
        """Whoever turns this message away waits for the end of the block. Raises _TurnedAway."""
        async with self._redrawing:
            self._check(moving)
            self._redrawn = moving.one.place
            try:
                yield
            finally:
                self._redrawn = None

    def _check(self, moving: _Moving) -> None:
        if self._watched.get(moving.one.place) is not moving:
            raise _TurnedAway


class _TurnedAway(Exception):
    """The message shows something else by now, or is about to."""
