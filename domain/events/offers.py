"""A freed seat is held for the first in line for a while, then goes to the next (the way of Revel, not of Mitup)."""

from datetime import datetime, timedelta

from domain import clubtime

HELD_FOR = timedelta(hours=24)
HELD_AT_LEAST = timedelta(minutes=15)
# near the start an offer takes at most this share of the time left, so that several people may still be asked
_SHARE = 4
# who learns of the deadline in the morning has at least this long
_MORNING = timedelta(hours=2)


def is_last_moment(now: datetime, starts_at: datetime) -> bool:
    """Whether news of a seat, kept till quiet hours end, would come after the start."""
    return clubtime.next_allowed(now) >= starts_at


def held_till(now: datetime, starts_at: datetime) -> datetime | None:
    """Till when (UTC) a seat freed at `now` is held for who is asked; None from the start on: nothing is offered.

    A day, less near the start. It is counted from the moment the news can be read: quiet hours do not run out
    anybody's time, and no deadline falls in them while there is time to wait.
    """
    if now >= starts_at:
        return None
    read_at = now if is_last_moment(now, starts_at) else clubtime.next_allowed(now)
    hold = max(min(HELD_FOR, (starts_at - read_at) / _SHARE), HELD_AT_LEAST)
    till = (read_at + hold).replace(second=0, microsecond=0)
    if clubtime.is_quiet(till):
        morning = clubtime.next_allowed(till) + _MORNING
        till = morning if morning <= starts_at - HELD_AT_LEAST else till
    return min(till, starts_at)
