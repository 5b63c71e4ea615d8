"""How loaded mentors are, as coordinators see it: pairs against places, who waits for them, how they answer."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from domain.errors import InvalidAnswer
from domain.mentoring.cards import MOST_PAIRS
from domain.paging import Page
from domain.typed import clean
from domain.vocabulary import CardStatus, PairStatus, Urgency

# how far back answers and silences are looked at
WINDOW = timedelta(days=90)


class Only(StrEnum):
    """Which mentors to show. Values are short: they travel in buttons."""

    ALL = "a"
    FREE = "f"
    BUSY = "b"
    PAUSED = "p"
    SILENT = "s"


@dataclass(frozen=True, slots=True)
class Load:
    """One mentor in figures.

    `pairs` are live ones outside groups, against `capacity`; `mentees` sit in `groups`. `asked`: requests that wait
    for them now. In the last 90 days: `answered` requests, `answer_time` on average until the first word (a question
    back is one), `silences`. `paused_until`: None for no pause. `reachable`: the bot's messages arrive;
    to whoever is `blocked` by a coordinator none do.
    """

    member_id: int
    name: str
    pairs: int
    capacity: int
    asked: int
    groups: int
    mentees: int
    paused_until: date | None
    on_duty: bool
    reachable: bool
    answered: int
    answer_time: timedelta | None
    silences: int
    blocked: bool = False

    @property
    def full(self) -> bool:
        return self.pairs >= self.capacity


@dataclass(frozen=True, slots=True)
class LoadPage:
    """A page of mentors, the most loaded first; `counts` is how many each choice of `only` would show."""

    page: Page
    only: Only
    query: str
    lines: tuple[Load, ...]
    counts: Mapping[Only, int]


@dataclass(frozen=True, slots=True)
class LoadPair:
    """A live pair of the mentor; `name` is the mentee's, `group` the title of the group it belongs to."""

    id: int
    name: str | None
    status: PairStatus
    group: str | None


@dataclass(frozen=True, slots=True)
class LoadRequest:
    """A request that waits for the mentor's answer."""

    id: int
    name: str
    urgency: Urgency
    deadline_at: datetime


@dataclass(frozen=True, slots=True)
class MentorWork:
    """A mentor before a coordinator: the card's `status` (None: no card), a page of `work`: pairs, then requests."""

    load: Load
    status: CardStatus | None
    organization: str | None
    page: Page
    work: tuple[LoadPair | LoadRequest, ...]


@dataclass(frozen=True, slots=True)
class Look:
    """Where a coordinator is in the list, and whose day or number is being typed; `query` is folded."""

    only: Only = Only.ALL
    page: int = 0
    query: str = ""
    member_id: int | None = None

    def dump(self) -> dict[str, Any]:
        """As JSON."""
        return {"only": self.only.value, "page": self.page, "query": self.query, "member_id": self.member_id}

    @classmethod
    def load(cls, dumped: Mapping[str, Any]) -> "Look":
        """Back from JSON."""
        member_id = dumped["member_id"]
        return cls(
            Only(dumped["only"]),
            int(dumped["page"]),
            str(dumped["query"]),
            None if member_id is None else int(member_id),
        )


def read_capacity(text: str) -> int:
    """How many pairs at once, typed. Raises InvalidAnswer."""
    typed = clean(text).rstrip(".")
    if not typed.isdecimal() or len(typed) > 2 or not 1 <= int(typed) <= MOST_PAIRS:
        raise InvalidAnswer(
            f"Нужно число от 1 до {MOST_PAIRS}. Например: 2. Чтобы новых не присылать совсем, поставьте паузу."
        )
    return int(typed)
