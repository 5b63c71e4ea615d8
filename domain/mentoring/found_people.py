"""Members found by a typed name, for a coordinator to choose from."""

from dataclasses import dataclass

# above it nobody needs the number: the name must be typed more exactly
MANY = 1_000


@dataclass(frozen=True, slots=True)
class FoundPerson:
    """A member; `organization` tells namesakes apart. `reachable`: the bot's messages arrive.

    `blocked`: a coordinator has closed the club to them, so nothing does.
    """

    id: int
    name: str
    organization: str | None
    reachable: bool
    blocked: bool = False


@dataclass(frozen=True, slots=True)
class FoundPeople:
    """The first of those whom a name may mean, and how many they are in all."""

    people: tuple[FoundPerson, ...]
    total: int


NOBODY = FoundPeople((), 0)
