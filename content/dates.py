"""When an event falls each year: the rules a methodologist may write and the dates they give."""

import datetime as dt
import re
from dataclasses import dataclass

from content.reader import Entry
from content.schedule import WEEKDAYS, Schedule, YearDay, year_day
from domain import clubtime

_TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d")
_WEEK = dt.timedelta(weeks=1)


@dataclass(frozen=True, slots=True)
class NthWeekday:
    """The n-th such weekday of a month, e.g. the fourth Thursday of November."""

    month: int
    week: int
    weekday: int


@dataclass(frozen=True, slots=True)
class FixedDay:
    """A day of the year; when it falls on a weekend, the Monday after."""

    day: YearDay


@dataclass(frozen=True, slots=True)
class WeekdayBy:
    """The last such weekday not later than a day, e.g. the Friday by 5 October."""

    day: YearDay
    weekday: int


@dataclass(frozen=True, slots=True)
class InBreak:
    """The first such weekday of a school break."""

    slug: str
    weekday: int


DateRule = NthWeekday | FixedDay | WeekdayBy | InBreak


def date_in(rule: DateRule, year: int, schedule: Schedule) -> dt.date:
    """The local date the rule gives in a calendar year."""
    match rule:
        case NthWeekday(month, week, weekday):
            return _on_or_after(dt.date(year, month, 1), weekday) + (week - 1) * _WEEK
        case FixedDay(day):
            date = day.of(year)
            return date if date.weekday() < 5 else _on_or_after(date, 0)
        case WeekdayBy(day, weekday):
            return _on_or_after(day.of(year) - dt.timedelta(days=6), weekday)
        case InBreak(slug, weekday):
            (found,) = (span for span in schedule.breaks if span.slug == slug)
            return _on_or_after(found.first.of(year), weekday)


def next_moment(rule: DateRule, time: dt.time, now: dt.datetime, schedule: Schedule) -> dt.datetime:
    """The first moment after `now` (aware) when club clocks show `time` on the rule's date; aware UTC."""
    this_year = clubtime.local(now).year
    moments = (clubtime.at(date_in(rule, year, schedule), time) for year in (this_year, this_year + 1, this_year + 2))
    return next(moment for moment in moments if moment > now)


def take_rule(entry: Entry, schedule: Schedule) -> DateRule:
    """Take the rule out of an [event.when] table. Raises ContentError."""
    if entry.has("break"):
        slug = entry.one_of("break", [span.slug for span in schedule.breaks])
        return InBreak(slug, _weekday(entry))
    if entry.has("week"):
        return NthWeekday(entry.number("month", 1, 12), entry.number("week", 1, 4), _weekday(entry))
    if entry.has("by"):
        return WeekdayBy(year_day(entry, "by"), _weekday(entry))
    if not entry.has("day"):
        entry.fail("непонятно, когда: нужно week, day, by или break")
    return FixedDay(year_day(entry, "day"))


def take_time(entry: Entry, key: str) -> dt.time:
    """Take a local time written as «15:00». Raises ContentError."""
    value = entry.text(key, 5)
    if not _TIME.fullmatch(value):
        entry.fail(f"в «{key}» нужно время в виде ЧЧ:ММ, например 15:00")
    return dt.time.fromisoformat(value)


def _weekday(entry: Entry) -> int:
    return WEEKDAYS.index(entry.one_of("weekday", WEEKDAYS))


def _on_or_after(date: dt.date, weekday: int) -> dt.date:
    return date + dt.timedelta(days=(weekday - date.weekday()) % 7)
