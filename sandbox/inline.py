"""Inline queries: what people ask for after «@botname», the bot's answers, and for how long those are reused."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sandbox.clock import Clock
from sandbox.errors import BadRequest, Impossible
from sandbox.queries import TOO_OLD

FIRST_ID = 5_500_000_000_000_001
LONGEST_CACHE = 24 * 60 * 60


@dataclass(frozen=True)
class InlineQuery:
    """What a person has typed; `asked_at` is in real seconds, `chat_type` as the Bot API names it."""

    id: str
    person_id: int
    query: str
    offset: str
    chat_type: str
    asked_at: float

    def cache_keys(self) -> tuple[object, object]:
        """Returns under what an answer is reused: one for everybody, one for this person alone."""
        what = (self.query, self.offset, self.chat_type)
        return what, (self.person_id, *what)


@dataclass(frozen=True)
class InlineAnswer:
    """What the bot offers: `results` and `button` as it wrote them, and the message behind each result id."""

    results: list[dict[str, Any]]
    messages: dict[str, dict[str, Any]]
    next_offset: str = ""
    button: dict[str, Any] | None = None


class InlineQueries:
    """All inline queries of one bot: each may be answered once, and only for some seconds.

    As on the real server, an answer is kept for its `cache_time`, and the same question then never reaches
    the bot; unless it is personal, other people get it too.
    """

    def __init__(self, clock: Clock, lifetime: float) -> None:
        self._clock = clock
        self._lifetime = lifetime
        self._next_id = FIRST_ID
        self._asked: dict[str, InlineQuery] = {}
        self._open: dict[str, asyncio.Event] = {}
        self._answers: dict[str, InlineAnswer] = {}
        self._cache: dict[object, tuple[datetime, InlineAnswer]] = {}

    def ask(self, person_id: int, query: str, offset: str, chat_type: str) -> InlineQuery:
        """Records a question; it has its answer at once when one like it is still in the cache."""
        asked = InlineQuery(str(self._next_id), person_id, query, offset, chat_type, self._clock.monotonic())
        self._next_id += 1
        self._asked[asked.id] = asked
        kept = [self._cache[key] for key in asked.cache_keys() if key in self._cache]
        fresh = [answer for until, answer in kept if until > self._clock.now()]
        if fresh:
            self._answers[asked.id] = fresh[-1]
        else:
            self._open[asked.id] = asyncio.Event()
        return asked

    def answer(self, query_id: str, answer: InlineAnswer, cache_seconds: int, personal: bool) -> None:
        """Takes the bot's answer. Raises BadRequest for an unknown, answered or too old question."""
        waiting = self._open.pop(query_id, None)
        if waiting is None:
            raise BadRequest(TOO_OLD)
        waiting.set()
        asked = self._asked[query_id]
        if self._clock.monotonic() - asked.asked_at > self._lifetime:
            raise BadRequest(TOO_OLD)
        self._answers[query_id] = answer
        until = self._clock.now() + timedelta(seconds=min(max(cache_seconds, 0), LONGEST_CACHE))
        self._cache[asked.cache_keys()[personal]] = until, answer

    def answer_to(self, query_id: str) -> InlineAnswer | None:
        """Returns the answer, or None when there is none (yet)."""
        return self._answers.get(query_id)

    async def wait(self, query_id: str) -> InlineAnswer | None:
        """Returns the answer as soon as the bot gives it, None when it gives none in time."""
        if waiting := self._open.get(query_id):
            try:
                await asyncio.wait_for(waiting.wait(), self._lifetime)
            except TimeoutError:
                return None
        return self.answer_to(query_id)

    def message(self, person_id: int, query_id: str, result_id: str) -> dict[str, Any]:
        """Returns the fields of the message behind a result. Raises Impossible when it was not offered."""
        asked, answer = self._asked.get(query_id), self._answers.get(query_id)
        if asked is None or answer is None or asked.person_id != person_id or result_id not in answer.messages:
            raise Impossible("Такого варианта бот не предлагал.")
        return answer.messages[result_id]

    def close(self) -> None:
        """Lets go of everybody who waits for an answer."""
        for waiting in self._open.values():
            waiting.set()
