"""The questions of a request for mentoring in their order, and the draft of it that survives interruptions."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from domain.mentoring.matching import Suggestion
from domain.mentoring.requests import MOST_CHOICES
from domain.vocabulary import Attendance, Direction, MentoringForm, Urgency

# more of them at once would keep mentors from others
MOST_OPEN = 3


class Step(StrEnum):
    """A question. Values are short: they travel in buttons."""

    DIRECTIONS = "themes"
    NEED = "need"
    URGENCY = "soon"
    FORM = "form"
    WAY = "way"
    NAME = "name"
    SCHOOL = "school"
    MENTORS = "mentors"
    SUMMARY = "summary"


class Move(StrEnum):
    """Where from a question without answering it."""

    BACK = "back"
    KEEP = "keep"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a mentee has told so far; None is «not answered yet».

    `way` of None in `settled` is «either way»; `mentors` are ids by rank, none in `settled` leaves the choice to the
    club. `given`: questions that the button which began the form has answered, or that make no sense to this person.
    """

    directions: tuple[Direction, ...] = ()
    need: str | None = None
    urgency: Urgency | None = None
    form: MentoringForm | None = None
    way: Attendance | None = None
    anonymous: bool | None = None
    same_organization: bool | None = None
    mentors: tuple[int, ...] = ()
    settled: frozenset[Step] = frozenset()
    given: frozenset[Step] = frozenset()

    @property
    def urgent(self) -> bool:
        """«Срочно, до завтрашнего урока»: few questions, for mentors on duty."""
        return self.urgency is Urgency.URGENT

    def settle(self, step: Step) -> "Wanted":
        """The same with a question that is left as it stands."""
        return replace(self, settled=self.settled | {step})

    def unsettle(self, step: Step) -> "Wanted":
        """The same with a question open again."""
        return replace(self, settled=self.settled - {step}, given=self.given - {step})

    def in_a_hurry(self) -> "Wanted":
        """The same, begun by «Срочно, до завтра»."""
        return replace(self, urgency=Urgency.URGENT, given=self.given | {Step.URGENCY})

    def to_mentor(self, mentor_id: int) -> "Wanted":
        """The same, begun from this mentor's card: they come first."""
        ranked = (mentor_id, *(one for one in self.mentors if one != mentor_id))[:MOST_CHOICES]
        return replace(self, mentors=ranked, given=self.given | {Step.MENTORS}).settle(Step.MENTORS)

    def ranked(self, mentor_id: int, on: bool) -> "Wanted":
        """The same with a mentor put last in the list or taken off it; doing it twice changes nothing more."""
        if on:
            return self if mentor_id in self.mentors else replace(self, mentors=(*self.mentors, mentor_id))
        return replace(self, mentors=tuple(one for one in self.mentors if one != mentor_id))

    def dump(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "directions": list(self.directions),
            "need": self.need,
            "urgency": self.urgency,
            "form": self.form,
            "way": self.way,
            "anonymous": self.anonymous,
            "same_organization": self.same_organization,
            "mentors": list(self.mentors),
            "settled": sorted(self.settled),
            "given": sorted(self.given),
        }

    @classmethod
    def load(cls, dumped: Mapping[str, Any]) -> "Wanted":
        """Back from JSON. Raises TypeError, KeyError or ValueError for what another version kept."""
        urgency, form, way = dumped["urgency"], dumped["form"], dumped["way"]
        return cls(
            directions=tuple(map(Direction, dumped["directions"])),
            need=dumped["need"],
            urgency=Urgency(urgency) if urgency else None,
            form=MentoringForm(form) if form else None,
            way=Attendance(way) if way else None,
            anonymous=dumped["anonymous"],
            same_organization=dumped["same_organization"],
            mentors=tuple(map(int, dumped["mentors"])),
            settled=frozenset(map(Step, dumped["settled"])),
            given=frozenset(map(Step, dumped["given"])),
        )


# --- which questions, in which order


@dataclass(frozen=True, slots=True)
class _Rule:
    """When a question is asked, when it counts as answered, and when the summary tells of it all the same."""

    step: Step
    answered: Callable[[Wanted], bool]
    asked: Callable[[Wanted], bool] = lambda wanted: not wanted.urgent
    told: Callable[[Wanted], bool] = lambda _: False


_RULES = (
    _Rule(Step.DIRECTIONS, lambda w: bool(w.directions) and Step.DIRECTIONS in w.settled, asked=lambda _: True),
    _Rule(Step.NEED, lambda w: w.need is not None, asked=lambda _: True),
    _Rule(Step.URGENCY, lambda w: w.urgency is not None, asked=lambda _: True, told=lambda _: True),
    _Rule(Step.FORM, lambda w: w.form is not None),
    _Rule(
        Step.WAY,
        lambda w: Step.WAY in w.settled,
        asked=lambda w: not w.urgent and w.form is not MentoringForm.VIRTUAL,
    ),
    # who is in a hurry is not asked, and may change it in the summary
    _Rule(Step.NAME, lambda w: w.anonymous is not None, told=lambda _: True),
    _Rule(Step.SCHOOL, lambda w: w.same_organization is not None),
    _Rule(Step.MENTORS, lambda w: Step.MENTORS in w.settled, told=lambda w: bool(w.mentors)),
)
_RULE_OF = {rule.step: rule for rule in _RULES}


def _asked(rule: _Rule, wanted: Wanted) -> bool:
    return rule.step not in wanted.given and rule.asked(wanted)


def questions(wanted: Wanted) -> tuple[Step, ...]:
    """The numbered questions of this request, in order."""
    return tuple(rule.step for rule in _RULES if _asked(rule, wanted))


def facts(wanted: Wanted) -> tuple[Step, ...]:
    """What the summary tells and lets correct, in order."""
    return tuple(rule.step for rule in _RULES if _asked(rule, wanted) or rule.told(wanted))


def progress(step: Step, wanted: Wanted) -> tuple[int, int]:
    """«Шаг 2 из 8» as two numbers; what is asked beside them counts as the last one."""
    asked = questions(wanted)
    return (asked.index(step) + 1 if step in asked else len(asked)), len(asked)


def is_answered(step: Step, wanted: Wanted) -> bool:
    """Whether the question is answered."""
    return step in _RULE_OF and _RULE_OF[step].answered(wanted)


def first_missing(wanted: Wanted) -> Step:
    """The first question still open, or the summary when none is."""
    missing = (rule.step for rule in _RULES if _asked(rule, wanted) and not rule.answered(wanted))
    return next(missing, Step.SUMMARY)


def before(step: Step, wanted: Wanted) -> Step | None:
    """The question before `step`; None at the first one."""
    asked = [*questions(wanted), Step.SUMMARY]
    place = asked.index(step) if step in asked else 0
    return asked[place - 1] if place > 0 else None


# --- where somebody stands


@dataclass(frozen=True, slots=True)
class Draft:
    """Where a mentee stands. `reviewing`: the summary was reached, corrections lead to it.

    `cut_at`: when a need came that a messenger had cut in two (aware UTC): what follows at once is its tail.
    """

    step: Step = Step.DIRECTIONS
    wanted: Wanted = Wanted()
    reviewing: bool = False
    cut_at: datetime | None = None

    @property
    def started(self) -> bool:
        """Whether there is anything to lose."""
        return bool(self.wanted.directions) or self.wanted.need is not None

    @property
    def complete(self) -> bool:
        """Whether nothing is missing for sending."""
        return first_missing(self.wanted) is Step.SUMMARY

    def after(self, wanted: Wanted) -> "Draft":
        """An answer came: on to the first question still open, or to the summary."""
        step = first_missing(wanted)
        return Draft(step, wanted, self.reviewing or step is Step.SUMMARY)

    def at(self, step: Step) -> "Draft":
        """Go to a question; one that is not this request's leads to the first open one instead."""
        # examples and suggestions are by direction: with every tick taken away, directions come first
        known = step in facts(self.wanted) and (bool(self.wanted.directions) or step is Step.DIRECTIONS)
        return replace(self, step=step if known else first_missing(self.wanted), cut_at=None)

    def back(self) -> "Draft":
        """One question back, or to the summary during corrections; nothing is before the first one."""
        if self.reviewing and self.complete:
            return replace(self, step=Step.SUMMARY, cut_at=None)
        return self.at(before(self.step, self.wanted) or self.step)

    def dump(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "step": self.step.value,
            "wanted": self.wanted.dump(),
            "reviewing": self.reviewing,
            "cut_at": self.cut_at and self.cut_at.isoformat(),
        }

    @classmethod
    def load(cls, dumped: Mapping[str, Any]) -> "Draft":
        """Back from JSON. Raises TypeError, KeyError or ValueError for what another version kept."""
        cut_at = dumped["cut_at"]
        return cls(
            step=Step(dumped["step"]),
            wanted=Wanted.load(dumped["wanted"]),
            reviewing=bool(dumped["reviewing"]),
            cut_at=datetime.fromisoformat(cut_at) if cut_at else None,
        )


# --- what a question's screen shows


@dataclass(frozen=True, slots=True)
class Ranked:
    """A mentor the mentee has chosen."""

    mentor_id: int
    name: str


@dataclass(frozen=True, slots=True)
class Asked:
    """The draft with what its screen names: the chosen mentors by rank, and whom else to choose from.

    `lost`: somebody chosen can't be asked for this any more, and is off the list. `forms` are those of the mentor from
    whose card the request began; none where any will do.
    """

    draft: Draft
    ranked: tuple[Ranked, ...] = ()
    suggestions: tuple[Suggestion, ...] = ()
    lost: bool = False
    forms: tuple[MentoringForm, ...] = ()

    @property
    def step(self) -> Step:
        return self.draft.step

    @property
    def wanted(self) -> Wanted:
        return self.draft.wanted
