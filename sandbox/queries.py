"""Callback queries: presses of inline buttons that wait for the bot's answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sandbox.clock import Clock
from sandbox.errors import BadRequest

TOO_OLD = "query is too old and response timeout expired or query ID is invalid"
FIRST_ID = 4_400_000_000_000_001


@dataclass(frozen=True)
class OpenQuery:
    """A press without an answer yet; `pressed_at` is in real seconds."""

    id: str
    person_id: int
    chat_id: int
    message_id: int
    data: str
    pressed_at: float


class Queries:
    """All presses; each may be answered once and only for some seconds."""

    def __init__(self, clock: Clock, lifetime: float) -> None:
        self._clock = clock
        self._lifetime = lifetime
        self._open: dict[str, OpenQuery] = {}
        self._next_id = FIRST_ID

    def add(self, person_id: int, chat_id: int, message_id: int, data: str) -> OpenQuery:
        """Records a press."""
        query = OpenQuery(str(self._next_id), person_id, chat_id, message_id, data, self._clock.monotonic())
        self._next_id += 1
        self._open[query.id] = query
        return query

    def answer(self, query_id: str) -> OpenQuery:
        """Closes a press and returns it. Raises BadRequest for an unknown, repeated or late answer."""
        query = self._open.pop(query_id, None)
        if query is None or self._clock.monotonic() - query.pressed_at > self._lifetime:
            raise BadRequest(TOO_OLD)
        return query

    def open(self) -> list[dict[str, Any]]:
        """Returns the presses that still wait, oldest first."""
        return [
            {
                "id": query.id,
                "from": query.person_id,
                "chat_id": query.chat_id,
                "message_id": query.message_id,
                "data": query.data,
            }
            for query in self._open.values()
        ]
