"""The directory as coordinators keep it: the list they search, one organisation's card, a new one, a changed one."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import lru_cache
from typing import Any

from domain.errors import InvalidAnswer
from domain.paging import Page
from domain.people.organizations import MOST_CANDIDATES, OrganizationView, candidates, tells
from domain.typed import folded, phrase
from domain.vocabulary import Municipality, OrgType

# as in the club's own file: what is longer fits no list
LONGEST_NAME = 120
_EXAMPLE = "Школа № 901"
# a spreadsheet takes such a beginning for a formula, whoever opens it later
_FORMULA_SIGNS = ("=", "+", "-", "@")
# names of a whole region: each search goes through all of them
_REMEMBERED = 8_192


class Field(StrEnum):
    """What of an organisation can be changed. Values are short: they travel in buttons."""

    NAME = "name"
    TYPE = "type"
    MUNICIPALITY = "town"


def read_name(text: str) -> str:
    """A typed name of an organisation, clean. Raises InvalidAnswer."""
    name = phrase(text, longest=LONGEST_NAME, example=_EXAMPLE)
    if name.startswith(_FORMULA_SIGNS):
        raise InvalidAnswer(f"Название не может начинаться со знака «{name[0]}». Например: {_EXAMPLE}.")
    return name


@dataclass(frozen=True, slots=True)
class Look:
    """What of the list a coordinator looks at: the way back from a card. `words` are a folded search."""

    words: tuple[str, ...] = ()
    archived: bool = False
    page: int = 0

    def dump(self) -> dict[str, Any]:
        """As JSON."""
        return {"words": list(self.words), "archived": self.archived, "page": self.page}

    @classmethod
    def load(cls, dumped: Mapping[str, Any]) -> "Look":
        """Back from JSON."""
        return cls(tuple(dumped["words"]), dumped["archived"], dumped["page"])


@lru_cache(maxsize=_REMEMBERED)
def in_order(name: str) -> tuple[tuple[bool, int, str], ...]:
    """A key to sort names by: «№ 2» comes before «№ 10», «ё» is «е»."""
    parts = re.findall(r"[0-9]+|[^0-9]+", folded(name))
    return tuple((False, int(part), "") if part.isdecimal() else (True, 0, part.strip()) for part in parts)


def is_meant(words: Sequence[str], one: OrganizationView) -> bool:
    """Whether each word, folded, begins a word of the name, tells the type, or is a number of it: «12» is not № 123."""
    own, numbers = _told_by(one.name)

    def fits(word: str) -> bool:
        if word.isascii() and word.isdecimal():
            return str(int(word)) in numbers
        return any(part.startswith(word) for part in own) or tells(word, one.type)

    return all(map(fits, words))


@lru_cache(maxsize=_REMEMBERED)
def _told_by(name: str) -> tuple[tuple[str, ...], frozenset[str]]:
    """Words and numbers of a name."""
    return tuple(folded(name).split()), frozenset(str(int(number)) for number in re.findall(r"[0-9]+", name))


def find(words: Sequence[str], directory: Sequence[OrganizationView]) -> tuple[list[OrganizationView], bool]:
    """Those meant by a search, by name; where there are none, what is like it at best, and True for the guess."""
    meant = [one for one in directory if is_meant(words, one)]
    if meant or not words:
        return sorted(meant, key=lambda one: (in_order(one.name), one.id)), False
    return list(candidates(" ".join(words), directory, None)), True


def near(name: str, directory: Iterable[OrganizationView], town: Municipality | None) -> tuple[OrganizationView, ...]:
    """Organisations of the town, or of any, that `name` may mean, the likeliest first: those a newcomer is offered."""
    there = [one for one in directory if town in (None, one.municipality)]
    return candidates(name, there, town)[:MOST_CANDIDATES]


@dataclass(frozen=True, slots=True)
class OrganizationLine:
    """One organisation of the list with how many people are of it."""

    view: OrganizationView
    people: int


@dataclass(frozen=True, slots=True)
class Organizations:
    """One page of the list. `guessed`: nothing is called so, these are alike. `waiting`: places to settle."""

    look: Look
    lines: tuple[OrganizationLine, ...]
    page: Page
    total: int
    guessed: bool
    waiting: int
    archived: int


@dataclass(frozen=True, slots=True)
class OrganizationCard:
    """All a coordinator sees of one organisation. `admins` speak for it; `pairs` wait for its word."""

    view: OrganizationView
    people: int
    mentors: int
    admins: tuple[str, ...]
    cross_approval: bool
    pairs: int
    archived_at: datetime | None
    # the button was about a duplicate that has become one with this
    was_merged: bool = False


@dataclass(frozen=True, slots=True)
class OrganizationPerson:
    member_id: int
    full_name: str | None
    position: str | None
    # what they had typed before a coordinator settled it
    own_words: str | None


@dataclass(frozen=True, slots=True)
class OrganizationPeople:
    """One page of the people of an organisation, by name."""

    view: OrganizationView
    people: tuple[OrganizationPerson, ...]
    page: Page
    total: int


@dataclass(frozen=True, slots=True)
class NewOrganization:
    """A complete new organisation."""

    name: str
    type: OrgType
    municipality: Municipality


@dataclass(frozen=True, slots=True)
class OrganizationForm:
    """A new organisation while it is asked for, or the name of one that is there (`organization_id`).

    `key`: it is made for people who typed a place of their own words.
    """

    organization_id: int | None = None
    key: str | None = None
    name: str | None = None
    type: OrgType | None = None
    municipality: Municipality | None = None

    @property
    def complete(self) -> NewOrganization | None:
        """The organisation, once everything is known."""
        if self.name is None or self.type is None or self.municipality is None:
            return None
        return NewOrganization(self.name, self.type, self.municipality)

    def dump(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "organization_id": self.organization_id,
            "key": self.key,
            "name": self.name,
            "type": self.type,
            "municipality": self.municipality,
        }

    @classmethod
    def load(cls, dumped: Mapping[str, Any]) -> "OrganizationForm":
        """Back from JSON."""
        kind, town = dumped["type"], dumped["municipality"]
        return cls(
            dumped["organization_id"],
            dumped["key"],
            dumped["name"],
            OrgType(kind) if kind else None,
            Municipality(town) if town else None,
        )


def plain(name: str) -> str:
    """A name for comparing: case, «ё», «№» and blanks aside, a number apart from the word before it."""
    return folded(re.sub(r"(?<=\D)(?=\d)", " ", name))
