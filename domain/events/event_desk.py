"""What a coordinator's desk shows: lists of events, one event in figures, what an edit would do to people."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.events.event_plan import EventPlan, Step
from domain.events.events import EventLine, Seats, Terms
from domain.paging import Page
from domain.vocabulary import Attendance, EventStatus


class Stage(StrEnum):
    """Where an event is in its life: each stage has its own things to do."""

    DRAFT = "DRAFT"
    COMING = "COMING"
    RUNNING = "RUNNING"
    PAST = "PAST"
    CANCELLED = "CANCELLED"


def stage(terms: Terms, now: datetime) -> Stage:
    """The stage of an event at `now` (aware)."""
    if terms.status is EventStatus.DRAFT:
        return Stage.DRAFT
    if terms.status is EventStatus.CANCELLED:
        return Stage.CANCELLED
    if terms.ends_at <= now:
        return Stage.PAST
    return Stage.RUNNING if terms.starts_at <= now else Stage.COMING


@dataclass(frozen=True, slots=True)
class DeskList:
    """One page of the events coordinators look after: drafts and coming ones, or those that are over."""

    lines: tuple[EventLine, ...]
    page: Page
    past: bool
    drafts: int
    coming: int
    over: int


@dataclass(frozen=True, slots=True)
class ManagedEvent:
    """One event for its coordinator: `marked` came at least once, `certificates` are valid ones.

    `speed`: it is an evening of quick meetings.
    """

    id: int
    title: str
    terms: Terms
    seats: tuple[Seats, ...]
    sittings: int
    marked: int
    certificates: int
    questions: int
    speed: bool = False


@dataclass(frozen=True, slots=True)
class SavedPlan:
    """A saved event as a plan, to be edited field by field."""

    event_id: int
    terms: Terms
    plan: EventPlan

    @property
    def is_draft(self) -> bool:
        return self.terms.status is EventStatus.DRAFT


@dataclass(frozen=True, slots=True)
class FewerSeats:
    """Seats become fewer than people hold already: nobody is put out, newcomers wait till there is room again."""

    attendance: Attendance
    held: int
    limit: int


@dataclass(frozen=True, slots=True)
class OtherWay:
    """A way to attend ends: those who came by it (`held` seats, `waiting` in line) will come by the other one.

    `limit` is how many seats that one has, None for no limit; `total` how many will be held there.
    """

    ending: Attendance
    left: Attendance
    held: int
    waiting: int
    total: int
    limit: int | None


Consequence = FewerSeats | OtherWay


# what an edit of a field may write: the field with what it clarifies
TIME_STEPS = frozenset({Step.START, Step.LENGTH, Step.SITTINGS})
_TIMES = ("starts_at", "length", "topic", "further", "closes_at")
FIELDS: Mapping[Step, tuple[str, ...]] = {
    Step.TITLE: ("title",),
    Step.KIND: ("form",),
    Step.FORM: ("form",),
    Step.DIRECTIONS: ("directions",),
    Step.TRACK: ("track",),
    Step.FORMAT: ("format", "place", "map_url", "online_url", "seats_offline", "seats_online"),
    Step.PLACE: ("place", "map_url"),
    Step.MAP: ("map_url",),
    Step.LINK: ("online_url",),
    Step.SEATS: ("seats_offline",),
    Step.SEATS_ONLINE: ("seats_online",),
    Step.START: _TIMES,
    Step.LENGTH: _TIMES,
    Step.SITTINGS: _TIMES,
    Step.HOURS: ("hours",),
    Step.DEADLINE: ("closes_at",),
    Step.ANNOUNCEMENT: ("announcement",),
    Step.COVER: ("cover",),
    Step.PARTNERS: ("partners",),
}
# of an event that is over, what certificates and its history still need
AFTERWARDS = frozenset(
    {
        Step.TITLE,
        Step.KIND,
        Step.FORM,
        Step.DIRECTIONS,
        Step.TRACK,
        Step.PLACE,
        Step.HOURS,
        Step.ANNOUNCEMENT,
        Step.COVER,
        Step.PARTNERS,
    }
)
# of a published event, what people who take part must hear of, and what calendars must follow
TOLD = frozenset({"format", "place", "online_url"})
IN_CALENDARS = TOLD | {"title", "map_url"}


def is_editable(step: Step, terms: Terms, now: datetime) -> bool:
    """Whether a field may be edited at `now` (aware): the time of a published event is moved instead."""
    if terms.status is EventStatus.DRAFT:
        return True
    return step in AFTERWARDS if terms.ends_at <= now else step not in TIME_STEPS
