"""Coordinators are called to members' tips: when the first one comes, and again every working morning one is late."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select

from db.engine import Session
from db.models import MemberRole, Tip
from domain import clubtime
from domain.desk_days import answer_by, late_morning
from domain.vocabulary import MessageKind, Priority, Role, TipState
from services import desk_days, outbox
from services.outbox import Message

WAITING = Tip.state == TipState.PENDING
_ENTITY = "tips"


async def waiting(session: Session) -> int:
    """How many tips wait for a coordinator."""
    return await session.scalar(select(func.count()).select_from(Tip).where(WAITING)) or 0


async def call(session: Session, author_id: int, now: datetime) -> None:
    """A tip has just come to wait: the first one calls all coordinators but its author, others only join the queue."""
    if await waiting(session) == 1:
        others = [one for one in await _coordinators(session) if one != author_id]
        await _plan(session, MessageKind.TIP_TO_REVIEW, others, now)


async def remind(session: Session, now: datetime) -> None:
    """Call all coordinators again in the morning, if some tip has waited longer than the desk takes to answer.

    Safe to call again and again; `now` is aware.
    """
    since = await _oldest(session)
    works = desk_days.works()
    morning = late_morning(answer_by(since, works), now, works) if since else None
    if morning is not None:
        # not in the night, an hour before the next one
        evening = clubtime.at(clubtime.local(morning).date(), clubtime.QUIET_FROM)
        await _plan(session, MessageKind.TIP_LATE, await _coordinators(session), morning, evening)


async def late_since(session: Session, now: datetime) -> datetime | None:
    """Since when (aware UTC) the longest waiting tip has waited, if that is too long by `now` (aware); else None."""
    since = await _oldest(session)
    return since if since is not None and answer_by(since, desk_days.works()) <= now else None


async def _oldest(session: Session) -> datetime | None:
    return await session.scalar(select(func.min(Tip.created_at)).where(WAITING))


async def _coordinators(session: Session) -> Sequence[int]:
    query = select(MemberRole.member_id).where(MemberRole.role == Role.COORDINATOR)
    return (await session.scalars(query.order_by(MemberRole.member_id))).all()


async def _plan(
    session: Session,
    kind: MessageKind,
    member_ids: Sequence[int],
    at: datetime,
    expires_at: datetime | None = None,
) -> None:
    messages = [Message(kind, _ENTITY, one, at, Priority.NOTICE, expires_at) for one in member_ids]
    await outbox.plan(session, messages)
