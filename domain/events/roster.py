"""Who takes part in an event, as a coordinator sees it: lists, cards, tables."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from domain.events.event_questions import AnswerView
from domain.events.events import Seats, Terms
from domain.events.presence import Slot
from domain.paging import Page
from domain.typed import folded
from domain.vocabulary import (
    Attendance,
    ParticipantRole,
    PresenceMethod,
    PresenceState,
    RegistrationStatus,
    Source,
)


class Only(StrEnum):
    """What of a roster to show. Values are short: they travel in buttons."""

    ALL = "all"
    SEATED = "seat"
    WAITING = "line"
    CAME = "came"
    ABSENT = "away"
    UNMARKED = "open"
    LEFT = "left"


@dataclass(frozen=True, slots=True)
class Standing:
    """What decides where a person is listed; a name nobody told is empty. `came` None: nobody marked them."""

    registration_id: int
    full_name: str
    status: RegistrationStatus
    attendance: Attendance
    arrival: int
    came: bool | None = None

    @property
    def seated(self) -> bool:
        return self.status is RegistrationStatus.REGISTERED

    @property
    def waits(self) -> bool:
        """Whether the person has no seat of their own yet: in line, or with an offer."""
        return self.status in (RegistrationStatus.WAITLISTED, RegistrationStatus.OFFERED)


_BELONGS: Mapping[Only, Callable[[Standing], bool]] = {
    Only.ALL: lambda one: one.seated or one.waits,
    Only.SEATED: lambda one: one.seated,
    Only.WAITING: lambda one: one.waits,
    Only.CAME: lambda one: one.seated and one.came is True,
    Only.ABSENT: lambda one: one.seated and one.came is False,
    Only.UNMARKED: lambda one: one.seated and one.came is None,
    Only.LEFT: lambda one: one.status is RegistrationStatus.CANCELLED,
}
_ORDER = {
    RegistrationStatus.REGISTERED: 0,
    RegistrationStatus.OFFERED: 1,
    RegistrationStatus.WAITLISTED: 2,
    RegistrationStatus.CANCELLED: 3,
}


def belongs(one: Standing, only: Only) -> bool:
    """Whether a person is among `only`."""
    return _BELONGS[only](one)


def place_in_list(one: Standing) -> tuple[int, int, str]:
    """Sorts a roster: seats by name, then the line as it stands, then those who left by name."""
    return _ORDER[one.status], one.arrival if one.waits else 0, simple(one.full_name)


def simple(name: str) -> str:
    """A name for comparing: small letters, «е» for «ё». Made for thousands of names: they are stored clean."""
    return name.lower().replace("ё", "е")


def is_meant(query: str, name: str) -> bool:
    """Whether `query`, as `folded`, may mean a person: each of its words begins a word of the name."""
    parts = simple(name).replace("-", " ").split()
    return all(any(part.startswith(word) for part in parts) for word in query.split())


def read_query(text: str) -> str:
    """A typed search, folded; empty when there is nothing to look for."""
    return folded(text)[:100]


# --- views


@dataclass(frozen=True, slots=True)
class Mark:
    """Whether a person came to one session. `at` is aware; `attendance` is how they came."""

    sitting: int
    state: PresenceState
    method: PresenceMethod
    attendance: Attendance | None
    at: datetime


@dataclass(frozen=True, slots=True)
class RosterEvent:
    """The event a roster is of. `sittings` are its sessions: one for most."""

    id: int
    title: str
    terms: Terms
    seats: tuple[Seats, ...]
    sittings: tuple[Slot, ...]

    def is_ahead(self, now: datetime) -> bool:
        """Whether there is still a session to come to at `now` (aware): then people hear what becomes of their seat."""
        return any(slot.starts_at > now for slot in self.sittings)


@dataclass(frozen=True, slots=True)
class RosterLine:
    """One person of a list; `line` is the place in the waiting list, `reachable`: the bot can write to them."""

    registration_id: int
    full_name: str
    organization: str | None
    status: RegistrationStatus
    attendance: Attendance
    role: ParticipantRole
    line: int | None
    reachable: bool
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True, slots=True)
class Roster:
    """One page of a roster; `counts` is how many people each choice of `only` would show."""

    event: RosterEvent
    lines: tuple[RosterLine, ...]
    page: Page
    only: Only
    query: str | None
    counts: Mapping[Only, int]


@dataclass(frozen=True, slots=True)
class Participant:
    """All a coordinator sees of one person at an event. Moments are aware."""

    event: RosterEvent
    line: RosterLine
    position: str | None
    signed_up_at: datetime
    source: Source | None
    offered_till: datetime | None
    answers: tuple[AnswerView, ...] = ()

    @property
    def registration_id(self) -> int:
        return self.line.registration_id

    def mark_of(self, sitting: int) -> Mark | None:
        return next((mark for mark in self.line.marks if mark.sitting == sitting), None)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A member who may be meant by a typed name; `status` is theirs at the event, if they ever signed up."""

    member_id: int
    full_name: str
    organization: str | None
    status: RegistrationStatus | None = None

    @property
    def takes_part(self) -> bool:
        return self.status not in (None, RegistrationStatus.CANCELLED)


@dataclass(frozen=True, slots=True)
class Look:
    """What of a roster a coordinator looks at: the way back from a participant's card. `query` is folded words."""

    event_id: int
    page: int = 0
    only: Only = Only.ALL
    query: str | None = None

    def dump(self) -> dict[str, Any]:
        """As JSON."""
        return {"event_id": self.event_id, "page": self.page, "only": self.only.value, "query": self.query}

    @classmethod
    def load(cls, dumped: Mapping[str, Any]) -> "Look":
        """Back from JSON."""
        return cls(dumped["event_id"], dumped["page"], Only(dumped["only"]), dumped["query"])


# --- tables: the spreadsheet and the sign-in sheet


@dataclass(frozen=True, slots=True)
class TableRow:
    """One person of a table; `answers` stand in the order of the table's questions."""

    registration_id: int
    full_name: str
    organization: str
    position: str
    status: RegistrationStatus
    attendance: Attendance
    role: ParticipantRole
    source: Source | None
    answers: tuple[str, ...] = ()
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True, slots=True)
class RosterTable:
    """Everybody at an event, in the order of the list. `responsible`: the coordinator who made the event, if known."""

    event_id: int
    title: str
    terms: Terms
    place: str | None
    sittings: tuple[Slot, ...]
    questions: tuple[str, ...]
    rows: tuple[TableRow, ...]
    responsible: str | None = None

    @property
    def seated(self) -> tuple[TableRow, ...]:
        return tuple(row for row in self.rows if row.status is RegistrationStatus.REGISTERED)
