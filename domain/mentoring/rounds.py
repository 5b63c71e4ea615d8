"""A coordinators' round: the best pairs for all waiting requests at once, looked over, adjusted and sent."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np

from domain.mentoring.assignment import NOBODY, Scores, assign
from domain.mentoring.bars import Bar
from domain.mentoring.matching import Candidate, Suggestion, Wish
from domain.mentoring.matching_pool import Pool
from domain.paging import Page
from domain.vocabulary import Attendance, Direction, MentoringForm, RoundState, Urgency

# a mentor's silence after which a round may take the request along (if the coordinator says so)
SILENT_AFTER = timedelta(days=5)
# while a round is in one of these, somebody works on it; a new one has to wait
UNDER_WAY = frozenset({RoundState.COMPUTING, RoundState.READY, RoundState.SENDING})


@dataclass(frozen=True, slots=True)
class Waiting:
    """A request of a round, and the mentor pinned to it."""

    request_id: int
    wish: Wish
    pinned: int | None = None


@dataclass(frozen=True, slots=True)
class Problem:
    """All that is needed to find the pairs of a round, with no database at hand. `forbidden`: request, mentor."""

    candidates: tuple[Candidate, ...]
    waiting: tuple[Waiting, ...]
    forbidden: frozenset[tuple[int, int]] = frozenset()


@dataclass(frozen=True, slots=True)
class Placed:
    """What a round found for a request; `mentor_id` None: nobody was left."""

    request_id: int
    mentor_id: int | None
    score: int
    pinned: bool


@dataclass(frozen=True, slots=True)
class RoundLine:
    """A request in the table of a round. `suggestion` None: nobody, or (`gone`) the mentor can't be asked any more.

    `form` and `way` are what was asked for; `missing`: why nobody was found.
    """

    round_id: int
    request_id: int
    mentee: str
    need: str
    directions: tuple[Direction, ...]
    urgency: Urgency
    asked_at: datetime
    suggestion: Suggestion | None
    pinned: bool
    gone: bool = False
    form: MentoringForm = MentoringForm.ONE_TO_ONE
    way: Attendance | None = None
    missing: Bar | None = None


@dataclass(frozen=True, slots=True)
class RoundView:
    """How the round stands. `waiting` and `silent` count requests a new round could take; the rest is of this one."""

    waiting: int
    silent: int
    page: Page
    round_id: int | None = None
    state: RoundState | None = None
    with_silent: bool = False
    pairs: int = 0
    alone: int = 0
    pinned: int = 0
    forbidden: int = 0
    sent: int = 0
    failed: int = 0
    lines: tuple[RoundLine, ...] = ()


def solve(problem: Problem) -> tuple[Placed, ...]:
    """The pairs with the greatest total score, one line a request, in their order.

    Heavy for thousands of requests: run it in a process of its own.
    """
    if not problem.waiting:
        return ()
    pool = Pool(problem.candidates)
    columns = {one.mentor_id: number for number, one in enumerate(pool.candidates)}
    scores = np.stack([pool.scores(one.wish) for one in problem.waiting])
    # whom a mentor is asked about already may become a pair too
    places = [max(0, one.free - one.asked) for one in pool.candidates]
    pins = _pins(problem, columns, scores, places)
    rows = {one.request_id: number for number, one in enumerate(problem.waiting)}
    forbidden = [
        (rows[request_id], columns[mentor_id])
        for request_id, mentor_id in problem.forbidden
        if request_id in rows and mentor_id in columns and rows[request_id] not in pins
    ]
    found = assign(scores, places, pins, forbidden)
    return tuple(
        Placed(
            one.request_id,
            None if column == NOBODY else pool.candidates[column].mentor_id,
            0 if column == NOBODY else int(scores[row, column]),
            row in pins,
        )
        for row, (one, column) in enumerate(zip(problem.waiting, found.mentors, strict=True))
    )


def _pins(
    problem: Problem,
    columns: Mapping[int, int],
    scores: Scores,
    places: list[int],
) -> dict[int, int]:
    """Pins that still hold: the mentor can be asked, and has a place for each of them."""
    left, pins = list(places), dict[int, int]()
    for row, one in enumerate(problem.waiting):
        column = columns.get(one.pinned) if one.pinned is not None else None
        if column is not None and scores[row, column] > 0 and left[column] > 0:
            left[column] -= 1
            pins[row] = column
    return pins
