"""Who came: when one may be marked, and what the door sees. Presence is kept apart from registration."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from domain.vocabulary import Attendance, EventFormat, PresenceMethod, PresenceState

# the door opens this long before the start: people help to arrange the chairs
DOOR_OPENS = timedelta(hours=2)
# tickets and codes are taken for a day after the end, for who forgot; later the roster is the place
DOOR_CLOSES = timedelta(hours=24)
# «я здесь» by the code word
CHECK_IN_OPENS = timedelta(minutes=15)
WORD_TRIES = 5


@dataclass(frozen=True, slots=True)
class Slot:
    """One session of an event: the only one, or a session of a series. Moments are aware."""

    number: int
    starts_at: datetime
    ends_at: datetime
    topic: str | None = None
    # how many sessions the event has
    of: int = 1

    def is_early(self, now: datetime) -> bool:
        """Whether nobody can have come yet."""
        return now < self.starts_at - DOOR_OPENS

    def is_late(self, now: datetime) -> bool:
        """Whether tickets are no longer taken."""
        return now > self.ends_at + DOOR_CLOSES

    def is_open(self, now: datetime) -> bool:
        """Whether tickets are taken."""
        return not self.is_early(now) and not self.is_late(now)

    def takes_words(self, now: datetime) -> bool:
        """Whether one may say «я здесь»."""
        return self.starts_at - CHECK_IN_OPENS <= now < self.ends_at

    def distance(self, now: datetime) -> timedelta:
        """How far `now` is from the session; zero while it runs."""
        return max(self.starts_at - now, now - self.ends_at, timedelta())


def current(slots: Sequence[Slot], now: datetime) -> Slot:
    """The session running at `now`, else the nearest one, the coming one before the past."""
    return min(slots, key=lambda slot: (slot.distance(now), slot.ends_at <= now, slot.number))


@dataclass(frozen=True, slots=True)
class Guest:
    """A participant as the coordinator at the door sees them; `attendance` is how they signed up."""

    registration_id: int
    full_name: str | None
    organization: str | None
    attendance: Attendance


@dataclass(frozen=True, slots=True)
class Mark:
    """That somebody came or did not. `by` is the coordinator's name; None: the person themselves, or it is gone."""

    state: PresenceState
    attendance: Attendance | None
    method: PresenceMethod
    at: datetime
    by: str | None


@dataclass(frozen=True, slots=True)
class Marked:
    """What a mark came to. `fresh`: it was made just now, otherwise it was there already."""

    event_id: int
    title: str
    slot: Slot
    guest: Guest
    mark: Mark
    fresh: bool


class Obstacle(StrEnum):
    """Why a genuine ticket does not open the door."""

    # the seat was given back
    LEFT = "LEFT"
    # the person came back since and has a newer ticket
    OLD = "OLD"
    CALLED_OFF = "CALLED_OFF"
    EARLY = "EARLY"
    LATE = "LATE"
    # the coordinator stands at the door of another event
    ELSEWHERE = "ELSEWHERE"


@dataclass(frozen=True, slots=True)
class Refused:
    """A genuine ticket that marks nobody, and whose it is; the event is the ticket's."""

    obstacle: Obstacle
    event_id: int
    title: str
    slot: Slot
    guest: Guest


Outcome = Marked | Refused


@dataclass(frozen=True, slots=True)
class Unmarked:
    """A mark was taken back."""

    event_id: int
    title: str
    slot: Slot
    guest: Guest


@dataclass(frozen=True, slots=True)
class Board:
    """How many came to one session of an event, each kind apart. `registered` are all who hold a seat."""

    event_id: int
    title: str
    format: EventFormat
    slot: Slot
    registered: int
    offline: int
    online: int
    absent: int

    @property
    def came(self) -> int:
        return self.offline + self.online

    @property
    def unmarked(self) -> int:
        return self.registered - self.came - self.absent


@dataclass(frozen=True, slots=True)
class Closed:
    """Everybody not marked is counted absent: how many, and when (to take it back)."""

    event_id: int
    title: str
    slot: Slot
    absent: int
    at: datetime


@dataclass(frozen=True, slots=True)
class ShownWord:
    """The code word of now; None before it may be typed and, then `over`, after the end."""

    event_id: int
    title: str
    slot: Slot
    word: str | None
    changes_at: datetime
    over: bool


@dataclass(frozen=True, slots=True)
class TicketView:
    """One's own ticket. `payload` is for the QR, `code` to be read out. The time is that of the nearest session."""

    event_id: int
    title: str
    slot: Slot
    place: str | None
    attendance: Attendance
    code: str
    payload: str


class WordOutcome(StrEnum):
    """What typing a code word came to."""

    HERE = "HERE"
    ALREADY = "ALREADY"
    WRONG = "WRONG"
    # too many wrong words: only the coordinator can mark the person
    LOCKED = "LOCKED"


@dataclass(frozen=True, slots=True)
class CheckIn:
    """«Я здесь»: what it came to, and how many tries are left."""

    event_id: int
    title: str
    outcome: WordOutcome
    left: int
