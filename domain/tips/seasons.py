"""Seasons of the school year: when a tip about New Year's party or parents' meetings is welcome."""

from collections.abc import Sequence
from datetime import date, timedelta

from domain.vocabulary import Season

# first and last day of a school break
Break = tuple[date, date]

# a quarter ends with a break: whoever is to be in time begins two weeks before
_QUARTER_END = timedelta(days=14)
# parents meet when the next quarter has begun
_MEETINGS = timedelta(days=14)
# (month, day) of the first and the last day, in every year
_FIXED: dict[Season, tuple[tuple[int, int], tuple[int, int]]] = {
    Season.SEPTEMBER: ((8, 15), (9, 10)),
    Season.PARENT_MEETING: ((9, 8), (9, 25)),
    Season.NEW_YEAR: ((12, 1), (12, 31)),
    Season.EXAMS: ((4, 15), (6, 20)),
}


def seasons_of(day: date, breaks: Sequence[Break]) -> frozenset[Season]:
    """Which seasons the (local) `day` belongs to; `breaks` are those of the years around it."""
    found = {season for season, (first, last) in _FIXED.items() if first <= (day.month, day.day) <= last}
    for first, last in breaks:
        if first - _QUARTER_END <= day < first:
            found.add(Season.QUARTER_END)
        # after the summer it is September's own affair
        if last < day <= last + _MEETINGS and last.month != 8:
            found.add(Season.PARENT_MEETING)
    return frozenset(found)
