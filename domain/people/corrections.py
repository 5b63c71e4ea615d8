"""A name or a school that a coordinator mends: the draft while it is typed."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from domain.people.joining import Answers, Step


@dataclass(frozen=True, slots=True)
class Correction:
    """Whose record is mended, what of it, and what was typed so far."""

    member_id: int
    step: Step
    answers: Answers

    def dump(self) -> dict[str, Any]:
        """As JSON."""
        return {"member_id": self.member_id, "step": self.step.value, "answers": self.answers.dump()}

    @classmethod
    def load(cls, dumped: Mapping[str, Any]) -> "Correction":
        """Back from JSON."""
        return cls(dumped["member_id"], Step(dumped["step"]), Answers.load(dumped["answers"]))
