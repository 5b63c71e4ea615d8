"""Tips («лайфхак от наставника»), who saw which, who gets them when."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from db.base import Base, Id
from db.types import Code
from domain.vocabulary import Cadence, Direction


class Tip(Base):
    __tablename__ = "tip"

    id: Mapped[Id]
    slug: Mapped[str] = mapped_column(String(64), unique=True)
    direction: Mapped[Direction] = mapped_column(Code(Direction), index=True)
    title: Mapped[str] = mapped_column(String(100))
    text: Mapped[str] = mapped_column(Text)


class TipSeen(Base):
    """A member saw a tip: when last, how many times, and what they thought of it (1, −1 or nothing)."""

    __tablename__ = "tip_seen"

    member_id: Mapped[int] = mapped_column(ForeignKey("member.id", ondelete="CASCADE"), primary_key=True)
    tip_id: Mapped[int] = mapped_column(ForeignKey("tip.id", ondelete="CASCADE"), primary_key=True, index=True)
    seen_at: Mapped[datetime]
    times: Mapped[int]
    vote: Mapped[int | None]


class TipSubscription(Base):
    """When a member wants tips. `hour` is on the club's clock; `weekday` (0 is Monday) matters for WEEKLY."""

    __tablename__ = "tip_subscription"

    member_id: Mapped[int] = mapped_column(ForeignKey("member.id", ondelete="CASCADE"), primary_key=True)
    cadence: Mapped[Cadence] = mapped_column(Code(Cadence))
    hour: Mapped[int]
    weekday: Mapped[int]
    # the moment of the next tip, None while the member paused; an outbox row of another moment is out of date
    next_at: Mapped[datetime | None] = mapped_column(index=True)
    changed_at: Mapped[datetime]

    directions: Mapped[list["TipSubscriptionDirection"]] = relationship(
        cascade="all, delete-orphan", passive_deletes=True
    )


class TipSubscriptionDirection(Base):
    """A direction the member wants tips about; no rows mean all nine."""

    __tablename__ = "tip_subscription_direction"

    member_id: Mapped[int] = mapped_column(
        ForeignKey("tip_subscription.member_id", ondelete="CASCADE"), primary_key=True
    )
    direction: Mapped[Direction] = mapped_column(Code(Direction), primary_key=True)
