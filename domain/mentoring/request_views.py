"""One's own requests for mentoring, as a mentee sees them: where each is now, by when, whose turn it is.

Who was asked and who declined, or why, is not among it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from domain.mentoring.exchanges import Exchange
from domain.mentoring.requests import CLOSED
from domain.paging import Page
from domain.vocabulary import Attendance, Direction, MentoringForm, RequestState, Urgency


@dataclass(frozen=True, slots=True)
class RequestLine:
    """One request in a list; `deadline_at` (aware UTC) is None for a closed one, `need` tells namesakes apart."""

    id: int
    state: RequestState
    directions: tuple[Direction, ...]
    deadline_at: datetime | None
    created_at: datetime
    need: str = ""


@dataclass(frozen=True, slots=True)
class Requests:
    """A page of one's requests. `room`: one more may be sent."""

    page: Page
    lines: tuple[RequestLine, ...]
    room: bool


@dataclass(frozen=True, slots=True)
class RequestView:
    """One request. `pair_id`: the pair it became; `question` is a mentor's, `answer` one's own.

    `earlier` is what was asked and answered before that.
    """

    id: int
    state: RequestState
    directions: tuple[Direction, ...]
    need: str
    form: MentoringForm
    way: Attendance | None
    urgency: Urgency
    anonymous: bool
    deadline_at: datetime | None
    question: str | None
    answer: str | None
    created_at: datetime
    changed_at: datetime
    pair_id: int | None
    earlier: tuple[Exchange, ...] = ()

    @property
    def open(self) -> bool:
        return self.state not in CLOSED


@dataclass(frozen=True, slots=True)
class Answering:
    """Whose question is being answered: that of this request as it stood at `asked_at` (aware UTC)."""

    request_id: int
    asked_at: datetime

    def dump(self) -> dict[str, Any]:
        """As JSON."""
        return {"request_id": self.request_id, "asked_at": self.asked_at.isoformat()}

    @classmethod
    def load(cls, dumped: Mapping[str, Any]) -> "Answering":
        """Back from JSON."""
        return cls(int(dumped["request_id"]), datetime.fromisoformat(dumped["asked_at"]))
