"""An evening of quick meetings: its settings, and its rounds in time."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from math import ceil
from typing import Any

from domain.errors import InvalidAnswer, NotFound
from domain.typed import clean

# what is offered by a button
MINUTES = (5, 7, 10)
BREAKS = (1, 2, 3)
LIMITS = (8, 12, 16, 24)
COUNTS = (3, 4, 5, 6, 7, 8, 10, 12)
USUAL_ROUNDS = 8
MOST_A_SIDE = 100
# people sit down before the announced start, never long before
STARTS_BEFORE = timedelta(minutes=30)
SHIFT = timedelta(minutes=5)
# how long one may say «хочу продолжить», and change one's mind
WISHES_OPEN = timedelta(days=7)


class Knob(StrEnum):
    """A setting of an evening. Values are short: they travel in buttons."""

    MINUTES = "min"
    BREAK = "gap"
    LIMIT = "cap"


@dataclass(frozen=True, slots=True)
class Settings:
    """How long two sit together, how long it takes to change tables, how many may sit on each side (None: any)."""

    minutes: int = 7
    break_minutes: int = 1
    side_limit: int | None = None

    def turned(self, knob: Knob, value: int) -> "Settings":
        """The same with another value; 0 of a limit is none. Raises NotFound for what no button offers."""
        if knob is Knob.MINUTES and value in MINUTES:
            return replace(self, minutes=value)
        if knob is Knob.BREAK and value in BREAKS:
            return replace(self, break_minutes=value)
        if knob is Knob.LIMIT and 0 <= value <= MOST_A_SIDE:
            return replace(self, side_limit=value or None)
        raise NotFound

    def lasting(self, rounds: int) -> timedelta:
        """From the press on «Начать» to the end of the last round: people find their tables first."""
        return timedelta(minutes=rounds * (self.minutes + self.break_minutes))

    def fitting(self, left: timedelta) -> int:
        """How many rounds fit into so much time."""
        return int(left / self.lasting(1)) if left > timedelta() else 0


def read_limit(text: str) -> int:
    """«20», «20 мест». Raises InvalidAnswer."""
    found = re.fullmatch(r"([0-9]{1,4})(?: (?:место|места|мест|человека?))?", clean(text).lower())
    if found is None or not 1 <= int(found[1]) <= MOST_A_SIDE:
        raise InvalidAnswer(f"Напишите число от 1 до {MOST_A_SIDE}, например: 20.")
    return int(found[1])


@dataclass(frozen=True, slots=True)
class LimitDraft:
    """Of which event the number of places is typed."""

    event_id: int

    def dump(self) -> dict[str, Any]:
        """As JSON."""
        return {"event_id": self.event_id}

    @classmethod
    def load(cls, dumped: Mapping[str, Any]) -> "LimitDraft":
        """Back from JSON."""
        return cls(int(dumped["event_id"]))


def usual_rounds(larger: int, fitting: int) -> int:
    """How many rounds to suggest: as many as fit, no more than there are people to meet."""
    return max(1, min(USUAL_ROUNDS, larger, fitting or USUAL_ROUNDS))


def offered_rounds(larger: int, fitting: int) -> tuple[int, ...]:
    """Numbers of rounds to choose from; the usual one is among them."""
    usual = usual_rounds(larger, fitting)
    return tuple(sorted({usual, *(one for one in COUNTS if one <= larger)}))


# --- rounds in time


@dataclass(frozen=True, slots=True)
class Round:
    """A round, numbered from 1. It is announced when the one before ends: people change tables, then it starts."""

    number: int
    announced_at: datetime
    starts_at: datetime
    ends_at: datetime


def timetable(begun_at: datetime, count: int, settings: Settings) -> tuple[datetime, ...]:
    """When each round starts, of an evening begun at `begun_at`; whole minutes, as clocks show them."""
    minute = begun_at.replace(second=0, microsecond=0)
    first = minute + timedelta(minutes=settings.break_minutes + (minute != begun_at))
    return tuple(first + settings.lasting(number) for number in range(count))


def rounds(
    starts: Mapping[int, datetime], begun_at: datetime, ends_at: datetime, settings: Settings
) -> tuple[Round, ...]:
    """Rounds by the moments at which they start; a round lasts till the break before the next one."""
    ordered = sorted(starts.items())
    if not ordered:
        return ()
    pause = timedelta(minutes=settings.break_minutes)
    ends = [later - pause for _, later in ordered[1:]] + [ends_at]
    found: list[Round] = []
    for (number, starts_at), end in zip(ordered, ends, strict=True):
        found.append(Round(number, found[-1].ends_at if found else begun_at, starts_at, end))
    return tuple(found)


def current(all_rounds: Sequence[Round], now: datetime) -> Round | None:
    """The round that was announced last."""
    return next((one for one in reversed(all_rounds) if one.announced_at <= now), None)


def minutes_left(till: datetime, now: datetime) -> int:
    """Whole minutes, begun ones counted."""
    return max(0, ceil((till - now).total_seconds() / 60))
