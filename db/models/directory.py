"""The directory beside organisations: social partners; and the way back to a record made for somebody."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base, Id


class Partner(Base):
    """A social partner of the club: a museum, a university, a library."""

    __tablename__ = "partner"

    id: Mapped[Id]
    name: Mapped[str] = mapped_column(String(200))
    about: Mapped[str] = mapped_column(String(500))
    # how to reach it, as people write it
    contact: Mapped[str | None] = mapped_column(String(200))
    address: Mapped[str | None] = mapped_column(String(300))
    site: Mapped[str | None] = mapped_column(String(300))
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]


class ClaimCode(Base):
    """By this code somebody without Telegram takes over the record a coordinator made. Only a hash is kept."""

    __tablename__ = "claim_code"

    member_id: Mapped[int] = mapped_column(ForeignKey("member.id", ondelete="CASCADE"), primary_key=True)
    code_sha256: Mapped[str] = mapped_column(String(64), unique=True)
    issued_by_id: Mapped[int | None] = mapped_column(ForeignKey("member.id", ondelete="SET NULL"), index=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
