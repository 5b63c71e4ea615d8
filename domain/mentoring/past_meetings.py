"""«Встреча уже была»: a meeting of a pair that nobody had proposed, written down afterwards."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from domain import clubtime
from domain.errors import InvalidAnswer
from domain.events.moments import read_past
from domain.mentoring.meetings import USUAL_MINUTES, MeetingView
from domain.vocabulary import Attendance

# further back nobody is sure of the day
WITHIN = timedelta(days=30)
# two who write down one meeting from memory are seldom further apart
SAME_WITHIN = timedelta(hours=2)

# after lessons, on the last school days
_HOURS = (time(15), time(16, 30))
_DAYS = 3


@dataclass(frozen=True, slots=True)
class Past:
    """What is told of a meeting that was: when it began (aware UTC), how they met, how long."""

    starts_at: datetime
    way: Attendance
    minutes: int


@dataclass(frozen=True, slots=True)
class PastForm:
    """A pair that began at `since`, and times to tap; all aware UTC."""

    pair_id: int
    since: datetime
    slots: tuple[datetime, ...]


@dataclass(frozen=True, slots=True)
class PastDraft:
    """It in the making: first when, then how and how long."""

    pair_id: int
    starts_at: datetime | None = None
    way: Attendance = Attendance.OFFLINE
    minutes: int = USUAL_MINUTES

    def dump(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "pair_id": self.pair_id,
            "starts_at": self.starts_at and self.starts_at.isoformat(),
            "way": self.way.value,
            "minutes": self.minutes,
        }

    @classmethod
    def load(cls, dumped: Mapping[str, Any]) -> "PastDraft":
        """Back from JSON."""
        starts_at = dumped["starts_at"]
        return cls(
            int(dumped["pair_id"]),
            datetime.fromisoformat(starts_at) if starts_at else None,
            Attendance(dumped["way"]),
            int(dumped["minutes"]),
        )


@dataclass(frozen=True, slots=True)
class Recorded:
    """What became of it. `known`: the pair had this meeting already, and nothing was written."""

    meeting: MeetingView
    known: bool


def read_when(text: str, now: datetime) -> datetime:
    """When it was, as typed (aware UTC). Raises InvalidAnswer."""
    return read_past(text, now, WITHIN)


def check(starts_at: datetime, since: datetime, now: datetime) -> None:
    """A meeting of a pair that is one `since` then; all aware. Raises InvalidAnswer."""
    if starts_at > now:
        raise InvalidAnswer("Эта встреча ещё впереди. Предложите время коллеге — или напишите, когда уже виделись.")
    if now - starts_at > WITHIN:
        raise InvalidAnswer(f"Это было больше {WITHIN.days} дней назад. Напишите дату поближе.")
    if clubtime.local(starts_at).date() < clubtime.local(since).date():
        raise InvalidAnswer(f"Тогда пары ещё не было: она началась {clubtime.local(since):%d.%m}. Напишите дату позже.")


def slots(since: datetime, now: datetime, is_school_day: Callable[[date], bool]) -> tuple[datetime, ...]:
    """Times to tap (aware UTC), the latest first: after lessons on the last school days of the pair."""
    today = clubtime.local(now).date()
    days = [today - timedelta(days=number) for number in range(WITHIN.days)]
    # the pair may have begun in the middle of a day
    chosen = [day for day in days if is_school_day(day) and day >= clubtime.local(since).date()][:_DAYS]
    moments = [clubtime.at(day, hour) for day in chosen for hour in reversed(_HOURS)]
    return tuple(one for one in moments if one <= now)
