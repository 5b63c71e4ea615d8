"""Matching a need with mentors: what must hold, what counts and how much, and how each suggestion is explained.

A score says how well a mentor fits, 1 to 100; 0 means that they can't be asked. `matching_pool.py` counts it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from domain.vocabulary import Attendance, Direction, MentoringForm, Municipality, Stage


class Criterion(StrEnum):
    """What counts in a score."""

    DIRECTION = "DIRECTION"
    SUBJECT = "SUBJECT"
    WORDS = "WORDS"
    LOAD = "LOAD"
    STAGE = "STAGE"
    PLACE = "PLACE"
    WAY = "WAY"


# the greatest share of each in a score; together a hundred
WEIGHTS: Mapping[Criterion, int] = {
    Criterion.DIRECTION: 35,
    Criterion.SUBJECT: 20,
    Criterion.WORDS: 15,
    Criterion.LOAD: 10,
    Criterion.STAGE: 10,
    Criterion.PLACE: 7,
    Criterion.WAY: 3,
}
# where one side told nothing, nobody gains or loses against the others
UNKNOWN = 0.5
# so many words in common are as good as any number
ENOUGH_WORDS = 3
FEWEST_REASONS, MOST_REASONS = 2, 3


@dataclass(frozen=True, slots=True)
class Wish:
    """What a mentee looks for. `barred`: mentors never to be suggested (blocked, asked before)."""

    mentee_id: int
    directions: tuple[Direction, ...]
    form: MentoringForm
    way: Attendance | None
    words: frozenset[str] = frozenset()
    # empty: what the mentee teaches, or whom, is not known
    subject: frozenset[str] = frozenset()
    stages: frozenset[Stage] = frozenset()
    municipality: Municipality | None = None
    organization_id: int | None = None
    same_organization: bool = True
    barred: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Candidate:
    """A mentor with a confirmed card and no pause.

    `taken` counts live pairs, `asked` requests that wait for their answer.
    """

    mentor_id: int
    directions: tuple[Direction, ...]
    subject: str
    stages: tuple[Stage, ...]
    forms: tuple[MentoringForm, ...]
    ways: tuple[Attendance, ...]
    places: int
    lemmas: str = ""
    taken: int = 0
    asked: int = 0
    municipality: Municipality | None = None
    organization_id: int | None = None

    @property
    def free(self) -> int:
        """How many more pairs they can have."""
        return max(0, self.places - self.taken)


class Ground(StrEnum):
    """Why, or why not: each has its words in `screens/mentoring/matching.py`."""

    DIRECTIONS = "DIRECTIONS"
    SUBJECT = "SUBJECT"
    WORDS = "WORDS"
    STAGES = "STAGES"
    NEAR = "NEAR"
    FREE = "FREE"
    ANY_WAY = "ANY_WAY"
    FORM = "FORM"
    ROOM = "ROOM"
    LACKS_DIRECTIONS = "LACKS_DIRECTIONS"
    OTHER_SUBJECT = "OTHER_SUBJECT"
    OTHER_WORDS = "OTHER_WORDS"
    OTHER_STAGES = "OTHER_STAGES"
    FAR = "FAR"
    BUSY = "BUSY"
    ONE_WAY = "ONE_WAY"
    SAME_ORGANIZATION = "SAME_ORGANIZATION"
    # nothing speaks against them; an answer takes its time all the same
    WAIT = "WAIT"


@dataclass(frozen=True, slots=True)
class Point:
    """A ground with what its sentence names; the rest is empty."""

    ground: Ground
    directions: tuple[Direction, ...] = ()
    stages: tuple[Stage, ...] = ()
    words: tuple[str, ...] = ()
    subject: str = ""
    municipality: Municipality | None = None
    way: Attendance | None = None
    form: MentoringForm | None = None
    taken: int = 0
    places: int = 0
    asked: int = 0


@dataclass(frozen=True, slots=True)
class Match:
    """A mentor for a wish: the score, two or three reasons, and exactly one point against."""

    candidate: Candidate
    score: int
    why: tuple[Point, ...]
    against: Point


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A match as people see it."""

    mentor_id: int
    name: str
    organization: str | None
    municipality: Municipality | None
    score: int
    why: tuple[Point, ...]
    against: Point
    subject: str = ""
    directions: tuple[Direction, ...] = ()
