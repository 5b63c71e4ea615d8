"""One-time links that make a coordinator. Only the hash of a token is stored; a link lives 48 hours.

The command line makes the first one, coordinators the others; who made it hears when it is used.
"""

import hashlib
import secrets
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, func, select, update

from db.engine import Session, insert_into
from db.models import Invite, Member, MemberRole
from domain.actors import Actor
from domain.errors import Blocked, InviteInvalid, InvitesFull, NotFound, Outdated
from domain.people.roles import Invites, LiveInvite
from domain.vocabulary import MessageKind, Priority, Role
from services import journal, outbox
from services.outbox import Message

LIFETIME = timedelta(hours=48)


async def create(session: Session, role: Role, now: datetime) -> str:
    """Make an invitation to `role` from the command line, for 48 hours from `now` (aware).

    Returns its token, 22 URL-safe signs.
    """
    return await _make(session, role, None, "invite.created", now)


async def issue(session: Session, actor: Actor, newest: int, now: datetime) -> str:
    """Make an invitation to coordinate, for 48 hours from `now` (aware), and return its token: it is shown once.

    `newest` is the coordinator's last link as they saw it: a second tap raises Outdated and makes none. Raises
    ConsentNeeded, NotAllowed, InvitesFull.
    """
    actor_id = actor.coordinator()
    # one at a time: two taps at once would both see no newer link
    await session.execute(select(Member.id).where(Member.id == actor_id).with_for_update(key_share=True))
    seen = await pending(session, actor, now)
    if seen.newest != newest:
        raise Outdated
    if seen.full:
        raise InvitesFull
    return await _make(session, Role.COORDINATOR, actor_id, "invite.issued", now)


async def pending(session: Session, actor: Actor, now: datetime) -> Invites:
    """Links that nobody has used by `now`, the oldest first. Raises ConsentNeeded, NotAllowed."""
    actor_id = actor.coordinator()
    query = (
        select(Invite.id, Member.full_name, Invite.expires_at)
        .outerjoin(Member, Member.id == Invite.issued_by_id)
        .where(*_open(now))
        .order_by(Invite.expires_at, Invite.id)
    )
    live = tuple(LiveInvite(invite_id, name, till) for invite_id, name, till in await session.execute(query))
    newest = await session.scalar(select(func.max(Invite.id)).where(Invite.issued_by_id == actor_id))
    return Invites(live, newest or 0)


async def cancel(session: Session, actor: Actor, invite_id: int, now: datetime) -> None:
    """The link opens nothing from `now` on; one that is over stays so. Raises ConsentNeeded, NotAllowed, NotFound."""
    actor_id = actor.coordinator()
    if await session.get(Invite, invite_id) is None:
        raise NotFound
    close = update(Invite).where(Invite.id == invite_id, *_open(now)).values(expires_at=now).returning(Invite.id)
    if await session.scalar(close.execution_options(synchronize_session=False)) is not None:
        await journal.record(session, actor_id=actor_id, act="invite.cancelled", object=_entity(invite_id), now=now)


async def used_by(session: Session, invite_id: int, issuer_id: int) -> str | None:
    """Who used the link up, by name; None unless this coordinator made it and coordinates still, or nobody has.

    Asks nobody's right: it is for what the bot says on its own.
    """
    query = (
        select(Member.full_name)
        .join(Invite, Invite.used_by_id == Member.id)
        .join(MemberRole, MemberRole.member_id == Invite.issued_by_id)
        .where(Invite.id == invite_id, Invite.issued_by_id == issuer_id, MemberRole.role == Role.COORDINATOR)
    )
    row = (await session.execute(query)).one_or_none()
    return None if row is None else row.full_name or ""


async def check(session: Session, token: str, now: datetime) -> None:
    """Raise InviteInvalid unless the link could be redeemed at `now`; stores nothing, so a guest may ask."""
    query = select(Invite.id).where(*_live(token, now))
    if (await session.execute(query)).first() is None:
        raise InviteInvalid


async def redeem(session: Session, actor: Actor, token: str, now: datetime) -> bool:
    """Use the link up and grant its role; returns whether the person gained anything.

    A coordinator gains nothing, and the link stays as it was. Of many people at once one wins, as the single
    UPDATE decides. Raises ConsentNeeded for a guest, InviteInvalid for a link unknown, used or expired, Blocked for
    whom the club has been closed to since the turn began.
    """
    member_id = actor.known()
    if actor.is_coordinator:
        return False
    await _ensure_open(session, member_id)
    use = (
        update(Invite)
        .where(*_live(token, now))
        .values(used_at=now, used_by_id=member_id)
        .returning(Invite.id, Invite.role, Invite.issued_by_id)
    )
    used = (await session.execute(use.execution_options(synchronize_session=False))).first()
    if used is None:
        raise InviteInvalid
    grant = insert_into(session, MemberRole).values(member_id=member_id, role=used.role, granted_at=now)
    await session.execute(grant.on_conflict_do_nothing())
    await journal.record(
        session,
        actor_id=member_id,
        act="invite.redeemed",
        object=_entity(used.id),
        now=now,
        role=used.role.value,
    )
    if used.issued_by_id is not None:
        news = Message(MessageKind.INVITE_USED, _entity(used.id), used.issued_by_id, now, Priority.NOTICE)
        await outbox.plan(session, [news])
    return True


async def _ensure_open(session: Session, member_id: int) -> None:
    """A coordinator may be closing the club to them at this very moment, or making two records one."""
    query = select(Member.blocked_at).where(Member.id == member_id).with_for_update(key_share=True)
    row = (await session.execute(query)).one_or_none()
    if row is None:
        raise NotFound
    if row.blocked_at is not None:
        raise Blocked


async def _make(session: Session, role: Role, issuer_id: int | None, act: str, now: datetime) -> str:
    """A new link, by its token."""
    token = secrets.token_urlsafe(16)
    invite = Invite(
        token_sha256=_digest(token), role=role, created_at=now, expires_at=now + LIFETIME, issued_by_id=issuer_id
    )
    session.add(invite)
    await session.flush()
    await journal.record(session, actor_id=issuer_id, act=act, object=_entity(invite.id), now=now, role=role.value)
    return token


def _live(token: str, now: datetime) -> tuple[ColumnElement[bool], ...]:
    return Invite.token_sha256 == _digest(token), *_open(now)


def _open(now: datetime) -> tuple[ColumnElement[bool], ...]:
    return Invite.used_at.is_(None), Invite.expires_at > now


def _entity(invite_id: int) -> str:
    return f"invite:{invite_id}"


def _digest(token: str) -> str:
    # a forged link may hold half a letter, which no encoding takes
    return hashlib.sha256(token.encode(errors="surrogatepass")).hexdigest()
