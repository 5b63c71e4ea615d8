"""Updates as Telegram sent them, kept from the moment they are taken until they have had their effect."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from db.base import NEVER_TWICE, Base, Id, Json
from db.types import Code
from domain.vocabulary import InboxState


class InboxRow(Base):
    """One update. Telegram is told that it was taken only after this row is committed.

    A row that is done keeps no content: it only remembers that this update is not to be handled again.
    """

    __tablename__ = "inbox"

    # in the order they came; Telegram's own numbers may begin anew after an idle week
    id: Mapped[Id]
    bot_id: Mapped[int] = mapped_column(BigInteger)
    update_id: Mapped[int] = mapped_column(BigInteger)
    # whose turn it is: updates of one person keep their order; 0: of nobody
    person_id: Mapped[int] = mapped_column(BigInteger, index=True)
    raw: Mapped[dict[str, Any] | None] = mapped_column(Json)
    state: Mapped[InboxState] = mapped_column(Code(InboxState))
    attempts: Mapped[int]
    next_attempt_at: Mapped[datetime]
    received_at: Mapped[datetime] = mapped_column(index=True)
    done_at: Mapped[datetime | None]
    # the number people and the log were told at the last failure
    incident: Mapped[str | None] = mapped_column(String(16))

    __table_args__ = (
        UniqueConstraint("bot_id", "update_id", name="uq_inbox_update"),
        Index("ix_inbox_state_next", "state", "next_attempt_at"),
        NEVER_TWICE,
    )
