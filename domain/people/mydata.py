"""What a person may know and take away about themselves, and what leaves with them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

# a confirmation pressed later than this is asked again: what would be lost may have changed meanwhile
CONFIRMATION_LIVES = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Holdings:
    """How much is kept about a person: what «Мои данные» names and what an erasure takes away.

    `seats` and `places_in_line` are of coming events; `registrations` are all there ever were; `certificates` are
    those in force, which stay in the register without the name. `pairs` are all there ever were, live ones included.
    `published_tips` are the person's own, which stay without the name; `other_tips` of theirs nobody has published.
    `letters` are those to coordinators.
    """

    consented_at: datetime
    seats: int
    places_in_line: int
    registrations: int
    certificates: int
    tips_seen: int
    tip_votes: int
    subscribed: bool
    coordinator: bool
    mentor_card: bool = False
    live_pairs: int = 0
    pairs: int = 0
    open_requests: int = 0
    published_tips: int = 0
    other_tips: int = 0
    letters: int = 0


@dataclass(frozen=True, slots=True)
class Section:
    """Everything one table knows about the person: `rows` of column → value, in the order to be read."""

    table: str
    rows: tuple[Mapping[str, object], ...]


Dossier = tuple[Section, ...]


def is_fresh(asked_at: datetime, now: datetime) -> bool:
    """Whether a confirmation asked at `asked_at` may still be given at `now` (both aware)."""
    return asked_at <= now <= asked_at + CONFIRMATION_LIVES
