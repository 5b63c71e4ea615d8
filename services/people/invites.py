"""One-time links that make a coordinator. Only the hash of a token is stored; a link lives 48 hours."""

import hashlib
import secrets
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, select, update

from db.engine import Session, insert_into
from db.models import Invite, MemberRole
from domain.actors import Actor
from domain.errors import InviteInvalid
from domain.vocabulary import Role
from services import journal

LIFETIME = timedelta(hours=48)


async def create(session: Session, role: Role, now: datetime) -> str:
    """Make an invitation to `role` for 48 hours from `now` (aware); returns its token, 22 URL-safe signs."""
    token = secrets.token_urlsafe(16)
    invite = Invite(token_sha256=_digest(token), role=role, created_at=now, expires_at=now + LIFETIME)
    session.add(invite)
    await session.flush()
    await journal.record(
        session, actor_id=None, act="invite.created", object=f"invite:{invite.id}", now=now, role=role.value
    )
    return token


async def check(session: Session, token: str, now: datetime) -> None:
    """Raise InviteInvalid unless the link could be redeemed at `now`; stores nothing, so a guest may ask."""
    query = select(Invite.id).where(*_live(token, now))
    if (await session.execute(query)).first() is None:
        raise InviteInvalid


async def redeem(session: Session, actor: Actor, token: str, now: datetime) -> bool:
    """Use the link up and grant its role; returns whether the person gained anything.

    A coordinator gains nothing, and the link stays as it was. Of many people at once one wins, as the single
    UPDATE decides. Raises ConsentNeeded for a guest, InviteInvalid for a link unknown, used or expired.
    """
    member_id = actor.known()
    if actor.is_coordinator:
        return False
    use = update(Invite).where(*_live(token, now)).values(used_at=now).returning(Invite.id, Invite.role)
    used = (await session.execute(use.execution_options(synchronize_session=False))).first()
    if used is None:
        raise InviteInvalid
    grant = insert_into(session, MemberRole).values(member_id=member_id, role=used.role, granted_at=now)
    await session.execute(grant.on_conflict_do_nothing())
    await journal.record(
        session,
        actor_id=member_id,
        act="invite.redeemed",
        object=f"invite:{used.id}",
        now=now,
        role=used.role.value,
    )
    return True


def _live(token: str, now: datetime) -> tuple[ColumnElement[bool], ...]:
    return Invite.token_sha256 == _digest(token), Invite.used_at.is_(None), Invite.expires_at > now


def _digest(token: str) -> str:
    # a forged link may hold half a letter, which no encoding takes
    return hashlib.sha256(token.encode(errors="surrogatepass")).hexdigest()
