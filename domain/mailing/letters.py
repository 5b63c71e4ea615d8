"""Letters to coordinators: what people see of them, and what they are writing.

A letter that waits for the desk has a deadline (`domain/desk_days.py`); without one it is the member's turn, or the
letter is closed.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from domain.mentoring.relay import Outgoing, RelayKind
from domain.paging import Page
from domain.vocabulary import LetterState

# whoever writes on later is asked first: a stray word must not reach somebody as a letter
FRESH = timedelta(hours=1)
MOST_PENDING = 10
# so many messages, each cut, fit one message of a messenger
STORY_SIZE = 8


class Only(StrEnum):
    """Which letters a coordinator looks at. Values are short: they travel in buttons."""

    NEW = "n"
    MINE = "m"
    ALL = "a"
    CLOSED = "c"


# --- what people see


@dataclass(frozen=True, slots=True)
class LetterWords:
    """One message of a letter. `own`: the reader wrote it; `author` is None for who has left the club."""

    id: int
    letter_id: int
    own: bool
    from_desk: bool
    author: str | None
    kind: RelayKind
    text: str
    file: str | None
    sent_at: datetime


@dataclass(frozen=True, slots=True)
class OwnLetter:
    """A letter as who wrote it sees it, a page of it. `deadline_at` (aware UTC) is None when it is not the desk's turn.

    `others`: there are more letters of theirs.
    """

    id: int
    state: LetterState
    deadline_at: datetime | None
    page: Page
    messages: tuple[LetterWords, ...]
    others: bool


@dataclass(frozen=True, slots=True)
class Handed:
    """What became of a message to the desk: it is there, and an answer comes by `deadline_at` (aware UTC)."""

    letter_id: int
    deadline_at: datetime


@dataclass(frozen=True, slots=True)
class LetterLine:
    """One letter in a list; `gist` is its first message, `taker` who answers it."""

    id: int
    state: LetterState
    name: str
    gist: str
    deadline_at: datetime | None
    created_at: datetime
    taker: str | None


@dataclass(frozen=True, slots=True)
class LettersPage:
    """A page of letters; `counts` is how many each choice of `only` would show."""

    page: Page
    only: Only
    lines: tuple[LetterLine, ...]
    counts: Mapping[Only, int]


@dataclass(frozen=True, slots=True)
class OwnLetters:
    """A page of one's own letters, the newest first."""

    page: Page
    lines: tuple[LetterLine, ...]


@dataclass(frozen=True, slots=True)
class DeskLetter:
    """A letter as the desk sees it, a page of it. `mine`: the reader has taken it; `own`: the reader wrote it.

    `reachable`: what is answered arrives; otherwise it does not until the person writes again, or, where the club is
    closed to them (`shut_out`), until it is open again.
    """

    id: int
    state: LetterState
    name: str
    position: str | None
    organization: str | None
    taker: str | None
    mine: bool
    own: bool
    deadline_at: datetime | None
    created_at: datetime
    reachable: bool
    shut_out: bool
    page: Page
    messages: tuple[LetterWords, ...]

    @property
    def free(self) -> bool:
        """Whether nobody has taken it."""
        return self.state is LetterState.OPEN

    @property
    def closed(self) -> bool:
        return self.state is LetterState.CLOSED


@dataclass(frozen=True, slots=True)
class Colleagues:
    """A page of coordinators to hand a letter to: ids and names."""

    letter_id: int
    page: Page
    people: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class ToMirror:
    """A message to repeat in the coordinators' group: whose letter it is of (`name`), and the topic, once there is one.

    `deadline_at` (aware UTC): by when the desk answers, if it is its turn.
    """

    words: LetterWords
    member_id: int
    name: str
    topic_id: int | None
    deadline_at: datetime | None


@dataclass(frozen=True, slots=True)
class TopicAnswer:
    """What becomes of an answer written in a topic: it leaves at `waits_until` (aware UTC), or at once.

    `reachable`: it arrives; otherwise the person reads it when they come back.
    """

    waits_until: datetime | None
    reachable: bool


@dataclass(frozen=True, slots=True)
class Writing:
    """The draft: to which letter one writes (None: a new one), since when without a break, what waits for a yes.

    `album`: the one whose first part has been answered; the others come each by itself, and need no answer more.
    """

    letter_id: int | None
    since: datetime
    pending: tuple[Outgoing, ...] = ()
    album: str | None = None

    def dump(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "letter_id": self.letter_id,
            "since": self.since.isoformat(),
            "pending": [one.dump() for one in self.pending],
            "album": self.album,
        }

    @classmethod
    def load(cls, dumped: Mapping[str, Any]) -> "Writing":
        """Back from JSON."""
        pending = tuple(Outgoing.load(one) for one in dumped["pending"])
        letter_id = dumped["letter_id"]
        since = datetime.fromisoformat(dumped["since"])
        return cls(None if letter_id is None else int(letter_id), since, pending, dumped.get("album"))

    def is_fresh(self, now: datetime) -> bool:
        """Whether it is still plain to whom one writes."""
        return now - self.since <= FRESH
