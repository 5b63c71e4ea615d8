"""Tips («лайфхак от наставника»), who saw which, who gets them when."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from db.base import Base, Id
from db.types import Code
from domain.vocabulary import Cadence, Direction, Season, TipState


class Tip(Base):
    __tablename__ = "tip"

    id: Mapped[Id]
    slug: Mapped[str] = mapped_column(String(64), unique=True)
    direction: Mapped[Direction] = mapped_column(Code(Direction), index=True)
    title: Mapped[str] = mapped_column(String(100))
    text: Mapped[str] = mapped_column(Text)
    # the words in their dictionary form, for the search
    lemmas: Mapped[str] = mapped_column(Text, default="", server_default="")
    state: Mapped[TipState] = mapped_column(
        Code(TipState), default=TipState.PUBLISHED, server_default=TipState.PUBLISHED.value, index=True
    )
    # None: the club's own
    author_id: Mapped[int | None] = mapped_column(ForeignKey("member.id", ondelete="SET NULL"), index=True)
    # a picture and a voice message by their names in the messenger
    photo: Mapped[str | None] = mapped_column(String(200))
    voice: Mapped[str | None] = mapped_column(String(200))
    season: Mapped[Season | None] = mapped_column(Code(Season))
    # what the author wrote, where a moderator has mended it
    original: Mapped[str | None] = mapped_column(Text)
    # a moderator's words to the author
    review_note: Mapped[str | None] = mapped_column(String(300))
    reviewed_by_id: Mapped[int | None] = mapped_column(ForeignKey("member.id", ondelete="SET NULL"), index=True)
    # when its author sent it, or sent it again: since then it waits; None: the club's own
    created_at: Mapped[datetime | None]
    published_at: Mapped[datetime | None]


class TipSeen(Base):
    """A member saw a tip: when last, how many times, and what they thought of it (1, −1 or nothing)."""

    __tablename__ = "tip_seen"

    member_id: Mapped[int] = mapped_column(ForeignKey("member.id", ondelete="CASCADE"), primary_key=True)
    tip_id: Mapped[int] = mapped_column(ForeignKey("tip.id", ondelete="CASCADE"), primary_key=True, index=True)
    seen_at: Mapped[datetime]
    times: Mapped[int]
    vote: Mapped[int | None]
    voted_at: Mapped[datetime | None]
    favourite_at: Mapped[datetime | None]
    # «попробовал(а)», and how it went in one line
    tried_at: Mapped[datetime | None]
    tried_words: Mapped[str | None] = mapped_column(String(200))
    thanked_at: Mapped[datetime | None]


class TipWord(Base):
    """A published tip has this word, in its dictionary form, or is of this theme: the index of the search.

    `services/tips/tip_index.py` keeps it in step.
    """

    __tablename__ = "tip_word"
    # the key is all there is, so on SQLite the table is its own index
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012 (SQLAlchemy's own contract)

    word: Mapped[str] = mapped_column(String(48), primary_key=True)
    tip_id: Mapped[int] = mapped_column(ForeignKey("tip.id", ondelete="CASCADE"), primary_key=True, index=True)


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
