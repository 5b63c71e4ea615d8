"""Events as people see them, and the rules of signing up: who may, when, and what reminds of it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from domain import clubtime
from domain.errors import AttendanceNotOffered, EventCancelled, EventStarted, RegistrationClosed
from domain.paging import Page
from domain.vocabulary import (
    Attendance,
    Direction,
    EventForm,
    EventFormat,
    EventStatus,
    MessageKind,
    RegistrationStatus,
    Track,
)

DAY_BEFORE = timedelta(days=1)
HOURS_BEFORE = timedelta(hours=2)
# a reminder moved later by quiet hours still leaves this long to get there
_TIME_TO_ARRIVE = timedelta(hours=1)
# who leaves by a slip of the finger may come back within this time although registration is closed
RETURN_WINDOW = timedelta(minutes=15)

_OFFERED = {
    EventFormat.OFFLINE: (Attendance.OFFLINE,),
    EventFormat.ONLINE: (Attendance.ONLINE,),
    EventFormat.HYBRID: (Attendance.OFFLINE, Attendance.ONLINE),
}


@dataclass(frozen=True, slots=True)
class Reminder:
    """What reminds and when (aware UTC)."""

    kind: MessageKind
    at: datetime


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
        """Raises EventCancelled or EventStarted: nothing about taking part may change any more."""
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
    """Seats of one kind: `limit` None means no limit; `waiting` is the length of the line."""

    attendance: Attendance
    limit: int | None
    taken: int = 0
    waiting: int = 0

    @property
    def free(self) -> int | None:
        """How many seats nobody holds; None means no limit. Never negative."""
        return None if self.limit is None else max(0, self.limit - self.taken)

    @property
    def has_room(self) -> bool:
        """Whether a newcomer gets a seat at once: those in line go first."""
        return self.free is None or self.free > self.waiting


@dataclass(frozen=True, slots=True)
class Place:
    """A person's own place: a seat, or the `line`-th in the waiting list (from 1)."""

    status: RegistrationStatus
    attendance: Attendance
    line: int | None = None

    @property
    def holds_seat(self) -> bool:
        return self.status is RegistrationStatus.REGISTERED


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
    """All of an event a person may see. `online_url` is there only for those registered online."""

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


@dataclass(frozen=True, slots=True)
class Participation:
    """How a person takes part, for confirmations, notices and reminders. `reminders` are still to come."""

    event_id: int
    title: str
    terms: Terms
    venue: str | None
    online_url: str | None
    seats: tuple[Seats, ...]
    mine: Place
    reminders: tuple[Reminder, ...] = ()

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


def reminders(starts_at: datetime, now: datetime) -> tuple[Reminder, ...]:
    """Reminders of an event that are still to come at `now`, in order; all moments aware.

    A day and two hours before. Quiet time moves the first one earlier; the second one moves later if that
    leaves an hour to arrive, else to the evening before, and vanishes if the first one comes no earlier.
    """
    day = clubtime.last_allowed(starts_at - DAY_BEFORE)
    hours = _hours_before(starts_at)
    planned = [Reminder(MessageKind.EVENT_REMINDER_DAY, day)]
    if hours > day:
        planned.append(Reminder(MessageKind.EVENT_REMINDER_HOURS, hours))
    return tuple(reminder for reminder in planned if reminder.at > now)


def _hours_before(starts_at: datetime) -> datetime:
    wanted = starts_at - HOURS_BEFORE
    later = clubtime.next_allowed(wanted)
    return later if later <= starts_at - _TIME_TO_ARRIVE else clubtime.last_allowed(wanted)


def is_last_moment(now: datetime, starts_at: datetime) -> bool:
    """Whether news of a seat, kept till quiet hours end, would come after the start."""
    return clubtime.next_allowed(now) >= starts_at
