"""Who is on the other side."""

from datetime import datetime

from sqlalchemy import exists, select, update

from db.engine import Session
from db.models import Consent, Member, MemberRole
from domain import clubtime
from domain.actors import Actor
from services.live_screens import watching
from services.people import consents

# the local Telegram numbers its people from a thousand on; real ids passed this mark in Telegram's first year
_LOCAL_IDS = 100_000


async def identify(session: Session, telegram_id: int, *, wrote: bool, now: datetime | None = None) -> Actor:
    """The person of this turn with their roles, read anew so that a revoked right ends at once.

    `wrote`: they sent or pressed something, so Telegram can reach them again; with `now` (aware) the day is kept.
    A guest gives an Actor without member_id.
    """
    in_force = exists().where(Consent.member_id == Member.id, Consent.version == consents.text().version)
    query = (
        select(
            Member.id,
            Member.joined_at,
            Member.unreachable_since,
            Member.seen_on,
            Member.blocked_at,
            in_force,
            watching(telegram_id),
            MemberRole.role,
        )
        .outerjoin(MemberRole, MemberRole.member_id == Member.id)
        .where(Member.telegram_id == telegram_id)
    )
    rows = (await session.execute(query)).all()
    if not rows:
        return Actor(telegram_id)
    member_id, joined_at, unreachable_since, seen_on, blocked_at, consent_in_force, watches, _ = rows[0]
    today = clubtime.local(now).date() if now else seen_on
    # once a day at most: a press that only reads must not become one that writes
    if wrote and (unreachable_since is not None or seen_on != today):
        values = {"unreachable_since": None, "seen_on": today}
        await session.execute(update(Member).where(Member.id == member_id).values(values))
    return Actor(
        telegram_id=telegram_id,
        member_id=member_id,
        consent_in_force=consent_in_force,
        joined=joined_at is not None,
        roles=frozenset(row.role for row in rows if row.role is not None and blocked_at is None),
        blocked=blocked_at is not None,
        watching=watches,
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
