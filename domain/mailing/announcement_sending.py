"""Sending an announcement: what it lacks, whom it reaches, when it may leave."""

import json
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum
from typing import Any

from domain import clubtime
from domain.errors import InvalidAnswer
from domain.mailing.announcement_buttons import can_bear_buttons
from domain.mailing.announcements import AnnouncementView, Part, PartButton
from domain.mailing.audience_choice import Described
from domain.typed import phrase

LONGEST_REASON = 100
# why somebody gets more than their share this week
REASONS = ("срочно", "изменение программы", "осталось мало мест")
# for how many days newcomers get it too
LATE_DAYS = (7, 14, 30)
_MORNING, _EVENING = time(9), time(18)
_HOUR = timedelta(hours=1)


class Missing(StrEnum):
    """What keeps an announcement from being sent."""

    PARTS = "parts"
    ALBUM_BUTTONS = "album_buttons"


@dataclass(frozen=True, slots=True)
class Reach:
    """Who would get it, in people. `at_once` now, `in_digest` in the evening list: they wish so, or have had
    their fill this week (`fed_up` of these). `unreachable`, `without_telegram` and `declined` get nothing.
    """

    at_once: int
    in_digest: int
    fed_up: int
    declined: int
    unreachable: int
    without_telegram: int

    @property
    def nobody(self) -> bool:
        """Whether there is nobody to send it to."""
        return not self.at_once and not self.in_digest


@dataclass(frozen=True, slots=True)
class Draft:
    """An announcement that is not sent yet, with whom it would reach."""

    view: AnnouncementView
    audience: Described
    reach: Reach


class Awaited(StrEnum):
    """What is to be typed."""

    MOMENT = "moment"
    REASON = "reason"


@dataclass(frozen=True, slots=True)
class Awaiting:
    """The draft of the conversation: of which announcement what is typed."""

    announcement_id: int
    what: Awaited

    def dump(self) -> dict[str, Any]:
        """As JSON."""
        return {"announcement_id": self.announcement_id, "what": self.what.value}

    @classmethod
    def load(cls, dumped: Mapping[str, Any]) -> "Awaiting":
        """Back from JSON."""
        return cls(int(dumped["announcement_id"]), Awaited(dumped["what"]))


def missing(parts: Sequence[Part], buttons: Sequence[PartButton]) -> Missing | None:
    """What it still lacks, or None: it may go."""
    if not parts:
        return Missing.PARTS
    if buttons and not can_bear_buttons(parts):
        return Missing.ALBUM_BUTTONS
    return None


def mark(view: AnnouncementView) -> int:
    """A number that changes with what would be sent and to whom: a button drawn before that is out of date."""
    told = [
        [part.dump() for part in view.parts],
        [one.dump() for one in view.buttons],
        dict(view.audience),
        view.urgent_reason,
    ]
    return zlib.crc32(json.dumps(told, sort_keys=True, default=str).encode())


def first_moment(now: datetime, parts: int) -> datetime:
    """When the first of so many messages may leave (UTC): now, or in the morning when quiet hours begin meanwhile."""
    if clubtime.is_quiet(now):
        return clubtime.next_allowed(now)
    return now if not clubtime.is_quiet(now + timedelta(seconds=parts)) else clubtime.next_allowed(now + _HOUR)


def read_reason(text: str) -> str:
    """Why the weekly limit does not hold this time. Raises InvalidAnswer."""
    return phrase(text, longest=LONGEST_REASON, example=REASONS[1])


def late_until(days: int, begins: datetime) -> datetime:
    """The end of the day so many days after `begins` (UTC). Raises InvalidAnswer for a forged number."""
    if days not in LATE_DAYS:
        raise InvalidAnswer("Выберите срок кнопкой.")
    day = clubtime.local(begins).date() + timedelta(days=days + 1)
    return clubtime.at(day, time())


def suggested_moments(now: datetime) -> tuple[datetime, ...]:
    """Good moments ahead: this evening, tomorrow morning and evening, but never in quiet hours (UTC)."""
    today = clubtime.local(now).date()
    days = [today + timedelta(days=ahead) for ahead in range(4)]
    moments = (clubtime.at(day, at) for day in days for at in (_MORNING, _EVENING))
    fine = (one for one in moments if one - now >= _HOUR and not clubtime.is_quiet(one))
    return tuple(fine)[:3]
