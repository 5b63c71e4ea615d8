"""Conversations («a typed answer is awaited») in the turn's own transaction, behind aiogram's FSM interface.

A storage that opened a transaction of its own inside a turn would wait for SQLite's single writer forever.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from aiogram.fsm.state import State
from aiogram.fsm.storage.base import BaseStorage, StateType, StorageKey

from db.engine import Session
from services import conversations
from services.conversations import NOTHING, Place, Said


@dataclass(slots=True)
class _Turn:
    """A turn's transaction, and what is known in it of conversations: a question asked twice has one answer."""

    session: Session
    known: dict[Place, Said] = field(default_factory=dict)


_turn: ContextVar[_Turn] = ContextVar("the turn's transaction")


@contextmanager
def joined_to(session: Session) -> Iterator[None]:
    """Within this block the storage reads and writes through `session`."""
    token = _turn.set(_Turn(session))
    try:
        yield
    finally:
        _turn.reset(token)


def recall(place: Place, said: Said) -> None:
    """Tell the turn what has been read of its conversation already."""
    _turn.get().known[place] = said


class ConversationStorage(BaseStorage):
    """Keeps a row only while there is something to remember: a guest who typed nothing leaves no trace."""

    async def set_state(self, key: StorageKey, state: StateType = None) -> None:
        said = await self._said(key)
        await self._save(key, said, Said(state.state if isinstance(state, State) else state, said.data))

    async def get_state(self, key: StorageKey) -> str | None:
        return (await self._said(key)).state

    async def set_data(self, key: StorageKey, data: Mapping[str, Any]) -> None:
        said = await self._said(key)
        await self._save(key, said, Said(said.state, dict(data)))

    async def get_data(self, key: StorageKey) -> dict[str, Any]:
        return dict((await self._said(key)).data)

    async def close(self) -> None:
        """Nothing to close: the session belongs to the turn."""

    async def _said(self, key: StorageKey) -> Said:
        turn, place = _turn.get(), Place(key.bot_id, key.chat_id, key.user_id)
        if place not in turn.known:
            turn.known[place] = await conversations.read(turn.session, place)
        return turn.known[place]

    async def _save(self, key: StorageKey, before: Said, after: Said) -> None:
        if after == before:
            return
        turn, place = _turn.get(), Place(key.bot_id, key.chat_id, key.user_id)
        if after == NOTHING:
            await conversations.forget(turn.session, place)
        else:
            await conversations.keep(turn.session, place, after)
        turn.known[place] = after
