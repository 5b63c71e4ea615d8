"""Who is on the other side."""

from datetime import datetime

from sqlalchemy import select, update

from db.engine import Session
from db.models import Member, MemberRole
from domain.people import Actor

# the local Telegram numbers its people from a thousand on; real ids passed this mark in Telegram's first year
_LOCAL_IDS = 100_000


async def identify(session: Session, telegram_id: int, *, wrote: bool) -> Actor:
    """The person of this turn with their roles, read anew so that a revoked right ends at once.

    `wrote`: they sent or pressed something, so Telegram can reach them again. A guest gives an Actor without member_id.
    """
    query = (
        select(Member.id, Member.joined_at, Member.unreachable_since, MemberRole.role)
        .outerjoin(MemberRole, MemberRole.member_id == Member.id)
        .where(Member.telegram_id == telegram_id)
    )
    rows = (await session.execute(query)).all()
    if not rows:
        return Actor(telegram_id)
    member_id, joined_at, unreachable_since, _ = rows[0]
    if wrote and unreachable_since is not None:
        await session.execute(update(Member).where(Member.id == member_id).values(unreachable_since=None))
    return Actor(
        telegram_id=telegram_id,
        member_id=member_id,
        joined=joined_at is not None,
        roles=frozenset(row.role for row in rows if row.role is not None),
    )


async def mark_unreachable(session: Session, telegram_id: int, now: datetime) -> None:
    """The person blocked the bot at `now`: nothing can be delivered until they write."""
    await session.execute(
        update(Member)
        .where(Member.telegram_id == telegram_id, Member.unreachable_since.is_(None))
        .values(unreachable_since=now)
    )


async def has_real_people(session: Session) -> bool:
    """Whether people of the real Telegram are members: their ids are large, those of the local Telegram small."""
    return await session.scalar(select(Member.id).where(Member.telegram_id > _LOCAL_IDS).limit(1)) is not None
