"""One-time invitations, the journal of acts, typed conversations."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base, Id
from db.types import Code
from domain.vocabulary import Role


class Invite(Base):
    """A one-time link that grants a role. Only the hash of its token is stored."""

    __tablename__ = "invite"

    id: Mapped[Id]
    token_sha256: Mapped[str] = mapped_column(String(64), unique=True)
    role: Mapped[Role] = mapped_column(Code(Role))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    # the coordinator who asked for it; None: the command line
    issued_by_id: Mapped[int | None] = mapped_column(ForeignKey("member.id", ondelete="SET NULL"), index=True)
    used_by_id: Mapped[int | None] = mapped_column(ForeignKey("member.id", ondelete="SET NULL"), index=True)


class AuditEntry(Base):
    """Who did what to which object and when. Holds ids and codes, never personal data."""

    __tablename__ = "audit_entry"

    id: Mapped[Id]
    at: Mapped[datetime] = mapped_column(index=True)
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("member.id", ondelete="SET NULL"), index=True)
    act: Mapped[str] = mapped_column(String(64))
    object: Mapped[str] = mapped_column(String(64), index=True)
    details: Mapped[dict[str, Any]]


class Conversation(Base):
    """A typed answer is awaited: which one, and what was answered so far. Lives in the turn's transaction."""

    __tablename__ = "conversation"

    bot_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    chat_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    user_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    state: Mapped[str | None] = mapped_column(String(100))
    data: Mapped[dict[str, Any]]


class ClubKey(Base):
    """A key the club signs with (tickets, code words), made at its first use and never shown."""

    __tablename__ = "club_key"

    purpose: Mapped[str] = mapped_column(String(32), primary_key=True)
    secret: Mapped[str] = mapped_column(String(64))


class CalendarFeed(Base):
    """The secret address of a member's personal calendar; a new one closes the old."""

    __tablename__ = "calendar_feed"

    member_id: Mapped[int] = mapped_column(ForeignKey("member.id", ondelete="CASCADE"), primary_key=True)
    secret: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime]
