"""All tables; Alembic and the tests read `Base.metadata` from here."""

from db.base import Base
from db.models.access import AuditEntry, Conversation, Invite
from db.models.events import Event, EventDirection, Registration
from db.models.outbox import OutboxRow
from db.models.people import Consent, Interest, Member, MemberRole, Organization
from db.models.tips import Tip, TipSeen, TipSubscription, TipSubscriptionDirection

__all__ = [
    "AuditEntry",
    "Base",
    "Consent",
    "Conversation",
    "Event",
    "EventDirection",
    "Interest",
    "Invite",
    "Member",
    "MemberRole",
    "Organization",
    "OutboxRow",
    "Registration",
    "Tip",
    "TipSeen",
    "TipSubscription",
    "TipSubscriptionDirection",
]
