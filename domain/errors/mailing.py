"""Rules of letters to coordinators and of announcements."""

from domain.errors.shared import ClubError


class LetterTaken(ClubError):
    """Another coordinator has taken the letter, or has just changed what becomes of it."""


class OwnLetterDesk(ClubError):
    """A coordinator's own letter is another coordinator's to answer, and to close or open again."""


class AnnouncementGone(ClubError):
    """The announcement was a draft, and somebody has deleted it."""


class AnnouncementMoved(ClubError):
    """The announcement is not as the coordinator saw it: sent, or changed by somebody meanwhile."""


class NobodyToSendTo(ClubError):
    """Nobody who can be reached fits the announcement's audience."""


class AnnouncementUnready(ClubError):
    """The announcement lacks something without which it can't be sent: it is empty, or an album would bear buttons."""
