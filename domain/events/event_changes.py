"""Moving an event to another time, calling it off, and what those who take part are told about it."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime, time, timedelta
from enum import StrEnum
from typing import Any

from domain import clubtime
from domain.errors import InvalidAnswer
from domain.events.events import Place, Terms
from domain.events.offers import is_last_moment
from domain.events.reminders import Sitting
from domain.typed import phrase

LONGEST_NOTE = 300
# how long a coordinator may take back what cancelled an event
RESTORE_WINDOW = timedelta(minutes=15)
# several corrections in a row are told in one message
CHANGES_SETTLE = timedelta(minutes=5)
# so near the start people are on their way: a change is told at once
AT_THE_DOOR = timedelta(hours=1)

_SAME_MOMENT = "Мероприятие и так стоит на это время. Напишите другое, например: 12.09 15:00."
_TOO_EARLY = "Это время уже прошло. Напишите другое, например: 12.09 15:00."


class Change(StrEnum):
    """What a coordinator is about to do. Values are short: they travel in buttons."""

    MOVE = "move"
    CALL_OFF = "off"


@dataclass(frozen=True, slots=True)
class Audience:
    """Who is told: those with a seat or an offered one, those in line; `by_phone` of them have no Telegram."""

    seated: int = 0
    waiting: int = 0
    by_phone: int = 0

    @property
    def everyone(self) -> int:
        return self.seated + self.waiting


@dataclass(frozen=True, slots=True)
class Outline:
    """An event about to be moved or called off; an event that is no series has one sitting.

    `told_at` is when people would hear of it.
    """

    event_id: int
    title: str
    terms: Terms
    sittings: tuple[Sitting, ...]
    audience: Audience
    told_at: datetime

    @property
    def is_series(self) -> bool:
        return len(self.sittings) > 1


@dataclass(frozen=True, slots=True)
class Shift:
    """What a move comes to: the session, or the whole event, before and after, and the deadline that follows.

    `sitting` is None when the whole event moves; `told_at` is when people will hear of it.
    """

    outline: Outline
    sitting: int | None
    old: Sitting
    new: Sitting
    closes_at: datetime | None
    told_at: datetime


@dataclass(frozen=True, slots=True)
class CalledOff:
    """An event that has been called off; till the moment `till` that may be taken back, None: it may not."""

    outline: Outline
    till: datetime | None


@dataclass(frozen=True, slots=True)
class EventNews:
    """What is true of an event now, for a message about it to one of those who take part.

    `known` is when they believed it to begin, None if they know the present time.
    """

    event_id: int
    title: str
    terms: Terms
    revision: int
    venue: str | None
    map_url: str | None
    online_url: str | None
    sittings: tuple[Sitting, ...]
    note: str | None
    mine: Place
    known: datetime | None = None

    @property
    def is_series(self) -> bool:
        return len(self.sittings) > 1


@dataclass(frozen=True, slots=True)
class Draft:
    """Where a coordinator stands in changing an event.

    `sitting` is the session to move, None for all of them; `starts_at` (aware) is missing until it has been typed.
    `shown` is the old time (aware) the confirmation told of: somebody else may have moved it since.
    """

    change: Change
    event_id: int
    sitting: int | None = None
    starts_at: datetime | None = None
    note: str | None = None
    shown: datetime | None = None

    @property
    def awaits_moment(self) -> bool:
        return self.change is Change.MOVE and self.starts_at is None

    def dump(self) -> dict[str, Any]:
        """As JSON."""
        moments = {"starts_at": self.starts_at, "shown": self.shown}
        return {**asdict(self), **{name: moment and moment.isoformat() for name, moment in moments.items()}}

    @classmethod
    def load(cls, dumped: Mapping[str, Any]) -> "Draft":
        """Back from JSON."""
        draft = cls(**dumped)
        moment, shown = dumped["starts_at"], dumped.get("shown")
        return replace(
            draft,
            change=Change(draft.change),
            starts_at=datetime.fromisoformat(moment) if moment else None,
            shown=datetime.fromisoformat(shown) if shown else None,
        )


def read_note(text: str) -> str:
    """Why an event is moved or called off, in the coordinator's words. Raises InvalidAnswer."""
    return phrase(text, longest=LONGEST_NOTE, example="из-за погоды")


def shifted(old: Sitting, starts_at: datetime, now: datetime) -> Sitting:
    """`old` moved to `starts_at`, as long as it was. Raises InvalidAnswer for the past and for the same moment."""
    if starts_at <= now:
        raise InvalidAnswer(_TOO_EARLY)
    if starts_at == old.starts_at:
        raise InvalidAnswer(_SAME_MOMENT)
    return replace(old, starts_at=starts_at, ends_at=starts_at + (old.ends_at - old.starts_at))


def rescheduled(sittings: Sequence[Sitting], sitting: int | None, by: timedelta) -> dict[int, Sitting]:
    """The sessions with one of them, or all, moved: by the number each had, in order of time and numbered so."""
    moved = [
        (one.number, replace(one, starts_at=one.starts_at + by, ends_at=one.ends_at + by))
        if sitting in (None, one.number)
        else (one.number, one)
        for one in sittings
    ]
    moved.sort(key=lambda pair: (pair[1].starts_at, pair[1].ends_at))
    return {before: replace(one, number=number) for number, (before, one) in enumerate(moved, 1)}


def ensure_apart(sittings: Sequence[Sitting], sitting: int | None, new: Sitting) -> None:
    """Raise InvalidAnswer when a session would meet another one; all together (None) they keep their distances."""
    if sitting is None:
        return
    for other in sittings:
        if other.number != sitting and other.starts_at < new.ends_at and new.starts_at < other.ends_at:
            raise InvalidAnswer(f"В это время идёт занятие {other.number}. Напишите другое, например: 12.09 15:00.")


def deadline(closes_at: datetime | None, old_start: datetime, new_start: datetime) -> datetime | None:
    """The registration deadline of a moved event: as long before the start as it was, never after it.

    One that closes with a whole day moves by days alone. Moments are aware.
    """
    if closes_at is None:
        return None
    closes = clubtime.local(closes_at)
    if closes.time() != time():
        return min(closes_at + (new_start - old_start), new_start)
    days = clubtime.local(new_start).date() - clubtime.local(old_start).date()
    return min(clubtime.at(closes.date() + days, time()), new_start)


def told_at(now: datetime, *starts: datetime) -> datetime:
    """When news planned at `now` may leave (UTC); `starts` are moments at which people may be on their way."""
    return now if cannot_wait(now, *starts) else clubtime.next_allowed(now)


def cannot_wait(now: datetime, *starts: datetime) -> bool:
    """Whether news of a change, kept till quiet hours end, would find people at the door or come after the start."""
    return any(start > now and is_last_moment(now, start) for start in starts)
