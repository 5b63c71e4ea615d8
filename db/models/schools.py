"""Who speaks for an organisation of the directory."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base
from db.types import Code
from domain.vocabulary import RefusalReason


class SchoolAdmin(Base):
    """A member who sees the pairs of an organisation (never their contents) and approves pairs across schools.

    Granted by a coordinator: to call oneself a school's administrator gives no rights.
    """

    __tablename__ = "school_admin"

    organization_id: Mapped[int] = mapped_column(ForeignKey("organization.id", ondelete="CASCADE"), primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id", ondelete="CASCADE"), primary_key=True, index=True)
    granted_by_id: Mapped[int | None] = mapped_column(ForeignKey("member.id", ondelete="SET NULL"), index=True)
    granted_at: Mapped[datetime]


class SchoolAsk(Base):
    """A member asks to speak for their organisation; gone when a coordinator has settled it."""

    __tablename__ = "school_ask"

    member_id: Mapped[int] = mapped_column(ForeignKey("member.id", ondelete="CASCADE"), primary_key=True)
    organization_id: Mapped[int] = mapped_column(ForeignKey("organization.id", ondelete="CASCADE"), index=True)
    asked_at: Mapped[datetime]


class SchoolApproval(Base):
    """One organisation is asked about a pair across schools: who answers for it by when, or what was answered."""

    __tablename__ = "school_approval"

    pair_id: Mapped[int] = mapped_column(ForeignKey("mentorship.id", ondelete="CASCADE"), primary_key=True)
    organization_id: Mapped[int] = mapped_column(
        ForeignKey("organization.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    asked_at: Mapped[datetime]
    # coordinators answer for a school that is silent, or has nobody in the club to ask
    by_club: Mapped[bool]
    # None once answered
    deadline_at: Mapped[datetime | None]
    agreed: Mapped[bool | None]
    reason: Mapped[RefusalReason | None] = mapped_column(Code(RefusalReason))
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("member.id", ondelete="SET NULL"), index=True)
    answered_at: Mapped[datetime | None]
