"""Everything the bot says on its own (design §4)."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base, Id, Json
from db.types import Code
from domain.vocabulary import OutboxState


class OutboxRow(Base):
    """One message to one member, planned for a moment. Its text is rendered at delivery from current truth."""

    __tablename__ = "outbox"

    id: Mapped[Id]
    # which renderer makes the text: «event.reminder_day», «tip.scheduled»…
    kind: Mapped[str] = mapped_column(String(64))
    # what it is about: «event:12»
    entity: Mapped[str] = mapped_column(String(64))
    recipient_id: Mapped[int] = mapped_column(ForeignKey("member.id", ondelete="CASCADE"), index=True)
    due_at: Mapped[datetime]
    # after this moment the message would be nonsense; it is marked missed instead
    expires_at: Mapped[datetime | None]
    # answers to a person's own act may come in quiet hours
    quiet_ok: Mapped[bool]
    priority: Mapped[int]
    # codes and ids the renderer needs and the truth can't tell later; never personal data
    payload: Mapped[dict[str, Any]]

    state: Mapped[OutboxState] = mapped_column(Code(OutboxState))
    attempts: Mapped[int]
    next_attempt_at: Mapped[datetime]
    claimed_at: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]
    error: Mapped[str | None] = mapped_column(String(200))
    # what the messenger calls the messages it became: by these an announcement is corrected and taken back
    message_ids: Mapped[list[int] | None] = mapped_column(Json)

    __table_args__ = (
        UniqueConstraint("kind", "entity", "recipient_id", "due_at", name="uq_outbox_message"),
        Index("ix_outbox_due", "state", "next_attempt_at"),
        Index("ix_outbox_entity", "entity", "kind"),
    )
