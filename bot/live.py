"""Live screens: a progress that moves by itself.

A screen shown with `live` («certificates:12») is drawn anew every few seconds until it comes without `live`. Which
messages show one is kept in memory only: after a restart the screen stands still until its «Обновить» is pressed.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime

import structlog

from bot.messenger import Messenger
from db.engine import Session, Sessions
from domain.actors import Actor
from domain.errors import ClubError
from domain.sending import SendingError
from screens.kit import Screen
from services.people import people

log = structlog.get_logger()

# draws the screen of an entity's id anew for the person who looks at it
Drawer = Callable[[Session, Actor, int, datetime], Awaitable[Screen]]
Drawers = Mapping[str, Drawer]

_MOST = 200

# a chat and a message in it
Place = tuple[int, int]


class LiveScreens:
    """Messages that show a progress, and how each is drawn: `drawers` by the word before the colon of `live`."""

    def __init__(
        self, sessions: Sessions, clock: Callable[[], datetime], messenger: Messenger, drawers: Drawers
    ) -> None:
        self._sessions = sessions
        self._clock = clock
        self._messenger = messenger
        self._drawers = drawers
        # what each shows, and who looks at it
        self._watched: dict[Place, tuple[str, int]] = {}
        self._redrawn: Place | None = None
        self._redrawing = asyncio.Lock()

    async def turned_away(self, chat_id: int, message_id: int) -> None:
        """Its person is about to get another screen in this message: from here on no redraw may come after that."""
        self._watched.pop((chat_id, message_id), None)
        if self._redrawn == (chat_id, message_id):
            # a redraw on its way to Telegram could overtake the edit that follows
            async with self._redrawing:
                pass

    def shown(self, chat_id: int, message_id: int, screen: Screen, telegram_id: int) -> None:
        """A message shows `screen` now: watch it from here on, or no longer."""
        self._watched.pop((chat_id, message_id), None)
        if screen.live is not None:
            self._watched[chat_id, message_id] = (screen.live, telegram_id)
            if len(self._watched) > _MOST:
                self._watched.pop(next(iter(self._watched)))

    async def tick(self) -> None:
        """Draw every watched message anew; call every few seconds."""
        for place, watched in list(self._watched.items()):
            try:
                await self._redraw(place, watched, await self._draw(*watched))
            except _TurnedAway:
                pass
            except Exception as error:
                # one that fails must not keep the others from moving
                foreseen = isinstance(error, (ClubError, SendingError))
                log.warning("a live screen is let go", reason=type(error).__name__, exc_info=not foreseen)
                self._watched.pop(place, None)

    async def _redraw(self, place: Place, watched: tuple[str, int], screen: Screen) -> None:
        def check() -> None:
            if self._watched.get(place) is not watched:
                raise _TurnedAway

        async with self._redrawing:
            self._redrawn = place
            try:
                check()
                await self._messenger.redraw(*place, screen, check)
            finally:
                self._redrawn = None
        if screen.live is None:
            self._watched.pop(place, None)

    async def _draw(self, entity: str, telegram_id: int) -> Screen:
        word, _, number = entity.partition(":")
        async with self._sessions.begin() as session:
            actor = await people.identify(session, telegram_id, wrote=False)
            return await self._drawers[word](session, actor, int(number), self._clock())


class _TurnedAway(Exception):
    """The message shows something else by now, or is about to."""
