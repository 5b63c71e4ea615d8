"""Speed-mentoring evenings: an event whose people sit together for a few minutes each, round by round."""

from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base


class SpeedEvening(Base):
    """What makes an event a speed-mentoring evening."""

    __tablename__ = "speed_evening"

    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), primary_key=True)
    # how long two sit together, and how long it takes to change tables
    minutes: Mapped[int]
    break_minutes: Mapped[int]
    # how many mentors and how many mentees may come; None: as many as the event has seats
    side_limit: Mapped[int | None]
    # when the first round was begun by a coordinator; None until then
    started_at: Mapped[datetime | None]
    # when the last round is over and everybody is asked with whom they want to go on
    ends_at: Mapped[datetime | None]


class SpeedSeat(Base):
    """On which side of the tables a participant sits; who has not chosen is seated by their card at the start."""

    __tablename__ = "speed_seat"

    event_id: Mapped[int] = mapped_column(ForeignKey("speed_evening.event_id", ondelete="CASCADE"), primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id", ondelete="CASCADE"), primary_key=True, index=True)
    as_mentor: Mapped[bool]
    chosen_at: Mapped[datetime]


class SpeedTable(Base):
    """Who sits with whom in a round of a speed-mentoring evening; no pair sits together twice."""

    __tablename__ = "speed_table"

    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), primary_key=True)
    round: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    mentor_id: Mapped[int] = mapped_column(ForeignKey("member.id", ondelete="CASCADE"), primary_key=True)
    mentee_id: Mapped[int] = mapped_column(ForeignKey("member.id", ondelete="CASCADE"), index=True)
    starts_at: Mapped[datetime]

    __table_args__ = (UniqueConstraint("event_id", "round", "mentee_id", name="uq_speed_table_event_round_mentee"),)


class SpeedWish(Base):
    """«Хочу продолжить» after a speed-mentoring evening."""

    __tablename__ = "speed_wish"

    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), primary_key=True)
    from_id: Mapped[int] = mapped_column(ForeignKey("member.id", ondelete="CASCADE"), primary_key=True)
    to_id: Mapped[int] = mapped_column(ForeignKey("member.id", ondelete="CASCADE"), primary_key=True, index=True)
    made_at: Mapped[datetime]
