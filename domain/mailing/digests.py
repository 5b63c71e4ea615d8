"""Digests: announcements gathered into one message in the evening of a weekday."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time

from domain import clubtime

# one message with so many at most; the rest waits for the next evening
MOST_IN_DIGEST = 8
EVENING = time(18)
_SATURDAY = 5


@dataclass(frozen=True, slots=True)
class DigestLine:
    """One announcement of a digest."""

    announcement_id: int
    title: str
    started_at: datetime


Digest = Sequence[DigestLine]


def moment_of(now: datetime) -> datetime | None:
    """The moment (UTC) of the digest that may go out at `now` (aware); None: not in the evening of a weekday."""
    here = clubtime.local(now)
    if here.weekday() >= _SATURDAY or not EVENING <= here.time() < clubtime.QUIET_FROM:
        return None
    return clubtime.at(here.date(), EVENING)
