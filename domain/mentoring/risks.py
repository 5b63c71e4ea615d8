"""Pairs that may need help, told by what is seen from outside: no word of what the two tell each other is read."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum

from domain import clubtime
from domain.mentoring.pairs import Side
from domain.vocabulary import PairStatus

# the two have not met for so long; days of a pause do not count
SILENT_AFTER = timedelta(days=21)
# «удалось встретиться?» has been left without an answer for so long
UNANSWERED_AFTER = timedelta(days=3)
# a mood of so much or less, so many times in a row, by one and the same side
LOW_MOOD = 2
LOW_IN_A_ROW = 2
# coordinators are told on Mondays; after noon it is no news of the morning any more
_TOLD_FROM, _TOLD_TILL = time(9), time(12)


class Risk(StrEnum):
    """What may be wrong with a pair."""

    SILENT = "silent"
    LOW_MOOD = "low_mood"
    UNANSWERED = "unanswered"
    AWAY = "away"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class Signs:
    """What a pair looks like from outside; moments are aware UTC, None where there is nothing of the kind.

    `last_met`: the last meeting that took place. `paused`: how long its pauses were in all, `changed_at`: when it was
    last changed, by a pause's end if by anything. `low`: the first of a side's last low moods in a row. `unanswered`:
    when the oldest question left without an answer was asked. `away`: since when a side can't be reached, `gone`: a
    side has left the club.
    """

    status: PairStatus
    started_at: datetime
    changed_at: datetime
    last_met: datetime | None = None
    paused: timedelta = timedelta()
    low: Mapping[Side, datetime] | None = None
    unanswered: datetime | None = None
    away: Mapping[Side, datetime] | None = None
    gone: Side | None = None


@dataclass(frozen=True, slots=True)
class Trouble:
    """One thing that may be wrong, since when (aware), and with which side (None: with both or whoever).

    `never`: a silent pair that has not met at all.
    """

    risk: Risk
    since: datetime
    side: Side | None = None
    never: bool = False


@dataclass(frozen=True, slots=True)
class Digest:
    """How many pairs are in trouble, and how many of them have which; a pair may have several."""

    pairs: int
    figures: Mapping[Risk, int]


def troubles(signs: Signs, now: datetime) -> tuple[Trouble, ...]:
    """All that may be wrong with a pair at `now` (aware), the oldest first.

    Of a pair on a pause only a side out of reach or gone is told, of one that is over or not begun nothing.
    """
    if signs.status not in (PairStatus.ACTIVE, PairStatus.PAUSED):
        return ()
    found = [Trouble(Risk.AWAY, since, side) for side, since in (signs.away or {}).items()]
    if signs.gone is not None:
        found.append(Trouble(Risk.GONE, signs.changed_at, signs.gone))
    if signs.status is PairStatus.ACTIVE:
        found += [Trouble(Risk.LOW_MOOD, since, side) for side, since in (signs.low or {}).items()]
        if signs.unanswered is not None and signs.unanswered <= now - UNANSWERED_AFTER:
            found.append(Trouble(Risk.UNANSWERED, signs.unanswered))
        if (since := silent_since(signs)) <= now - SILENT_AFTER:
            found.append(Trouble(Risk.SILENT, since, never=signs.last_met is None))
    return tuple(sorted(found, key=lambda one: (one.since, one.risk)))


def silent_since(signs: Signs) -> datetime:
    """From when days without a meeting are counted: the start or the last meeting, later by the pauses since then.

    Only the sum of pauses is known. What of it came before the last meeting shows in when the pair was last changed:
    the last pause can't have ended later.
    """
    met = max(signs.last_met, signs.started_at) if signs.last_met else signs.started_at
    return met + min(signs.paused, max(signs.changed_at - met, timedelta()))


def since(found: tuple[Trouble, ...]) -> datetime:
    """Since when a pair with such troubles has been in trouble: the oldest come first in lists."""
    return min(one.since for one in found)


def digest(found: Iterable[tuple[Trouble, ...]]) -> Digest:
    """Pairs' troubles in figures."""
    kinds = [{one.risk for one in troubles} for troubles in found]
    figures = Counter(kind for pair in kinds for kind in pair)
    return Digest(len(kinds), {kind: figures[kind] for kind in Risk if figures[kind]})


def digest_at(now: datetime) -> datetime | None:
    """The Monday's nine o'clock (aware UTC) for which coordinators are told at `now`; None at any other time."""
    here = clubtime.local(now)
    if here.weekday() != 0 or not _TOLD_FROM <= here.time() < _TOLD_TILL:
        return None
    return clubtime.at(here.date(), _TOLD_FROM)
