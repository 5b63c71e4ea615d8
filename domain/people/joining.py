"""Joining as data: the questions, who is asked which, and the draft that survives interruptions.

The same questions edit a finished profile field by field. Roles: domain guide §3, directions: §4.1.
"""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from typing import Any

from domain.people.organizations import OrganizationView
from domain.vocabulary import Direction, Municipality, Role, Source

MOST_DIRECTIONS = 3


class Step(StrEnum):
    """A question. Values are short: they travel in buttons."""

    ROLE = "role"
    NAME = "name"
    MUNICIPALITY = "city"
    MUNICIPALITY_TEXT = "city_own"
    ORGANIZATION = "org"
    ORGANIZATION_PICK = "org_pick"
    POSITION = "position"
    YEAR = "year"
    DIRECTIONS = "themes"
    SUMMARY = "summary"


@dataclass(frozen=True, slots=True)
class Answers:
    """What a person has told so far; None is «not answered yet» (no directions at all is an empty tuple).

    `organization_query` is what was typed; it becomes either an id of the directory or the person's own text.
    """

    role: Role | None = None
    full_name: str | None = None
    municipality: Municipality | None = None
    municipality_text: str | None = None
    organization_query: str | None = None
    organization_id: int | None = None
    organization_text: str | None = None
    position: str | None = None
    started_year: int | None = None
    directions: tuple[Direction, ...] | None = None

    def dump(self) -> dict[str, Any]:
        """As JSON; what is not answered is left out."""
        return {name: value for name, value in asdict(self).items() if value is not None}

    @classmethod
    def load(cls, dumped: Mapping[str, Any]) -> "Answers":
        """Back from JSON."""
        answers = cls(**dumped)
        return replace(
            answers,
            role=answers.role and Role(answers.role),
            municipality=answers.municipality and Municipality(answers.municipality),
            directions=None if answers.directions is None else tuple(map(Direction, answers.directions)),
        )

    @property
    def works(self) -> bool:
        """Whether organisation, position and the year of starting work are asked: a guest is spared them."""
        return self.role is not Role.GUEST


@dataclass(frozen=True, slots=True)
class _Rule:
    """When a question is asked, when it counts as answered; a follow-up clarifies the one before it."""

    step: Step
    answered: Callable[[Answers], bool]
    asked: Callable[[Answers], bool] = lambda _: True
    follows: Step | None = None


def _has_organization(answers: Answers) -> bool:
    return answers.organization_id is not None or answers.organization_text is not None


_RULES = (
    _Rule(Step.ROLE, lambda a: a.role is not None),
    _Rule(Step.NAME, lambda a: a.full_name is not None),
    _Rule(Step.MUNICIPALITY, lambda a: a.municipality is not None),
    _Rule(
        Step.MUNICIPALITY_TEXT,
        lambda a: a.municipality_text is not None,
        asked=lambda a: a.municipality is Municipality.OTHER,
        follows=Step.MUNICIPALITY,
    ),
    _Rule(
        Step.ORGANIZATION,
        lambda a: a.organization_query is not None or _has_organization(a),
        asked=lambda a: a.works,
    ),
    _Rule(
        Step.ORGANIZATION_PICK,
        _has_organization,
        asked=lambda a: a.works and a.organization_query is not None,
        follows=Step.ORGANIZATION,
    ),
    _Rule(Step.POSITION, lambda a: a.position is not None, asked=lambda a: a.works),
    _Rule(Step.YEAR, lambda a: a.started_year is not None, asked=lambda a: a.works),
    _Rule(Step.DIRECTIONS, lambda a: a.directions is not None),
)
_RULE_OF = {rule.step: rule for rule in _RULES}


def questions(answers: Answers) -> tuple[Step, ...]:
    """The numbered questions for this person, in order: seven, or four for a guest."""
    return tuple(rule.step for rule in _RULES if rule.follows is None and rule.asked(answers))


def question_of(step: Step) -> Step:
    """The numbered question a step belongs to: a follow-up shares the number of what it clarifies."""
    return _RULE_OF[step].follows or step if step in _RULE_OF else step


def progress(step: Step, answers: Answers) -> tuple[int, int]:
    """«Шаг 2 из 7» as two numbers; the summary counts as the last one."""
    asked = questions(answers)
    own = question_of(step)
    return (asked.index(own) + 1 if own in asked else len(asked)), len(asked)


def is_answered(step: Step, answers: Answers) -> bool:
    """Whether this question has an answer already."""
    return step in _RULE_OF and _RULE_OF[step].answered(answers)


def first_missing(answers: Answers) -> Step:
    """The first question without an answer, or the summary when nothing is missing."""
    missing = (rule.step for rule in _RULES if rule.asked(answers) and not rule.answered(answers))
    return next(missing, Step.SUMMARY)


def follow_up(step: Step, answers: Answers) -> Step | None:
    """The question still needed to settle the answer to `step`, or None."""
    own = question_of(step)
    for rule in _RULES:
        if rule.follows is own and rule.asked(answers) and not rule.answered(answers):
            return rule.step
    return None


def before(step: Step, answers: Answers) -> Step | None:
    """The question asked before `step`; None at the first one."""
    asked = [*(rule.step for rule in _RULES if rule.asked(answers)), Step.SUMMARY]
    place = asked.index(step) if step in asked else 0
    return asked[place - 1] if place > 0 else None


@dataclass(frozen=True, slots=True)
class Draft:
    """Where a person stands in joining. `reviewing`: the summary was reached, corrections lead to it.

    `event_id` is the event for whose sake they join: the end leads back to it; `source` is where they found it.
    """

    step: Step = Step.ROLE
    answers: Answers = Answers()
    reviewing: bool = False
    event_id: int | None = None
    source: Source | None = None

    @property
    def started(self) -> bool:
        """Whether there is anything to lose."""
        return self.answers != Answers()

    @property
    def complete(self) -> bool:
        """Whether nothing is missing for saving."""
        return first_missing(self.answers) is Step.SUMMARY

    def after(self, answers: Answers) -> "Draft":
        """An answer came: on to the first question still open, or to the summary."""
        step = first_missing(answers)
        return replace(self, step=step, answers=answers, reviewing=self.reviewing or step is Step.SUMMARY)

    def at(self, step: Step) -> "Draft":
        """Go to a question; one that is not asked of this person leads to the first open one instead."""
        asked = step in _RULE_OF and _RULE_OF[step].asked(self.answers)
        return replace(self, step=step if asked else first_missing(self.answers))

    def back(self) -> "Draft":
        """One question back, or to the summary during corrections; nothing is before the first one."""
        previous = Step.SUMMARY if self.reviewing else before(self.step, self.answers)
        return replace(self, step=previous or self.step)

    def dump(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "step": self.step.value,
            "answers": self.answers.dump(),
            "reviewing": self.reviewing,
            "event_id": self.event_id,
            "source": self.source,
        }

    @classmethod
    def load(cls, dumped: Mapping[str, Any]) -> "Draft":
        """Back from JSON."""
        source = dumped.get("source")
        return cls(
            Step(dumped["step"]),
            Answers.load(dumped["answers"]),
            bool(dumped["reviewing"]),
            dumped.get("event_id"),
            Source(source) if source else None,
        )


@dataclass(frozen=True, slots=True)
class Question:
    """What a question's screen shows: the draft, the organisation chosen in it, candidates to choose from."""

    draft: Draft
    organization: OrganizationView | None = None
    candidates: tuple[OrganizationView, ...] = ()

    @property
    def step(self) -> Step:
        return self.draft.step

    @property
    def answers(self) -> Answers:
        return self.draft.answers


@dataclass(frozen=True, slots=True)
class ProfileView:
    """A member's own profile as it is stored."""

    answers: Answers
    roles: tuple[Role, ...]
    organization: OrganizationView | None


def first_names(full_name: str) -> str:
    """How to greet «Иванова Анна Петровна»: «Анна Петровна»; a name in another order is kept whole."""
    words = full_name.split()
    match words:
        case [_, first, patronymic] if patronymic.lower().endswith(_PATRONYMICS):
            return f"{first} {patronymic}"
        case [first, patronymic, _] if patronymic.lower().endswith(_PATRONYMICS):
            return f"{first} {patronymic}"
        case [_, first]:
            return first
    return full_name


_PATRONYMICS = ("вич", "вна", "ична", "ьич", "мич", "оглы", "кызы")
