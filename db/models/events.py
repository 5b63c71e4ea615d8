"""Events and who takes part in them."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, Numeric, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from db.base import NEVER_TWICE, Base, Id, Json
from db.types import Code
from domain.vocabulary import (
    Attendance,
    Direction,
    EventForm,
    EventFormat,
    EventStatus,
    ParticipantRole,
    QuestionKind,
    RegistrationStatus,
    ReminderKind,
    Source,
    Track,
)


class Event(Base):
    """Anything one can sign up for. Seats of None mean no limit; online and face-to-face seats are counted apart."""

    __tablename__ = "event"
    __table_args__ = NEVER_TWICE

    id: Mapped[Id]
    # which entry of content/events.toml it was made from, so that a restart makes no second one
    seed_key: Mapped[str | None] = mapped_column(String(100), unique=True)
    title: Mapped[str] = mapped_column(String(200))
    form: Mapped[EventForm] = mapped_column(Code(EventForm))
    format: Mapped[EventFormat] = mapped_column(Code(EventFormat))
    track: Mapped[Track | None] = mapped_column(Code(Track))
    announcement: Mapped[str] = mapped_column(Text)
    starts_at: Mapped[datetime] = mapped_column(index=True)
    ends_at: Mapped[datetime]
    registration_closes_at: Mapped[datetime | None]
    place: Mapped[str | None] = mapped_column(String(300))
    map_url: Mapped[str | None] = mapped_column(String(500))
    online_url: Mapped[str | None] = mapped_column(String(500))
    seats_offline: Mapped[int | None]
    seats_online: Mapped[int | None]
    # academic hours of the certificate; an exhibition has none
    hours: Mapped[float | None] = mapped_column(Numeric(5, 1, asdecimal=False))
    status: Mapped[EventStatus] = mapped_column(Code(EventStatus))
    # the messenger's name of a picture somebody sent; the picture itself stays there
    cover: Mapped[str | None] = mapped_column(String(200))
    # partner organisations in the coordinator's words
    partners: Mapped[str | None] = mapped_column(String(300))
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("member.id", ondelete="SET NULL"), index=True)
    # iCalendar's SEQUENCE: grows whenever time, place or status change, so that calendars follow
    revision: Mapped[int] = mapped_column(default=0, server_default="0")
    # why it was moved or called off, in the coordinator's words
    note: Mapped[str | None] = mapped_column(String(300))

    directions: Mapped[list["EventDirection"]] = relationship(cascade="all, delete-orphan", passive_deletes=True)
    sittings: Mapped[list["Sitting"]] = relationship(
        cascade="all, delete-orphan", passive_deletes=True, order_by="Sitting.number"
    )
    questions: Mapped[list["Question"]] = relationship(
        cascade="all, delete-orphan", passive_deletes=True, order_by="Question.number"
    )


class Sitting(Base):
    """One session of a series with a single registration; an event of one session has none.

    The event's own `starts_at` and `ends_at` span all of them.
    """

    __tablename__ = "sitting"

    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), primary_key=True)
    # from 1, in order of time
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    topic: Mapped[str | None] = mapped_column(String(200))
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]


class Question(Base):
    """What an event asks of who signs up: a talk's title, a nomination, a track."""

    __tablename__ = "question"
    __table_args__ = NEVER_TWICE

    id: Mapped[Id]
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), index=True)
    number: Mapped[int]
    kind: Mapped[QuestionKind] = mapped_column(Code(QuestionKind))
    text: Mapped[str] = mapped_column(String(200))
    # of a CHOICE
    options: Mapped[list[str]] = mapped_column(Json)
    required: Mapped[bool]


class EventDirection(Base):
    __tablename__ = "event_direction"

    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), primary_key=True)
    direction: Mapped[Direction] = mapped_column(Code(Direction), primary_key=True)


class Registration(Base):
    """A seat, an offered seat or a place in line: one row for an event and a member, whatever they decide next."""

    __tablename__ = "registration"

    id: Mapped[Id]
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"))
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id", ondelete="CASCADE"), index=True)
    status: Mapped[RegistrationStatus] = mapped_column(Code(RegistrationStatus))
    attendance: Mapped[Attendance] = mapped_column(Code(Attendance))
    # order of arrival within the event, given under the event's lock; who comes back joins the end
    arrival: Mapped[int]
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    # of an OFFERED seat: till when it is held
    offered_till: Mapped[datetime | None]
    role: Mapped[ParticipantRole] = mapped_column(
        Code(ParticipantRole), default=ParticipantRole.PARTICIPANT, server_default=ParticipantRole.PARTICIPANT
    )
    source: Mapped[Source | None] = mapped_column(Code(Source))
    # the person's own choice for this event; None: their general one, or the form's
    reminders: Mapped[list[ReminderKind] | None] = mapped_column(Json)
    # «придёте?» was answered with yes, «подходит новое время?» likewise
    confirmed_at: Mapped[datetime | None]
    # four letters of the ticket, unique within the event; made when the ticket is first shown
    ticket_code: Mapped[str | None] = mapped_column(String(4))
    # changes with every new seat, so that an old ticket opens nothing
    ticket_nonce: Mapped[str | None] = mapped_column(String(16))
    # wrong code words typed, and at which session
    word_misses: Mapped[int] = mapped_column(default=0, server_default="0")
    word_sitting: Mapped[int] = mapped_column(default=1, server_default="1")

    __table_args__ = (
        UniqueConstraint("event_id", "member_id", name="uq_registration_event_id_member_id"),
        UniqueConstraint("event_id", "ticket_code", name="uq_registration_event_id_ticket_code"),
        Index("ix_registration_offer", "status", "offered_till"),
        Index("ix_registration_line", "event_id", "attendance", "status", "arrival"),
        NEVER_TWICE,
    )


class Answer(Base):
    """What a person answered to an event's question; of a file, its name in the messenger."""

    __tablename__ = "answer"

    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id", ondelete="CASCADE"), primary_key=True)
    question_id: Mapped[int] = mapped_column(ForeignKey("question.id", ondelete="CASCADE"), primary_key=True)
    text: Mapped[str] = mapped_column(Text)
    file: Mapped[str | None] = mapped_column(String(200))
    answered_at: Mapped[datetime]
