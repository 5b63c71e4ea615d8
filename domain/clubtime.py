"""The club's clock face: aware UTC inside, the club's zone (Tyumen by default) outside.

The zone is set once, when the process is wired (like a locale), because passing it through every screen
would say nothing new at each call. Every function takes and gives aware datetimes.
"""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

QUIET_FROM = time(21)
QUIET_TILL = time(8)
_SUNDAY = 6
# within it a second tap on a button is still the first one
_A_TAP = timedelta(minutes=1)

_zone = ZoneInfo("Asia/Yekaterinburg")


def use_zone(zone: ZoneInfo) -> None:
    """Set the zone people see. Called once, by the wiring of the process."""
    global _zone
    _zone = zone


def zone() -> ZoneInfo:
    """The zone people see."""
    return _zone


def local(moment: datetime) -> datetime:
    """`moment` (aware) on the club's clock face."""
    return moment.astimezone(_zone)


def at(day: date, clock_face: time) -> datetime:
    """The UTC moment when the club's clocks show `clock_face` on `day`."""
    return datetime.combine(day, clock_face, _zone).astimezone(UTC)


def before(moment: datetime, distance: timedelta) -> datetime:
    """`distance` of whole days before `moment` on the club's clock face (UTC): the same hour whatever summer does.

    A shorter `distance` is what it is anywhere.
    """
    days = timedelta(days=distance.days)
    return (local(moment) - days).astimezone(UTC) - (distance - days)


def just_now(moment: datetime, now: datetime) -> bool:
    """Whether it happened so shortly ago that a second tap must see what the first one has brought."""
    return now - moment <= _A_TAP


def is_quiet(moment: datetime) -> bool:
    """Whether the bot must not speak on its own: 21:00–08:00 and Sundays, club time (design §4)."""
    here = local(moment)
    return here.weekday() == _SUNDAY or not QUIET_TILL <= here.time() < QUIET_FROM


def next_allowed(moment: datetime) -> datetime:
    """The first moment not before `moment` at which the bot may speak on its own (UTC)."""
    if not is_quiet(moment):
        return moment
    here = local(moment)
    day = here.date() if here.time() < QUIET_TILL else here.date() + timedelta(days=1)
    if day.weekday() == _SUNDAY:
        day += timedelta(days=1)
    return at(day, QUIET_TILL)


def last_allowed(moment: datetime) -> datetime:
    """The last whole hour not after `moment` at which the bot may speak on its own, `moment` itself included (UTC).

    Quiet time pushes to 20:00 of the evening before: a message at 20:59 is no courtesy.
    """
    if not is_quiet(moment):
        return moment
    here = local(moment)
    late = here.time() >= QUIET_FROM and here.weekday() != _SUNDAY
    day = here.date() if late else here.date() - timedelta(days=1)
    if day.weekday() == _SUNDAY:
        day -= timedelta(days=1)
    return at(day, time(20))
