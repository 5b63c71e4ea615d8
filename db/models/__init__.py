"""All tables; Alembic and the tests read `Base.metadata` from here."""

from db.base import Base
from db.models.access import AuditEntry, CalendarFeed, ClubKey, Conversation, Invite
from db.models.afterwards import Certificate, Feedback, Presence
from db.models.events import Answer, Event, EventDirection, Question, Registration, Sitting
from db.models.outbox import OutboxRow
from db.models.people import Consent, Interest, Member, MemberRole, Organization
from db.models.tips import Tip, TipSeen, TipSubscription, TipSubscriptionDirection

__all__ = [
    "Answer",
    "AuditEntry",
    "Base",
    "CalendarFeed",
    "Certificate",
    "ClubKey",
    "Consent",
    "Conversation",
    "Event",
    "EventDirection",
    "Feedback",
    "Interest",
    "Invite",
    "Member",
    "MemberRole",
    "Organization",
    "OutboxRow",
    "Presence",
    "Question",
    "Registration",
    "Sitting",
    "Tip",
    "TipSeen",
    "TipSubscription",
    "TipSubscriptionDirection",
]
