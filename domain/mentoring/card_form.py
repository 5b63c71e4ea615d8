"""The form of a mentor's card as data: its questions in order, the answers, the draft that survives interruptions."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from typing import Any

from domain.mentoring.cards import USUAL_GROUP, Card
from domain.vocabulary import Attendance, Direction, MentoringForm, Stage


class Step(StrEnum):
    """A question. Values are short: they travel in buttons."""

    DIRECTIONS = "themes"
    SUBJECT = "subject"
    STAGES = "stages"
    ABOUT = "about"
    FORMS = "forms"
    GROUP = "group"
    WAYS = "ways"
    CAPACITY = "pairs"
    DUTY = "duty"
    SUMMARY = "summary"


@dataclass(frozen=True, slots=True)
class Answers:
    """What has been told so far; None, and an empty choice of several, is «not answered yet».

    An empty `subject` is an answer: the person teaches none.
    """

    directions: tuple[Direction, ...] = ()
    subject: str | None = None
    stages: tuple[Stage, ...] = ()
    about: str | None = None
    forms: tuple[MentoringForm, ...] = ()
    group_size: int | None = None
    ways: tuple[Attendance, ...] = ()
    capacity: int | None = None
    on_duty: bool | None = None

    @classmethod
    def of(cls, card: Card) -> "Answers":
        """The answers a saved card was made of."""
        return cls(**{name: getattr(card, name) for name in cls.__dataclass_fields__})

    def dump(self) -> dict[str, Any]:
        """As JSON."""
        return asdict(self)

    @classmethod
    def load(cls, dumped: Mapping[str, Any]) -> "Answers":
        """Back from JSON."""
        answers = cls(**dumped)
        return replace(
            answers,
            directions=tuple(map(Direction, answers.directions)),
            stages=tuple(map(Stage, answers.stages)),
            forms=tuple(map(MentoringForm, answers.forms)),
            ways=tuple(map(Attendance, answers.ways)),
        )

    @property
    def leads_groups(self) -> bool:
        return MentoringForm.GROUP in self.forms

    @property
    def must_be_online(self) -> bool:
        """Whether one of the forms is nothing without meeting online."""
        return MentoringForm.VIRTUAL in self.forms


@dataclass(frozen=True, slots=True)
class _Rule:
    """When a question is asked, and when it counts as answered."""

    step: Step
    answered: Callable[[Answers], bool]
    asked: Callable[[Answers], bool] = lambda _: True


_RULES = (
    _Rule(Step.DIRECTIONS, lambda a: bool(a.directions)),
    _Rule(Step.SUBJECT, lambda a: a.subject is not None),
    _Rule(Step.STAGES, lambda a: bool(a.stages)),
    _Rule(Step.ABOUT, lambda a: a.about is not None),
    _Rule(Step.FORMS, lambda a: bool(a.forms)),
    _Rule(Step.GROUP, lambda a: a.group_size is not None, asked=lambda a: a.leads_groups),
    _Rule(Step.WAYS, lambda a: bool(a.ways) and (Attendance.ONLINE in a.ways or not a.must_be_online)),
    _Rule(Step.CAPACITY, lambda a: a.capacity is not None),
    _Rule(Step.DUTY, lambda a: a.on_duty is not None),
)
_RULE_OF = {rule.step: rule for rule in _RULES}


def questions(answers: Answers) -> tuple[Step, ...]:
    """The questions for these answers, in order."""
    return tuple(rule.step for rule in _RULES if rule.asked(answers))


def is_answered(step: Step, answers: Answers) -> bool:
    """Whether this question has an answer already."""
    return step in _RULE_OF and _RULE_OF[step].answered(answers)


def first_missing(answers: Answers) -> Step:
    """The first question without an answer, or the summary when nothing is missing."""
    return next((one for one in questions(answers) if not is_answered(one, answers)), Step.SUMMARY)


def progress(step: Step, answers: Answers) -> tuple[int, int]:
    """«Шаг 2 из 8» as two numbers."""
    asked = questions(answers)
    return (asked.index(step) + 1 if step in asked else len(asked)), len(asked)


@dataclass(frozen=True, slots=True)
class Draft:
    """Where a person stands in the form. `reviewing`: the summary was reached, corrections lead to it.

    `saved`: it is the edit of a card that is there already.
    """

    step: Step = Step.DIRECTIONS
    answers: Answers = Answers()
    reviewing: bool = False
    saved: bool = False

    @classmethod
    def of(cls, card: Card) -> "Draft":
        """The edit of a saved card, at its summary."""
        return cls(Step.SUMMARY, Answers.of(card), reviewing=True, saved=True)

    @property
    def started(self) -> bool:
        """Whether there is anything to lose."""
        return self.answers != Answers()

    @property
    def first(self) -> bool:
        """Whether nothing was asked before this question."""
        return not self.reviewing and self.step is Step.DIRECTIONS

    def card(self) -> Card | None:
        """The finished card; None while an answer is missing. A group of the usual size where none is led."""
        a = self.answers
        if first_missing(a) is not Step.SUMMARY or a.subject is None or a.about is None or a.capacity is None:
            return None
        size = a.group_size if a.leads_groups and a.group_size else USUAL_GROUP
        return Card(
            a.directions, a.subject, a.stages, a.about, a.forms, a.ways, a.capacity, size, on_duty=bool(a.on_duty)
        )

    def after(self, answers: Answers) -> "Draft":
        """An answer came: on to the first question still open, or to the summary."""
        step = first_missing(answers)
        return replace(self, step=step, answers=answers, reviewing=self.reviewing or step is Step.SUMMARY)

    def at(self, step: Step) -> "Draft":
        """Go to a question; one that is not asked now leads to the first open one instead."""
        return replace(self, step=step if step in questions(self.answers) else first_missing(self.answers))

    def back(self) -> "Draft":
        """One question back, or to the summary during corrections; nothing is before the first one."""
        if self.reviewing:
            return replace(self, step=Step.SUMMARY)
        asked = questions(self.answers)
        place = asked.index(self.step) if self.step in asked else 0
        return replace(self, step=asked[max(0, place - 1)])

    def dump(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "step": self.step.value,
            "answers": self.answers.dump(),
            "reviewing": self.reviewing,
            "saved": self.saved,
        }

    @classmethod
    def load(cls, dumped: Mapping[str, Any]) -> "Draft":
        """Back from JSON."""
        return cls(
            Step(dumped["step"]), Answers.load(dumped["answers"]), bool(dumped["reviewing"]), bool(dumped["saved"])
        )
