"""What people type about tips: how it went, what to look for."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from domain.vocabulary import Direction


@dataclass(frozen=True, slots=True)
class Trying:
    """The tip of which a line on how it went is awaited."""

    tip_id: int

    def dump(self) -> dict[str, Any]:
        """As JSON."""
        return {"tip_id": self.tip_id}

    @classmethod
    def load(cls, dumped: Mapping[str, Any]) -> "Trying":
        """Back from JSON."""
        return cls(int(dumped["tip_id"]))


@dataclass(frozen=True, slots=True)
class Searching:
    """What is looked for: words (empty: not told yet), in one direction or all."""

    words: str = ""
    direction: Direction | None = None

    def dump(self) -> dict[str, Any]:
        """As JSON."""
        return {"words": self.words, "direction": self.direction}

    @classmethod
    def load(cls, dumped: Mapping[str, Any]) -> "Searching":
        """Back from JSON."""
        direction = dumped["direction"]
        return cls(str(dumped["words"]), Direction(direction) if direction else None)
