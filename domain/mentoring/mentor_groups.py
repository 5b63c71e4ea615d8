"""A mentor's group: several mentees of one mentor with a like need, each in a pair of their own with the mentor."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.paging import Page
from domain.vocabulary import Direction, PairStatus

MOST_GROUPS = 5


class Standing(StrEnum):
    """Whether one may join. AWAY: the mentor takes nobody new (a pause, no confirmed card for groups)."""

    OPEN = "OPEN"
    FULL = "FULL"
    CLOSED = "CLOSED"
    AWAY = "AWAY"


def standing(*, is_open: bool, takes_new: bool, taken: int, size: int) -> Standing:
    """How a group stands towards newcomers."""
    if not is_open:
        return Standing.CLOSED
    if not takes_new:
        return Standing.AWAY
    return Standing.OPEN if taken < size else Standing.FULL


# --- what is shown


@dataclass(frozen=True, slots=True)
class GroupView:
    """A group as one person sees it; `taken` places of `size`.

    `own`: the reader is its mentor. `pair_id`: the reader's pair in it, None for who is not in. `fits`: its direction
    is among the reader's interests.
    """

    id: int
    title: str
    direction: Direction
    about: str
    size: int
    taken: int
    standing: Standing
    mentor_id: int
    mentor: str
    organization: str | None
    own: bool
    pair_id: int | None
    fits: bool

    @property
    def left(self) -> int:
        """How many more people there is room for."""
        return max(0, self.size - self.taken)


@dataclass(frozen=True, slots=True)
class GroupLine:
    """A group in a list; `fits`: its direction is among the reader's interests, or among those asked for."""

    id: int
    title: str
    direction: Direction
    mentor: str
    size: int
    taken: int
    standing: Standing
    fits: bool

    @property
    def left(self) -> int:
        """How many more people there is room for."""
        return max(0, self.size - self.taken)


@dataclass(frozen=True, slots=True)
class GroupList:
    """A page of groups one may join, of one direction or all. `leads`: the reader has groups, or may open one."""

    page: Page
    direction: Direction | None
    lines: tuple[GroupLine, ...]
    leads: bool


@dataclass(frozen=True, slots=True)
class AllGroups:
    """A page of all groups of the club, for coordinators."""

    page: Page
    lines: tuple[GroupLine, ...]


@dataclass(frozen=True, slots=True)
class OwnGroups:
    """A mentor's own groups. `may_open`: the card allows it; `full`: as many as one may have."""

    lines: tuple[GroupLine, ...]
    may_open: bool

    @property
    def full(self) -> bool:
        return len(self.lines) >= MOST_GROUPS


@dataclass(frozen=True, slots=True)
class OwnGroup:
    """A group before its mentor. `live`: how many can be written to; `outside`: group pairs in no group yet."""

    view: GroupView
    live: int
    outside: int


@dataclass(frozen=True, slots=True)
class GroupPerson:
    """Somebody in a group, or who could be taken into it."""

    pair_id: int
    name: str
    status: PairStatus


@dataclass(frozen=True, slots=True)
class GroupPeople:
    """A page of the people of a group, or of those who could be taken into it."""

    group_id: int
    title: str
    page: Page
    people: tuple[GroupPerson, ...]


@dataclass(frozen=True, slots=True)
class Joined:
    """What became of «Хочу в группу». `waits`: a school is asked first. `again`: the person was in already.

    `asking`: the person has requests for a mentor that are still open.
    """

    title: str
    pair_id: int
    waits: bool
    again: bool
    asking: bool


@dataclass(frozen=True, slots=True)
class Removal:
    """Whom a mentor is about to take out of a group, or has: `title` of the group."""

    group_id: int
    title: str
    pair_id: int
    name: str


@dataclass(frozen=True, slots=True)
class GroupChoice:
    """Into which of a mentor's groups a mentee may be taken; `alone`: there is a place outside groups, too."""

    request_id: int
    groups: tuple[GroupLine, ...]
    alone: bool


@dataclass(frozen=True, slots=True)
class Told:
    """What became of something said to a whole group: how many got it, and who did not, with why.

    `away` can't be reached, `unmet` wait for their school, `full` have as many meetings ahead as a pair may.
    `waits_until`: quiet hours hold it back till then (aware UTC).
    """

    group_id: int
    title: str
    reached: int
    away: tuple[str, ...] = ()
    unmet: tuple[str, ...] = ()
    full: tuple[str, ...] = ()
    waits_until: datetime | None = None
