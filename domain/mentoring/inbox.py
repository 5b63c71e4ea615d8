"""Requests that wait for a mentor, as that mentor sees them, and what they type in answer."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from domain.errors import InvalidAnswer
from domain.mentoring.exchanges import MOST_QUESTIONS, Exchange
from domain.paging import Page
from domain.typed import phrase
from domain.vocabulary import Attendance, DeclineReason, Direction, MentoringForm, RequestState, Urgency

LEAST_QUESTION = 5
LONGEST_QUESTION = 300
LONGEST_REASON = 200

# reasons to say more about: «Другое» says nothing by itself, «Смогу позже» is of use with a date
IN_WORDS = frozenset({DeclineReason.OTHER, DeclineReason.LATER})


@dataclass(frozen=True, slots=True)
class AskedLine:
    """One request in a mentor's list; `name` is None while the mentee wants to stay unnamed."""

    id: int
    state: RequestState
    directions: tuple[Direction, ...]
    urgency: Urgency
    deadline_at: datetime
    name: str | None

    @property
    def waits_for_mentor(self) -> bool:
        return self.state is RequestState.WAITING


@dataclass(frozen=True, slots=True)
class InboxPage:
    """A page of what waits for a mentor, the nearest deadline first."""

    page: Page
    lines: tuple[AskedLine, ...]


@dataclass(frozen=True, slots=True)
class AskedRequest:
    """A request a mentor is asked about. Who asks is None while the mentee wants to stay unnamed.

    In DETAILS the mentee owes an answer to `question`, by `deadline_at` (aware UTC); in WAITING the mentor decides.
    `earlier` is what was asked and answered before that, `questions_left` how much this mentor may still ask.
    """

    id: int
    state: RequestState
    directions: tuple[Direction, ...]
    need: str
    form: MentoringForm
    way: Attendance | None
    urgency: Urgency
    deadline_at: datetime
    question: str | None
    answer: str | None
    anonymous: bool
    name: str | None
    position: str | None
    organization: str | None
    earlier: tuple[Exchange, ...] = ()
    questions_left: int = MOST_QUESTIONS

    @property
    def waits_for_mentor(self) -> bool:
        return self.state is RequestState.WAITING


@dataclass(frozen=True, slots=True)
class Taken:
    """A request the mentor has taken: the pair, with whom; `approval`: a school is asked about it first."""

    pair_id: int
    mentee: str | None
    approval: bool


class Typing(StrEnum):
    """What a mentor is typing."""

    QUESTION = "question"
    REASON = "reason"


@dataclass(frozen=True, slots=True)
class Reply:
    """A mentor's typed answer in progress: a question to the mentee, or words with the `reason` to decline."""

    request_id: int
    typing: Typing
    reason: DeclineReason = DeclineReason.OTHER

    def dump(self) -> dict[str, Any]:
        """As JSON."""
        return asdict(self)

    @classmethod
    def load(cls, dumped: Mapping[str, Any]) -> "Reply":
        """Back from JSON."""
        return cls(int(dumped["request_id"]), Typing(dumped["typing"]), DeclineReason(dumped["reason"]))


def read_question(text: str) -> str:
    """A mentor's question to the mentee. Raises InvalidAnswer."""
    question = phrase(text, longest=LONGEST_QUESTION, example="какой это класс и сколько в нём ребят?")
    if len(question) < LEAST_QUESTION:
        raise InvalidAnswer("Спросите чуть подробнее. Например: какой это класс и сколько в нём ребят?")
    return question


def read_reason(text: str) -> str:
    """A mentor's own words with a reason to decline. Raises InvalidAnswer."""
    return phrase(text, longest=LONGEST_REASON, example="веду выпускной класс, смогу с января")
