"""What a mentor says to a whole group: a message to everybody, and a call to meet at one time."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from domain.errors import InvalidAnswer
from domain.mentoring.meetings import USUAL_MINUTES, Proposal, read_times
from domain.mentoring.relay import Outgoing
from domain.vocabulary import Attendance

# each of them goes to each of the group
MOST_PENDING = 5


@dataclass(frozen=True, slots=True)
class GroupWriting:
    """A message to a group in the making: what has come so far. It leaves when the mentor says so, for good."""

    group_id: int
    pending: tuple[Outgoing, ...] = ()

    def dump(self) -> dict[str, Any]:
        """As JSON."""
        return {"group_id": self.group_id, "pending": [one.dump() for one in self.pending]}

    @classmethod
    def load(cls, dumped: Mapping[str, Any]) -> "GroupWriting":
        """Back from JSON."""
        return cls(int(dumped["group_id"]), tuple(Outgoing.load(one) for one in dumped["pending"]))

    def with_one(self, outgoing: Outgoing) -> "GroupWriting":
        """The same with one more message. Raises InvalidAnswer when there are enough."""
        if len(self.pending) >= MOST_PENDING:
            raise InvalidAnswer(f"За раз передам до {MOST_PENDING} сообщений. Отправьте то, что уже есть.")
        return replace(self, pending=(*self.pending, outgoing))


class CallStep(StrEnum):
    """A question of a call to meet; the value is kept in the draft and travels in buttons."""

    TIME = "time"
    WAY = "way"
    PLACE = "place"
    SUMMARY = "summary"


@dataclass(frozen=True, slots=True)
class CallDraft:
    """A call to meet in the making; `at` is aware UTC. `placed`: the question where has been answered, or put off."""

    group_id: int
    step: CallStep = CallStep.TIME
    at: datetime | None = None
    way: Attendance | None = None
    place: str | None = None
    placed: bool = False
    minutes: int = USUAL_MINUTES

    def after(self, **answer: Any) -> "CallDraft":
        """The same with an answer: on to the first question still open, or to the summary."""
        told = replace(self, **answer)
        return replace(told, step=told.first_missing)

    def to_way(self, way: Attendance) -> "CallDraft":
        """The same with a way to meet; a link is no room, and a room is no link."""
        if way is self.way:
            return self.after()
        return self.after(way=way, place=None, placed=False)

    def at_step(self, step: CallStep) -> "CallDraft":
        """Go to a question; one whose turn has not come waits."""
        order = list(CallStep)
        return replace(self, step=min(step, self.first_missing, key=order.index))

    def fresh(self, now: datetime) -> "CallDraft":
        """The same without a time that has passed at `now`."""
        return self if self.at is None or self.at > now else replace(self, at=None, step=CallStep.TIME)

    @property
    def first_missing(self) -> CallStep:
        """The first question still open, or the summary when none is."""
        if self.at is None:
            return CallStep.TIME
        if self.way is None:
            return CallStep.WAY
        return CallStep.SUMMARY if self.placed else CallStep.PLACE

    @property
    def proposal(self) -> Proposal | None:
        """What goes to each pair; None while an answer is missing."""
        if self.at is None or self.way is None:
            return None
        return Proposal((self.at,), self.way, self.place, self.minutes)

    def dump(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "group_id": self.group_id,
            "step": self.step.value,
            "at": self.at.isoformat() if self.at else None,
            "way": self.way.value if self.way else None,
            "place": self.place,
            "placed": self.placed,
            "minutes": self.minutes,
        }

    @classmethod
    def load(cls, dumped: Mapping[str, Any]) -> "CallDraft":
        """Back from JSON."""
        at, way = dumped["at"], dumped["way"]
        return cls(
            int(dumped["group_id"]),
            CallStep(dumped["step"]),
            datetime.fromisoformat(at) if at else None,
            Attendance(way) if way else None,
            dumped["place"],
            bool(dumped["placed"]),
            int(dumped["minutes"]),
        )


def read_time(text: str, now: datetime) -> datetime:
    """One typed moment (aware UTC). Raises InvalidAnswer."""
    times = read_times(text, now)
    if len(times) != 1:
        raise InvalidAnswer("Группу зовут на одно время: пришлите его одной строкой.")
    return times[0]
