"""Conversations («a typed answer is awaited») in the turn's own transaction, behind aiogram's FSM interface.

A storage that opened a transaction of its own inside a turn would wait for SQLite's single writer forever.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from aiogram.fsm.state import State
from aiogram.fsm.storage.base import BaseStorage, StateType, StorageKey

from db.engine import Session
from db.models import Conversation

_session: ContextVar[Session] = ContextVar("session of the turn")


@contextmanager
def joined_to(session: Session) -> Iterator[None]:
    """Within this block the storage reads and writes through `session`."""
    token = _session.set(session)
    try:
        yield
    finally:
        _session.reset(token)


class ConversationStorage(BaseStorage):
    """Keeps a row only while there is something to remember: a guest who typed nothing leaves no trace."""

    async def set_state(self, key: StorageKey, state: StateType = None) -> None:
        row = await self._row(key)
        await self._save(key, row, state.state if isinstance(state, State) else state, row.data if row else {})

    async def get_state(self, key: StorageKey) -> str | None:
        row = await self._row(key)
        return row.state if row else None

    async def set_data(self, key: StorageKey, data: Mapping[str, Any]) -> None:
        row = await self._row(key)
        await self._save(key, row, row.state if row else None, dict(data))

    async def get_data(self, key: StorageKey) -> dict[str, Any]:
        row = await self._row(key)
        return dict(row.data) if row else {}

    async def close(self) -> None:
        """Nothing to close: the session belongs to the turn."""

    async def _row(self, key: StorageKey) -> Conversation | None:
        return await _session.get().get(Conversation, (key.bot_id, key.chat_id, key.user_id))

    async def _save(self, key: StorageKey, row: Conversation | None, state: str | None, data: dict[str, Any]) -> None:
        session = _session.get()
        if row is not None and state is None and not data:
            await session.delete(row)
            await session.flush()
        elif row is not None:
            row.state, row.data = state, data
        elif state is not None or data:
            session.add(
                Conversation(bot_id=key.bot_id, chat_id=key.chat_id, user_id=key.user_id, state=state, data=data)
            )
            await session.flush()
