"""Flood control: how often the bot may send. Telegram does not publish exact limits, so they are settings."""

from __future__ import annotations

import math
from collections import deque
from dataclasses import dataclass, field

from sandbox.clock import Clock
from sandbox.errors import Refusal


@dataclass(frozen=True)
class Limits:
    """What Telegram tolerates. None switches a limit off.

    `per_chat_per_second` refills a small allowance of `burst` messages in one chat; `overall` counts
    messages in any second, `group_per_minute` those in one group in any minute. `callback_seconds` and
    `inline_seconds` are how long a press and an inline query may wait for their answers, in real time.
    """

    per_chat_per_second: float | None = 1
    burst: int = 5
    overall: int | None = 30
    group_per_minute: int | None = 20
    callback_seconds: float = 15
    inline_seconds: float = 10

    @classmethod
    def unlimited(cls) -> Limits:
        """Returns limits that never refuse a message: for stories that are not about flood."""
        return cls(per_chat_per_second=None, overall=None, group_per_minute=None)


@dataclass
class Window:
    """At most `size` messages in any `seconds`."""

    size: int
    seconds: float
    moments: deque[float] = field(default_factory=deque)

    def wait(self, now: float) -> float:
        """Returns the seconds until one more message fits, 0 when it fits at once."""
        while self.moments and self.moments[0] <= now - self.seconds:
            self.moments.popleft()
        return 0 if len(self.moments) < self.size else self.moments[0] + self.seconds - now

    def take(self, now: float) -> None:
        """Counts one message."""
        self.moments.append(now)


@dataclass
class Bucket:
    """A refilling allowance: `rate` messages a second, `size` at most at once."""

    rate: float
    size: float
    level: float
    filled_at: float

    def wait(self, now: float) -> float:
        """Returns the seconds until one more message fits, 0 when it fits at once."""
        self.level = min(self.size, self.level + (now - self.filled_at) * self.rate)
        self.filled_at = now
        return 0 if self.level >= 1 else (1 - self.level) / self.rate

    def take(self, now: float) -> None:
        """Counts one message."""
        self.level -= 1


class Flood:
    """Counts what the bot sends, in real seconds."""

    def __init__(self, limits: Limits, clock: Clock) -> None:
        self.limits = limits
        self._clock = clock
        self._overall = Window(limits.overall, 1) if limits.overall else None
        self._chats: dict[int, Window | Bucket] = {}
        self._closed_until: dict[int | None, float] = {}

    def _chat(self, chat_id: int, now: float) -> Window | Bucket | None:
        if chat_id < 0:
            if self.limits.group_per_minute is None:
                return None
            return self._chats.setdefault(chat_id, Window(self.limits.group_per_minute, 60))
        rate = self.limits.per_chat_per_second
        if rate is None:
            return None
        return self._chats.setdefault(chat_id, Bucket(rate, self.limits.burst, self.limits.burst, now))

    def take(self, chat_id: int) -> None:
        """Counts one message to a chat.

        Raises Refusal 429 with `retry_after` in whole seconds; until they have passed, every further
        message to the same chat (or to anybody, when the overall limit broke) is refused too.
        """
        now = self._clock.monotonic()
        counters = {None: self._overall, chat_id: self._chat(chat_id, now)}
        for scope, counter in counters.items():
            if self._closed_until.get(scope, now) <= now:
                wait = counter.wait(now) if counter else 0
                if wait <= 0:
                    continue
                self._closed_until[scope] = now + math.ceil(wait)
            raise too_many_requests(math.ceil(self._closed_until[scope] - now))
        for counter in counters.values():
            if counter:
                counter.take(now)


def too_many_requests(seconds: int) -> Refusal:
    """Returns the refusal Telegram gives to a flood."""
    return Refusal(f"Too Many Requests: retry after {seconds}", status=429, parameters={"retry_after": seconds})
