"""The form of a mentor's group: its questions, what the card allows, the draft, and reading what is typed."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from domain.errors import InvalidAnswer
from domain.mentoring.card_answers import GROUP_SIZES, without_contacts
from domain.mentoring.cards import LEAST_ABOUT, SMALLEST_GROUP
from domain.typed import clean, paragraphs, phrase
from domain.vocabulary import Direction

LONGEST_TITLE = 60
LONGEST_ABOUT = 500
TITLE_EXAMPLE = "Тихий старт урока"
ABOUT_EXAMPLE = "Раз в две недели разбираем по уроку. Приносите свой конспект, пробуем вместе"


class Step(StrEnum):
    """A question of the form; the value is kept in the draft and travels in buttons."""

    TITLE = "title"
    DIRECTION = "theme"
    ABOUT = "about"
    SIZE = "size"
    SUMMARY = "summary"


@dataclass(frozen=True, slots=True)
class Limits:
    """What the mentor's card allows: directions, and from how many to how many people."""

    directions: tuple[Direction, ...]
    most: int
    least: int = SMALLEST_GROUP

    @property
    def questions(self) -> tuple[Step, ...]:
        """What is asked, in order; of one direction there is nothing to choose."""
        return tuple(
            step
            for step in Step
            if step is not Step.SUMMARY and (step is not Step.DIRECTION or len(self.directions) > 1)
        )

    @property
    def sizes(self) -> tuple[int, ...]:
        """Sizes to press."""
        return tuple(sorted({one for one in (*GROUP_SIZES, self.least, self.most) if self.least <= one <= self.most}))


@dataclass(frozen=True, slots=True)
class GroupPlan:
    """What a new group is to be."""

    title: str
    direction: Direction
    about: str
    size: int


@dataclass(frozen=True, slots=True)
class GroupDraft:
    """A group in the making."""

    step: Step = Step.TITLE
    title: str | None = None
    direction: Direction | None = None
    about: str | None = None
    size: int | None = None

    def within(self, limits: Limits) -> "GroupDraft":
        """The same without what the card does not allow (any more); the only direction is chosen by itself."""
        direction = self.direction if self.direction in limits.directions else None
        if len(limits.directions) == 1:
            direction = limits.directions[0]
        size = self.size if self.size is not None and limits.least <= self.size <= limits.most else None
        return replace(self, direction=direction, size=size)

    def after(self, **answer: Any) -> "GroupDraft":
        """The same with an answer: on to the first question still open, or to the summary."""
        told = replace(self, **answer)
        return replace(told, step=told.first_missing)

    def at(self, step: Step) -> "GroupDraft":
        """Go to a question; the summary waits until everything is told."""
        return replace(self, step=self.first_missing if step is Step.SUMMARY else step)

    @property
    def first_missing(self) -> Step:
        """The first question still open, or the summary when none is."""
        answers = {
            Step.TITLE: self.title,
            Step.DIRECTION: self.direction,
            Step.ABOUT: self.about,
            Step.SIZE: self.size,
        }
        return next((step for step, answer in answers.items() if answer is None), Step.SUMMARY)

    @property
    def plan(self) -> GroupPlan | None:
        """The finished group; None while an answer is missing."""
        if self.title is None or self.direction is None or self.about is None or self.size is None:
            return None
        return GroupPlan(self.title, self.direction, self.about, self.size)

    def dump(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "step": self.step.value,
            "title": self.title,
            "direction": self.direction.value if self.direction else None,
            "about": self.about,
            "size": self.size,
        }

    @classmethod
    def load(cls, dumped: Mapping[str, Any]) -> "GroupDraft":
        """Back from JSON."""
        direction = dumped["direction"]
        return cls(
            Step(dumped["step"]),
            dumped["title"],
            Direction(direction) if direction else None,
            dumped["about"],
            dumped["size"],
        )


@dataclass(frozen=True, slots=True)
class GroupEdit:
    """Which answer of a group there is one is changing."""

    group_id: int
    step: Step

    def dump(self) -> dict[str, Any]:
        """As JSON."""
        return {"group_id": self.group_id, "step": self.step.value}

    @classmethod
    def load(cls, dumped: Mapping[str, Any]) -> "GroupEdit":
        """Back from JSON."""
        return cls(int(dumped["group_id"]), Step(dumped["step"]))


def read(step: Step, text: str, limits: Limits) -> dict[str, Any]:
    """What was typed at `step`, as an answer for `GroupDraft.after`. Raises InvalidAnswer."""
    match step:
        case Step.TITLE:
            return {"title": read_title(text)}
        case Step.ABOUT:
            return {"about": read_about(text)}
        case Step.SIZE:
            return {"size": read_size(text, limits)}
        case Step.DIRECTION:
            raise InvalidAnswer("Здесь словами не нужно: нажмите кнопку под вопросом.")
        case _:
            raise InvalidAnswer("Осталось нажать «Открыть группу» — или поле, которое хочется поправить.")


def read_title(text: str) -> str:
    """A short name. Raises InvalidAnswer."""
    return without_contacts(phrase(text, longest=LONGEST_TITLE, example=TITLE_EXAMPLE))


def read_about(text: str) -> str:
    """What the group does, in several lines. Raises InvalidAnswer."""
    told = paragraphs(text)
    if not any(sign.isalpha() for sign in told):
        raise InvalidAnswer(f"Здесь нужны слова. Например: «{ABOUT_EXAMPLE}».")
    if len(told) < LEAST_ABOUT:
        raise InvalidAnswer(f"Чуть подробнее, хотя бы {LEAST_ABOUT} знаков. Например: «{ABOUT_EXAMPLE}».")
    if len(told) > LONGEST_ABOUT:
        raise InvalidAnswer(f"Получилось {len(told)} знаков, а поместится {LONGEST_ABOUT}. Оставьте главное.")
    return without_contacts(told)


def read_size(text: str, limits: Limits) -> int:
    """How many people, in figures. Raises InvalidAnswer."""
    told = clean(text).rstrip(".").partition(" ")[0]
    if told.isdecimal() and len(told) < 4 and limits.least <= int(told) <= limits.most:
        return int(told)
    if limits.least == limits.most:
        raise InvalidAnswer(f"Сейчас подойдёт только число {limits.most}.")
    raise InvalidAnswer(f"Напишите число от {limits.least} до {limits.most}.")
