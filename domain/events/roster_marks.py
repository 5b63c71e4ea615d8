"""Marks that a coordinator made by hand in the roster's spreadsheet."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from domain.events.roster import simple
from domain.vocabulary import PresenceState

# a larger file is no roster of ours
MOST_BYTES = 5 * 1024 * 1024
MOST_ROWS = 10_000


@dataclass(frozen=True, slots=True)
class HandMark:
    """A mark somebody wrote into the spreadsheet, by its row there."""

    row: int
    registration_id: int
    sitting: int
    state: PresenceState


@dataclass(frozen=True, slots=True)
class MarkSheet:
    """A spreadsheet read: its marks, and the numbers of rows that make no sense."""

    marks: tuple[HandMark, ...]
    unclear: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class MarkPlan:
    """What a spreadsheet would change: marks anew or otherwise than now; how many are so already.

    Then the rows that change nothing: of people without a seat at the event, and those that make no sense.
    """

    event_id: int
    changes: tuple[HandMark, ...]
    same: int
    seatless: tuple[int, ...]
    unclear: tuple[int, ...]

    def count(self, state: PresenceState) -> int:
        return sum(mark.state is state for mark in self.changes)


_CAME_WORDS = {"да", "д", "+", "1", "v", "х", "x", "✓", "был", "была", "пришел", "пришла", "yes"}
_ABSENT_WORDS = {"нет", "н", "-", "–", "—", "0", "не был", "не была", "не пришел", "не пришла", "no"}


def read_mark(value: object) -> PresenceState | None:
    """A cell's words as a mark: «да», «+», «нет»… None: unclear. Empty cells are not asked."""
    if isinstance(value, bool):
        return PresenceState.ATTENDED if value else PresenceState.NO_SHOW
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    word = simple(f"{value}").strip(" .!")
    if word in _CAME_WORDS:
        return PresenceState.ATTENDED
    return PresenceState.NO_SHOW if word in _ABSENT_WORDS else None


def is_blank(value: object) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())


@dataclass(frozen=True, slots=True)
class MarkFile:
    """A spreadsheet a coordinator sends: for which event, its name in the messenger, a short sign of its content."""

    event_id: int
    file: str | None = None
    sign: str = ""

    def dump(self) -> dict[str, Any]:
        """As JSON."""
        return {"event_id": self.event_id, "file": self.file, "sign": self.sign}

    @classmethod
    def load(cls, dumped: Mapping[str, Any]) -> "MarkFile":
        """Back from JSON."""
        return cls(dumped["event_id"], dumped["file"], dumped["sign"])


def sign_of(content: bytes) -> str:
    """A short sign of a file, for a button: it must not confirm another file than the one that was shown."""
    return hashlib.sha256(content).hexdigest()[:8]
