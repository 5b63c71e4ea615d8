"""«Удалось встретиться?»: when the two of a pair are asked how it goes, and what a «нет» may lead to."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


class Occasion(StrEnum):
    """When one is asked; the values are kept in the database and travel in buttons."""

    DAY_5 = "day5"
    DAY_30 = "day30"
    MIDDLE = "middle"
    END = "end"


class CheckAnswer(StrEnum):
    """What one answers; the values are kept in the database and travel in buttons."""

    YES = "yes"
    NO = "no"


class Help(StrEnum):
    """What a «нет» may ask for; the values travel in buttons."""

    NUDGE = "nudge"
    COORDINATOR = "coordinator"


_DAY_5 = timedelta(days=5)
_DAY_30 = timedelta(days=30)
_BEFORE_END = timedelta(days=14)
# who has just come back from a pause is left to begin
SETTLED_AFTER = timedelta(days=3)
# nobody is asked the same twice in a week
_APART = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Check:
    """A question one of the two is asked, with the answer so far.

    `other` is None when the other side has left the club. `goals` and `reached` are figures of the pair.
    """

    pair_id: int
    occasion: Occasion
    other: str | None
    goals: int
    reached: int
    answer: CheckAnswer | None


@dataclass(frozen=True, slots=True)
class CallForHelp:
    """A pair of which one side asked for a coordinator: who they are, nothing of what they told each other."""

    pair_id: int
    asked_by: str
    mentor: str | None
    mentee: str | None


def occasions(started_at: datetime, planned_end_at: datetime) -> Mapping[Occasion, datetime]:
    """When a pair is asked (aware UTC), soonest first: a short one is asked less often."""
    end = planned_end_at - min(_BEFORE_END, (planned_end_at - started_at) / 3)
    middle = started_at + (planned_end_at - started_at) / 2
    wanted = ((Occasion.DAY_5, started_at + _DAY_5), (Occasion.DAY_30, started_at + _DAY_30), (Occasion.MIDDLE, middle))
    found: dict[Occasion, datetime] = {}
    last = started_at - _APART
    for occasion, moment in wanted:
        # the end is the last word: what comes too near to it gives way, but for the very first question
        if moment - last >= _APART and (occasion is Occasion.DAY_5 or end - moment >= _APART):
            found[occasion] = last = moment
    if end > last:
        found[Occasion.END] = end
    return found


def to_ask(
    started_at: datetime, planned_end_at: datetime, asked: Mapping[Occasion, datetime], now: datetime
) -> Occasion | None:
    """What to ask at `now` (aware), given what was asked when: the latest that is due, earlier ones have gone by."""
    due = [one for one, moment in occasions(started_at, planned_end_at).items() if moment <= now]
    if not due or due[-1] in asked:
        return None
    # a pause or a late start may bring two of them near each other
    if any(now - moment < _APART / 2 for moment in asked.values()):
        return None
    return due[-1]
