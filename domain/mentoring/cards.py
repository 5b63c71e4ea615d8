"""A mentor's card: what a member offers to teach, as its owner, the club and a coordinator see it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from zlib import crc32

from domain.paging import Page
from domain.typed import phrase
from domain.vocabulary import Attendance, CardStatus, Direction, MentoringForm, Municipality, Stage

MOST_DIRECTIONS = 4
LONGEST_SUBJECT = 100
# fewer tell a colleague nothing
LEAST_ABOUT = 20
LONGEST_ABOUT = 300
MOST_PAIRS = 10
USUAL_PAIRS = 3
SMALLEST_GROUP = 2
LARGEST_GROUP = 20
USUAL_GROUP = 5
LONGEST_NOTE = 300
NOTE_EXAMPLE = "Добавьте, с какими классами работаете"


@dataclass(frozen=True, slots=True)
class Card:
    """What a card says. An empty `subject`: none is taught.

    `capacity` is how many pairs at once, `group_size` how many mentees in a group.
    """

    directions: tuple[Direction, ...]
    subject: str
    stages: tuple[Stage, ...]
    about: str
    forms: tuple[MentoringForm, ...]
    ways: tuple[Attendance, ...]
    capacity: int
    group_size: int
    on_duty: bool

    @property
    def version(self) -> int:
        """A short sign of the words a coordinator stands for: when it changes, the card is looked at again."""
        words = "\n".join([*sorted(self.directions), self.subject, self.about])
        return crc32(words.encode())


@dataclass(frozen=True, slots=True)
class CardView:
    """Somebody's card. `pairs` are live ones; `paused_until`: takes nobody new through this day, None for no pause.

    `for_another`: it is the reading coordinator's own, which another one confirms. `pair_id`: the reader's live pair
    with this mentor.
    """

    member_id: int
    name: str
    organization: str | None
    municipality: Municipality | None
    card: Card
    status: CardStatus
    pairs: int
    paused_until: date | None
    for_another: bool = False
    pair_id: int | None = None

    @property
    def left(self) -> int:
        """How many more pairs this mentor takes."""
        return max(0, self.card.capacity - self.pairs)

    @property
    def free(self) -> bool:
        """Whether a request may be sent to this mentor now."""
        return self.status is CardStatus.CONFIRMED and self.paused_until is None and self.left > 0


@dataclass(frozen=True, slots=True)
class OwnCard:
    """One's own card, with a coordinator's words about it and how many requests wait for an answer."""

    view: CardView
    note: str | None
    waiting: int


@dataclass(frozen=True, slots=True)
class MentorLine:
    """A mentor in the club's list."""

    member_id: int
    name: str
    subject: str
    directions: tuple[Direction, ...]
    free: bool


@dataclass(frozen=True, slots=True)
class MentorList:
    """A page of the club's mentors, of one direction or all. `to_review`: cards that wait, for coordinators alone."""

    page: Page
    direction: Direction | None
    lines: tuple[MentorLine, ...]
    to_review: int | None


@dataclass(frozen=True, slots=True)
class ReviewLine:
    """A card that waits for a coordinator."""

    member_id: int
    name: str
    subject: str


@dataclass(frozen=True, slots=True)
class ReviewQueue:
    """A page of the cards that wait for a coordinator, the oldest first."""

    page: Page
    lines: tuple[ReviewLine, ...]


@dataclass(frozen=True, slots=True)
class NoteDraft:
    """Whose card is being returned, and which version of it the coordinator has read."""

    member_id: int
    version: int

    def dump(self) -> dict[str, Any]:
        """As JSON."""
        return {"member_id": self.member_id, "version": self.version}

    @classmethod
    def load(cls, dumped: Mapping[str, Any]) -> "NoteDraft":
        """Back from JSON."""
        return cls(int(dumped["member_id"]), int(dumped["version"]))


def read_note(text: str) -> str:
    """A coordinator's words with a returned card. Raises InvalidAnswer."""
    return phrase(text, longest=LONGEST_NOTE, example=NOTE_EXAMPLE)
