"""The questions about an event in their order, and the draft of it that survives interruptions.

The same questions edit a saved event field by field.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from domain.events.event_plan import EventPlan, Step
from domain.vocabulary import EventFormat

BLANK = EventPlan()

# --- which questions, in which order


@dataclass(frozen=True, slots=True)
class _Rule:
    """When a question is asked and when it counts as answered.

    `optional`: it may be settled. `follows`: it clarifies the one before it and shares its number.
    """

    step: Step
    answered: Callable[[EventPlan], bool]
    asked: Callable[[EventPlan], bool] = lambda _: True
    optional: bool = False
    follows: Step | None = None


def _in_hall(plan: EventPlan) -> bool:
    return plan.format is not EventFormat.ONLINE


def _online(plan: EventPlan) -> bool:
    return plan.format is not EventFormat.OFFLINE


def _deadline_stands(plan: EventPlan) -> bool:
    """A deadline that the start has been moved before is asked again."""
    return plan.closes_at is not None and (plan.starts_at is None or plan.closes_at <= plan.starts_at)


_RULES = (
    _Rule(Step.TITLE, lambda p: p.title is not None),
    _Rule(Step.KIND, lambda p: p.kind is not None),
    _Rule(Step.FORM, lambda p: p.form is not None, follows=Step.KIND),
    _Rule(Step.DIRECTIONS, lambda p: bool(p.directions) and Step.DIRECTIONS in p.settled),
    _Rule(Step.TRACK, lambda p: p.track is not None, optional=True),
    _Rule(Step.FORMAT, lambda p: p.format is not None),
    _Rule(Step.PLACE, lambda p: p.place is not None, asked=_in_hall, optional=True),
    _Rule(
        Step.MAP,
        lambda p: p.map_url is not None,
        asked=lambda p: _in_hall(p) and p.place is not None,
        optional=True,
        follows=Step.PLACE,
    ),
    _Rule(Step.LINK, lambda p: p.online_url is not None, asked=_online, optional=True),
    _Rule(Step.SEATS, lambda p: p.seats_offline is not None, asked=_in_hall, optional=True),
    _Rule(Step.SEATS_ONLINE, lambda p: p.seats_online is not None, asked=_online, optional=True),
    _Rule(Step.START, lambda p: p.starts_at is not None),
    _Rule(Step.LENGTH, lambda p: p.length is not None),
    # the list of sessions is left by a press alone
    _Rule(Step.SITTINGS, lambda p: False, optional=True),
    _Rule(Step.HOURS, lambda p: p.hours is not None, optional=True),
    _Rule(Step.DEADLINE, _deadline_stands, optional=True),
    _Rule(Step.ANNOUNCEMENT, lambda p: p.announcement is not None),
    _Rule(Step.COVER, lambda p: p.cover is not None, optional=True),
    _Rule(Step.PARTNERS, lambda p: p.partners is not None, optional=True),
)
_RULE_OF = {rule.step: rule for rule in _RULES}
# questions about one session, asked from the list of them
_OF_A_SITTING = frozenset({Step.SITTING_START, Step.SITTING_LENGTH, Step.TOPIC})


def questions(plan: EventPlan) -> tuple[Step, ...]:
    """The numbered questions of this event, in order."""
    return tuple(rule.step for rule in _RULES if rule.follows is None and rule.asked(plan))


def facts(plan: EventPlan) -> tuple[Step, ...]:
    """What there is to show and to edit, in order; the kind alone stands for the form, as one leads to the other."""
    return tuple(rule.step for rule in _RULES if rule.step is not Step.FORM and rule.asked(plan))


def progress(step: Step, plan: EventPlan) -> tuple[int, int]:
    """«Шаг 2 из 14» as two numbers."""
    asked = questions(plan)
    own = Step.SITTINGS if step in _OF_A_SITTING else _RULE_OF[step].follows or step
    return (asked.index(own) + 1 if own in asked else len(asked)), len(asked)


def is_optional(step: Step) -> bool:
    """Whether the question may be passed by."""
    return step is Step.TOPIC or (step in _RULE_OF and _RULE_OF[step].optional)


def is_answered(step: Step, plan: EventPlan) -> bool:
    """Whether the question is answered, be it with nothing."""
    rule = _RULE_OF[step]
    return rule.answered(plan) or (rule.optional and step in plan.settled)


def first_missing(plan: EventPlan) -> Step:
    """The first question still open, or the summary when none is."""
    missing = (rule.step for rule in _RULES if rule.asked(plan) and not is_answered(rule.step, plan))
    return next(missing, Step.SUMMARY)


def before(step: Step, plan: EventPlan) -> Step | None:
    """The question before `step`; None at the first one."""
    asked = [*(rule.step for rule in _RULES if rule.asked(plan)), Step.SUMMARY]
    place = asked.index(step) if step in asked else 0
    return asked[place - 1] if place > 0 else None


# --- where somebody stands


@dataclass(frozen=True, slots=True)
class Draft:
    """Where a coordinator stands in planning an event.

    `reviewing`: the summary was reached, corrections lead to it. `sitting` is the number (from 1) of the session
    spoken of, `sitting_start` the start of a session whose length is asked next. `copied_from` is the event a copy was
    made of. `event_id` and `edited` are of a saved event, of which one field is being edited.
    """

    step: Step = Step.TITLE
    plan: EventPlan = BLANK
    reviewing: bool = False
    sitting: int | None = None
    sitting_start: datetime | None = None
    copied_from: int | None = None
    event_id: int | None = None
    edited: Step | None = None

    @property
    def started(self) -> bool:
        """Whether there is anything to lose."""
        return self.plan != BLANK

    @property
    def complete(self) -> bool:
        """Whether nothing is missing for saving."""
        return first_missing(self.plan) is Step.SUMMARY

    def after(self, plan: EventPlan) -> "Draft":
        """An answer came: on to the first question still open, or to the summary."""
        step = first_missing(plan)
        reviewing = self.reviewing or step is Step.SUMMARY
        return replace(self, step=step, plan=plan, reviewing=reviewing, sitting=None, sitting_start=None)

    def at(self, step: Step) -> "Draft":
        """Go to a question; one that is not asked of this event leads to the first open one instead."""
        asked = step in _RULE_OF and _RULE_OF[step].asked(self.plan)
        return replace(self, step=step if asked else first_missing(self.plan), sitting=None, sitting_start=None)

    def back(self) -> "Draft":
        """One question back, or to the summary during corrections; nothing is before the first one."""
        if self.step in _OF_A_SITTING:
            return self.at(Step.SITTINGS)
        if self.reviewing and self.complete:
            return self.at(Step.SUMMARY)
        return self.at(before(self.step, self.plan) or self.step)

    def of_sitting(self, number: int) -> "Draft":
        """To the topic of a session; of one there is not, to the list of them."""
        known = 1 <= number <= len(self.plan.sittings)
        return replace(self, step=Step.TOPIC, sitting=number) if known else self.at(Step.SITTINGS)

    def dump(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "step": self.step.value,
            "plan": self.plan.dump(),
            "reviewing": self.reviewing,
            "sitting": self.sitting,
            "sitting_start": self.sitting_start and self.sitting_start.isoformat(),
            "copied_from": self.copied_from,
            "event_id": self.event_id,
            "edited": self.edited,
        }

    @classmethod
    def load(cls, dumped: Mapping[str, Any]) -> "Draft":
        """Back from JSON. Raises TypeError, KeyError or ValueError for what another version kept."""
        started, edited = dumped["sitting_start"], dumped["edited"]
        return cls(
            step=Step(dumped["step"]),
            plan=EventPlan.load(dumped["plan"]),
            reviewing=bool(dumped["reviewing"]),
            sitting=dumped["sitting"],
            sitting_start=datetime.fromisoformat(started) if started else None,
            copied_from=dumped["copied_from"],
            event_id=dumped["event_id"],
            edited=Step(edited) if edited else None,
        )
