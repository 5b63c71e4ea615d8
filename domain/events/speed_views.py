"""What people see of an evening of quick meetings: who takes part, and its coordinator."""

from dataclasses import dataclass
from datetime import datetime

from domain.events.events import Terms
from domain.events.speed import Round, Settings
from domain.paging import Page


@dataclass(frozen=True, slots=True)
class Sitter:
    """A participant who may sit at the tables. `as_mentor` None: not chosen; `has_card`: a confirmed mentor's card.

    `came`: marked as present; `left`: sat and went.
    """

    member_id: int
    name: str
    as_mentor: bool | None
    chosen_at: datetime | None
    has_card: bool
    came: bool
    left: bool = False

    @property
    def side(self) -> bool:
        """On which side to seat them: chosen, or guessed by the card."""
        return self.has_card if self.as_mentor is None else self.as_mentor


@dataclass(frozen=True, slots=True)
class Hall:
    """An evening before it begins, for its coordinator. `settings` None: the event is no such evening."""

    event_id: int
    title: str
    terms: Terms
    settings: Settings | None
    sitters: tuple[Sitter, ...]

    @property
    def mentors(self) -> int:
        return sum(one.as_mentor is True for one in self.sitters)

    @property
    def mentees(self) -> int:
        return sum(one.as_mentor is False for one in self.sitters)

    @property
    def unchosen(self) -> int:
        return sum(one.as_mentor is None for one in self.sitters)

    @property
    def came(self) -> int:
        return sum(one.came for one in self.sitters)

    def seated(self, everyone: bool) -> tuple[int, int]:
        """How many would sit on each side: mentors, mentees."""
        sides = [one.side for one in self.sitters if everyone or one.came]
        return sum(sides), len(sides) - sum(sides)


@dataclass(frozen=True, slots=True)
class Run:
    """An evening that goes on, or is over, for its coordinator. `resting` are names; `mutual` counts pairs of wishes.

    `waiting`: participants who are not at the tables.
    """

    event_id: int
    title: str
    rounds: tuple[Round, ...]
    ends_at: datetime
    mentors: int
    mentees: int
    resting: tuple[str, ...]
    waiting: int
    mutual: int

    def is_over(self, now: datetime) -> bool:
        return self.ends_at <= now


@dataclass(frozen=True, slots=True)
class People:
    """A page of participants: whom to seat, or who sits."""

    event_id: int
    title: str
    started: bool
    page: Page
    lines: tuple[Sitter, ...]


@dataclass(frozen=True, slots=True)
class TableLine:
    """Who sits at a table."""

    number: int
    mentor: str
    mentee: str


@dataclass(frozen=True, slots=True)
class Board:
    """The tables of a round, a page of them."""

    event_id: int
    round: Round
    of: int
    page: Page
    lines: tuple[TableLine, ...]


@dataclass(frozen=True, slots=True)
class SideChoice:
    """Choosing one's side. `mentors` and `mentees` have chosen already."""

    event_id: int
    title: str
    starts_at: datetime
    settings: Settings
    mentors: int
    mentees: int
    as_mentor: bool | None
    guess_mentor: bool


@dataclass(frozen=True, slots=True)
class OwnRound:
    """A round for one person. `table` None: they rest; `partner` is who sits with them."""

    round: Round
    of: int
    table: int | None = None
    partner: str | None = None


@dataclass(frozen=True, slots=True)
class OwnTables:
    """The evening for one person; no rounds: they are not at the tables. `as_mentor`: the table is theirs all along."""

    event_id: int
    title: str
    ends_at: datetime
    rounds: tuple[OwnRound, ...]
    as_mentor: bool


@dataclass(frozen=True, slots=True)
class Met:
    """Somebody one has met. `wished`: by this person; `mutual`: by both; `has_card`: their card may be read."""

    member_id: int
    name: str
    wished: bool
    mutual: bool
    has_card: bool


@dataclass(frozen=True, slots=True)
class Wishes:
    """Whom one has met, in the order of rounds. `as_mentor` is how the person sat."""

    event_id: int
    title: str
    met: tuple[Met, ...]
    as_mentor: bool
    closes_at: datetime

    def are_open(self, now: datetime) -> bool:
        return now < self.closes_at


@dataclass(frozen=True, slots=True)
class Mutual:
    """Both want to go on. `as_mentor` is the reader's side; `free`: the mentor may be asked now."""

    event_id: int
    title: str
    other_id: int
    other: str
    as_mentor: bool
    free: bool
