"""A pair of a mentor and a mentee: its rules, and what its screens show."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from domain import clubtime
from domain.paging import Page
from domain.vocabulary import Direction, MentoringForm, PairStatus

# the two meet, write to each other, have goals
LIVE = frozenset({PairStatus.ACTIVE, PairStatus.PAUSED})
# not over yet: a school may still be asked
OPEN = LIVE | {PairStatus.APPROVAL}
PAUSE_WEEKS = (1, 2, 4, 8)


class Side(StrEnum):
    """Where one sits in a pair; told by the pair, never by roles."""

    MENTOR = "MENTOR"
    MENTEE = "MENTEE"

    @property
    def other(self) -> "Side":
        return Side.MENTEE if self is Side.MENTOR else Side.MENTOR


@dataclass(frozen=True, slots=True)
class Person:
    """The other side as this one may see them."""

    name: str
    organization: str | None
    position: str | None


@dataclass(frozen=True, slots=True)
class PairLine:
    """A pair in a list; `name` is None when the other side has left the club."""

    id: int
    side: Side
    name: str | None
    status: PairStatus


@dataclass(frozen=True, slots=True)
class Pairs:
    """A page of one's pairs, those that go on first."""

    page: Page
    lines: tuple[PairLine, ...]


@dataclass(frozen=True, slots=True)
class PairView:
    """A pair as one of the two sees it; moments are aware UTC.

    `side` is the reader's own. `need` is what the mentee asked for, None for a pair made without a request. `goals`
    and `reached` are figures. `agrees`, `other_agrees`: who consented to show their Telegram. `waits_till`: by when a
    school answers; `refused`: it did not agree, so the pair has never begun.
    """

    id: int
    side: Side
    other: Person | None
    status: PairStatus
    form: MentoringForm
    directions: tuple[Direction, ...]
    group: str | None
    need: str | None
    paused_until: date | None
    planned_end_at: datetime
    ended_at: datetime | None
    goals: int
    reached: int
    agrees: bool
    other_agrees: bool
    waits_till: datetime | None = None
    refused: bool = False
    group_id: int | None = None

    @property
    def live(self) -> bool:
        return self.status in LIVE

    @property
    def open(self) -> bool:
        """Whether the pair is not over yet, begun or not."""
        return self.status in OPEN

    @property
    def may_change_mentor(self) -> bool:
        """Whether this reader is a mentee who may ask for another mentor: not after a completed programme.

        After a school's refusal another one is sought without being asked for.
        """
        return self.side is Side.MENTEE and self.status is not PairStatus.COMPLETED and not self.refused

    @property
    def acquainted(self) -> bool:
        """Whether both agreed to show each other how to find them."""
        return self.agrees and self.other_agrees


@dataclass(frozen=True, slots=True)
class Introduction:
    """What one side learns of the other when a pair is made; `about` is the mentor's own words on the card.

    `by_club`: a coordinator has put the two together.
    """

    pair: PairView
    subject: str | None
    about: str | None
    by_club: bool = False


@dataclass(frozen=True, slots=True)
class Contacts:
    """Whether the two agreed to show each other their Telegram; `telegram_id` of the other side only when both did."""

    pair: PairView
    telegram_id: int | None


def pause_until(weeks: int, now: datetime) -> date:
    """The last day of a pause of so many weeks that begins now, club time."""
    return clubtime.local(now).date() + timedelta(weeks=weeks)


def is_over(paused_until: date, now: datetime) -> bool:
    """Whether the last day of a pause has passed, club time."""
    return clubtime.local(now).date() > paused_until


def end_with_pause(planned_end_at: datetime, before: date | None, until: date | None, now: datetime) -> datetime:
    """The planned end when a pause through `before` becomes one through `until` (None: no pause).

    Days of a pause do not count; those of it that are left out count again.
    """
    today = clubtime.local(now).date()
    rest_before = max((before - today).days, 0) if before else 0
    rest = max((until - today).days, 0) if until else 0
    return planned_end_at + timedelta(days=rest - rest_before)
