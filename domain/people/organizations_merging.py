"""Two entries of the directory that are one organisation: what a coordinator sees before they become one."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from domain.people.organizations_desk import OrganizationCard


@dataclass(frozen=True, slots=True)
class OrganizationMerge:
    """The entry that stays, the one that goes, and what moves from the latter.

    `approvals`: words about pairs across schools; `within`: pairs that wait for such a word and turn out to be of one
    organisation, so they begin; `announcements` are addressed to the one that goes.
    """

    keep: OrganizationCard
    gone: OrganizationCard
    asks: int
    approvals: int
    within: int
    announcements: int


@dataclass(frozen=True, slots=True)
class Seeking:
    """The other entry of an organisation is looked for by name."""

    organization_id: int

    def dump(self) -> dict[str, Any]:
        """As JSON."""
        return {"organization_id": self.organization_id}

    @classmethod
    def load(cls, dumped: Mapping[str, Any]) -> "Seeking":
        """Back from JSON."""
        return cls(dumped["organization_id"])
