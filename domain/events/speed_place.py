"""How an evening of quick meetings shows in the card of its event."""

from dataclasses import dataclass
from enum import Enum, auto


class SpeedPhase(Enum):
    """Where an evening is for who takes part: choosing a side, sitting at tables, saying with whom to go on."""

    CHOOSING = auto()
    RUNNING = auto()
    WISHES = auto()


@dataclass(frozen=True, slots=True)
class SpeedPlace:
    """A person's place at the tables. `as_mentor` None: no side chosen; `guess_mentor`: which one is likely."""

    phase: SpeedPhase
    as_mentor: bool | None = None
    guess_mentor: bool = False
