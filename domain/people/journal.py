"""The journal of coordinators' acts, as it is read: who, what, when, to what."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum
from typing import Any

from domain import clubtime
from domain.paging import Page

# a file longer than that nobody reads; the newest go into it
MOST_ROWS = 10_000


class Thing(StrEnum):
    """What acts are done to, as the journal names it before the colon."""

    EVENT = "event"
    MEMBER = "member"
    REQUEST = "request"
    PAIR = "pair"
    ROUND = "round"
    CERTIFICATE = "certificate"
    ANNOUNCEMENT = "announcement"
    LETTER = "letter"
    TIP = "tip"
    ORGANIZATION = "organization"
    PARTNER = "partner"
    INVITE = "invite"
    BLOCK = "block"
    JOURNAL = "journal"


class Period(StrEnum):
    """How far back one looks."""

    TODAY = "d"
    WEEK = "w"
    MONTH = "m"
    ALL = "a"


_DAYS = {Period.TODAY: 0, Period.WEEK: 6, Period.MONTH: 29}


@dataclass(frozen=True, slots=True)
class Sought:
    """Which entries are looked for. `person`: by them or about them; None, like no `thing`, means any."""

    period: Period = Period.WEEK
    thing: Thing | None = None
    person: int | None = None


def since(period: Period, now: datetime) -> datetime | None:
    """The (aware) moment from which entries are shown: a midnight of the club; None: from the beginning."""
    if period not in _DAYS:
        return None
    return clubtime.at(clubtime.local(now).date() - timedelta(days=_DAYS[period]), time())


@dataclass(frozen=True, slots=True)
class Named:
    """What an entry is about, with the name it has today; `name` is None for what has none or is gone."""

    thing: str
    id: int | None
    name: str | None


@dataclass(frozen=True, slots=True)
class Entry:
    """One act. `actor` is the name of who did it, None when they have left, or nobody did: a command, the bot.

    `apart`: names of the two it keeps out of one pair, None for who has left.
    """

    at: datetime
    actor: str | None
    act: str
    object: Named
    details: Mapping[str, Any]
    event: str | None = None
    apart: tuple[str | None, ...] = ()


@dataclass(frozen=True, slots=True)
class JournalPage:
    """A page of entries, the newest first. `person_name` is that of the person looked for."""

    page: Page
    sought: Sought
    entries: tuple[Entry, ...]
    total: int
    person_name: str | None = None


@dataclass(frozen=True, slots=True)
class Doer:
    """Somebody who stands in the journal, to look for."""

    member_id: int
    name: str
    acts: int
