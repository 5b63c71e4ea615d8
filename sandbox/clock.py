"""Time in the sandbox: a wall clock that can be moved forward and a monotonic one that nobody can move."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta


def system_now() -> datetime:
    """Returns the present moment, aware, in UTC."""
    return datetime.now(UTC)


class Clock:
    """The clock of the whole local Telegram.

    Dates of messages come from `now()`, which `advance()` moves. What happens «in flight» (flood limits,
    the life of a callback query) is measured by `monotonic()`: a day skipped on purpose must not make a
    press expire.
    """

    def __init__(
        self, wall: Callable[[], datetime] = system_now, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        self._wall = wall
        self._monotonic = monotonic
        self.offset = timedelta()

    def now(self) -> datetime:
        """Returns the moment of the sandbox: the real one plus everything skipped so far, aware, in UTC."""
        return self._wall() + self.offset

    def stamp(self) -> int:
        """Returns `now()` as Unix time in whole seconds, as the Bot API writes dates."""
        return int(self.now().timestamp())

    def monotonic(self) -> float:
        """Returns real seconds from an arbitrary start; never moved by `advance()`."""
        return self._monotonic()

    def advance(self, delta: timedelta) -> None:
        """Moves the clock forward by `delta`.

        Raises ValueError for a negative one: reminders already sent can't be unsent.
        """
        if delta < timedelta():
            raise ValueError("the clock of the sandbox never goes back")
        self.offset += delta
