"""Screens of the door that move by themselves: the count of who came, the code word."""

from datetime import datetime

from db.engine import Session
from domain.actors import Actor
from screens.events import presence as screens
from screens.kit import Screen
from services.events import code_words, presence


async def board(session: Session, actor: Actor, event_id: int, now: datetime) -> Screen:
    """The count as it is at `now`; it stands still once the door is closed."""
    return screens.board(await presence.board(session, actor, event_id, now), now)


async def word(session: Session, actor: Actor, event_id: int, now: datetime) -> Screen:
    """The code word of `now`."""
    return screens.word(await code_words.word(session, actor, event_id, now))


DRAWERS = {screens.LIVE_BOARD: board, screens.LIVE_WORD: word}
