"""Pairs as coordinators see them: lists, one pair in figures. What the two tell each other is not here."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from domain.mentoring.pair_checks import CheckAnswer, Occasion
from domain.mentoring.pairs import LIVE, OPEN, Side
from domain.mentoring.risks import Trouble
from domain.paging import Page
from domain.vocabulary import Direction, MentoringForm, PairStatus, RequestState

# the two are reminded by a coordinator no more often
NUDGE_AFTER = timedelta(days=7)
# the newest moods of each side
MOODS_SHOWN = 6


class Only(StrEnum):
    """Which pairs to show. Values are short: they travel in buttons."""

    TROUBLED = "t"
    GOING = "g"
    PAUSED = "p"
    OVER = "o"


STATUSES: Mapping[Only, frozenset[PairStatus]] = {
    Only.GOING: frozenset({PairStatus.ACTIVE, PairStatus.APPROVAL}),
    Only.PAUSED: frozenset({PairStatus.PAUSED}),
    Only.OVER: frozenset({PairStatus.COMPLETED, PairStatus.STOPPED}),
}


@dataclass(frozen=True, slots=True)
class DeskLine:
    """A pair in a list; a name is None when that side has left the club. Moments are aware UTC."""

    id: int
    mentor: str | None
    mentee: str | None
    status: PairStatus
    started_at: datetime
    ended_at: datetime | None
    paused_until: date | None
    troubles: tuple[Trouble, ...]


@dataclass(frozen=True, slots=True)
class DeskPage:
    """A page of pairs; `counts` is how many each choice of `only` would show."""

    page: Page
    only: Only
    lines: tuple[DeskLine, ...]
    counts: Mapping[Only, int]


@dataclass(frozen=True, slots=True)
class FoundPairs:
    """The first of the pairs a typed name may mean, open ones before the rest, and how many they are in all."""

    lines: tuple[DeskLine, ...]
    total: int


@dataclass(frozen=True, slots=True)
class DeskPerson:
    """A side of a pair for coordinators; `organization` is the school as they told it."""

    id: int
    name: str
    organization: str | None


@dataclass(frozen=True, slots=True)
class DeskCheck:
    """«Удалось встретиться?» of one side: asked when, answered what (None: not yet)."""

    occasion: Occasion
    side: Side
    asked_at: datetime
    answer: CheckAnswer | None


@dataclass(frozen=True, slots=True)
class DeskPair:
    """All a coordinator sees of a pair; moments are aware UTC.

    `goals`, `reached`, `held`, `planned` are figures; `moods` of each side, the newest last. `request_id`: the request
    it came of, and `request` its state. `nudged_at`: when both were last reminded by a coordinator.
    """

    id: int
    mentor: DeskPerson | None
    mentee: DeskPerson | None
    status: PairStatus
    form: MentoringForm
    directions: tuple[Direction, ...]
    group: str | None
    started_at: datetime
    planned_end_at: datetime
    ended_at: datetime | None
    paused_until: date | None
    goals: int
    reached: int
    held: int
    planned: int
    last_met: datetime | None
    moods: Mapping[Side, tuple[int, ...]]
    checks: tuple[DeskCheck, ...]
    request_id: int | None
    request: RequestState | None
    nudged_at: datetime | None
    troubles: tuple[Trouble, ...]

    @property
    def live(self) -> bool:
        return self.status in LIVE

    @property
    def open(self) -> bool:
        return self.status in OPEN

    def may_nudge(self, now: datetime) -> bool:
        """Whether both may be reminded at `now`: not on a pause, not twice in a week."""
        rested = self.nudged_at is None or self.nudged_at <= now - NUDGE_AFTER
        return self.status is PairStatus.ACTIVE and self.mentor is not None and self.mentee is not None and rested
