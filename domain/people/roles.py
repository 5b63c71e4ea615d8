"""Rights inside the club: who holds them, who may give and take them, and the links that bring new coordinators."""

from dataclasses import dataclass
from datetime import datetime

from domain.paging import Page
from domain.vocabulary import Role

# what a coordinator gives and takes by hand; the rest people choose themselves
GIVEN = (Role.COORDINATOR, Role.MENTOR)
# so many links may wait at once: more than anybody hands out in two days
MOST_INVITES = 10


@dataclass(frozen=True, slots=True)
class Holder:
    """A coordinator in the list."""

    member_id: int
    name: str
    since: datetime


@dataclass(frozen=True, slots=True)
class Rights:
    """A page of coordinators, and how many links wait for somebody."""

    page: Page
    holders: tuple[Holder, ...]
    total: int
    invites: int


@dataclass(frozen=True, slots=True)
class MemberRights:
    """One person's roles. `reachable`: they use the bot, so that rights are of use; `last`: nobody else coordinates."""

    member_id: int
    name: str
    roles: tuple[Role, ...]
    reachable: bool
    oneself: bool
    last: bool

    def may_get(self, role: Role) -> bool:
        return role in GIVEN and role not in self.roles and self.reachable

    def may_lose(self, role: Role) -> bool:
        return role in GIVEN and role in self.roles and not (role is Role.COORDINATOR and self.last)


@dataclass(frozen=True, slots=True)
class LiveInvite:
    """A link nobody has used yet. `issuer` is None for the command line, and for who has left."""

    id: int
    issuer: str | None
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Invites:
    """Links that wait. `newest` is the id of the last one the looking coordinator made (0: none so far)."""

    live: tuple[LiveInvite, ...]
    newest: int

    @property
    def full(self) -> bool:
        return len(self.live) >= MOST_INVITES
