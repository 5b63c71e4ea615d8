"""The coordinators' queue of requests: lists, one request with all its history, mentors to choose."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from domain import clubtime
from domain.mentoring.bars import Bar
from domain.mentoring.matching import Suggestion
from domain.mentoring.requests import MOST_CHOICES, ChoiceView
from domain.paging import Page
from domain.vocabulary import (
    Attendance,
    DeclineReason,
    Direction,
    MentoringForm,
    RequestAct,
    RequestState,
    Urgency,
)


class Only(StrEnum):
    """What of the open requests to show. Values are short: they travel in buttons."""

    QUEUED = "q"
    WITH_MENTORS = "m"
    URGENT = "u"


def is_red(deadline_at: datetime, now: datetime) -> bool:
    """Whether a deadline (aware) is past, or today on the club's clock."""
    return deadline_at <= now or clubtime.local(deadline_at).date() == clubtime.local(now).date()


@dataclass(frozen=True, slots=True)
class QueueLine:
    """One open request in a list. Coordinators see every name: to stay unnamed is between mentee and mentor."""

    id: int
    state: RequestState
    directions: tuple[Direction, ...]
    urgency: Urgency
    name: str
    deadline_at: datetime
    created_at: datetime


@dataclass(frozen=True, slots=True)
class QueuePage:
    """A page of open requests, the oldest first; `counts` is how many each choice of `only` would show."""

    page: Page
    only: Only
    lines: tuple[QueueLine, ...]
    counts: Mapping[Only, int]


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One step: when (aware UTC), what, the state it led to, by whom (None: by itself), which mentor it was about.

    `words` are the mentor's own with a reason to decline.
    """

    at: datetime
    act: RequestAct
    state: RequestState
    actor: str | None
    mentor: str | None
    reason: DeclineReason | None
    words: str | None


@dataclass(frozen=True, slots=True)
class History:
    """A page of a request's history, from its beginning."""

    request_id: int
    page: Page
    lines: tuple[HistoryLine, ...]


@dataclass(frozen=True, slots=True)
class QueuedRequest:
    """All a coordinator sees of a request. `mentor` is who has it now, `pair_id` the pair it has become.

    `question` and `answer` are the last of `asked` questions.
    """

    id: int
    state: RequestState
    directions: tuple[Direction, ...]
    need: str
    form: MentoringForm
    way: Attendance | None
    urgency: Urgency
    anonymous: bool
    same_organization: bool
    deadline_at: datetime | None
    created_at: datetime
    question: str | None
    answer: str | None
    name: str
    position: str | None
    organization: str | None
    mentor: str | None
    choices: tuple[ChoiceView, ...]
    pair_id: int | None
    asked: int = 0

    @property
    def queued(self) -> bool:
        """Whether it is the coordinators' turn."""
        return self.state is RequestState.COORDINATOR

    @property
    def with_mentor(self) -> bool:
        return self.state in (RequestState.WAITING, RequestState.DETAILS)


# --- choosing mentors


@dataclass(frozen=True, slots=True)
class Picks:
    """Mentors a coordinator is choosing for a request: in this order; `query` (folded) narrows by name.

    `by_hand`: one mentor, and a pair at once, instead of a list to ask.
    """

    request_id: int
    by_hand: bool = False
    mentors: tuple[int, ...] = ()
    query: str = ""

    @property
    def full(self) -> bool:
        return len(self.mentors) >= MOST_CHOICES

    def with_mentor(self, mentor_id: int, on: bool) -> "Picks":
        """With this mentor last in the list, or without them. A fourth changes nothing, nor does doing it twice."""
        others = tuple(one for one in self.mentors if one != mentor_id)
        if not on:
            return replace(self, mentors=others)
        return self if self.full or mentor_id in self.mentors else replace(self, mentors=(*others, mentor_id))

    def dump(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "request_id": self.request_id,
            "by_hand": self.by_hand,
            "mentors": list(self.mentors),
            "query": self.query,
        }

    @classmethod
    def load(cls, dumped: Mapping[str, Any]) -> "Picks":
        """Back from JSON."""
        mentors = tuple(int(one) for one in dumped["mentors"])
        return cls(int(dumped["request_id"]), bool(dumped["by_hand"]), mentors, str(dumped["query"]))


@dataclass(frozen=True, slots=True)
class FoundMentor:
    """A mentor found by name; `left` places of `places`.

    `bars` keep them from being chosen, of `doubts` a coordinator is only told.
    """

    id: int
    name: str
    organization: str | None
    left: int
    places: int
    bars: tuple[Bar, ...] = ()
    doubts: tuple[Bar, ...] = ()


@dataclass(frozen=True, slots=True)
class Picking:
    """What a coordinator chooses from: mentors by name where one is looked for, else those who fit best.

    `total` is how many the name may mean; `chosen` are names in order, by id.
    """

    request: QueuedRequest
    picks: Picks
    suggestions: tuple[Suggestion, ...]
    found: tuple[FoundMentor, ...]
    total: int
    chosen: tuple[tuple[int, str], ...]
