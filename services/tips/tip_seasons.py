"""Which seasons of the school year it is, by the club's schedule."""

from collections.abc import Sequence
from datetime import datetime
from functools import cache

from content import load_schedule
from domain import clubtime
from domain.tips.seasons import Break, seasons_of
from domain.vocabulary import Season


def seasons_at(now: datetime) -> frozenset[Season]:
    """The seasons at `now` (aware): none, one or several."""
    day = clubtime.local(now).date()
    return seasons_of(day, _breaks(day.year))


@cache
def _breaks(year: int) -> Sequence[Break]:
    """Breaks of a year and its neighbours; one may run over the New Year."""
    found = []
    for span in load_schedule().breaks:
        for first_year in (year - 1, year, year + 1):
            first, last = span.first.of(first_year), span.last.of(first_year)
            if last < first:
                last = span.last.of(first_year + 1)
            found.append((first, last))
    return tuple(found)
