"""Who acts: what every use case knows about the person on the other side."""

from dataclasses import dataclass

from domain.errors import Blocked, ConsentNeeded, NotAllowed, ProfileNeeded
from domain.vocabulary import Role


@dataclass(frozen=True, slots=True)
class Actor:
    """The person of this turn, read from the database anew each time.

    `member_id` is None until the person consents: nothing of a guest is stored. `consent_in_force`: they agreed
    to today's wording of the consent. `joined` says that the profile is finished; `telegram_id` is theirs in
    Telegram.
    """

    telegram_id: int
    member_id: int | None = None
    consent_in_force: bool = False
    joined: bool = False
    roles: frozenset[Role] = frozenset()
    # a coordinator has closed the club to them: whatever they ask for is refused
    blocked: bool = False
    # one of their messages shows something that moves by itself
    watching: bool = False

    @property
    def is_coordinator(self) -> bool:
        return Role.COORDINATOR in self.roles

    @property
    def consented(self) -> bool:
        """Whether anything new about the person may be stored."""
        return self.member_id is not None and self.consent_in_force

    def owner(self) -> int:
        """The member's id for what takes no consent: to look at one's own, take it away, leave.

        Raises ConsentNeeded for a guest, who owns nothing here, and Blocked.
        """
        if self.blocked:
            raise Blocked
        if self.member_id is None:
            raise ConsentNeeded
        return self.member_id

    def known(self) -> int:
        """The member's id. Raises ConsentNeeded for a guest and for who agreed to an older wording only."""
        if not self.consented:
            raise ConsentNeeded
        return self.owner()

    def member(self) -> int:
        """The id of a member with a finished profile. Raises ConsentNeeded or ProfileNeeded."""
        member_id = self.known()
        if not self.joined:
            raise ProfileNeeded
        return member_id

    def coordinator(self) -> int:
        """The id of a coordinator. Raises ConsentNeeded or NotAllowed."""
        member_id = self.known()
        if not self.is_coordinator:
            raise NotAllowed
        return member_id
