"""Everything the club keeps about a person, table by table.

A test walks the models and fails when a table that leads to a member, or a column of such a table, is named
neither here nor among what says nothing about the person: a new table can't be forgotten.
"""

from typing import Any

from sqlalchemy import Select, or_, select

from db.base import Base
from db.engine import Session
from db.models import (
    Announcement,
    Answer,
    AuditEntry,
    CalendarFeed,
    Certificate,
    ClaimCode,
    Consent,
    Conversation,
    Event,
    EventDirection,
    Feedback,
    Interest,
    Invite,
    LiveScreen,
    MatchingRound,
    Member,
    MemberRole,
    MemberWord,
    Organization,
    OutboxRow,
    Presence,
    Question,
    Registration,
    RoundForbidden,
    RoundPair,
    Sitting,
    SpeedEvening,
    TipWord,
)
from domain.actors import Actor
from domain.people.mydata import Dossier, Section
from services.people.mydata_letters import LETTER_SOURCES
from services.people.mydata_mailing import MAILING_SOURCES
from services.people.mydata_mentoring import MENTORING_SOURCES
from services.people.mydata_schools import SCHOOL_SOURCES
from services.people.mydata_source import Person, Source
from services.people.mydata_tips import TIP_SOURCES


async def dossier(session: Session, actor: Actor) -> Dossier:
    """Everything about the person, in the order of SOURCES. Raises ConsentNeeded for a guest."""
    person = Person(actor.owner(), actor.telegram_id)
    return tuple([await _read(session, model, source, person) for model, source in SOURCES.items()])


async def _read(session: Session, model: type[Base], source: Source, person: Person) -> Section:
    rows = (await session.execute(source.query(person))).mappings()
    return Section(model.__tablename__, tuple(dict(row) for row in rows))


def _member(person: Person) -> Select[*tuple[Any, ...]]:
    return (
        select(
            Member.full_name,
            Member.telegram_id,
            Member.municipality,
            Member.municipality_text,
            Organization.name.label("organization"),
            Member.organization_text,
            Member.position,
            Member.started_year,
            Member.name_dative,
            Member.reminders,
            Member.created_at,
            Member.joined_at,
            Member.unreachable_since,
            Member.seen_on,
            Member.blocked_at,
            Member.blocked_reason,
        )
        .outerjoin(Organization, Organization.id == Member.organization_id)
        .where(Member.id == person.member_id)
    )


def _consents(person: Person) -> Select[*tuple[Any, ...]]:
    return (
        select(
            Consent.given_at, Consent.version, Consent.text_sha256, Consent.witness_id.is_not(None).label("on_paper")
        )
        .where(Consent.member_id == person.member_id)
        .order_by(Consent.given_at)
    )


def _roles(person: Person) -> Select[*tuple[Any, ...]]:
    return (
        select(MemberRole.role, MemberRole.granted_at)
        .where(MemberRole.member_id == person.member_id)
        .order_by(MemberRole.granted_at)
    )


def _interests(person: Person) -> Select[*tuple[Any, ...]]:
    return select(Interest.direction).where(Interest.member_id == person.member_id)


def _registrations(person: Person) -> Select[*tuple[Any, ...]]:
    return (
        select(
            Event.title.label("event"),
            Event.starts_at,
            Registration.status,
            Registration.attendance,
            Registration.arrival,
            Registration.role,
            Registration.source,
            Registration.offered_till,
            Registration.confirmed_at,
            Registration.reminders,
            Registration.ticket_code,
            Registration.word_misses,
            Registration.word_sitting,
            Registration.created_at,
            Registration.changed_at,
        )
        .join(Event, Event.id == Registration.event_id)
        .where(Registration.member_id == person.member_id)
        .order_by(Event.starts_at)
    )


def _answers(person: Person) -> Select[*tuple[Any, ...]]:
    return (
        select(Event.title.label("event"), Question.text.label("question"), Answer.text, Answer.answered_at)
        .join(Question, Question.id == Answer.question_id)
        .join(Registration, Registration.id == Answer.registration_id)
        .join(Event, Event.id == Registration.event_id)
        .where(Registration.member_id == person.member_id)
        .order_by(Answer.answered_at, Question.number)
    )


def _feedback(person: Person) -> Select[*tuple[Any, ...]]:
    return (
        select(
            Event.title.label("event"),
            Feedback.usefulness,
            Feedback.plan,
            Feedback.pace,
            Feedback.organisation,
            Feedback.recommend,
            Feedback.next_direction,
            Feedback.applied,
            Feedback.created_at,
            Feedback.changed_at,
        )
        .join(Event, Event.id == Feedback.event_id)
        .where(Feedback.member_id == person.member_id)
        .order_by(Feedback.created_at)
    )


def _presence(person: Person) -> Select[*tuple[Any, ...]]:
    return (
        select(
            Event.title.label("event"),
            Presence.sitting,
            Presence.state,
            Presence.attendance,
            Presence.method,
            Presence.marked_at,
        )
        .join(Registration, Registration.id == Presence.registration_id)
        .join(Event, Event.id == Registration.event_id)
        .where(Registration.member_id == person.member_id)
        .order_by(Presence.marked_at, Presence.sitting)
    )


def _certificates(person: Person) -> Select[*tuple[Any, ...]]:
    return (
        select(
            Certificate.year,
            Certificate.number,
            Certificate.code,
            Certificate.full_name,
            Certificate.position,
            Certificate.organization,
            Certificate.role,
            Certificate.title,
            Certificate.form,
            Certificate.starts_at,
            Certificate.ends_at,
            Certificate.place,
            Certificate.hours,
            Certificate.issued_at,
            Certificate.revoked_at,
        )
        .where(Certificate.member_id == person.member_id)
        .order_by(Certificate.year, Certificate.number)
    )


def _calendar_feed(person: Person) -> Select[*tuple[Any, ...]]:
    return select(CalendarFeed.created_at).where(CalendarFeed.member_id == person.member_id)


def _claim(person: Person) -> Select[*tuple[Any, ...]]:
    return select(ClaimCode.created_at, ClaimCode.expires_at).where(ClaimCode.member_id == person.member_id)


def _messages(person: Person) -> Select[*tuple[Any, ...]]:
    return (
        select(
            OutboxRow.kind,
            OutboxRow.entity,
            OutboxRow.due_at,
            OutboxRow.state,
            OutboxRow.sent_at,
            OutboxRow.error,
            OutboxRow.payload,
        )
        .where(OutboxRow.recipient_id == person.member_id)
        .order_by(OutboxRow.due_at)
    )


def _acts(person: Person) -> Select[*tuple[Any, ...]]:
    about = AuditEntry.object == f"member:{person.member_id}"
    return (
        select(AuditEntry.at, AuditEntry.act, AuditEntry.object, AuditEntry.details)
        .where(or_(AuditEntry.actor_id == person.member_id, about))
        .order_by(AuditEntry.at)
    )


def _conversations(person: Person) -> Select[*tuple[Any, ...]]:
    return select(Conversation.state, Conversation.data).where(Conversation.user_id == person.telegram_id)


SOURCES: dict[type[Base], Source] = {
    Member: Source(_member, {"organization_id": "organization"}, frozenset({"id", "search_words"})),
    MemberRole: Source(_roles, technical=frozenset({"member_id"})),
    Interest: Source(_interests, technical=frozenset({"member_id"})),
    Consent: Source(_consents, {"witness_id": "on_paper"}, technical=frozenset({"id", "member_id"})),
    Registration: Source(_registrations, {"event_id": "event"}, frozenset({"id", "member_id", "ticket_nonce"})),
    # of a file the club keeps its name and where it is in Telegram, not the file
    Answer: Source(_answers, {"registration_id": "event", "question_id": "question"}, frozenset({"file"})),
    Feedback: Source(_feedback, {"event_id": "event"}, frozenset({"member_id"})),
    # the secret opens the calendar to whoever has it, and a file like this is passed around; the bot shows it anyway
    CalendarFeed: Source(_calendar_feed, technical=frozenset({"member_id", "secret"})),
    # the code itself is not kept, only its hash
    ClaimCode: Source(_claim, technical=frozenset({"member_id", "code_sha256", "issued_by_id"})),
    # who marked the person is the coordinator's own affair
    Presence: Source(_presence, {"registration_id": "event"}, frozenset({"marked_by_id"})),
    Certificate: Source(
        _certificates, {"event_id": "title"}, frozenset({"id", "member_id", "issued_by_id", "replaced_by_id"})
    ),
    **TIP_SOURCES,
    **MENTORING_SOURCES,
    **SCHOOL_SOURCES,
    **LETTER_SOURCES,
    **MAILING_SOURCES,
    Conversation: Source(_conversations, technical=frozenset({"bot_id", "chat_id", "user_id"})),
    OutboxRow: Source(
        _messages,
        technical=frozenset(
            {
                "id",
                "recipient_id",
                "expires_at",
                "quiet_ok",
                "priority",
                "attempts",
                "next_attempt_at",
                "claimed_at",
                "message_ids",
            }
        ),
    ),
    AuditEntry: Source(_acts, technical=frozenset({"id", "actor_id"})),
}

# tables that lead to a member and yet hold nothing to export, each with the reason
NOTHING_TO_EXPORT: dict[type[Base], str] = {
    Event: "who made an event is in the journal, which its coordinator takes away",
    EventDirection: "a theme of an event says nothing about a person",
    Sitting: "a session of an event says nothing about a person",
    MatchingRound: "a coordinator's draft that the next one replaces; who began and sent it is in the journal",
    RoundForbidden: "a draft's machinery, gone with the next round",
    RoundPair: "a draft that the next one replaces; what came of it is the request's own history",
    SpeedEvening: "how long people sit together says nothing about a person; their own tables are exported",
    Announcement: "what the club says to many says nothing about a person; who wrote and sent it is in the journal",
    Invite: "who made and who used a one-time link is in the journal, which both take away",
    MemberWord: "the words of one's own name and school, for the search; both are exported",
    LiveScreen: "which message shows a progress that moves, and for whom: in the chat, and gone when it ends",
    TipWord: "the words of published tips, for the search; the author's own tips are exported",
    Question: "what an event asks says nothing about a person; the answers are exported",
}
