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

    @property
    def loses_telegram(self) -> bool:
        """Both have one, and the bot knows that of the record that goes no more."""
        return self.keep.telegram and self.gone.telegram

    @property
    def hands_rights(self) -> bool:
        """The record that stays becomes a coordinator's."""
        return self.gone.coordinator and not self.keep.coordinator

    @property
    def mark(self) -> int:
        """What one must have been warned of: it may come to be after the question was asked."""
        return self.loses_telegram + 2 * self.hands_rights


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
