"""What the home of mentoring shows."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class MentoringHome:
    """In figures: requests that wait for this mentor, live pairs, open requests of one's own; and what one may see.

    `any_pairs`, `any_requests`: there are some, if only of the past. `leads_groups`: the card lets one open groups.
    """

    asked: int
    pairs: int
    requests: int
    any_pairs: bool
    any_requests: bool
    has_card: bool
    leads_groups: bool
    coordinator: bool
    card_confirmed: bool = False
    # of the administration of an organisation; pairs that wait for its word, where the reader may give it
    school: bool = False
    school_waiting: int = 0


@dataclass(frozen=True, slots=True)
class MentoringFigures:
    """Of the whole club, for coordinators: requests in the queue and with mentors, those past their deadline…"""

    queued: int
    overdue: int
    with_mentors: int
    pairs: int
    cards_to_review: int
    # pairs in trouble
    troubled: int = 0
    # pairs that wait for a school's word, members who ask to speak for a school
    approvals: int = 0
    school_asks: int = 0
