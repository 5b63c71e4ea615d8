"""Pairs of a mentor and a mentee: goals, meetings, the journal, what they tell each other and what they think of it."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base, Id, Json
from db.types import Code
from domain.vocabulary import Attendance, Direction, MeetingStatus, MentoringForm, PairStatus


class MentorGroup(Base):
    """Several mentees of one mentor with a like need; each of them is a Mentorship of this group."""

    __tablename__ = "mentor_group"

    id: Mapped[Id]
    mentor_id: Mapped[int] = mapped_column(ForeignKey("member.id", ondelete="CASCADE"), index=True)
    title: Mapped[str] = mapped_column(String(200))
    direction: Mapped[Direction] = mapped_column(Code(Direction))
    about: Mapped[str] = mapped_column(String(500))
    size: Mapped[int]
    open: Mapped[bool]
    created_at: Mapped[datetime]


class Mentorship(Base):
    """A pair. It never derives who is who from roles: in reverse mentoring a young teacher is the mentor."""

    __tablename__ = "mentorship"

    id: Mapped[Id]
    mentor_id: Mapped[int | None] = mapped_column(ForeignKey("member.id", ondelete="SET NULL"), index=True)
    mentee_id: Mapped[int | None] = mapped_column(ForeignKey("member.id", ondelete="SET NULL"), index=True)
    request_id: Mapped[int | None] = mapped_column(ForeignKey("mentoring_request.id", ondelete="SET NULL"), unique=True)
    group_id: Mapped[int | None] = mapped_column(ForeignKey("mentor_group.id", ondelete="SET NULL"), index=True)
    form: Mapped[MentoringForm] = mapped_column(Code(MentoringForm))
    directions: Mapped[list[Direction]] = mapped_column(Json)
    status: Mapped[PairStatus] = mapped_column(Code(PairStatus), index=True)
    paused_until: Mapped[date | None]
    # each side's consent to show the other how to find them in Telegram
    mentor_shares: Mapped[bool]
    mentee_shares: Mapped[bool]
    started_at: Mapped[datetime]
    # how long it is planned to last, for the mid-term and the end
    planned_end_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    changed_at: Mapped[datetime]

    __table_args__ = (
        Index("ix_mentorship_mentor_status", "mentor_id", "status"),
        Index("ix_mentorship_mentee_status", "mentee_id", "status"),
    )


class Goal(Base):
    """What a pair wants to reach."""

    __tablename__ = "goal"

    id: Mapped[Id]
    pair_id: Mapped[int] = mapped_column(ForeignKey("mentorship.id", ondelete="CASCADE"), index=True)
    text: Mapped[str] = mapped_column(String(300))
    author_id: Mapped[int | None] = mapped_column(ForeignKey("member.id", ondelete="SET NULL"), index=True)
    created_at: Mapped[datetime]
    reached_at: Mapped[datetime | None]


class RelayMessage(Base):
    """What one side wrote to the other through the bot; kept until the pair has been over for a while."""

    __tablename__ = "relay_message"

    id: Mapped[Id]
    pair_id: Mapped[int] = mapped_column(ForeignKey("mentorship.id", ondelete="CASCADE"), index=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("member.id", ondelete="CASCADE"), index=True)
    # text, photo, voice, document
    kind: Mapped[str] = mapped_column(String(16))
    text: Mapped[str] = mapped_column(Text)
    file: Mapped[str | None] = mapped_column(String(200))
    sent_at: Mapped[datetime]


class PairMeeting(Base):
    """A meeting of a pair: up to three times are proposed, one is agreed upon."""

    __tablename__ = "pair_meeting"

    id: Mapped[Id]
    pair_id: Mapped[int] = mapped_column(ForeignKey("mentorship.id", ondelete="CASCADE"), index=True)
    status: Mapped[MeetingStatus] = mapped_column(Code(MeetingStatus))
    proposed_by_id: Mapped[int | None] = mapped_column(ForeignKey("member.id", ondelete="SET NULL"), index=True)
    # moments in UTC, ISO 8601
    options: Mapped[list[str]] = mapped_column(Json)
    starts_at: Mapped[datetime | None] = mapped_column(index=True)
    minutes: Mapped[int]
    way: Mapped[Attendance] = mapped_column(Code(Attendance))
    place: Mapped[str | None] = mapped_column(String(300))
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]


class MeetingNote(Base):
    """One side's minute of journal after a meeting. `remark` is for its author's eyes alone."""

    __tablename__ = "meeting_note"

    meeting_id: Mapped[int] = mapped_column(ForeignKey("pair_meeting.id", ondelete="CASCADE"), primary_key=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("member.id", ondelete="CASCADE"), primary_key=True, index=True)
    # of the programme's blocks, content/blocks.toml
    block: Mapped[str | None] = mapped_column(String(8))
    done: Mapped[str | None] = mapped_column(Text)
    agreement: Mapped[str | None] = mapped_column(Text)
    mood: Mapped[int | None]
    remark: Mapped[str | None] = mapped_column(Text)
    written_at: Mapped[datetime]


class PairCheck(Base):
    """«Удалось встретиться?» on day 5, day 30, mid-term: asked of each side, answered or not."""

    __tablename__ = "pair_check"

    pair_id: Mapped[int] = mapped_column(ForeignKey("mentorship.id", ondelete="CASCADE"), primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id", ondelete="CASCADE"), primary_key=True, index=True)
    # day5, day30, middle, end
    occasion: Mapped[str] = mapped_column(String(16), primary_key=True)
    asked_at: Mapped[datetime]
    answer: Mapped[str | None] = mapped_column(String(16))
    answered_at: Mapped[datetime | None]


class PairFeedback(Base):
    """One side's opinion when the pair is over; shown to the other only after both have answered.

    `answers` by the code of the question (domain guide §10); free texts go to coordinators alone.
    """

    __tablename__ = "pair_feedback"

    pair_id: Mapped[int] = mapped_column(ForeignKey("mentorship.id", ondelete="CASCADE"), primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id", ondelete="CASCADE"), primary_key=True, index=True)
    answers: Mapped[dict[str, Any]]
    finished_at: Mapped[datetime | None]
    changed_at: Mapped[datetime]


class Thanks(Base):
    """A mentee's thanks; public when both the author and the mentor agree."""

    __tablename__ = "thanks"

    pair_id: Mapped[int] = mapped_column(ForeignKey("mentorship.id", ondelete="CASCADE"), primary_key=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("member.id", ondelete="CASCADE"), index=True)
    mentor_id: Mapped[int] = mapped_column(ForeignKey("member.id", ondelete="CASCADE"), index=True)
    text: Mapped[str] = mapped_column(String(500))
    author_agrees: Mapped[bool]
    mentor_agrees: Mapped[bool | None]
    created_at: Mapped[datetime]
