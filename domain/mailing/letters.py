"""Letters to coordinators: whose turn it is, by when the desk answers, when it is nudged; what people see of them.

A letter that waits for the desk has a deadline; without one it is the member's turn, or the letter is closed.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any

from domain import clubtime
from domain.mentoring.relay import Outgoing, RelayKind
from domain.paging import Page
from domain.vocabulary import LetterState

# the desk answers within two days on which it works
ANSWER_DAYS = 2
# when a day of the desk begins: a letter of the night counts from here, and nudges of the days after come then
MORNING = time(9)
# whoever writes on later is asked first: a stray word must not reach somebody as a letter
FRESH = timedelta(hours=1)
MOST_PENDING = 10
# so many messages, each cut, fit one message of a messenger
STORY_SIZE = 8
# in school breaks the desk looks in on Mondays and Thursdays, so that a letter of June does not wait for September
BREAK_WEEKDAYS = frozenset({0, 3})

Works = Callable[[date], bool]
"""Whether the desk works on a (local) date."""


class Only(StrEnum):
    """Which letters a coordinator looks at. Values are short: they travel in buttons."""

    NEW = "n"
    MINE = "m"
    ALL = "a"
    CLOSED = "c"


def answer_by(now: datetime, works: Works) -> datetime:
    """By when the desk answers what was written at `now` (aware UTC): the same hour, two working days later.

    What comes at night or on a day off counts from the morning of the next working day.
    """
    here = clubtime.local(now)
    day, hour = here.date(), here.time()
    if not works(day) or hour >= clubtime.QUIET_FROM:
        day, hour = _next(day, works), MORNING
    for _ in range(ANSWER_DAYS):
        day = _next(day, works)
    return clubtime.at(day, max(hour, MORNING))


def nudge_at(deadline_at: datetime, changed_at: datetime, now: datetime, works: Works) -> datetime | None:
    """The newest nudge due by `now` about a letter: at its deadline, then every working morning (aware UTC).

    None: it is not late, or the letter came to whoever has it after that nudge (`changed_at`), so they know.
    """
    if deadline_at > now:
        return None
    here, late = clubtime.local(now), clubtime.local(deadline_at).date()
    day = here.date() if here.time() >= MORNING else here.date() - timedelta(days=1)
    while day > late and not works(day):
        day -= timedelta(days=1)
    nudge = clubtime.at(day, MORNING) if day > late else deadline_at
    return nudge if nudge >= changed_at else None


def _next(day: date, works: Works) -> date:
    day += timedelta(days=1)
    while not works(day):
        day += timedelta(days=1)
    return day


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
    """A letter as the desk sees it, a page of it. `mine`: the reader has taken it.

    `reachable`: what is answered arrives; otherwise it does not until the person writes again.
    """

    id: int
    state: LetterState
    name: str
    position: str | None
    organization: str | None
    taker: str | None
    mine: bool
    deadline_at: datetime | None
    created_at: datetime
    reachable: bool
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
class Writing:
    """The draft: to which letter one writes (None: a new one), since when without a break, what waits for a yes."""

    letter_id: int | None
    since: datetime
    pending: tuple[Outgoing, ...] = ()

    def dump(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "letter_id": self.letter_id,
            "since": self.since.isoformat(),
            "pending": [one.dump() for one in self.pending],
        }

    @classmethod
    def load(cls, dumped: Mapping[str, Any]) -> "Writing":
        """Back from JSON."""
        pending = tuple(Outgoing.load(one) for one in dumped["pending"])
        letter_id = dumped["letter_id"]
        since = datetime.fromisoformat(dumped["since"])
        return cls(None if letter_id is None else int(letter_id), since, pending)

    def is_fresh(self, now: datetime) -> bool:
        """Whether it is still plain to whom one writes."""
        return now - self.since <= FRESH
