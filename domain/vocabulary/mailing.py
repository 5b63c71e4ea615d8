"""Announcements, moderated tips and letters to coordinators."""

from enum import StrEnum


class AnnouncementState(StrEnum):
    """SENDING until nobody is left to send to; DONE may go on to late joiners; RECALLED: taken back from chats."""

    DRAFT = "DRAFT"
    SCHEDULED = "SCHEDULED"
    SENDING = "SENDING"
    PAUSED = "PAUSED"
    STOPPED = "STOPPED"
    DONE = "DONE"
    RECALLED = "RECALLED"


class Mailing(StrEnum):
    """How a member wants announcements: one by one, gathered in a digest, none."""

    EACH = "EACH"
    DIGEST = "DIGEST"
    NONE = "NONE"


class TipState(StrEnum):
    """Of a tip: those of `content/` are published from the start, a mentor's goes through moderation."""

    PENDING = "PENDING"
    RETURNED = "RETURNED"
    PUBLISHED = "PUBLISHED"
    WITHDRAWN = "WITHDRAWN"


class Season(StrEnum):
    """The time of the school year a tip is for."""

    SEPTEMBER = "SEPTEMBER"
    QUARTER_END = "QUARTER_END"
    PARENT_MEETING = "PARENT_MEETING"
    NEW_YEAR = "NEW_YEAR"
    EXAMS = "EXAMS"


class LetterState(StrEnum):
    """Of a conversation with the coordinators."""

    OPEN = "OPEN"
    TAKEN = "TAKEN"
    CLOSED = "CLOSED"
