"""An event as data before it is one: what is known of it, and by which questions."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from domain.vocabulary import Direction, EventForm, EventFormat, EventKind, Track


class Step(StrEnum):
    """A question. Values are short: they travel in buttons."""

    TITLE = "title"
    KIND = "kind"
    FORM = "form"
    DIRECTIONS = "themes"
    TRACK = "track"
    FORMAT = "format"
    PLACE = "place"
    MAP = "map"
    LINK = "link"
    SEATS = "seats"
    SEATS_ONLINE = "online"
    START = "start"
    LENGTH = "length"
    SITTINGS = "series"
    SITTING_START = "sit_start"
    SITTING_LENGTH = "sit_len"
    TOPIC = "sit_topic"
    HOURS = "hours"
    DEADLINE = "till"
    ANNOUNCEMENT = "text"
    COVER = "cover"
    PARTNERS = "partners"
    SUMMARY = "summary"


class Move(StrEnum):
    """What a question's lesser buttons do: back, on with the answer kept, on without an answer."""

    BACK = "back"
    KEEP = "keep"
    SKIP = "skip"


@dataclass(frozen=True, slots=True)
class PlannedSitting:
    """One session. Moments are aware."""

    starts_at: datetime
    ends_at: datetime
    topic: str | None = None


@dataclass(frozen=True, slots=True)
class EventPlan:
    """What is known of an event; None is «not answered yet», unless the step is among the `settled`.

    A settled step is answered with nothing: no track, seats without a limit, sign-up till the start, no more sessions.
    `starts_at` (aware), `length` and `topic` are of the first session, `further` are those after it.
    """

    title: str | None = None
    kind: EventKind | None = None
    form: EventForm | None = None
    directions: tuple[Direction, ...] = ()
    track: Track | None = None
    format: EventFormat | None = None
    place: str | None = None
    map_url: str | None = None
    online_url: str | None = None
    seats_offline: int | None = None
    seats_online: int | None = None
    starts_at: datetime | None = None
    length: timedelta | None = None
    topic: str | None = None
    further: tuple[PlannedSitting, ...] = ()
    hours: float | None = None
    closes_at: datetime | None = None
    announcement: str | None = None
    cover: str | None = None
    partners: str | None = None
    settled: frozenset[Step] = frozenset()

    @property
    def sittings(self) -> tuple[PlannedSitting, ...]:
        """All sessions in order of time, once the first one is known."""
        if self.starts_at is None or self.length is None:
            return ()
        return (PlannedSitting(self.starts_at, self.starts_at + self.length, self.topic), *self.further)

    @property
    def ends_at(self) -> datetime | None:
        """The end of the last session."""
        return max((one.ends_at for one in self.sittings), default=None)

    def with_sittings(self, sittings: tuple[PlannedSitting, ...]) -> "EventPlan":
        """The same with other sessions, at least one; the earliest becomes the first."""
        first, *further = sorted(sittings, key=lambda one: one.starts_at)
        length = first.ends_at - first.starts_at
        return replace(self, starts_at=first.starts_at, length=length, topic=first.topic, further=tuple(further))

    def settle(self, *steps: Step) -> "EventPlan":
        """Answered with nothing."""
        return replace(self, settled=self.settled | set(steps))

    def unsettle(self, *steps: Step) -> "EventPlan":
        """An answer came, or the question is open again."""
        return replace(self, settled=self.settled - set(steps))

    def undated(self) -> "EventPlan":
        """For a copy: everything but the dates."""
        again = self.unsettle(Step.SITTINGS, Step.DEADLINE)
        return replace(again, starts_at=None, topic=None, further=(), closes_at=None)

    def dump(self) -> dict[str, Any]:
        """As JSON; what is not answered is left out."""
        dumped = {field.name: _dumped(getattr(self, field.name)) for field in fields(self)}
        return {name: value for name, value in dumped.items() if value not in (None, [])}

    @classmethod
    def load(cls, dumped: Mapping[str, Any]) -> "EventPlan":
        """Back from JSON. Raises TypeError, KeyError or ValueError for what another version kept."""
        return cls(**{name: _LOADERS.get(name, _as_is)(value) for name, value in dumped.items()})


def _dumped(value: Any) -> Any:
    match value:
        case datetime():
            return value.isoformat()
        case timedelta():
            return value.total_seconds()
        case PlannedSitting():
            return [_dumped(value.starts_at), _dumped(value.ends_at), value.topic]
        case frozenset():
            return sorted(value)
        case tuple():
            return [_dumped(one) for one in value]
    return value


def _as_is(value: Any) -> Any:
    return value


def _sitting(value: list[Any]) -> PlannedSitting:
    starts_at, ends_at, topic = value
    return PlannedSitting(datetime.fromisoformat(starts_at), datetime.fromisoformat(ends_at), topic)


_LOADERS: Mapping[str, Callable[[Any], Any]] = {
    "kind": EventKind,
    "form": EventForm,
    "directions": lambda value: tuple(map(Direction, value)),
    "track": Track,
    "format": EventFormat,
    "starts_at": datetime.fromisoformat,
    "length": lambda value: timedelta(seconds=value),
    "further": lambda value: tuple(map(_sitting, value)),
    "closes_at": datetime.fromisoformat,
    "settled": lambda value: frozenset(map(Step, value)),
}
