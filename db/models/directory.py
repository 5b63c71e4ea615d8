"""The directory beside organisations: social partners, places of people's own words; the way back to a record."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base, Id
from db.types import Code
from domain.vocabulary import PartnerKind


class Partner(Base):
    """A social partner of the club: a museum, a university, a library."""

    __tablename__ = "partner"

    id: Mapped[Id]
    name: Mapped[str] = mapped_column(String(200))
    kind: Mapped[PartnerKind] = mapped_column(Code(PartnerKind), default=PartnerKind.OTHER, server_default="OTHER")
    # what it offers
    about: Mapped[str] = mapped_column(String(500))
    # how to reach it, as people write it
    contact: Mapped[str | None] = mapped_column(String(200))
    address: Mapped[str | None] = mapped_column(String(300))
    site: Mapped[str | None] = mapped_column(String(300))
    # coordinators alone see it while it is hidden
    hidden_at: Mapped[datetime | None]
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


class OwnPlace(Base):
    """Where people work in their own words, which a coordinator lets stand. Only a sign of the words is kept."""

    __tablename__ = "own_place"

    words_sign: Mapped[str] = mapped_column(String(16), primary_key=True)
    kept_at: Mapped[datetime]
