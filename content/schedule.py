"""The school year: breaks, public holidays and what counts as a school day."""

import datetime as dt
import re
from dataclasses import dataclass
from pathlib import Path

from content.reader import FOLDER, Entry, read, require_unique

FILE = "schedule.toml"
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
"""Codes of weekdays; the position is `date.weekday()`."""

_DAY_AND_MONTH = re.compile(r"(\d\d)\.(\d\d)")


@dataclass(frozen=True, slots=True, order=True)
class YearDay:
    """A day of any year. Never 29 February."""

    month: int
    day: int

    def of(self, year: int) -> dt.date:
        """This day in the given year."""
        return dt.date(year, self.month, self.day)


@dataclass(frozen=True, slots=True)
class Span:
    """Days of every year from `first` to `last`, both included; may run over the New Year."""

    slug: str
    title: str
    first: YearDay
    last: YearDay

    def __contains__(self, day: dt.date) -> bool:
        """Whether the day belongs to the span in whatever year."""
        # 29 February is never a bound, but it still compares between 28.02 and 01.03.
        at = YearDay(day.month, day.day)
        if self.first <= self.last:
            return self.first <= at <= self.last
        return at >= self.first or at <= self.last


@dataclass(frozen=True, slots=True)
class Schedule:
    """School weekdays (0 is Monday), breaks and public holidays."""

    school_weekdays: frozenset[int]
    breaks: tuple[Span, ...]
    holidays: tuple[Span, ...]

    def is_school_day(self, day: dt.date) -> bool:
        """Whether schools work on this local date."""
        return (
            day.weekday() in self.school_weekdays
            and not self.is_holiday(day)
            and not any(day in span for span in self.breaks)
        )

    def is_holiday(self, day: dt.date) -> bool:
        """Whether the local date is a public holiday; weekends are not."""
        return any(day in span for span in self.holidays)


def load_schedule(folder: Path = FOLDER) -> Schedule:
    """The school year. Raises ContentError."""
    file = read(folder, FILE)
    weekdays = file.several_of("school_weekdays", WEEKDAYS)
    schedule = Schedule(
        school_weekdays=frozenset(WEEKDAYS.index(code) for code in weekdays),
        breaks=tuple(_span(entry) for entry in file.tables("break")),
        holidays=tuple(_span(entry) for entry in file.tables("holiday")),
    )
    file.close()
    require_unique(FILE, "slug", (span.slug for span in schedule.breaks + schedule.holidays))
    return schedule


def year_day(entry: Entry, key: str) -> YearDay:
    """Take a day written as «27.10». Raises ContentError."""
    value = entry.text(key, 5)
    match = _DAY_AND_MONTH.fullmatch(value)
    if match is None:
        entry.fail(f"в «{key}» нужен день в виде ДД.ММ, например 27.10")
    found = YearDay(month=int(match[2]), day=int(match[1]))
    try:
        found.of(2001)
    except ValueError:
        entry.fail(f"в «{key}» стоит {value}, а такой день есть не в каждом году")
    return found


def _span(entry: Entry) -> Span:
    span = Span(
        slug=entry.slug(),
        title=entry.text("title", 60),
        first=year_day(entry, "first"),
        last=year_day(entry, "last"),
    )
    entry.close()
    return span
