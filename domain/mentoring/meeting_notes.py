"""The journal of a pair: each side's minute after a meeting, every question of which may be skipped."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from domain.errors import InvalidAnswer, NotFound
from domain.paging import Page
from domain.typed import paragraphs
from domain.vocabulary import Direction

MOODS = (1, 2, 3, 4, 5)
LONGEST_NOTE = 500


class Ask(StrEnum):
    """A question of the journal, in order. The value names the answer's column and travels in buttons."""

    BLOCK = "block"
    DONE = "done"
    AGREEMENT = "agreement"
    MOOD = "mood"
    REMARK = "remark"


ASKS = tuple(Ask)
TYPED = frozenset({Ask.DONE, Ask.AGREEMENT, Ask.REMARK})
EXAMPLES = {
    Ask.DONE: "разобрали начало урока в 7 «Б»",
    Ask.AGREEMENT: "к пятнице — карта урока, смотрим вместе",
    Ask.REMARK: "в следующий раз начать с хорошего",
}
Value = int | str


@dataclass(frozen=True, slots=True)
class Note:
    """What one side wrote; None: skipped.

    `remark` is for its author's eyes alone, `mood` for theirs and the coordinators'.
    """

    block: str | None = None
    done: str | None = None
    agreement: str | None = None
    mood: int | None = None
    remark: str | None = None

    def answer(self, ask: Ask) -> Value | None:
        """The answer to one question."""
        found: Value | None = getattr(self, ask)
        return found

    @property
    def empty(self) -> bool:
        return all(self.answer(ask) is None for ask in Ask)


@dataclass(frozen=True, slots=True)
class NoteForm:
    """One side's journal of a meeting that took place; `starts_at` is aware, `directions` are the pair's.

    `live`: the pair goes on.
    """

    meeting_id: int
    pair_id: int
    live: bool
    starts_at: datetime
    directions: tuple[Direction, ...]
    note: Note


@dataclass(frozen=True, slots=True)
class NoteDraft:
    """Which question a typed answer is awaited to."""

    meeting_id: int
    ask: Ask

    def dump(self) -> dict[str, Any]:
        """As JSON."""
        return {"meeting_id": self.meeting_id, "ask": self.ask.value}

    @classmethod
    def load(cls, dumped: Mapping[str, Any]) -> "NoteDraft":
        """Back from JSON."""
        return cls(int(dumped["meeting_id"]), Ask(dumped["ask"]))


@dataclass(frozen=True, slots=True)
class Entry:
    """A meeting in the journal; `theirs` has neither mood nor remark: these are not for the other side.

    `deniable`: one side has written it down afterwards, and the other has not said a word about it.
    """

    meeting_id: int
    pair_id: int
    starts_at: datetime
    minutes: int
    mine: Note | None
    theirs: Note | None
    deniable: bool = False


@dataclass(frozen=True, slots=True)
class Journal:
    """A page of a pair's meetings that took place, the newest first; `held` of `minutes` in all."""

    pair_id: int
    other: str | None
    page: Page
    entries: tuple[Entry, ...]
    held: int
    minutes: int


def before(ask: Ask) -> Ask | None:
    """The question before this one; None at the first."""
    number = ASKS.index(ask)
    return ASKS[number - 1] if number else None


def after(ask: Ask) -> Ask | None:
    """The question after this one; None at the last."""
    rest = ASKS[ASKS.index(ask) + 1 :]
    return rest[0] if rest else None


def read(ask: Ask, raw: str) -> Value:
    """An answer pressed or typed; which blocks there are, content knows.

    Raises NotFound for a mood no button offers, InvalidAnswer for a typed text that can't be kept.
    """
    if ask is Ask.MOOD:
        moods = {str(mood): mood for mood in MOODS}
        if raw not in moods:
            raise NotFound
        return moods[raw]
    return raw if ask is Ask.BLOCK else _words(ask, raw)


def shown_to_other(note: Note) -> Note:
    """`note` without what is not for the other side."""
    return Note(note.block, note.done, note.agreement)


def _words(ask: Ask, raw: str) -> str:
    told = paragraphs(raw)
    if not any(sign.isalnum() for sign in told):
        raise InvalidAnswer(f"Здесь нужны буквы. Например: {EXAMPLES[ask]}.")
    if len(told) > LONGEST_NOTE:
        raise InvalidAnswer(f"Получилось длинно, поместится до {LONGEST_NOTE} знаков. Оставьте главное.")
    return told
