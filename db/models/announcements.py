"""Announcements: what coordinators write to many at once, and how each member wants to get it."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from db.base import NEVER_TWICE, Base, Id, Json
from db.types import Code
from domain.vocabulary import AnnouncementState, Mailing


class Announcement(Base):
    """What is said to many. Who gets it and how it fared is told by rows of the outbox («announcement:12»)."""

    __tablename__ = "announcement"
    __table_args__ = NEVER_TWICE

    id: Mapped[Id]
    author_id: Mapped[int | None] = mapped_column(ForeignKey("member.id", ondelete="SET NULL"), index=True)
    state: Mapped[AnnouncementState] = mapped_column(Code(AnnouncementState), index=True)
    # domain/mailing/announcements.py: what each message is made of, in order: kind, text as Telegram's HTML, file names
    parts: Mapped[list[dict[str, Any]]] = mapped_column(Json)
    # label and where it leads: an address, an event, the request form, a tip
    buttons: Mapped[list[dict[str, Any]]] = mapped_column(Json)
    # who gets it: codes and ids by criterion
    audience: Mapped[dict[str, Any]]
    # whoever comes to fit the audience later gets it too, until this moment
    late_until: Mapped[datetime | None]
    # why those who had their fill of announcements this week get it all the same; None: they get it in a digest
    urgent_reason: Mapped[str | None] = mapped_column(String(300))
    scheduled_at: Mapped[datetime | None]
    started_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    # grows with each correction of what was sent already
    revision: Mapped[int] = mapped_column(default=0, server_default="0")
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]


class DigestItem(Base):
    """An announcement that waits for a member's next digest."""

    __tablename__ = "digest_item"

    member_id: Mapped[int] = mapped_column(ForeignKey("member.id", ondelete="CASCADE"), primary_key=True)
    announcement_id: Mapped[int] = mapped_column(
        ForeignKey("announcement.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    added_at: Mapped[datetime]
    # when the digest with it was sent
    sent_at: Mapped[datetime | None]


class MailingChoice(Base):
    """How a member wants announcements; no row: one by one."""

    __tablename__ = "mailing_choice"

    member_id: Mapped[int] = mapped_column(ForeignKey("member.id", ondelete="CASCADE"), primary_key=True)
    announcements: Mapped[Mailing] = mapped_column(Code(Mailing))
    changed_at: Mapped[datetime]
