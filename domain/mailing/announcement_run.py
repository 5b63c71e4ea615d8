"""The run of an announcement: how it fares, what may be done meanwhile, and the report when it is over."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from domain.errors import AnnouncementMoved, InvalidAnswer, NotFound
from domain.mailing.announcements import (
    LONGEST_ALBUM_CAPTION,
    LONGEST_CAPTION,
    LONGEST_TEXT,
    WAYS,
    Act,
    AnnouncementView,
    Part,
    PartKind,
)
from domain.mailing.formatted import length_of
from domain.vocabulary import AnnouncementState, Municipality, OutboxState

# the bot's pace: of everything it says
PER_SECOND = 25
# why a message is not sent any more; kept with the row
STOPPED, RECALLED, DECLINED, TO_DIGEST = "stopped", "recalled", "declined", "to digest"


class Fate(StrEnum):
    """What became of an announcement for one person."""

    GOT = "got"
    LEFT = "left"
    IN_DIGEST = "in_digest"
    DIGEST_SENT = "digest_sent"
    BLOCKED = "blocked"
    GONE = "gone"
    REFUSED = "refused"
    FAILED = "failed"
    UNKNOWN = "unknown"
    STOPPED = "stopped"
    DECLINED = "declined"


_LONGEST = {PartKind.TEXT: LONGEST_TEXT, PartKind.ALBUM: LONGEST_ALBUM_CAPTION}
_SETTLED = {
    OutboxState.SENT: Fate.GOT,
    OutboxState.BLOCKED: Fate.BLOCKED,
    OutboxState.UNCERTAIN: Fate.UNKNOWN,
}
_DEAD = {"ChatGone": Fate.GONE, "Refused": Fate.REFUSED}
_MISSED = {DECLINED: Fate.DECLINED, TO_DIGEST: None}


def fate_of(state: OutboxState, error: str | None) -> Fate | None:
    """What a row of the outbox means for its person; None: it says nothing, they get it in another way."""
    if state is OutboxState.DEAD:
        return _DEAD.get(error or "", Fate.FAILED)
    if state is OutboxState.MISSED:
        return _MISSED.get(error or "", Fate.STOPPED)
    return _SETTLED.get(state, Fate.LEFT)


@dataclass(frozen=True, slots=True)
class Figures:
    """How an announcement fares, in people. `seconds_left` at the bot's pace, others' messages counted in; None when
    nothing is left or it waits for the (aware) `waits_until`, the end of quiet hours.
    """

    fates: Mapping[Fate, int]
    seconds_left: int | None = None
    waits_until: datetime | None = None

    def people(self, *fates: Fate) -> int:
        """How many have met any of these."""
        return sum(self.fates.get(one, 0) for one in fates)

    @property
    def left(self) -> int:
        return self.people(Fate.LEFT)

    @property
    def digest(self) -> int:
        return self.people(Fate.IN_DIGEST, Fate.DIGEST_SENT)

    @property
    def planned(self) -> int:
        """Whom it was to reach by a message of its own."""
        return sum(self.fates.values()) - self.digest


@dataclass(frozen=True, slots=True)
class Tally:
    """How a correction or a recall fares, in messages."""

    done: int
    failed: int
    left: int

    @property
    def total(self) -> int:
        return self.done + self.failed + self.left


@dataclass(frozen=True, slots=True)
class RunView:
    """An announcement that has left the desk."""

    view: AnnouncementView
    figures: Figures
    correction: Tally | None
    recall: Tally | None

    @property
    def moves(self) -> bool:
        """Whether its figures change by themselves."""
        sending = self.view.state is AnnouncementState.SENDING and self.figures.waits_until is None
        # somebody has come late
        going = sending or (self.view.state is AnnouncementState.DONE and self.figures.left > 0)
        return going or any(one.left for one in (self.correction, self.recall) if one)

    def may(self, act: Act) -> bool:
        return (self.view.state, act) in WAYS


@dataclass(frozen=True, slots=True)
class RecallPreview:
    """What a recall would do, in people: taken back from, too late for, not sent to yet."""

    people: int
    too_late: int
    unsent: int


@dataclass(frozen=True, slots=True)
class Place:
    """A city in the report: how many have it of how many it was meant for."""

    municipality: Municipality | None
    got: int
    planned: int


@dataclass(frozen=True, slots=True)
class Report:
    """Totals of an announcement."""

    view: AnnouncementView
    figures: Figures
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class RecipientRow:
    """One person of the report; `at` is when they got it (aware)."""

    name: str | None
    organization: str | None
    municipality: Municipality | None
    fate: Fate
    at: datetime | None


@dataclass(frozen=True, slots=True)
class RecipientTable:
    """Everybody an announcement was meant for."""

    title: str
    rows: tuple[RecipientRow, ...]


@dataclass(frozen=True, slots=True)
class Correcting:
    """The draft of the conversation: another text for message `number` (from 0) is awaited, or typed already."""

    announcement_id: int
    number: int
    text: str | None = None

    def with_more(self, came: str) -> str:
        """What is typed by now: a phone cuts a long text in pieces, and a whole one takes the place of the last."""
        goes_on = self.text is not None and length_of(self.text) >= LONGEST_TEXT
        return (self.text or "") + came if goes_on else came

    def dump(self) -> dict[str, Any]:
        """As JSON."""
        return {"announcement_id": self.announcement_id, "number": self.number, "text": self.text}

    @classmethod
    def load(cls, dumped: Mapping[str, Any]) -> "Correcting":
        """Back from JSON."""
        return cls(int(dumped["announcement_id"]), int(dumped["number"]), dumped["text"])


def after(state: AnnouncementState, act: Act) -> AnnouncementState:
    """The state an act of a run leads to. Raises AnnouncementMoved where it may not be done."""
    to = WAYS.get((state, act))
    if to is None:
        raise AnnouncementMoved
    return to


def seconds_for(messages: int) -> int:
    """How long so many messages take at the bot's pace."""
    return math.ceil(messages / PER_SECOND)


def correctable(parts: Sequence[Part]) -> tuple[int, ...]:
    """Numbers (from 0) of messages whose words can be changed where they were sent: a poll can't."""
    return tuple(number for number, part in enumerate(parts) if part.kind is not PartKind.POLL)


def corrected(parts: Sequence[Part], number: int, text: str) -> tuple[Part, ...]:
    """`parts` with other words in one of them. Raises InvalidAnswer, NotFound for a poll or a forged number."""
    if number not in correctable(parts):
        raise NotFound
    part = parts[number]
    signs, limit = length_of(text.strip()), _LONGEST.get(part.kind, LONGEST_CAPTION)
    if not signs:
        raise InvalidAnswer("В сообщении пусто. Напишите хотя бы слово.")
    if signs > limit:
        where = "в сообщение" if part.kind is PartKind.TEXT else "под файлом"
        raise InvalidAnswer(f"Длинно: {where} поместится {limit} знаков, а здесь {signs}. Сократите, пожалуйста.")
    return (*parts[:number], replace(part, text=text), *parts[number + 1 :])
