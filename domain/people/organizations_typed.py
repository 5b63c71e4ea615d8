"""Places of work in people's own words, until a coordinator says which organisation of the directory is meant."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from domain.paging import Page
from domain.people.organizations import OrganizationView
from domain.vocabulary import Municipality

_WORD = re.compile(r"\w+")


def sign_of(text: str) -> str:
    """A short sign of typed words, for a button: what differs in case, «ё», blanks or points has the same one.

    What is stored was cleaned when it was typed, so this is quick: the desk asks for all of them.
    """
    words = " ".join(_WORD.findall(text.lower().replace("ё", "е")))
    return hashlib.sha256(words.encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class TypedPlace:
    """Words that `people` typed, as most of them wrote it; `key` is their sign."""

    key: str
    text: str
    people: int


@dataclass(frozen=True, slots=True)
class TypedPlaces:
    """One page of such words, those of most people first; `kept`: of those that stay as they are."""

    lines: tuple[TypedPlace, ...]
    page: Page
    total: int
    people: int
    kept: bool
    # how many are on the other list
    others: int


@dataclass(frozen=True, slots=True)
class TypedPlaceCard:
    """One such place: who wrote it (a few names), what of the directory it may mean."""

    place: TypedPlace
    names: tuple[str, ...]
    town: Municipality | None
    near: tuple[OrganizationView, ...]
    kept: bool


@dataclass(frozen=True, slots=True)
class Settling:
    """The organisation these words mean is looked for by name."""

    key: str

    def dump(self) -> dict[str, Any]:
        """As JSON."""
        return {"key": self.key}

    @classmethod
    def load(cls, dumped: Mapping[str, Any]) -> "Settling":
        """Back from JSON."""
        return cls(dumped["key"])
