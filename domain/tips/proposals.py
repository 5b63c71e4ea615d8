"""A tip on its way to the club: the author's form, what is too much like another, what a coordinator may do."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any
from zlib import crc32

from domain.errors import InvalidAnswer
from domain.mentoring.card_answers import without_contacts
from domain.paging import Page
from domain.typed import paragraphs, phrase
from domain.vocabulary import Direction, Season, TipState

LONGEST_TITLE = 60
# with the title, the author and the figures it still fits under a picture
SHORTEST_TEXT, LONGEST_TEXT = 30, 750
LONGEST_RESULT = 200
LONGEST_NOTE = 300
MOST_PENDING = 3
# of the words of both so many are common: this is the same tip in other words
ALIKE = 0.6

TITLE_EXAMPLE = "Тихий сигнал"
TEXT_EXAMPLE = "Условьтесь с классом о знаке тишины: рука, колокольчик, свет. Голос берегите для объяснения."
RESULT_EXAMPLE = "в 7 «Б» сработало со второго раза"
NOTE_EXAMPLE = "добавьте пример из урока"

# from where the author may take a tip back, and from where it may be sent (again)
WITHDRAWABLE = frozenset({TipState.PENDING, TipState.RETURNED, TipState.PUBLISHED})
SENDABLE = frozenset({TipState.PENDING, TipState.RETURNED, TipState.WITHDRAWN})


class Step(StrEnum):
    """A question of the author's form, in their order; travels in buttons."""

    DIRECTION = "dir"
    TITLE = "title"
    TEXT = "text"
    MEDIA = "media"
    SEASON = "season"
    REVIEW = "review"


class Attached(StrEnum):
    """What may come with a tip."""

    PHOTO = "photo"
    VOICE = "voice"


class Reason(StrEnum):
    """Why a tip goes back to its author, by a button."""

    TOO_GENERAL = "general"
    TOO_LONG = "long"
    ALREADY_THERE = "there"
    PERSONAL = "personal"


@dataclass(frozen=True, slots=True)
class Proposal:
    """What the author tells. `photo` and `voice` are names of files in the messenger; one of them at most."""

    direction: Direction
    title: str
    text: str
    photo: str | None = None
    voice: str | None = None
    season: Season | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """The form's answers so far; `tip_id`: the tip that is sent once more. `seen`: the end was reached before."""

    step: Step = Step.DIRECTION
    tip_id: int | None = None
    direction: Direction | None = None
    title: str | None = None
    text: str | None = None
    photo: str | None = None
    voice: str | None = None
    season: Season | None = None
    seen: bool = False
    # one photo of it has been taken, and the others need no answer
    album: str | None = None

    @classmethod
    def of(cls, tip_id: int, proposal: Proposal) -> "Draft":
        """To mend a tip that is there."""
        return cls(
            Step.REVIEW,
            tip_id,
            proposal.direction,
            proposal.title,
            proposal.text,
            proposal.photo,
            proposal.voice,
            proposal.season,
            seen=True,
        )

    @property
    def started(self) -> bool:
        return self.direction is not None

    def after(self, **answers: Any) -> "Draft":
        """With these answers, at the next question; at the end when it was reached before."""
        steps = list(Step)
        following = Step.REVIEW if self.seen else steps[min(steps.index(self.step) + 1, len(steps) - 1)]
        return replace(self, **answers, step=following, seen=self.seen or following is Step.REVIEW)

    def at(self, step: Step) -> "Draft":
        """At this question, if everything before it is answered; else at the first that is not."""
        missing = next((one for one in (Step.DIRECTION, Step.TITLE, Step.TEXT) if self._empty(one)), None)
        steps = list(Step)
        if missing is not None and steps.index(missing) < steps.index(step):
            step = missing
        return replace(self, step=step)

    def _empty(self, step: Step) -> bool:
        return getattr(self, {Step.DIRECTION: "direction"}.get(step, step.value)) is None

    def proposal(self) -> Proposal | None:
        """What is to be sent; None while something is missing."""
        if self.direction is None or self.title is None or self.text is None:
            return None
        return Proposal(self.direction, self.title, self.text, self.photo, self.voice, self.season)

    def dump(self) -> dict[str, Any]:
        """As JSON."""
        return {name: getattr(self, name) for name in self.__slots__}

    @classmethod
    def load(cls, dumped: Mapping[str, Any]) -> "Draft":
        """Back from JSON."""
        direction, season = dumped["direction"], dumped["season"]
        return cls(
            **{
                **dumped,
                "step": Step(dumped["step"]),
                "direction": Direction(direction) if direction else None,
                "season": Season(season) if season else None,
            }
        )


class Mended(StrEnum):
    """What a coordinator changes in words, or says; travels in buttons."""

    TITLE = "title"
    TEXT = "text"
    DIRECTION = "dir"
    SEASON = "season"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Mending:
    """A coordinator's unfinished act: the words of `what` are awaited for the tip as `mark` tells."""

    tip_id: int
    mark: int
    what: Mended

    def dump(self) -> dict[str, Any]:
        """As JSON."""
        return {"tip_id": self.tip_id, "mark": self.mark, "what": self.what.value}

    @classmethod
    def load(cls, dumped: Mapping[str, Any]) -> "Mending":
        """Back from JSON."""
        return cls(int(dumped["tip_id"]), int(dumped["mark"]), Mended(dumped["what"]))


@dataclass(frozen=True, slots=True)
class Alike:
    """A tip that is there already; one that is not published is of the reader's own, or waits before a coordinator."""

    id: int
    title: str
    text: str
    state: TipState = TipState.PUBLISHED


@dataclass(frozen=True, slots=True)
class OwnTip:
    """A tip as its author sees it. `original`: title and text before a coordinator's pen, if it was mended."""

    id: int
    state: TipState
    proposal: Proposal
    thumbs: int
    thanks: int
    tried: int
    note: str | None = None
    original: str | None = None

    @property
    def now(self) -> str:
        """Title and text as one, to compare with `original`."""
        return joined(self.proposal.title, self.proposal.text)


@dataclass(frozen=True, slots=True)
class OwnTips:
    """A page of one's own tips, the newest first."""

    page: Page
    tips: tuple[OwnTip, ...]


@dataclass(frozen=True, slots=True)
class ReviewView:
    """A tip as a coordinator sees it. `author` None: left the club. `reviewer`: who acted on it last.

    `author_shut_out`: the club is closed to the author, who hears of nothing. `by_reader`: the reader acted last.
    """

    id: int
    state: TipState
    proposal: Proposal
    author: str | None
    created_at: datetime | None
    reviewer: str | None
    note: str | None
    original: str | None
    alike: Alike | None = None
    author_shut_out: bool = False
    by_reader: bool = False

    @property
    def mark(self) -> int:
        return mark_of(self.state, self.proposal)


@dataclass(frozen=True, slots=True)
class ReviewPage:
    """Tips to look at: those that wait, or those by members that are published."""

    page: Page
    tips: tuple[tuple[int, str], ...]
    published: bool = False


def read_title(text: str) -> str:
    """A title without quotes around it. Raises InvalidAnswer."""
    return _without_contacts(phrase(_unquoted(text.strip()), longest=LONGEST_TITLE, example=TITLE_EXAMPLE))


def read_text(text: str) -> str:
    """The tip itself, in its paragraphs. Raises InvalidAnswer."""
    told = paragraphs(text)
    signs = len(told.encode("utf-16-le")) // 2
    if signs > LONGEST_TEXT:
        raise InvalidAnswer(f"Получилось {signs} знаков, а поместится до {LONGEST_TEXT}. Оставьте самое полезное.")
    if sum(sign.isalpha() for sign in told) < SHORTEST_TEXT:
        raise InvalidAnswer("Пока коротковато: добавьте, что сделать и зачем. Двух предложений хватит.")
    return _without_contacts(told)


def read_result(text: str) -> str:
    """How it went, in one line. Raises InvalidAnswer."""
    return phrase(text, longest=LONGEST_RESULT, example=RESULT_EXAMPLE)


def read_note(text: str) -> str:
    """A coordinator's words with a returned tip. Raises InvalidAnswer."""
    return phrase(text, longest=LONGEST_NOTE, example=NOTE_EXAMPLE)


def _unquoted(title: str) -> str:
    """Quotes around the whole are not part of a title; those around a word of it are: «Час „тишины“»."""
    inner = title[1:-1]
    pair = title[:1] + title[-1:]
    return inner if pair in ("«»", '""', "“”", "„“") and not set(inner) & set(pair) else title


def _without_contacts(told: str) -> str:
    """`told` as it is. Raises InvalidAnswer when a phone, a link or a name in a messenger is in it."""
    try:
        return without_contacts(told)
    except InvalidAnswer:
        raise InvalidAnswer(
            "Телефон, почту и ссылки лучше убрать: лайфхак прочитает весь клуб. Назовите сайт словами, а вопросы "
            "коллеги зададут через бота."
        ) from None


def mark_of(state: TipState, told: Proposal) -> int:
    """A number that changes with every word: an old button must not publish what nobody has read."""
    words = (state, told.direction, told.title, told.text, told.photo, told.voice, told.season)
    return crc32("\0".join(one or "" for one in words).encode())


def joined(title: str, text: str) -> str:
    """Title and text as one: the title is a single line, so both can be told apart."""
    return f"{title}\n{text}"


def likeness(words: frozenset[str], others: frozenset[str]) -> float:
    """How much two tips are one: words common to both against all their words, from 0 to 1."""
    return len(words & others) / len(words | others) if words and others else 0.0
