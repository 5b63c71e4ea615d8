"""Two records of one person: what a coordinator sees before they become one."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from domain.people.members_desk import MemberCard


@dataclass(frozen=True, slots=True)
class MergePreview:
    """The record that stays, the one that goes, and at how many events both signed up."""

    keep: MemberCard
    gone: MemberCard
    shared_events: int


@dataclass(frozen=True, slots=True)
class Seeking:
    """The other record of a person is looked for by name."""

    member_id: int

    def dump(self) -> dict[str, Any]:
        """As JSON."""
        return {"member_id": self.member_id}

    @classmethod
    def load(cls, dumped: Mapping[str, Any]) -> "Seeking":
        """Back from JSON."""
        return cls(dumped["member_id"])
