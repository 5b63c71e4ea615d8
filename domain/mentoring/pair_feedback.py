"""What the two of a finished pair think of it: their questions, what the other side may see, when (domain guide §10).

Each answer is kept as it is given. Ratings are opened to both once both have come to the end; words go to
coordinators alone.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from domain.errors import InvalidAnswer, NotFound
from domain.mentoring.pairs import Side
from domain.paging import Page
from domain.typed import clean, phrase
from domain.vocabulary import MentoringForm, PairStatus

OPEN_FOR = timedelta(days=30)
# who has not come to the end of the form is asked once more
REMIND_AFTER = timedelta(days=3)
RATES = (1, 2, 3, 4, 5)
LONGEST_WORDS = 500
LONGEST_THANKS = 500

Value = int | str


class Ask(StrEnum):
    """A question of either side; the values are kept in the database and travel in buttons."""

    GOAL = "goal"
    SAFE = "safe"
    REGULAR = "regular"
    PUPILS = "pupils"
    HELPED = "helped"
    CHANGE = "change"
    GO_ON = "go_on"
    QUOTE = "quote"
    PROGRESS = "progress"
    LOAD = "load"
    SUPPORT = "support"
    LEARNED = "learned"
    BLOCKS = "blocks"
    AGAIN = "again"


QUESTIONS: Mapping[Side, tuple[Ask, ...]] = {
    Side.MENTEE: (
        Ask.GOAL,
        Ask.SAFE,
        Ask.REGULAR,
        Ask.PUPILS,
        Ask.HELPED,
        Ask.CHANGE,
        Ask.GO_ON,
        Ask.QUOTE,
    ),
    Side.MENTOR: (Ask.PROGRESS, Ask.LOAD, Ask.SUPPORT, Ask.LEARNED, Ask.BLOCKS, Ask.AGAIN),
}
# one lesson helped with needs no questionnaire of a whole programme
SHORT: Mapping[Side, tuple[Ask, ...]] = {
    Side.MENTEE: (Ask.GOAL, Ask.SAFE, Ask.HELPED, Ask.GO_ON),
    Side.MENTOR: (Ask.PROGRESS, Ask.LOAD, Ask.LEARNED, Ask.AGAIN),
}
RATED = frozenset({Ask.GOAL, Ask.SAFE, Ask.REGULAR, Ask.PROGRESS, Ask.LOAD, Ask.SUPPORT})
# the mentor's organisation is nobody's business in the pair
SHARED = RATED - {Ask.SUPPORT}
# answered in words, with an example of an answer
EXAMPLES: Mapping[Ask, str] = {
    Ask.HELPED: "разбор моего урока по видеозаписи",
    Ask.CHANGE: "встречаться чаще, но короче",
    Ask.LEARNED: "новым приёмам работы с онлайн-доской",
    Ask.BLOCKS: "план урока и взаимопосещение",
}
CHOICES: Mapping[Ask, tuple[str, ...]] = {
    Ask.PUPILS: ("yes", "rather", "early", "no"),
    Ask.GO_ON: ("yes", "later", "other", "no"),
    Ask.QUOTE: ("yes", "no"),
    Ask.AGAIN: ("yes", "later", "no"),
}
THANKS_EXAMPLE = "спасибо, что после наших встреч на уроки иду спокойно"


@dataclass(frozen=True, slots=True)
class Summary:
    """What a pair has done: meetings that took place and their minutes, goals set and reached."""

    meetings: int
    minutes: int
    goals: int
    reached: int

    @property
    def hours(self) -> float:
        """In halves of an hour, as people count."""
        return round(self.minutes / 30) / 2


@dataclass(frozen=True, slots=True)
class PairOpinion:
    """One side's form about a finished pair; moments are aware UTC.

    `other` and `other_id` are None when the other side has left the club. `finished`: the person came to the end.
    `theirs` are the other side's ratings, None until both came to the end; then nothing changes any more.
    """

    pair_id: int
    side: Side
    other: str | None
    status: PairStatus
    closes_at: datetime
    summary: Summary
    answers: Mapping[Ask, Value]
    finished: bool
    theirs: Mapping[Ask, int] | None
    form: MentoringForm = MentoringForm.ONE_TO_ONE
    other_id: int | None = None

    @property
    def questions(self) -> tuple[Ask, ...]:
        return questions(self.side, self.form)

    @property
    def sealed(self) -> bool:
        """Whether both have seen each other's ratings."""
        return self.theirs is not None

    @property
    def goes_on(self) -> Ask | None:
        """Where an interrupted form goes on: after the last answer; None when it came to its end."""
        answered = [ask for ask in self.questions if ask in self.answers]
        return self.after(answered[-1]) if answered else self.questions[0]

    def number(self, ask: Ask) -> int:
        """The place of a question in the form, from 1. Raises NotFound for a question of the other side."""
        if ask not in self.questions:
            raise NotFound
        return self.questions.index(ask) + 1

    def before(self, ask: Ask) -> Ask | None:
        """The question before this one; None at the first."""
        number = self.number(ask)
        return self.questions[number - 2] if number > 1 else None

    def after(self, ask: Ask) -> Ask | None:
        """The question after this one; None at the last."""
        rest = self.questions[self.number(ask) :]
        return rest[0] if rest else None


@dataclass(frozen=True, slots=True)
class TypedAnswer:
    """Which question of which pair is being answered in words."""

    pair_id: int
    ask: Ask

    def dump(self) -> dict[str, Any]:
        """As JSON."""
        return {"pair_id": self.pair_id, "ask": self.ask.value}

    @classmethod
    def load(cls, dumped: Mapping[str, Any]) -> "TypedAnswer":
        """Back from JSON."""
        return cls(int(dumped["pair_id"]), Ask(dumped["ask"]))


@dataclass(frozen=True, slots=True)
class Words:
    """What the two of one pair answered, for coordinators, in the order of the forms."""

    pair_id: int
    mentor: str | None
    mentee: str | None
    ended_at: datetime | None
    answers: tuple[tuple[Ask, Value], ...]


@dataclass(frozen=True, slots=True)
class WordsPage:
    """A page of what finished pairs wrote, the newest first."""

    page: Page
    pairs: tuple[Words, ...]


def read(ask: Ask, raw: str) -> Value:
    """An answer pressed or typed. Raises NotFound for what no button offers, InvalidAnswer for words that don't fit."""
    if ask in EXAMPLES:
        return phrase(raw, longest=LONGEST_WORDS, example=EXAMPLES[ask])
    if ask in RATED:
        if raw not in map(str, RATES):
            raise NotFound
        return int(raw)
    if raw not in CHOICES[ask]:
        raise NotFound
    return raw


def load_answers(kept: Mapping[str, Any]) -> dict[Ask, Value]:
    """Answers as kept in the database, in the order of the form; a question that is no longer asked is left out."""
    return {ask: kept[ask.value] for ask in Ask if ask.value in kept}


def shared(answers: Mapping[Ask, Value]) -> dict[Ask, int]:
    """What the other side may see."""
    return {ask: int(value) for ask, value in answers.items() if ask in SHARED}


def questions(side: Side, form: MentoringForm) -> tuple[Ask, ...]:
    """What this side is asked, in order; after help with one question, few."""
    return (SHORT if form is MentoringForm.SITUATIONAL else QUESTIONS)[side]


def may_finish(asked: Iterable[Ask], answers: Mapping[Ask, Value]) -> bool:
    """Whether enough is said to see the other side's ratings: who has not rated would only peep."""
    return all(ask in answers for ask in asked if ask in SHARED)


# --- thanks


@dataclass(frozen=True, slots=True)
class ThanksDraft:
    """Thanks being written: to which mentor's pair, and the words when they are typed already."""

    pair_id: int
    text: str | None = None

    def dump(self) -> dict[str, Any]:
        """As JSON."""
        return {"pair_id": self.pair_id, "text": self.text}

    @classmethod
    def load(cls, dumped: Mapping[str, Any]) -> "ThanksDraft":
        """Back from JSON."""
        return cls(int(dumped["pair_id"]), dumped["text"])


@dataclass(frozen=True, slots=True)
class ThanksView:
    """Thanks as the two of a pair see them; `mentor_agrees` is None until the mentor has answered."""

    pair_id: int
    side: Side
    author: str | None
    mentor: str | None
    text: str
    author_agrees: bool
    mentor_agrees: bool | None


@dataclass(frozen=True, slots=True)
class PublicThanks:
    """Thanks that both sides agreed to show."""

    author: str
    mentor: str
    text: str


@dataclass(frozen=True, slots=True)
class ThanksPage:
    """A page of public thanks, the newest first."""

    page: Page
    thanks: tuple[PublicThanks, ...]


def read_thanks(text: str) -> str:
    """Thanks in one paragraph. Raises InvalidAnswer."""
    found = clean(text)
    if len(found) > LONGEST_THANKS:
        raise InvalidAnswer(f"Получилось {len(found)} знаков, поместится {LONGEST_THANKS}. Оставьте самое тёплое.")
    return phrase(found, longest=LONGEST_THANKS, example=THANKS_EXAMPLE)
