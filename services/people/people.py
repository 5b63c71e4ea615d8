"""Who is on the other side."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, and_, bindparam, exists, literal, select, update

from db.engine import Session, at_once, settle, table_of
from db.models import Consent, Conversation, Member, MemberRole
from domain import clubtime
from domain.actors import Actor
from services.conversations import NOTHING, Place, Said
from services.live_screens import WATCHING
from services.people import consents

# the local Telegram numbers its people from a thousand on; real ids passed this mark in Telegram's first year
_LOCAL_IDS = 100_000


# built once, and without the mapper: every press passes here
_members, _roles, _conversations = (table_of(one).c for one in (Member, MemberRole, Conversation))
_in_force = exists().where(
    table_of(Consent).c.member_id == _members.id, table_of(Consent).c.version == bindparam("version")
)
_WHO = (
    _members.id.label("member_id"),
    _members.joined_at,
    _members.unreachable_since,
    _members.seen_on,
    _members.blocked_at,
    _in_force.label("in_force"),
    WATCHING.label("watching"),
    _roles.role,
)
_IS_THEIRS = _members.telegram_id == bindparam("telegram_id")
_HAVE = _roles.member_id == _members.id
_IDENTIFY = at_once(
    select(*_WHO).select_from(table_of(Member).outerjoin(table_of(MemberRole), _HAVE)).where(_IS_THEIRS)
)
_HERE = and_(
    _conversations.bot_id == bindparam("bot_id"),
    _conversations.chat_id == bindparam("chat_id"),
    _conversations.user_id == bindparam("telegram_id"),
)
# there may be neither a member nor a conversation
_nobody = select(literal(1).label("one")).subquery()
_MEET = at_once(
    select(*_WHO, _conversations.bot_id.label("talks"), _conversations.state, _conversations.data).select_from(
        _nobody.outerjoin(table_of(Member), _IS_THEIRS)
        .outerjoin(table_of(MemberRole), _HAVE)
        .outerjoin(table_of(Conversation), _HERE)
    )
)


async def identify(session: Session, telegram_id: int, *, wrote: bool, now: datetime | None = None) -> Actor:
    """The person of this turn with their roles, read anew so that a revoked right ends at once.

    `wrote`: they sent or pressed something, so Telegram can reach them again; with `now` (aware) the day is kept.
    A guest gives an Actor without member_id.
    """
    await settle(session)
    rows = (await session.execute(_IDENTIFY, _asked(telegram_id))).all()
    return await _recognised(session, telegram_id, rows, wrote, now)


async def meet(session: Session, place: Place, *, wrote: bool, now: datetime) -> tuple[Actor, Said]:
    """As `identify`, and what they are typing at `place`, at one go: every update begins with both questions.

    For the beginning of a transaction: what the session has not written yet is not seen.
    """
    asked = _asked(place.user_id) | {"bot_id": place.bot_id, "chat_id": place.chat_id}
    rows = (await session.execute(_MEET, asked)).all()
    first = rows[0]
    said = NOTHING if first.talks is None else Said(first.state, first.data)
    known = rows if first.member_id is not None else ()
    return await _recognised(session, place.user_id, known, wrote, now), said


def _asked(telegram_id: int) -> dict[str, object]:
    return {"telegram_id": telegram_id, "version": consents.text().version}


async def _recognised(
    session: Session, telegram_id: int, rows: Sequence[Row[Any]], wrote: bool, now: datetime | None
) -> Actor:
    if not rows:
        return Actor(telegram_id)
    who = rows[0]
    today = clubtime.local(now).date() if now else who.seen_on
    # once a day at most: a press that only reads must not become one that writes
    if wrote and (who.unreachable_since is not None or who.seen_on != today):
        values = {"unreachable_since": None, "seen_on": today}
        await session.execute(update(Member).where(Member.id == who.member_id).values(values))
    return Actor(
        telegram_id=telegram_id,
        member_id=who.member_id,
        consent_in_force=who.in_force,
        joined=who.joined_at is not None,
        roles=frozenset(row.role for row in rows if row.role is not None and who.blocked_at is None),
        blocked=who.blocked_at is not None,
        watching=who.watching,
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
