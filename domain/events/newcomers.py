"""A person without Telegram whom a coordinator adds: the questions and the draft."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from domain.people.joining import Answers, Step, is_answered

_ASKED = (Step.ROLE, Step.NAME, Step.ORGANIZATION, Step.ORGANIZATION_PICK, Step.POSITION)


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Somebody a coordinator adds: the draft of the form, kept only once the paper consent is there.

    `consented`: the coordinator holds the signed paper. `distinct`: they were told of a namesake at the same place
    and said that this is somebody else.
    """

    event_id: int
    consented: bool = False
    distinct: bool = False
    answers: Answers = field(default_factory=Answers)

    @property
    def step(self) -> Step:
        """The first question still open, or the summary."""
        return next((step for step in _ASKED if self._asks(step) and not self._has(step)), Step.SUMMARY)

    @property
    def progress(self) -> tuple[int, int]:
        """«Шаг 2 из 4» as two numbers: choosing the school is part of naming it."""
        asked = [step for step in _ASKED if step is not Step.ORGANIZATION_PICK and self._asks(step)]
        step = Step.ORGANIZATION if self.step is Step.ORGANIZATION_PICK else self.step
        return (asked.index(step) + 1 if step in asked else len(asked)), len(asked)

    def back(self) -> "Newcomer":
        """One answer back; nothing is before the first one."""
        answered = [step for step in _ASKED if self._asks(step) and self._has(step)]
        if not answered:
            return self
        last = answered[-1]
        cleared = _CLEARED[Step.ORGANIZATION if last is Step.ORGANIZATION_PICK else last]
        return replace(self, answers=replace(self.answers, **cleared), distinct=False)

    def _asks(self, step: Step) -> bool:
        if step in (Step.ROLE, Step.NAME):
            return True
        return self.answers.works and (
            step is not Step.ORGANIZATION_PICK or self.answers.organization_query is not None
        )

    def _has(self, step: Step) -> bool:
        return is_answered(step, self.answers)

    def dump(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "event_id": self.event_id,
            "consented": self.consented,
            "distinct": self.distinct,
            "answers": self.answers.dump(),
        }

    @classmethod
    def load(cls, dumped: Mapping[str, Any]) -> "Newcomer":
        """Back from JSON."""
        return cls(dumped["event_id"], dumped["consented"], dumped["distinct"], Answers.load(dumped["answers"]))


_CLEARED: Mapping[Step, dict[str, Any]] = {
    Step.ROLE: {"role": None},
    Step.NAME: {"full_name": None},
    Step.ORGANIZATION: {"organization_query": None, "organization_id": None, "organization_text": None},
    Step.POSITION: {"position": None},
}
