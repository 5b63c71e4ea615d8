"""Mentors' cards, requests for mentoring, and the way each request goes."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from db.base import Base, Id, Json
from db.types import Code
from domain.vocabulary import (
    Attendance,
    CardStatus,
    ChoiceState,
    DeclineReason,
    Direction,
    MentoringForm,
    RequestAct,
    RequestState,
    Stage,
    Urgency,
)


class MentorCard(Base):
    """What a member offers to teach; seen by others once confirmed. A young teacher may have one too."""

    __tablename__ = "mentor_card"

    member_id: Mapped[int] = mapped_column(ForeignKey("member.id", ondelete="CASCADE"), primary_key=True)
    status: Mapped[CardStatus] = mapped_column(Code(CardStatus), index=True)
    directions: Mapped[list[Direction]] = mapped_column(Json)
    subject: Mapped[str] = mapped_column(String(100))
    stages: Mapped[list[Stage]] = mapped_column(Json)
    about: Mapped[str] = mapped_column(String(300))
    forms: Mapped[list[MentoringForm]] = mapped_column(Json)
    # ways to meet: face to face, online
    ways: Mapped[list[Attendance]] = mapped_column(Json)
    # how many pairs at once, and how many mentees in a group
    capacity: Mapped[int]
    group_size: Mapped[int]
    # answers urgent requests
    on_duty: Mapped[bool]
    # takes nobody new through this day
    paused_until: Mapped[date | None]
    # subject and about by lemmas, for matching with the words of a need
    lemmas: Mapped[str] = mapped_column(Text)
    # a coordinator's words with a returned card
    review_note: Mapped[str | None] = mapped_column(String(300))
    reviewed_by_id: Mapped[int | None] = mapped_column(ForeignKey("member.id", ondelete="SET NULL"), index=True)
    reviewed_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]


class MentoringRequest(Base):
    """«Нужна помощь». Every open request has one owner, told by its state, and a deadline."""

    __tablename__ = "mentoring_request"

    id: Mapped[Id]
    mentee_id: Mapped[int] = mapped_column(ForeignKey("member.id", ondelete="CASCADE"), index=True)
    state: Mapped[RequestState] = mapped_column(Code(RequestState))
    directions: Mapped[list[Direction]] = mapped_column(Json)
    need: Mapped[str] = mapped_column(Text)
    lemmas: Mapped[str] = mapped_column(Text)
    form: Mapped[MentoringForm] = mapped_column(Code(MentoringForm))
    # None: either way
    way: Mapped[Attendance | None] = mapped_column(Code(Attendance))
    urgency: Mapped[Urgency] = mapped_column(Code(Urgency))
    # the mentor learns the name when they accept
    anonymous: Mapped[bool]
    # whether a mentor of the same organisation will do
    same_organization: Mapped[bool]
    # who is asked now; None unless WAITING or DETAILS
    mentor_id: Mapped[int | None] = mapped_column(ForeignKey("member.id", ondelete="SET NULL"), index=True)
    # by when the owner acts; None for a closed request
    deadline_at: Mapped[datetime | None]
    question: Mapped[str | None] = mapped_column(Text)
    answer: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]

    choices: Mapped[list["RequestChoice"]] = relationship(
        cascade="all, delete-orphan", passive_deletes=True, order_by="RequestChoice.rank"
    )

    __table_args__ = (Index("ix_mentoring_request_state_deadline", "state", "deadline_at"),)


class RequestChoice(Base):
    """A mentor in the list of a request, asked in turn."""

    __tablename__ = "request_choice"

    id: Mapped[Id]
    request_id: Mapped[int] = mapped_column(ForeignKey("mentoring_request.id", ondelete="CASCADE"))
    rank: Mapped[int]
    mentor_id: Mapped[int | None] = mapped_column(ForeignKey("member.id", ondelete="SET NULL"), index=True)
    state: Mapped[ChoiceState] = mapped_column(Code(ChoiceState))
    reason: Mapped[DeclineReason | None] = mapped_column(Code(DeclineReason))
    words: Mapped[str | None] = mapped_column(String(500))
    asked_at: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]

    __table_args__ = (UniqueConstraint("request_id", "rank", name="uq_request_choice_request_id_rank"),)


class RequestStep(Base):
    """The history of a request: what happened, when, by whom."""

    __tablename__ = "request_step"

    id: Mapped[Id]
    request_id: Mapped[int] = mapped_column(ForeignKey("mentoring_request.id", ondelete="CASCADE"), index=True)
    at: Mapped[datetime]
    act: Mapped[RequestAct] = mapped_column(Code(RequestAct))
    state: Mapped[RequestState] = mapped_column(Code(RequestState))
    # None: the clock
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("member.id", ondelete="SET NULL"), index=True)
    mentor_id: Mapped[int | None] = mapped_column(ForeignKey("member.id", ondelete="SET NULL"), index=True)
    reason: Mapped[DeclineReason | None] = mapped_column(Code(DeclineReason))


class BlockedPair(Base):
    """Two who are never matched: a coordinator's word, or a change of mentor. The smaller id comes first."""

    __tablename__ = "blocked_pair"

    first_id: Mapped[int] = mapped_column(ForeignKey("member.id", ondelete="CASCADE"), primary_key=True)
    second_id: Mapped[int] = mapped_column(ForeignKey("member.id", ondelete="CASCADE"), primary_key=True, index=True)
    created_at: Mapped[datetime]
