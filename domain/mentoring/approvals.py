"""A pair across schools that waits for a school's word: by when it comes, who says it, what its screens show."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from domain import clubtime
from domain.paging import Page
from domain.vocabulary import MentoringForm, PairStatus, RefusalReason

# school days of a school's silence: a gentle reminder, then coordinators answer for it
REMIND_AFTER = 3
SILENT_AFTER = 5
# a break must not keep two people apart for longer
LONGEST = timedelta(weeks=2)
# coordinators' silence: they are told once more
CLUB_AFTER = timedelta(days=3)
_MORNING = time(10)

IsSchoolDay = Callable[[date], bool]


class Hat(StrEnum):
    """As whom one answers. Values are short: they travel in buttons."""

    SCHOOL = "s"
    CLUB = "c"


def deadline(now: datetime, is_school_day: IsSchoolDay) -> datetime:
    """By when a school answers (aware UTC): the end of the fifth school day after today, club time."""
    return clubtime.at(_last_day(now, is_school_day) + timedelta(days=1), time(0))


def reminder_at(now: datetime, is_school_day: IsSchoolDay) -> datetime:
    """When a school is reminded (aware UTC): the morning of the third school day, two days before the last at least."""
    last = _last_day(now, is_school_day)
    return clubtime.at(min(_school_day(now, REMIND_AFTER, is_school_day), last - timedelta(days=2)), _MORNING)


def _last_day(now: datetime, is_school_day: IsSchoolDay) -> date:
    return min(_school_day(now, SILENT_AFTER, is_school_day), clubtime.local(now).date() + LONGEST)


def _school_day(now: datetime, number: int, is_school_day: IsSchoolDay) -> date:
    """The so manieth school day after today; in a long break, a day past `LONGEST`."""
    today = clubtime.local(now).date()
    ahead = (today + timedelta(days=days) for days in range(1, LONGEST.days + 1))
    found = [day for day in ahead if is_school_day(day)]
    return found[number - 1] if len(found) >= number else today + LONGEST


# --- views


@dataclass(frozen=True, slots=True)
class Party:
    """One of the two as a school sees them; both are None when the person has left the club."""

    name: str | None
    organization: str | None


@dataclass(frozen=True, slots=True)
class SchoolWord:
    """What one of the asked schools has said, or that it is still waited for; `by_club`: coordinators answer for it.

    `by` is who answered, None when nobody has or they have left the club. Moments are aware UTC.
    """

    organization: str
    by_club: bool
    deadline_at: datetime | None
    agreed: bool | None
    reason: RefusalReason | None
    by: str | None
    at: datetime | None


@dataclass(frozen=True, slots=True)
class Approval:
    """A pair across schools as who is asked about it sees it: never a need, a goal, a word of the two.

    `waits`: it is this reader's turn. Moments are aware UTC.
    """

    pair_id: int
    hat: Hat
    status: PairStatus
    mentor: Party
    mentee: Party
    form: MentoringForm
    asked_at: datetime
    words: tuple[SchoolWord, ...]
    waits: bool

    @property
    def refused(self) -> bool:
        return any(word.agreed is False for word in self.words)

    @property
    def deadline_at(self) -> datetime | None:
        """By when the next answer is due."""
        return min((word.deadline_at for word in self.words if word.deadline_at and word.agreed is None), default=None)


@dataclass(frozen=True, slots=True)
class ApprovalLine:
    """A pair in a list of those that wait; `by_club`: coordinators answer now."""

    pair_id: int
    mentor: str | None
    mentee: str | None
    deadline_at: datetime
    by_club: bool


@dataclass(frozen=True, slots=True)
class Approvals:
    """A page of pairs that wait, the nearest deadline first."""

    page: Page
    hat: Hat
    lines: tuple[ApprovalLine, ...]


@dataclass(frozen=True, slots=True)
class Refused:
    """News of a refusal: to one of the two, or to a coordinator, who alone learns of the schools and the reason.

    `request_id` is the mentee's request, if any; `deadline_at` (aware UTC) its own while coordinators have it.
    """

    pair_id: int
    mentor: str | None
    mentee: str | None
    request_id: int | None
    deadline_at: datetime | None
    words: tuple[SchoolWord, ...] = ()
