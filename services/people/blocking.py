"""A coordinator closes the club to a person, and opens it again. Enforced in the turn and at the outbox's claim."""

from datetime import datetime

from sqlalchemy import select

from db.engine import Session
from db.models import ClaimCode, Member, MemberRole
from domain.actors import Actor
from domain.errors import NotFound, Outdated
from domain.people.blocking import LONGEST_REASON
from domain.vocabulary import Role
from services import journal
from services.events import registrations
from services.people import leaving


async def block(session: Session, actor: Actor, member_id: int, reason: str, now: datetime) -> None:
    """Nothing reaches the person from `now` (aware) on; seats, requests and pairs are given back. Twice is once.

    The journal keeps that it happened, the record keeps why. Raises ConsentNeeded, NotAllowed, NotFound, and Outdated
    for oneself and for a coordinator: their rights go first.
    """
    actor_id = actor.coordinator()
    member = await _locked(session, member_id)
    if member.blocked_at is not None:
        return
    rights = select(MemberRole.role).where(MemberRole.member_id == member_id, MemberRole.role == Role.COORDINATOR)
    if member_id == actor_id or await session.scalar(rights) is not None:
        raise Outdated
    member.blocked_at, member.blocked_reason = now, reason[:LONGEST_REASON]
    await session.flush()
    await registrations.cancel_all(session, member_id, now)
    await leaving.stop_mentoring(session, member_id, now)
    if code := await session.get(ClaimCode, member_id):
        await session.delete(code)
    await journal.record(session, actor_id=actor_id, act="member.blocked", object=f"member:{member_id}", now=now)


async def unblock(session: Session, actor: Actor, member_id: int, now: datetime) -> None:
    """The person may come back; what was given back stays so. Twice is once.

    Raises ConsentNeeded, NotAllowed, NotFound.
    """
    actor_id = actor.coordinator()
    member = await _locked(session, member_id)
    if member.blocked_at is None:
        return
    member.blocked_at = member.blocked_reason = None
    await session.flush()
    await journal.record(session, actor_id=actor_id, act="member.unblocked", object=f"member:{member_id}", now=now)


async def _locked(session: Session, member_id: int) -> Member:
    member = await session.get(Member, member_id, with_for_update={"key_share": True}, populate_existing=True)
    if member is None:
        raise NotFound
    return member
