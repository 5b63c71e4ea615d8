"""When authors hear what became of their tips: once a day at most, all in one message."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from domain import clubtime

_AT = time(18)
_SUNDAY = 6
# so many one-line results are quoted of each tip
MOST_RESULTS = 3


@dataclass(frozen=True, slots=True)
class TipNews:
    """What people said of one tip since the last message. `results`: some of the one-line results."""

    tip_id: int
    title: str
    thumbs: int
    thanks: int
    tried: int
    results: Sequence[str] = ()


def next_news(moment: datetime) -> datetime:
    """The first moment (UTC) after `moment` at which authors are told: 18:00 on the club's clock, never on a Sunday."""
    return _nearest(moment, 1)


def news_before(moment: datetime) -> datetime:
    """The last moment (UTC) before `moment` at which authors were told."""
    return _nearest(moment, -1)


def _nearest(moment: datetime, step: int) -> datetime:
    day = clubtime.local(moment).date()
    while True:
        told = clubtime.at(day, _AT)
        if day.weekday() != _SUNDAY and (told - moment) * step > timedelta(0):
            return told
        day += timedelta(days=step)
