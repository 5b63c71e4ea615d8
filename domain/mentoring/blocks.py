"""Two who are never put in a pair: the list of such, and what stands between two people now."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from domain.mentoring.found_people import FoundPerson
from domain.paging import Page


@dataclass(frozen=True, slots=True)
class BlockLine:
    """Two by their ids (the smaller first) and names, and since when (aware UTC)."""

    first_id: int
    second_id: int
    first: str
    second: str
    since: datetime


@dataclass(frozen=True, slots=True)
class BlockPage:
    """A page of blocks, the newest first."""

    page: Page
    lines: tuple[BlockLine, ...]


@dataclass(frozen=True, slots=True)
class Two:
    """Two people before a coordinator.

    `since` is when they were blocked, None when they are not. `pair_id` is a live pair of the two. `requests` are
    those of one that wait for the other.
    """

    one: FoundPerson
    other: FoundPerson
    since: datetime | None
    pair_id: int | None
    requests: tuple[int, ...]

    @property
    def blocked(self) -> bool:
        return self.since is not None


@dataclass(frozen=True, slots=True)
class BlockDraft:
    """Whom a coordinator keeps apart: the second is looked for once the first is known; `query` is folded."""

    first_id: int | None = None
    query: str = ""

    def dump(self) -> dict[str, Any]:
        """As JSON."""
        return {"first_id": self.first_id, "query": self.query}

    @classmethod
    def load(cls, dumped: Mapping[str, Any]) -> "BlockDraft":
        """Back from JSON."""
        first_id = dumped["first_id"]
        return cls(None if first_id is None else int(first_id), str(dumped["query"]))
