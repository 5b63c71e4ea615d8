"""Pairs and requests of the whole club as two tables: figures and dates, no words of anybody."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from domain.mentoring.risks import Trouble
from domain.vocabulary import Direction, MentoringForm, PairStatus, RequestState, Urgency


@dataclass(frozen=True, slots=True)
class PairRow:
    """A pair; a name is None when that side has left the club. Moments are aware, `mood` is the average of both."""

    mentor: str | None
    mentor_school: str | None
    mentee: str | None
    mentee_school: str | None
    form: MentoringForm
    directions: tuple[Direction, ...]
    status: PairStatus
    started_at: datetime
    planned_end_at: datetime
    ended_at: datetime | None
    held: int
    last_met: datetime | None
    mood: float | None
    goals: int
    reached: int
    troubles: tuple[Trouble, ...]


@dataclass(frozen=True, slots=True)
class RequestRow:
    """A request; `age` until now, or until it was closed. `first_answer`: how long until a mentor, or a pair by hand,
    answered it; None when nobody has. `mentor` is who has it now."""

    id: int
    name: str | None
    school: str | None
    directions: tuple[Direction, ...]
    form: MentoringForm
    urgency: Urgency
    state: RequestState
    created_at: datetime
    age: timedelta
    first_answer: timedelta | None
    mentor: str | None
    deadline_at: datetime | None


@dataclass(frozen=True, slots=True)
class MentoringTable:
    """All pairs, those that go on first, and all requests, the newest first."""

    pairs: tuple[PairRow, ...]
    requests: tuple[RequestRow, ...]
