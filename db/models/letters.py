"""Letters to coordinators: a conversation between a member and whoever of the desk takes it."""

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base, Id
from db.types import Code
from domain.vocabulary import LetterState


class Letter(Base):
    """One conversation. An open one has a deadline by which somebody of the desk answers."""

    __tablename__ = "letter"

    id: Mapped[Id]
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id", ondelete="CASCADE"), index=True)
    state: Mapped[LetterState] = mapped_column(Code(LetterState))
    # the coordinator who answers
    taken_by_id: Mapped[int | None] = mapped_column(ForeignKey("member.id", ondelete="SET NULL"), index=True)
    # None: it is the member's turn, or it is closed
    deadline_at: Mapped[datetime | None]
    # the topic of the coordinators' group that mirrors it
    topic_id: Mapped[int | None] = mapped_column(BigInteger, index=True)
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]

    __table_args__ = (Index("ix_letter_state_deadline", "state", "deadline_at"),)


class LetterMessage(Base):
    """One message of a conversation. `from_desk`: a coordinator wrote it."""

    __tablename__ = "letter_message"

    id: Mapped[Id]
    letter_id: Mapped[int] = mapped_column(ForeignKey("letter.id", ondelete="CASCADE"), index=True)
    author_id: Mapped[int | None] = mapped_column(ForeignKey("member.id", ondelete="SET NULL"), index=True)
    from_desk: Mapped[bool]
    # text, photo, voice, document
    kind: Mapped[str] = mapped_column(String(16))
    text: Mapped[str] = mapped_column(Text)
    file: Mapped[str | None] = mapped_column(String(200))
    sent_at: Mapped[datetime]
    # when it came to stand in the coordinators' group too
    mirrored_at: Mapped[datetime | None]
