"""Who speaks for an organisation of the directory."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base


class SchoolAdmin(Base):
    """A member who sees the pairs of an organisation (never their contents) and approves pairs across schools.

    Granted by a coordinator: to call oneself a school's administrator gives no rights.
    """

    __tablename__ = "school_admin"

    organization_id: Mapped[int] = mapped_column(ForeignKey("organization.id", ondelete="CASCADE"), primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id", ondelete="CASCADE"), primary_key=True, index=True)
    granted_by_id: Mapped[int | None] = mapped_column(ForeignKey("member.id", ondelete="SET NULL"), index=True)
    granted_at: Mapped[datetime]
