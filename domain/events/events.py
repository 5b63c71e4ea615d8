"""Events as people see them, and the rules of signing up: who may, and when."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum, auto

from domain.errors import AttendanceNotOffered, EventCancelled, EventStarted, NotFound, RegistrationClosed
from domain.events.reminders import Reminder, Sitting
from domain.events.speed_place import SpeedPlace
from domain.paging import Page
from domain.vocabulary import (
    Attendance,
    Direction,
    EventForm,
    EventFormat,
    EventStatus,
    RegistrationStatus,
    Track,
)

# who leaves by a slip of the finger may come back within this time although registration is closed
RETURN_WINDOW = timedelta(minutes=15)

_OFFERED = {
    EventFormat.OFFLINE: (Attendance.OFFLINE,),
    EventFormat.ONLINE: (Attendance.ONLINE,),
    EventFormat.HYBRID: (Attendance.OFFLINE, Attendance.ONLINE),
}


class Answering(Enum):
    """The event's own questions and a person who takes part: DUE is a required one without an answer.

    OPTIONAL: nothing has been answered, and nothing has to be.
    """

    NOT_ASKED = auto()
    DUE = auto()
    OPTIONAL = auto()
    GIVEN = auto()


@dataclass(frozen=True, slots=True)
class EventFilter:
    """What of the calendar to show; None means any."""

    form: EventForm | None = None
    direction: Direction | None = None

    @property
    def narrows(self) -> bool:
        return self.form is not None or self.direction is not None


@dataclass(frozen=True, slots=True)
class Terms:
    """What decides whether one may sign up. Moments are aware."""

    format: EventFormat
    status: EventStatus
    starts_at: datetime
    ends_at: datetime
    registration_closes_at: datetime | None = None

    def ensure_changeable(self, now: datetime) -> None:
        """Raises EventCancelled or EventStarted: nothing about taking part may change any more.

        Of a draft nobody may know: NotFound.
        """
        if self.status is EventStatus.DRAFT:
            raise NotFound
        if self.status is EventStatus.CANCELLED:
            raise EventCancelled
        if self.starts_at <= now:
            raise EventStarted

    def ensure_offered(self, attendance: Attendance) -> None:
        """Raises AttendanceNotOffered."""
        if attendance not in offered(self.format):
            raise AttendanceNotOffered

    def ensure_open(self, now: datetime, left_at: datetime | None = None) -> None:
        """Raises RegistrationClosed past the deadline, unless the person left a moment ago (`left_at`)."""
        just_left = left_at is not None and now - left_at <= RETURN_WINDOW
        if self._closed(now) and not just_left:
            raise RegistrationClosed

    def is_open(self, now: datetime) -> bool:
        """Whether a newcomer may sign up."""
        return self.status is EventStatus.PUBLISHED and now < self.starts_at and not self._closed(now)

    def _closed(self, now: datetime) -> bool:
        return self.registration_closes_at is not None and self.registration_closes_at <= now


@dataclass(frozen=True, slots=True)
class Seats:
    """Seats of one kind: `limit` None means no limit; `taken` are given, `offered` are held for who is asked.

    `waiting` is the length of the line.
    """

    attendance: Attendance
    limit: int | None
    taken: int = 0
    waiting: int = 0
    offered: int = 0

    @property
    def held(self) -> int:
        """How many seats somebody has or is asked about."""
        return self.taken + self.offered

    @property
    def free(self) -> int | None:
        """How many seats nobody holds; None means no limit. Never negative."""
        return None if self.limit is None else max(0, self.limit - self.held)

    @property
    def has_room(self) -> bool:
        """Whether a newcomer gets a seat at once: those in line go first."""
        return self.free is None or self.free > self.waiting


@dataclass(frozen=True, slots=True)
class Place:
    """A person's own place: a seat, one offered till a moment, or the `line`-th in the waiting list (from 1)."""

    status: RegistrationStatus
    attendance: Attendance
    line: int | None = None
    offered_till: datetime | None = None
    confirmed: bool = False

    @property
    def holds_seat(self) -> bool:
        return self.status is RegistrationStatus.REGISTERED

    @property
    def is_offered(self) -> bool:
        return self.status is RegistrationStatus.OFFERED


@dataclass(frozen=True, slots=True)
class EventLine:
    """One event of a list."""

    id: int
    title: str
    terms: Terms
    seats: tuple[Seats, ...]
    mine: Place | None = None


@dataclass(frozen=True, slots=True)
class EventList:
    """One page of a list of events."""

    lines: tuple[EventLine, ...]
    page: Page


@dataclass(frozen=True, slots=True)
class FilterChoices:
    """Forms and directions coming events have, in the vocabulary's order."""

    forms: tuple[EventForm, ...]
    directions: tuple[Direction, ...]


@dataclass(frozen=True, slots=True)
class EventCard:
    """All of an event a person may see. `online_url` is there only for those registered online.

    `sittings` are the sessions of a series, none for an event of one; `cover` is the picture's name in the messenger.
    `asks_opinion`: the event is over, and the person may say what they think of it; `speed`: their place at the tables
    of an evening of quick meetings.
    """

    id: int
    title: str
    terms: Terms
    form: EventForm
    track: Track | None
    directions: tuple[Direction, ...]
    announcement: str
    place: str | None
    online_url: str | None
    hours: float | None
    seats: tuple[Seats, ...]
    mine: Place | None = None
    map_url: str | None = None
    partners: str | None = None
    sittings: tuple[Sitting, ...] = ()
    cover: str | None = None
    answering: Answering = Answering.NOT_ASKED
    asks_opinion: bool = False
    speed: SpeedPlace | None = None


@dataclass(frozen=True, slots=True)
class Participation:
    """How a person takes part, for confirmations, notices and reminders.

    `reminders` are still to come; of a series, `sitting` is the session a message is about, and so many more follow
    `later_that_day`.
    """

    event_id: int
    title: str
    terms: Terms
    venue: str | None
    online_url: str | None
    seats: tuple[Seats, ...]
    mine: Place
    reminders: tuple[Reminder, ...] = ()
    sitting: Sitting | None = None
    later_that_day: int = 0
    map_url: str | None = None
    answering: Answering = Answering.NOT_ASKED
    speed: SpeedPlace | None = None

    @property
    def next_start(self) -> datetime:
        """When what the message is about begins."""
        return self.sitting.starts_at if self.sitting else self.terms.starts_at

    def seats_of(self, attendance: Attendance) -> Seats:
        return next(seats for seats in self.seats if seats.attendance is attendance)


@dataclass(frozen=True, slots=True)
class Left:
    """A registration taken back. `room`: coming back gives a seat at once rather than the end of the line."""

    event_id: int
    title: str
    starts_at: datetime
    attendance: Attendance
    room: bool


def offered(format_: EventFormat) -> tuple[Attendance, ...]:
    """The ways an event of this format can be attended."""
    return _OFFERED[format_]
