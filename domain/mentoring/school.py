"""«Моя школа»: what who speaks for an organisation sees of its pairs — progress, never contents — and such rights."""

from dataclasses import dataclass
from datetime import datetime

from domain.mentoring.approvals import Party
from domain.paging import Page
from domain.vocabulary import MentoringForm, PairStatus


@dataclass(frozen=True, slots=True)
class SchoolHome:
    """One's own organisation: figures for who speaks for it; `granted` False: a member who may ask for that right.

    `teachers` in the club, `mentors` with confirmed cards, `pairs` that go on, `waiting` for this school's word.
    `cross_approval`: the school wants to be asked about pairs with others.
    """

    organization: str
    granted: bool
    asked_at: datetime | None = None
    teachers: int = 0
    mentors: int = 0
    pairs: int = 0
    waiting: int = 0
    cross_approval: bool = False


@dataclass(frozen=True, slots=True)
class SchoolPair:
    """A pair with somebody of the school in it: how it goes, not what it is about. Moments are aware UTC.

    `paused` pairs keep their status; `last_met_at` is the last meeting held, None before the first.
    """

    mentor: Party
    mentee: Party
    form: MentoringForm
    status: PairStatus
    started_at: datetime
    planned_end_at: datetime
    ended_at: datetime | None
    meetings: int
    last_met_at: datetime | None
    goals: int
    reached: int


@dataclass(frozen=True, slots=True)
class SchoolPairs:
    """A page of a school's pairs, those that go on first; `organization` is the school's name."""

    organization: str
    page: Page
    pairs: tuple[SchoolPair, ...]


@dataclass(frozen=True, slots=True)
class SchoolTable:
    """All pairs of a school, for the spreadsheet."""

    organization: str
    pairs: tuple[SchoolPair, ...]


# --- who speaks for schools, as coordinators see it


@dataclass(frozen=True, slots=True)
class AskLine:
    """A member who asks for the right."""

    member_id: int
    name: str
    organization: str
    asked_at: datetime


@dataclass(frozen=True, slots=True)
class SchoolLine:
    """An organisation somebody speaks for, or that wants to be asked; `admins` are names."""

    organization_id: int
    organization: str
    admins: tuple[str, ...]
    cross_approval: bool


@dataclass(frozen=True, slots=True)
class SchoolDesk:
    """Who asks, the longest waiting first, and a page of schools by name. `asks_total`: of whom the first are shown."""

    page: Page
    asks: tuple[AskLine, ...]
    asks_total: int
    schools: tuple[SchoolLine, ...]


@dataclass(frozen=True, slots=True)
class SchoolAdminLine:
    """Who speaks for a school. `elsewhere`: they have moved to another organisation, and the right sleeps."""

    member_id: int
    name: str
    position: str | None
    granted_at: datetime
    elsewhere: bool


@dataclass(frozen=True, slots=True)
class SchoolCard:
    """One organisation for coordinators: who speaks for it, whether it wants to be asked, pairs that wait for it."""

    organization_id: int
    organization: str
    admins: tuple[SchoolAdminLine, ...]
    cross_approval: bool
    waiting: int


@dataclass(frozen=True, slots=True)
class SchoolCandidate:
    """A member to whom the right may be given. `organization_id` None: their organisation is not in the directory.

    `calls_self`: they named administration as their role; `granted`, `asked`: how it stands.
    """

    member_id: int
    name: str
    position: str | None
    organization_id: int | None
    organization: str | None
    calls_self: bool
    granted: bool
    asked: bool
