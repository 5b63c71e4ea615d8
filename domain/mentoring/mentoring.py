"""What the home of mentoring shows."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class MentoringHome:
    """In figures: requests that wait for this mentor, live pairs, open requests of one's own; and what one may see.

    `any_pairs`, `any_requests`: there are some, if only of the past.
    """

    asked: int
    pairs: int
    requests: int
    any_pairs: bool
    any_requests: bool
    has_card: bool
    coordinator: bool


@dataclass(frozen=True, slots=True)
class MentoringFigures:
    """Of the whole club, for coordinators: requests in the queue and with mentors, those past their deadline…"""

    queued: int
    overdue: int
    with_mentors: int
    pairs: int
    cards_to_review: int
