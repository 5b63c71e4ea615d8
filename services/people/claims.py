"""A record made for somebody without Telegram becomes theirs by a code, once they have Telegram.

A code is shown to the coordinator once, and only its hash is kept. Wrong codes are counted by the journal: five a day.
"""

import hashlib
import secrets
from datetime import datetime

from sqlalchemy import func, select

from db.engine import Session
from db.models import AuditEntry, ClaimCode, Member, Organization
from domain.actors import Actor
from domain.errors import ClaimOfOther, ClaimTriesOver, MemberBlocked, NotFound, NotOnePerson, Outdated
from domain.people.claims import (
    CODE_LENGTH,
    CODE_LETTERS,
    LIFETIME,
    MISSES_FOR,
    MOST_MISSES,
    ClaimedRecord,
    Missed,
    Taken,
    read_code,
)
from services import journal
from services.people import member_locks, merging

_MISSED = "claim.missed"
_CLAIMED = "member.claimed"


async def issue(session: Session, actor: Actor, member_id: int, now: datetime) -> str:
    """A code for 30 days from `now` (aware); the one before opens nothing any more.

    Raises ConsentNeeded, NotAllowed, NotFound, MemberBlocked, and Outdated for who has Telegram.
    """
    actor_id = actor.coordinator()
    member = await session.get(Member, member_id, with_for_update={"key_share": True}, populate_existing=True)
    if member is None:
        raise NotFound
    if member.blocked_at is not None:
        raise MemberBlocked
    if member.telegram_id is not None:
        raise Outdated
    code = "".join(secrets.choice(CODE_LETTERS) for _ in range(CODE_LENGTH))
    kept = await session.get(ClaimCode, member_id) or ClaimCode(member_id=member_id)
    kept.code_sha256, kept.issued_by_id = _digest(code), actor_id
    kept.created_at, kept.expires_at = now, now + LIFETIME
    session.add(kept)
    await session.flush()
    await journal.record(session, actor_id=actor_id, act="claim.issued", object=f"member:{member_id}", now=now)
    return code


async def look(session: Session, actor: Actor, typed: str, now: datetime) -> ClaimedRecord | Missed | Taken:
    """Whose record a typed code opens, or how many tries are left; `now` is aware.

    Raises ConsentNeeded, ClaimTriesOver.
    """
    member_id = actor.known()
    code = read_code(typed)
    found = await _open(session, code, now) if code else None
    if code and found is None and await _taken(session, member_id, code):
        return Taken(member_id)
    misses = await _misses(session, member_id, now)
    if misses >= MOST_MISSES:
        raise ClaimTriesOver
    if code is None or found is None:
        await journal.record(session, actor_id=member_id, act=_MISSED, object=f"member:{member_id}", now=now)
        return Missed(MOST_MISSES - misses - 1)
    query = (
        select(Member.full_name, func.coalesce(Organization.name, Member.organization_text))
        .outerjoin(Organization, Organization.id == Member.organization_id)
        .where(Member.id == found.member_id)
    )
    name, place = (await session.execute(query)).one()
    return ClaimedRecord(code, name, place, joins=actor.joined)


async def take(session: Session, actor: Actor, typed: str, now: datetime) -> Missed | Taken:
    """The record becomes the person's: theirs grows by it, or it gets their Telegram.

    Bringing the same code once more changes nothing. Raises ConsentNeeded, ClaimTriesOver, ClaimOfOther.
    """
    member_id = actor.known()
    code = read_code(typed)
    found = await _open(session, code, now) if code else None
    if found is not None:
        # of two who bring it at once one wins; a coordinator may be changing the record or its code
        await member_locks.hold(session, member_id, found.member_id)
    seen = await look(session, actor, typed, now)
    if not isinstance(seen, ClaimedRecord):
        return seen
    if found is None:
        # made a moment ago
        raise Outdated
    record_id = found.member_id
    # a finished profile is the newer truth; one just begun has nothing but the consent and the Telegram
    keep_id, gone_id = (member_id, record_id) if actor.joined else (record_id, member_id)
    try:
        await merging.unite(session, keep_id, gone_id, now)
    except NotOnePerson:
        raise ClaimOfOther from None
    await journal.record(
        session,
        actor_id=keep_id,
        act=_CLAIMED,
        object=f"member:{keep_id}",
        now=now,
        gone=gone_id,
        code=_trace(seen.code),
    )
    return Taken(keep_id)


async def _open(session: Session, code: str, now: datetime) -> ClaimCode | None:
    """The code's row. A record that has Telegram is taken already; one the club is closed to opens to nobody."""
    query = (
        select(ClaimCode)
        .join(Member, Member.id == ClaimCode.member_id)
        .where(
            ClaimCode.code_sha256 == _digest(code),
            ClaimCode.expires_at > now,
            Member.telegram_id.is_(None),
            Member.blocked_at.is_(None),
        )
        .execution_options(populate_existing=True)
    )
    return await session.scalar(query)


async def _taken(session: Session, member_id: int, code: str) -> bool:
    """Whether the person has brought this very code already: the second of two taps."""
    query = select(AuditEntry.details).where(AuditEntry.actor_id == member_id, AuditEntry.act == _CLAIMED)
    return any(details.get("code") == _trace(code) for details in await session.scalars(query))


async def _misses(session: Session, member_id: int, now: datetime) -> int:
    query = select(func.count()).where(
        AuditEntry.actor_id == member_id, AuditEntry.act == _MISSED, AuditEntry.at > now - MISSES_FOR
    )
    return await session.scalar(query) or 0


def _trace(code: str) -> str:
    """What is kept of a code that has been used: enough to tell it from others, and it opens nothing."""
    return _digest(code)[:8]


def _digest(code: str) -> str:
    return hashlib.sha256(code.encode()).hexdigest()
