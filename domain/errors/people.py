"""Rules of members, their rights and records, and of the directory."""

from domain.errors.shared import ClubError


class InviteInvalid(ClubError):
    """The one-time link is unknown, used or expired; all three are answered alike on purpose."""


class InvitesFull(ClubError):
    """As many one-time links wait as the club keeps at once."""


class LastCoordinator(ClubError):
    """The last coordinator's rights can't be taken away: nobody could give any back."""


class Blocked(ClubError):
    """A coordinator has closed the club to the person who acts."""


class MemberBlocked(ClubError):
    """The club is closed to the person somebody wants to do something with."""


class NotOnePerson(ClubError):
    """Two records that met in a pair, a request or at a table can't be one person's."""


class ClaimOfOther(ClubError):
    """The record a code opens met whoever brings the code in a pair, a request or at a table: it is somebody else's."""


class ClaimTriesOver(ClubError):
    """The person has typed as many wrong codes today as one may."""


class OrganizationExists(ClubError):
    """The directory has an organisation of this name in this town, maybe in the archive."""


class OrganizationMerged(ClubError):
    """The organisation was a duplicate, and somebody has made it one with another."""
