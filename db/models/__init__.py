"""All tables; Alembic and the tests read `Base.metadata` from here."""

from db.base import Base
from db.models.access import AuditEntry, CalendarFeed, ClubKey, Conversation, Invite
from db.models.afterwards import Certificate, Feedback, Presence
from db.models.announcements import Announcement, DigestItem, MailingChoice
from db.models.directory import ClaimCode, OwnPlace, Partner
from db.models.events import Answer, Event, EventDirection, Question, Registration, Sitting
from db.models.intake import InboxRow
from db.models.letters import Letter, LetterMessage
from db.models.live import LiveScreen
from db.models.mentoring import BlockedPair, MentorCard, MentoringRequest, RequestChoice, RequestStep
from db.models.outbox import OutboxRow
from db.models.pairs import (
    Goal,
    MeetingNote,
    MentorGroup,
    Mentorship,
    PairCheck,
    PairFeedback,
    PairMeeting,
    RelayMessage,
    Thanks,
)
from db.models.people import Consent, Interest, Member, MemberRole, MemberWord, Organization
from db.models.rounds import MatchingRound, RoundForbidden, RoundPair
from db.models.schools import SchoolAdmin, SchoolApproval, SchoolAsk
from db.models.speed import SpeedEvening, SpeedSeat, SpeedTable, SpeedWish
from db.models.tips import Tip, TipSeen, TipSubscription, TipSubscriptionDirection, TipWord

__all__ = [
    "Announcement",
    "Answer",
    "AuditEntry",
    "Base",
    "BlockedPair",
    "CalendarFeed",
    "Certificate",
    "ClaimCode",
    "ClubKey",
    "Consent",
    "Conversation",
    "DigestItem",
    "Event",
    "EventDirection",
    "Feedback",
    "Goal",
    "InboxRow",
    "Interest",
    "Invite",
    "Letter",
    "LetterMessage",
    "LiveScreen",
    "MailingChoice",
    "MatchingRound",
    "MeetingNote",
    "Member",
    "MemberRole",
    "MemberWord",
    "MentorCard",
    "MentorGroup",
    "MentoringRequest",
    "Mentorship",
    "Organization",
    "OutboxRow",
    "OwnPlace",
    "PairCheck",
    "PairFeedback",
    "PairMeeting",
    "Partner",
    "Presence",
    "Question",
    "Registration",
    "RelayMessage",
    "RequestChoice",
    "RequestStep",
    "RoundForbidden",
    "RoundPair",
    "SchoolAdmin",
    "SchoolApproval",
    "SchoolAsk",
    "Sitting",
    "SpeedEvening",
    "SpeedSeat",
    "SpeedTable",
    "SpeedWish",
    "Thanks",
    "Tip",
    "TipSeen",
    "TipSubscription",
    "TipSubscriptionDirection",
    "TipWord",
]
