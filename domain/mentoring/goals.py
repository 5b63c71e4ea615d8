"""Goals of a pair: a few, in their own words."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from domain.typed import phrase

MOST_GOALS = 5
LONGEST_GOAL = 300
EXAMPLE = "начинать урок за две минуты, без шума"


@dataclass(frozen=True, slots=True)
class GoalView:
    """One goal; `reached` as the two see it themselves."""

    id: int
    pair_id: int
    text: str
    reached: bool


@dataclass(frozen=True, slots=True)
class Goals:
    """A pair's goals in the order they were set. `open`: the pair goes on, so they may change."""

    pair_id: int
    other: str | None
    open: bool
    goals: tuple[GoalView, ...]

    @property
    def full(self) -> bool:
        return len(self.goals) >= MOST_GOALS


@dataclass(frozen=True, slots=True)
class GoalDraft:
    """Which goal is being worded; `goal_id` of None: a new one."""

    pair_id: int
    goal_id: int | None = None

    def dump(self) -> dict[str, Any]:
        """As JSON."""
        return {"pair_id": self.pair_id, "goal_id": self.goal_id}

    @classmethod
    def load(cls, dumped: Mapping[str, Any]) -> "GoalDraft":
        """Back from JSON."""
        goal_id = dumped["goal_id"]
        return cls(int(dumped["pair_id"]), None if goal_id is None else int(goal_id))


def read_goal(text: str) -> str:
    """A goal in one line. Raises InvalidAnswer."""
    return phrase(text, longest=LONGEST_GOAL, example=EXAMPLE)
