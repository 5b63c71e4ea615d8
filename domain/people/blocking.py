"""Closing the club to a person: the reason, while a coordinator types it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

LONGEST_REASON = 300


@dataclass(frozen=True, slots=True)
class Closing:
    """Whom the club is closed to, and why; the reason is None until it is typed."""

    member_id: int
    reason: str | None = None

    def dump(self) -> dict[str, Any]:
        """As JSON."""
        return {"member_id": self.member_id, "reason": self.reason}

    @classmethod
    def load(cls, dumped: Mapping[str, Any]) -> "Closing":
        """Back from JSON."""
        return cls(dumped["member_id"], dumped["reason"])
