"""Members found by a typed name, for a coordinator to choose from."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FoundPerson:
    """A member; `organization` tells namesakes apart. `reachable`: the bot's messages arrive."""

    id: int
    name: str
    organization: str | None
    reachable: bool


@dataclass(frozen=True, slots=True)
class FoundPeople:
    """The first of those whom a name may mean, and how many they are in all."""

    people: tuple[FoundPerson, ...]
    total: int


NOBODY = FoundPeople((), 0)
