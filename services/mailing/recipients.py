"""Who gets an announcement: the audience, less those who wish for none; at once, or in the digest."""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, String, cast, func, literal, or_, select, true

from db.engine import Session
from db.models import Announcement, MailingChoice, Member, OutboxRow
from domain.mailing.announcement_sending import Reach
from domain.mailing.announcements import WEEKLY_CAP
from domain.mailing.audience import Audience
from domain.vocabulary import Mailing, MessageKind, OutboxState
from services.mailing import audience as audiences

_WEEK = timedelta(days=7)
# rows of these never reached anybody
_IN_VAIN = (OutboxState.MISSED, OutboxState.BLOCKED, OutboxState.DEAD)


def at_once(audience: Audience, urgent: bool, now: datetime) -> Select[int]:
    """Members who get an announcement to `audience` as a message, by id; `urgent`: also those who had their fill."""
    return _those(audience, _wants(Mailing.EACH, now) & _room(urgent, now), now)


def for_digest(audience: Audience, urgent: bool, now: datetime) -> Select[int]:
    """Members who get it in their digest: they wish so, or have had their fill this week."""
    return _those(audience, or_(_wants(Mailing.DIGEST, now), _wants(Mailing.EACH, now) & ~_room(urgent, now)), now)


async def reach(session: Session, audience: Audience, urgent: bool, now: datetime) -> Reach:
    """How many people an announcement to `audience` would reach at `now` (aware), and how."""
    wished = _those(audience, _wants(Mailing.DIGEST, now), now)
    count = await audiences.count(session, audience, now)
    in_digest = await _count(session, for_digest(audience, urgent, now))
    by_wish = await _count(session, wished)
    return Reach(
        at_once=await _count(session, at_once(audience, urgent, now)),
        in_digest=in_digest,
        fed_up=in_digest - by_wish,
        declined=await _count(session, _those(audience, _wants(Mailing.NONE, now), now)),
        unreachable=count.unreachable,
        without_telegram=count.without_telegram,
    )


async def _count(session: Session, query: Select[int]) -> int:
    return await session.scalar(select(func.count()).select_from(query.subquery())) or 0


def _those(audience: Audience, condition: ColumnElement[bool], now: datetime) -> Select[int]:
    members = audiences.members(audience, now).subquery()
    return select(Member.id).where(Member.id.in_(select(members.c[0])), condition)


def _wants(how: Mailing, now: datetime) -> ColumnElement[bool]:
    chosen = select(MailingChoice.member_id).where(MailingChoice.announcements == how)
    if how is not Mailing.EACH:
        return Member.id.in_(chosen)
    others = select(MailingChoice.member_id).where(MailingChoice.announcements != how)
    return Member.id.not_in(others)


def _room(urgent: bool, now: datetime) -> ColumnElement[bool]:
    """Not yet WEEKLY_CAP announcements in the seven days before `now`, sent or on their way."""
    if urgent:
        return true()
    since = now - _WEEK
    recent = select(literal("announcement:") + cast(Announcement.id, String)).where(
        or_(Announcement.started_at > since, Announcement.late_until > since)
    )
    full = (
        select(OutboxRow.recipient_id)
        .where(OutboxRow.entity.in_(recent), OutboxRow.kind == MessageKind.ANNOUNCEMENT_SENT)
        .where(OutboxRow.due_at > since, OutboxRow.state.not_in(_IN_VAIN))
        .group_by(OutboxRow.recipient_id)
        .having(func.count(OutboxRow.entity.distinct()) >= WEEKLY_CAP)
    )
    return Member.id.not_in(full)
