"""On which days coordinators work, by when they answer, and when they are reminded of what is late."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta

from domain import clubtime

# the desk answers within two days on which it works
ANSWER_DAYS = 2
# when a day of the desk begins: what came in the night counts from here, and reminders of the days after come then
MORNING = time(9)
# in school breaks the desk looks in on Mondays and Thursdays, so that nothing of June waits for September
BREAK_WEEKDAYS = frozenset({0, 3})

Works = Callable[[date], bool]
"""Whether the desk works on a (local) date."""


def answer_by(now: datetime, works: Works) -> datetime:
    """By when the desk answers what came at `now` (aware UTC): the same hour, two working days later.

    What comes at night or on a day off counts from the morning of the next working day.
    """
    here = clubtime.local(now)
    day, hour = here.date(), here.time()
    if not works(day) or hour >= clubtime.QUIET_FROM:
        day, hour = _next(day, works), MORNING
    for _ in range(ANSWER_DAYS):
        day = _next(day, works)
    return clubtime.at(day, max(hour, MORNING))


def late_morning(deadline_at: datetime, now: datetime, works: Works) -> datetime | None:
    """The newest working morning by `now` that finds something late since `deadline_at`; all moments are aware UTC.

    None: there has been none yet.
    """
    here, late = clubtime.local(now), clubtime.local(deadline_at).date()
    day = here.date() if here.time() >= MORNING else here.date() - timedelta(days=1)
    while day > late and not works(day):
        day -= timedelta(days=1)
    morning = clubtime.at(day, MORNING)
    return morning if deadline_at <= morning else None


def nudge_at(deadline_at: datetime, changed_at: datetime, now: datetime, works: Works) -> datetime | None:
    """The newest nudge due by `now`: at the deadline, then every working morning (aware UTC).

    None: it is not late, or came to whoever has it after that nudge (`changed_at`), so they know.
    """
    if deadline_at > now:
        return None
    nudge = late_morning(deadline_at, now, works) or deadline_at
    return nudge if nudge >= changed_at else None


def _next(day: date, works: Works) -> date:
    day += timedelta(days=1)
    while not works(day):
        day += timedelta(days=1)
    return day
