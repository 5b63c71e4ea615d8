"""Rounds of matching: the best pairs for all waiting requests at once, as a coordinator looks them over."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base, Id
from db.types import Code
from domain.vocabulary import RoundState


class MatchingRound(Base):
    """A round. The newest that is neither sent nor dropped is the one coordinators work on."""

    __tablename__ = "matching_round"

    id: Mapped[Id]
    state: Mapped[RoundState] = mapped_column(Code(RoundState))
    # with requests whose mentor has been silent for days
    with_silent: Mapped[bool]
    # grows with every change of what is asked of the round: a result of an older one is no longer wanted
    revision: Mapped[int]
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("member.id", ondelete="SET NULL"), index=True)
    created_at: Mapped[datetime]
    computed_at: Mapped[datetime | None]
    # who said «Отправить», and when all of it was sent
    sent_by_id: Mapped[int | None] = mapped_column(ForeignKey("member.id", ondelete="SET NULL"), index=True)
    sent_at: Mapped[datetime | None]


class RoundPair(Base):
    """What the round found for one request; a pair that a coordinator pinned stays when the rest is found anew."""

    __tablename__ = "round_pair"

    round_id: Mapped[int] = mapped_column(ForeignKey("matching_round.id", ondelete="CASCADE"), primary_key=True)
    request_id: Mapped[int] = mapped_column(
        ForeignKey("mentoring_request.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    # None: nobody was left, or the mentor has gone since
    mentor_id: Mapped[int | None] = mapped_column(ForeignKey("member.id", ondelete="SET NULL"), index=True)
    score: Mapped[int]
    pinned: Mapped[bool]
    # None: not yet; False: by then it could no longer be sent
    sent: Mapped[bool | None]


class RoundForbidden(Base):
    """A pair that this round must not make."""

    __tablename__ = "round_forbidden"

    round_id: Mapped[int] = mapped_column(ForeignKey("matching_round.id", ondelete="CASCADE"), primary_key=True)
    request_id: Mapped[int] = mapped_column(
        ForeignKey("mentoring_request.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    mentor_id: Mapped[int] = mapped_column(ForeignKey("member.id", ondelete="CASCADE"), primary_key=True, index=True)
