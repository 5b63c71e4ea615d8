"""On which days the coordinators work, by the club's schedule."""

from collections.abc import Callable
from datetime import date
from functools import cache

from content import load_schedule
from domain.desk_days import BREAK_WEEKDAYS


@cache
def works() -> Callable[[date], bool]:
    """Whether the desk works on a (local) day: every school day, and now and then in school breaks."""
    schedule = load_schedule()
    return lambda day: schedule.is_school_day(day) or (day.weekday() in BREAK_WEEKDAYS and not schedule.is_holiday(day))
