"""What comes of an event: who was there, what they thought of it, their certificates."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, Numeric, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base, Id
from db.types import Code
from domain.vocabulary import (
    Applied,
    Attendance,
    Direction,
    EventForm,
    Pace,
    ParticipantRole,
    PresenceMethod,
    PresenceState,
    Recommend,
)


class Presence(Base):
    """Whether a person came to one session of an event (number 1 for an event of one session)."""

    __tablename__ = "presence"

    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id", ondelete="CASCADE"), primary_key=True)
    sitting: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    state: Mapped[PresenceState] = mapped_column(Code(PresenceState))
    # how they came, which may differ from how they signed up; None for a no-show
    attendance: Mapped[Attendance | None] = mapped_column(Code(Attendance))
    method: Mapped[PresenceMethod] = mapped_column(Code(PresenceMethod))
    marked_at: Mapped[datetime]
    # the coordinator; None: the person themselves, by the code word
    marked_by_id: Mapped[int | None] = mapped_column(ForeignKey("member.id", ondelete="SET NULL"), index=True)


class Feedback(Base):
    """A person's opinion of an event, answer by answer (domain guide §10); None: not answered or skipped."""

    __tablename__ = "feedback"

    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id", ondelete="CASCADE"), primary_key=True, index=True)
    usefulness: Mapped[int | None]
    plan: Mapped[str | None] = mapped_column(Text)
    pace: Mapped[Pace | None] = mapped_column(Code(Pace))
    organisation: Mapped[int | None]
    recommend: Mapped[Recommend | None] = mapped_column(Code(Recommend))
    next_direction: Mapped[Direction | None] = mapped_column(Code(Direction))
    applied: Mapped[Applied | None] = mapped_column(Code(Applied))
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]


class Certificate(Base):
    """An entry of the register. What it says is kept as it was when issued; the PDF is drawn from it on demand.

    When its owner is erased the entry stays, for numbers of a register have no holes, and the person's part empties.
    """

    __tablename__ = "certificate"

    id: Mapped[Id]
    # counted within the year
    year: Mapped[int]
    number: Mapped[int]
    # what the verification page is asked by
    code: Mapped[str] = mapped_column(String(16), unique=True)
    event_id: Mapped[int | None] = mapped_column(ForeignKey("event.id", ondelete="SET NULL"), index=True)
    member_id: Mapped[int | None] = mapped_column(ForeignKey("member.id", ondelete="SET NULL"), index=True)
    full_name: Mapped[str | None] = mapped_column(String(200))
    position: Mapped[str | None] = mapped_column(String(200))
    organization: Mapped[str | None] = mapped_column(String(200))
    role: Mapped[ParticipantRole] = mapped_column(Code(ParticipantRole))
    title: Mapped[str] = mapped_column(String(200))
    form: Mapped[EventForm] = mapped_column(Code(EventForm))
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    # None: the person took part online
    place: Mapped[str | None] = mapped_column(String(300))
    hours: Mapped[float | None] = mapped_column(Numeric(5, 1, asdecimal=False))
    issued_at: Mapped[datetime]
    issued_by_id: Mapped[int | None] = mapped_column(ForeignKey("member.id", ondelete="SET NULL"), index=True)
    revoked_at: Mapped[datetime | None]
    # the one that took this one's place
    replaced_by_id: Mapped[int | None] = mapped_column(ForeignKey("certificate.id", ondelete="SET NULL"), index=True)

    __table_args__ = (
        UniqueConstraint("year", "number", name="uq_certificate_year_number"),
        Index("ix_certificate_event_member", "event_id", "member_id"),
    )
