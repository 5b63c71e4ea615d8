"""Tips («лайфхак от наставника»): which comes next for whom, and when the next one is due."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from hashlib import sha256

from domain import clubtime
from domain.paging import Page
from domain.vocabulary import Cadence, Direction

# hours and weekdays at which the bot may speak on its own (design §4); a whole hour must end before the quiet
HOURS = range(clubtime.QUIET_TILL.hour, clubtime.QUIET_FROM.hour)
WEEKDAYS = range(6)
DEFAULT_HOUR = 9
DEFAULT_WEEKDAY = 0

VOTES = (1, 0, -1)

# a second press within this time is a trembling finger, not a wish for one more tip
DOUBLE_TAP = timedelta(seconds=2)

SHUFFLE_PRIME = 2**31 - 1

# longer than the longest break; past it the calendar has no school days at all
_HORIZON = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class TipCard:
    """A tip as one person sees it. `vote` is theirs (1, −1 or None); neither a guest nor the author can vote.

    `author`: the name, None for the club's own and of who has left. `photo`, `voice`: names of files in the messenger.
    `thumbs`, `thanks`, `tried` count everybody; `favourite`, `thanked`, `has_tried`, `result` are this person's.
    """

    id: int
    direction: Direction
    title: str
    text: str
    vote: int | None = None
    votable: bool = True
    author: str | None = None
    photo: str | None = None
    voice: str | None = None
    thumbs: int = 0
    thanks: int = 0
    tried: int = 0
    favourite: bool = False
    thanked: bool = False
    has_tried: bool = False
    result: str | None = None
    own: bool = False


@dataclass(frozen=True, slots=True)
class TipLine:
    """A tip in a list; `figure` is what the list is sorted by, 0 where it is not."""

    id: int
    direction: Direction
    title: str
    figure: int = 0


@dataclass(frozen=True, slots=True)
class TipList:
    """A page of tips. `words`, `direction`: what was searched for; `more`: there is more than the pages show.

    `missing`: words of the search, in their dictionary form, that no tip has.
    """

    page: Page
    tips: tuple[TipLine, ...]
    words: str = ""
    direction: Direction | None = None
    more: bool = False
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Rhythm:
    """When tips come: `hour` on the club's clock, `weekday` (0 is Monday) matters for WEEKLY only."""

    cadence: Cadence
    hour: int = DEFAULT_HOUR
    weekday: int = DEFAULT_WEEKDAY


@dataclass(frozen=True, slots=True)
class SubscriptionView:
    """A subscription as its owner sees it. No `directions` mean all; `next_at` (UTC) is None while paused."""

    rhythm: Rhythm
    directions: frozenset[Direction]
    next_at: datetime | None


def next_moment(rhythm: Rhythm, after: datetime, is_school_day: Callable[[date], bool]) -> datetime:
    """The first moment strictly after `after` (aware) at which a tip of this rhythm is due (UTC).

    Never a Sunday: the bot is silent then. Raises ValueError when a year ahead has no fitting day.
    """
    first = clubtime.local(after).date()
    for ahead in range(_HORIZON.days + 1):
        day = first + timedelta(days=ahead)
        moment = clubtime.at(day, time(rhythm.hour))
        if moment > after and _suits(rhythm, day, is_school_day):
            return moment
    raise ValueError("no day of a whole year suits the rhythm")


def _suits(rhythm: Rhythm, day: date, is_school_day: Callable[[date], bool]) -> bool:
    if day.weekday() not in WEEKDAYS:
        return False
    match rhythm.cadence:
        case Cadence.DAILY:
            return True
        case Cadence.SCHOOL_DAYS:
            return is_school_day(day)
        case Cadence.WEEKLY:
            return day.weekday() == rhythm.weekday


def end_of_day(moment: datetime) -> datetime:
    """The last instant (UTC) of `moment`'s day on the club's clock."""
    tomorrow = clubtime.local(moment).date() + timedelta(days=1)
    return clubtime.at(tomorrow, time(0)) - timedelta(microseconds=1)


def shuffle_factor(member_id: int) -> int:
    """A factor that gives each member an order of their own: sort by `tip id² × factor mod SHUFFLE_PRIME`.

    The database can compute that, so no list is ever loaded; the square breaks up rows like 2, 4, 6, 8, and
    the prime keeps different tips apart.
    """
    return 1 + int.from_bytes(sha256(str(member_id).encode()).digest()[:8]) % (SHUFFLE_PRIME - 1)


def tip_of_day(count: int, day: date) -> int:
    """Which of `count` tips (from 0) is the tip of `day`: everybody's neighbour days differ."""
    return day.toordinal() % count
