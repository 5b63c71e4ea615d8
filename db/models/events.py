"""Events and who takes part in them."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, Numeric, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from db.base import Base, Id
from db.types import Code
from domain.vocabulary import (
    Attendance,
    Direction,
    EventForm,
    EventFormat,
    EventStatus,
    RegistrationStatus,
    Track,
)


class Event(Base):
    """Anything one can sign up for. Seats of None mean no limit; online and face-to-face seats are counted apart."""

    __tablename__ = "event"

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
    online_url: Mapped[str | None] = mapped_column(String(500))
    seats_offline: Mapped[int | None]
    seats_online: Mapped[int | None]
    # academic hours of the certificate; an exhibition has none
    hours: Mapped[float | None] = mapped_column(Numeric(5, 1, asdecimal=False))
    status: Mapped[EventStatus] = mapped_column(Code(EventStatus))

    directions: Mapped[list["EventDirection"]] = relationship(cascade="all, delete-orphan", passive_deletes=True)


class EventDirection(Base):
    __tablename__ = "event_direction"

    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), primary_key=True)
    direction: Mapped[Direction] = mapped_column(Code(Direction), primary_key=True)


class Registration(Base):
    """A seat or a place in line. One row for an event and a member, whatever they change their mind to."""

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

    __table_args__ = (
        UniqueConstraint("event_id", "member_id", name="uq_registration_event_id_member_id"),
        Index("ix_registration_line", "event_id", "attendance", "status", "arrival"),
    )
