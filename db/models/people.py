"""Members, what they consented to, what they are interested in."""

from datetime import date, datetime

from sqlalchemy import BigInteger, ForeignKey, Index, String, Text, event
from sqlalchemy.orm import Mapped, mapped_column, relationship

from db.base import NEVER_TWICE, Base, Id, Json
from db.types import Code
from domain.typed import folded
from domain.vocabulary import Direction, Municipality, OrgType, ReminderKind, Role


class Organization(Base):
    """A school, kindergarten, centre or college of the directory."""

    __tablename__ = "organization"

    id: Mapped[Id]
    slug: Mapped[str] = mapped_column(String(64), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    type: Mapped[OrgType] = mapped_column(Code(OrgType))
    municipality: Mapped[Municipality] = mapped_column(Code(Municipality))
    # its administration wants to be asked about pairs across schools
    cross_approval: Mapped[bool] = mapped_column(default=False, server_default="0")


class Member(Base):
    """A person who consented.

    `joined_at` is set when the profile is finished; until then the answers live in the conversation.
    """

    __tablename__ = "member"
    __table_args__ = NEVER_TWICE

    id: Mapped[Id]
    telegram_id: Mapped[int | None] = mapped_column(BigInteger, unique=True)
    full_name: Mapped[str | None] = mapped_column(String(200))
    municipality: Mapped[Municipality | None] = mapped_column(Code(Municipality))
    municipality_text: Mapped[str | None] = mapped_column(String(100))
    organization_id: Mapped[int | None] = mapped_column(ForeignKey("organization.id", ondelete="SET NULL"), index=True)
    # typed by the person and waiting for a coordinator to settle it
    organization_text: Mapped[str | None] = mapped_column(String(200))
    position: Mapped[str | None] = mapped_column(String(200))
    started_year: Mapped[int | None]
    created_at: Mapped[datetime]
    joined_at: Mapped[datetime | None]
    # the name in the dative, confirmed by the person: «выдан Светловой Анне Игоревне»
    name_dative: Mapped[str | None] = mapped_column(String(200))
    # which reminders of events the person wants in general; None: each form's own
    reminders: Mapped[list[ReminderKind] | None] = mapped_column(Json)
    # set when Telegram says the person blocked the bot, cleared when they write again
    unreachable_since: Mapped[datetime | None]
    # a coordinator closed the club to this person, and why; nothing reaches them and nothing they press acts
    blocked_at: Mapped[datetime | None]
    blocked_reason: Mapped[str | None] = mapped_column(String(300))
    # when they last pressed or wrote anything, to the day
    seen_on: Mapped[date | None]
    # what coordinators find the person by: the name and the school as typed, folded, a blank before each word
    search_words: Mapped[str] = mapped_column(Text, default="", server_default="", index=True)

    roles: Mapped[list["MemberRole"]] = relationship(cascade="all, delete-orphan", passive_deletes=True)
    interests: Mapped[list["Interest"]] = relationship(cascade="all, delete-orphan", passive_deletes=True)
    organization: Mapped[Organization | None] = relationship()


@event.listens_for(Member, "before_insert")
@event.listens_for(Member, "before_update")
def _keep_findable(_mapper: object, _connection: object, member: Member) -> None:
    typed = folded(" ".join((member.full_name or "", member.organization_text or "")))
    words = "".join(f" {word}" for word in typed.split())
    if member.search_words != words:
        member.search_words = words


class MemberRole(Base):
    __tablename__ = "member_role"

    member_id: Mapped[int] = mapped_column(ForeignKey("member.id", ondelete="CASCADE"), primary_key=True)
    role: Mapped[Role] = mapped_column(Code(Role), primary_key=True)
    granted_at: Mapped[datetime]


class Interest(Base):
    """A direction a member is interested in (up to three)."""

    __tablename__ = "interest"

    member_id: Mapped[int] = mapped_column(ForeignKey("member.id", ondelete="CASCADE"), primary_key=True)
    direction: Mapped[Direction] = mapped_column(Code(Direction), primary_key=True)


class Consent(Base):
    """What text a member agreed to and when. To withdraw is to be erased, so there is nothing to note of it."""

    __tablename__ = "consent"

    id: Mapped[Id]
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id", ondelete="CASCADE"))
    version: Mapped[str] = mapped_column(String(32))
    text_sha256: Mapped[str] = mapped_column(String(64))
    given_at: Mapped[datetime]
    # the coordinator who holds the signed paper of somebody without Telegram; None: agreed to in the bot
    witness_id: Mapped[int | None] = mapped_column(ForeignKey("member.id", ondelete="SET NULL"), index=True)

    __table_args__ = (Index("ix_consent_member_id", "member_id"),)
