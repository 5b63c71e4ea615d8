"""People as coordinators see them: the list they search, one person's card, the table they take away."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from domain.paging import Page
from domain.typed import folded
from domain.vocabulary import (
    Direction,
    LetterState,
    Municipality,
    PairStatus,
    RegistrationStatus,
    RequestState,
    Role,
    TipState,
)

LONGEST_QUERY = 100
# more words narrow nothing down
MOST_WORDS = 6
MOST_EXPORTED = 20_000


class Only(StrEnum):
    """Whom to show. Values are short: they travel in buttons."""

    ALL = "all"
    YOUNG = "young"
    MENTOR = "mentor"
    ADMIN = "admin"
    GUEST = "guest"
    COORDINATOR = "coord"
    UNREACHABLE = "gone"
    NO_TELEGRAM = "paper"
    BLOCKED = "block"
    UNFINISHED = "half"


ROLE_OF: Mapping[Only, Role] = {
    Only.YOUNG: Role.YOUNG_TEACHER,
    Only.MENTOR: Role.MENTOR,
    Only.ADMIN: Role.ADMIN_TEAM,
    Only.GUEST: Role.GUEST,
    Only.COORDINATOR: Role.COORDINATOR,
}


def read_query(text: str) -> tuple[str, ...]:
    """The words of a typed search, folded; none when there is nothing to look for."""
    return tuple(folded(text[:LONGEST_QUERY]).split()[:MOST_WORDS])


@dataclass(frozen=True, slots=True)
class Look:
    """What of the list a coordinator looks at: the way back from a card. `words` are a folded search."""

    words: tuple[str, ...] = ()
    only: Only = Only.ALL
    page: int = 0

    def dump(self) -> dict[str, Any]:
        """As JSON."""
        return {"words": list(self.words), "only": self.only.value, "page": self.page}

    @classmethod
    def load(cls, dumped: Mapping[str, Any]) -> "Look":
        """Back from JSON."""
        return cls(tuple(dumped["words"]), Only(dumped["only"]), dumped["page"])


class Contact(StrEnum):
    """Whether the bot can write to a person."""

    REACHABLE = "REACHABLE"
    UNREACHABLE = "UNREACHABLE"
    NO_TELEGRAM = "NO_TELEGRAM"
    BLOCKED = "BLOCKED"


def contact(*, telegram: bool, unreachable_since: datetime | None, blocked_at: datetime | None) -> Contact:
    """A closed door comes first: it hides whether the bot could write."""
    if blocked_at is not None:
        return Contact.BLOCKED
    if not telegram:
        return Contact.NO_TELEGRAM
    return Contact.REACHABLE if unreachable_since is None else Contact.UNREACHABLE


@dataclass(frozen=True, slots=True)
class MemberLine:
    """One person of the list. `since` is when the contact became what it is, if that is known."""

    member_id: int
    full_name: str | None
    organization: str | None
    contact: Contact
    since: datetime | None
    joined: bool


@dataclass(frozen=True, slots=True)
class People:
    """One page of the list. `more`: so many were found that `total` is only where counting stopped."""

    look: Look
    lines: tuple[MemberLine, ...]
    page: Page
    total: int
    more: bool = False


@dataclass(frozen=True, slots=True)
class TableRow:
    """One person of the table."""

    line: MemberLine
    position: str | None
    municipality: Municipality | None
    municipality_text: str | None
    roles: tuple[Role, ...]
    joined_at: datetime | None
    seen_on: date | None


@dataclass(frozen=True, slots=True)
class Figures:
    """What a person has done in the club, in numbers."""

    came: int
    absent: int
    coming: int
    certificates: int
    requests: int
    open_requests: int
    pairs: int
    live_pairs: int
    tips: int
    letters: int
    open_letters: int


@dataclass(frozen=True, slots=True)
class MemberCard:
    """All a coordinator sees of one person; moments are aware. `claim_till`: a code to claim the record waits."""

    member_id: int
    full_name: str | None
    organization: str | None
    # typed by the person and not settled yet
    own_organization: bool
    position: str | None
    municipality: Municipality | None
    municipality_text: str | None
    started_year: int | None
    roles: tuple[Role, ...]
    interests: tuple[Direction, ...]
    created_at: datetime
    joined_at: datetime | None
    seen_on: date | None
    telegram: bool
    unreachable_since: datetime | None
    blocked_at: datetime | None
    blocked_reason: str | None
    claim_till: datetime | None
    oneself: bool
    figures: Figures

    @property
    def contact(self) -> Contact:
        return contact(telegram=self.telegram, unreachable_since=self.unreachable_since, blocked_at=self.blocked_at)

    @property
    def coordinator(self) -> bool:
        return Role.COORDINATOR in self.roles

    @property
    def may_be_blocked(self) -> bool:
        """A coordinator's rights go first: nobody closes the club to a colleague with one tap, nor to themselves."""
        return self.blocked_at is None and not self.coordinator and not self.oneself


@dataclass(frozen=True, slots=True)
class HistoryEvent:
    """One event of a person's history. `came` None: nobody marked them."""

    registration_id: int
    title: str
    starts_at: datetime
    status: RegistrationStatus
    came: bool | None


@dataclass(frozen=True, slots=True)
class HistoryCertificate:
    id: int
    label: str
    title: str
    revoked: bool


@dataclass(frozen=True, slots=True)
class HistoryRequest:
    id: int
    created_at: datetime
    state: RequestState
    directions: tuple[Direction, ...]


@dataclass(frozen=True, slots=True)
class HistoryPair:
    id: int
    other: str | None
    as_mentor: bool
    status: PairStatus
    started_at: datetime


@dataclass(frozen=True, slots=True)
class HistoryTip:
    """A tip the person has proposed."""

    id: int
    title: str
    state: TipState


@dataclass(frozen=True, slots=True)
class HistoryLetter:
    """A letter to coordinators."""

    id: int
    created_at: datetime
    state: LetterState


@dataclass(frozen=True, slots=True)
class MemberHistory:
    """The newest of what a person did, a few of each kind."""

    member_id: int
    full_name: str | None
    events: tuple[HistoryEvent, ...]
    certificates: tuple[HistoryCertificate, ...]
    requests: tuple[HistoryRequest, ...]
    pairs: tuple[HistoryPair, ...]
    tips: tuple[HistoryTip, ...] = ()
    letters: tuple[HistoryLetter, ...] = ()
