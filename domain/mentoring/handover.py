"""A pair goes on with another mentor: whom a coordinator chooses from, and what the people concerned are told."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from domain.mentoring.manual_pair import Prospect
from domain.mentoring.matching import Suggestion
from domain.vocabulary import Direction, MentoringForm

# the need of a request made for somebody whose pair came of none, when their mentor leaves the club
NEED_AFTER_LEAVING = (
    "Записал клуб: прежний наставник больше не в клубе, подбираем нового. Своими словами задачу ещё не описали."
)


@dataclass(frozen=True, slots=True)
class Handing:
    """For which pair another mentor is being looked for; `query` (folded) narrows by name.

    `walk`: all pairs of its mentor are handed over, one after another.
    """

    pair_id: int
    walk: bool = False
    query: str = ""

    def dump(self) -> dict[str, Any]:
        """As JSON."""
        return {"pair_id": self.pair_id, "walk": self.walk, "query": self.query}

    @classmethod
    def load(cls, dumped: Mapping[str, Any]) -> "Handing":
        """Back from JSON."""
        return cls(int(dumped["pair_id"]), bool(dumped["walk"]), str(dumped["query"]))


@dataclass(frozen=True, slots=True)
class Handover:
    """A pair, and mentors for it: by name where one is looked for, else those who fit best.

    Names are None for who has left the club. `open`: the pair is not over. `total` is how many the name may mean;
    `left`: so many pairs of this mentor come after this one in a walk.
    """

    pair_id: int
    mentor_id: int | None
    mentor: str | None
    mentee: str | None
    form: MentoringForm
    directions: tuple[Direction, ...]
    open: bool
    handing: Handing
    suggestions: tuple[Suggestion, ...]
    prospects: tuple[Prospect, ...]
    total: int
    left: int


@dataclass(frozen=True, slots=True)
class Step:
    """How far a walk through a mentor's pairs is: the next pair, if there is one, and how many are still open."""

    mentor: str
    next_id: int | None
    open: int


# --- what is told


@dataclass(frozen=True, slots=True)
class Handed:
    """To a mentee: the new pair, and the one before; `waits`: a school is asked first."""

    pair_id: int
    before_id: int
    waits: bool


@dataclass(frozen=True, slots=True)
class Released:
    """To a mentor: the pair that goes on with somebody else."""

    pair_id: int
    mentee: str | None


@dataclass(frozen=True, slots=True)
class LeftBehind:
    """To a mentee whose mentor has left the club: the request that is with coordinators now."""

    pair_id: int
    request_id: int
