"""The queue of updates: what the bot has not confirmed yet, and who is polling for it."""

from __future__ import annotations

import asyncio
from collections import deque
from dataclasses import dataclass
from typing import Any

from sandbox import schema
from sandbox.clock import Clock
from sandbox.copies import copied
from sandbox.errors import BadRequest, Refusal

FIRST_ID = 100_000_001
DAY = 24 * 60 * 60
# How long an unconfirmed update lives, in real seconds.
LIFETIMES = {"callback_query": 150, "inline_query": 30}
KINDS = frozenset(schema.TYPES["Update"]) - {"update_id"}
NOT_BY_DEFAULT = frozenset({"chat_member", "message_reaction", "message_reaction_count"})
MAX_LIMIT = 100
MAX_TIMEOUT = 50
SECOND_POLLER = "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"


@dataclass(frozen=True)
class Pending:
    """An update and the real moment it was made at."""

    update: dict[str, Any]
    made_at: float
    lifetime: float


class Poll:
    """One getUpdates request that waits."""

    def __init__(self) -> None:
        self.wake = asyncio.Event()
        self.terminated = False


class Updates:
    """Updates of one bot in order."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._pending: deque[Pending] = deque()
        self._next_id = FIRST_ID
        self._poll: Poll | None = None
        self.closed = False
        self.allowed: list[str] = []
        self.added = asyncio.Event()

    def number_from(self, update_id: int) -> None:
        """Sets the number of the next update; asked before there are any."""
        self._next_id = update_id

    def __len__(self) -> int:
        self._forget_old()
        return len(self._pending)

    @property
    def polls(self) -> int:
        """How many getUpdates requests wait now: 0 or 1."""
        return int(self._poll is not None)

    def allow(self, kinds: list[str] | None) -> None:
        """Sets what the bot wants from now on; an empty list is the default set, None changes nothing.

        Raises BadRequest for a kind Telegram does not have (the real server ignores it silently).
        """
        if unknown := sorted(set(kinds or []) - KINDS):
            raise BadRequest(f"can't parse allowed_updates: unknown update type {unknown[0]!r}")
        if kinds is not None:
            self.allowed = list(kinds)

    def is_allowed(self, kind: str) -> bool:
        """Tells whether the bot wants updates of this kind; asked when an update is created."""
        return kind in self.allowed if self.allowed else kind not in NOT_BY_DEFAULT

    def add(self, kind: str, content: dict[str, Any]) -> None:
        """Creates an update unless the bot does not want its kind."""
        if not self.is_allowed(kind):
            return
        update = {"update_id": self._next_id, kind: copied(content)}
        schema.validate_object("Update", update)
        self._next_id += 1
        self._pending.append(Pending(update, self._clock.monotonic(), LIFETIMES.get(kind, DAY)))
        self.added.set()
        if self._poll:
            self._poll.wake.set()

    def take_all(self) -> list[dict[str, Any]]:
        """Returns and confirms everything."""
        self._forget_old()
        taken = [pending.update for pending in self._pending]
        self._pending.clear()
        return taken

    def first(self) -> dict[str, Any] | None:
        """Returns the oldest update without confirming it: what a webhook delivers next."""
        self._forget_old()
        return self._pending[0].update if self._pending else None

    def confirm(self, update_id: int) -> None:
        """Forgets one update."""
        self._pending = deque(item for item in self._pending if item.update["update_id"] != update_id)

    def terminate_poll(self) -> None:
        """Ends a waiting getUpdates with 409, as a newer one or a webhook does."""
        if self._poll:
            self._poll.terminated = True
            self._poll.wake.set()
            self._poll = None

    def wake(self) -> None:
        """Ends a waiting getUpdates with what there is."""
        self.added.set()
        if self._poll:
            self._poll.wake.set()

    async def get(self, offset: int, limit: int, seconds: int) -> list[dict[str, Any]]:
        """Returns up to `limit` (1–100) updates, waiting up to `seconds` (0–50, real) for the first.

        An offset confirms all updates with lower ids; a negative one keeps the last N and forgets the rest.
        Raises Refusal 409 in the older of two polls.
        """
        self.terminate_poll()
        self._apply_offset(offset)
        limit = limit if 1 <= limit <= MAX_LIMIT else MAX_LIMIT
        seconds = min(max(seconds, 0), MAX_TIMEOUT)
        if not len(self) and seconds and not self.closed:
            await self._wait(seconds)
        self._forget_old()
        return [pending.update for pending in list(self._pending)[:limit]]

    async def _wait(self, seconds: float) -> None:
        poll = self._poll = Poll()
        try:
            await asyncio.wait_for(poll.wake.wait(), seconds)
        except TimeoutError:
            pass
        finally:
            if self._poll is poll:
                self._poll = None
        if poll.terminated:
            raise Refusal(SECOND_POLLER, status=409)

    def _apply_offset(self, offset: int) -> None:
        if offset < 0:
            self._pending = deque(list(self._pending)[offset:])
        else:
            self._pending = deque(item for item in self._pending if item.update["update_id"] >= offset)

    def _forget_old(self) -> None:
        now = self._clock.monotonic()
        self._pending = deque(item for item in self._pending if now - item.made_at <= item.lifetime)
