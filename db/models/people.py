"""Members, what they consented to, what they are interested in."""

from datetime import date, datetime

from sqlalchemy import BigInteger, Connection, ForeignKey, Index, String, Text, delete, event, insert, inspect, text
from sqlalchemy.dialects import postgresql
from sqlalchemy.orm import Mapped, mapped_column, relationship

from db.base import NEVER_TWICE, Base, Id, Json
from db.types import Code
from domain.typed import folded
from domain.vocabulary import Direction, Municipality, OrgType, ReminderKind, Role

# of a longer word its beginning is enough to find it by
LONGEST_WORD = 48


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
    # nobody chooses it any more; whoever is of it stays so
    archived_at: Mapped[datetime | None]
    # a duplicate that has become one with another; it stays, so that old buttons and the club's file find the way
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("organization.id", ondelete="SET NULL"), index=True)
    # when coordinators changed it last: from then on the club's file has no say in it
    changed_at: Mapped[datetime | None]


def _index_of_few(column: str, *more: str) -> Index:
    """Of the rows that have it."""
    there = text(f"{column} IS NOT NULL")
    return Index(f"ix_member_{column}", column, *more, sqlite_where=there, postgresql_where=there)


class Member(Base):
    """A person who consented.

    `joined_at` is set when the profile is finished; until then the answers live in the conversation.
    """

    __tablename__ = "member"
    __table_args__ = (
        # lists of coordinators: the few among all
        _index_of_few("unreachable_since"),
        _index_of_few("blocked_at"),
        # what waits to be settled is counted each time the desk is opened
        _index_of_few("organization_text", "organization_id"),
        NEVER_TWICE,
    )

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


class MemberWord(Base):
    """A member's name, or their school as typed, has this word, folded: the index of `search_words`.

    The events below keep it in step. A table of its own serves both databases alike (`services/people/search.py`).
    """

    __tablename__ = "member_word"
    __table_args__ = (
        # so that whoever is known by another word is asked without looking into the table
        Index("ix_member_word_member", "member_id", "word"),
        {"sqlite_with_rowid": False},
    )

    # by code points on both databases: the beginning of a word is a range of them
    word: Mapped[str] = mapped_column(
        String(LONGEST_WORD).with_variant(postgresql.VARCHAR(LONGEST_WORD, collation="C"), "postgresql"),
        primary_key=True,
    )
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id", ondelete="CASCADE"), primary_key=True)


@event.listens_for(Member, "after_insert")
def _note_words(_mapper: object, connection: Connection, member: Member) -> None:
    words = sorted({word[:LONGEST_WORD] for word in member.search_words.split()})
    if words:
        connection.execute(insert(MemberWord), [{"word": word, "member_id": member.id} for word in words])


@event.listens_for(Member, "after_update")
def _note_words_anew(mapper: object, connection: Connection, member: Member) -> None:
    if inspect(member).attrs.search_words.history.has_changes():
        connection.execute(delete(MemberWord).where(MemberWord.member_id == member.id))
        _note_words(mapper, connection, member)


class MemberRole(Base):
    __tablename__ = "member_role"
    __table_args__ = (Index("ix_member_role_role", "role", "member_id"),)

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

    # with the version: whether somebody's consent is in force is asked of everybody when an audience is counted
    __table_args__ = (Index("ix_consent_member_version", "member_id", "version"),)
