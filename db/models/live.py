"""Which messages show a progress that moves by itself, so that it goes on when the process that moved it is gone."""

from datetime import datetime

from sqlalchemy import BigInteger, String
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base


class LiveScreen(Base):
    """One message in one chat. Whoever draws it says so every few seconds; silence means that it may be taken over."""

    __tablename__ = "live_screen"

    chat_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    message_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    # «announcement:12»: the kind of screen and the number of what it tells of
    what: Mapped[str] = mapped_column(String(64))
    # who looks at it; no reference to a member: a turn asks by this number before it knows the member
    telegram_id: Mapped[int] = mapped_column(BigInteger, index=True)
    # the random word of the process that draws it
    drawn_by: Mapped[str] = mapped_column(String(16))
    drawn_at: Mapped[datetime]
