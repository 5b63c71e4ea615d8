"""Rights given and taken inside the bot. They are read anew at every turn, so they begin and end at once.

The lock of all coordinators' rows comes before they are read: two who take each other's rights leave one of them.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, func, select, update

from db.engine import Session, insert_into
from db.models import Invite, Member, MemberRole
from domain.actors import Actor
from domain.errors import LastCoordinator, NotAllowed, NotFound, Outdated
from domain.paging import page_of
from domain.people.roles import GIVEN, Holder, MemberRights, Rights
from domain.vocabulary import SELF_CHOSEN_ROLES, MessageKind, Priority, Role
from services import journal, outbox
from services.mailing import letters_desk
from services.outbox import Message


async def rights(session: Session, actor: Actor, page: int, size: int, now: datetime) -> Rights:
    """A page of coordinators, those of the longest standing first. Raises ConsentNeeded, NotAllowed."""
    actor.coordinator()
    are = MemberRole.role == Role.COORDINATOR
    total = await session.scalar(select(func.count()).select_from(MemberRole).where(are)) or 0
    shown = page_of(total, page, size)
    query = (
        select(Member.id, Member.full_name, MemberRole.granted_at)
        .join(MemberRole, MemberRole.member_id == Member.id)
        .where(are)
        .order_by(MemberRole.granted_at, Member.id)
        .limit(size)
        .offset(shown.offset)
    )
    holders = tuple(Holder(member_id, name or "", since) for member_id, name, since in await session.execute(query))
    waiting = select(func.count()).select_from(Invite).where(Invite.used_at.is_(None), Invite.expires_at > now)
    return Rights(shown, holders, total, await session.scalar(waiting) or 0)


async def one(session: Session, actor: Actor, member_id: int) -> MemberRights:
    """A person's roles, for a coordinator. Raises ConsentNeeded, NotAllowed, NotFound."""
    return await _of(session, actor.coordinator(), member_id)


async def give(session: Session, actor: Actor, member_id: int, role: Role, now: datetime) -> MemberRights:
    """Grant a role of `GIVEN`; the person is told. Twice is once.

    Raises ConsentNeeded, NotAllowed, NotFound, and Outdated for who can't use it: without Telegram, blocked.
    """
    actor_id = actor.coordinator()
    # the club may be about to be closed to them, or their record to go
    await session.execute(select(Member.id).where(Member.id == member_id).with_for_update(key_share=True))
    await _lock_coordinators(session, actor_id)
    before = await _of(session, actor_id, member_id)
    if role in before.roles:
        return before
    if not before.may_get(role):
        raise Outdated
    grant = insert_into(session, MemberRole).values(member_id=member_id, role=role, granted_at=now)
    await session.execute(grant.on_conflict_do_nothing())
    await _tell(session, actor_id, "role.granted", member_id, role, now)
    return await _of(session, actor_id, member_id)


async def take(session: Session, actor: Actor, member_id: int, role: Role, now: datetime) -> MemberRights:
    """Take a role of `GIVEN` away, also one's own; the person is told. Twice is once.

    With the rights of a coordinator go the links they made; letters they took are everybody's again.
    Who would be left without any role is a guest.
    Raises ConsentNeeded, NotAllowed, NotFound, LastCoordinator.
    """
    actor_id = actor.coordinator()
    await _lock_coordinators(session, actor_id)
    before = await _of(session, actor_id, member_id)
    if role not in before.roles:
        return before
    if role not in GIVEN:
        raise NotFound
    if not before.may_lose(role):
        raise LastCoordinator
    held = (MemberRole.member_id == member_id, MemberRole.role == role)
    await session.execute(delete(MemberRole).where(*held).execution_options(synchronize_session=False))
    if role is Role.COORDINATOR:
        await close_links(session, member_id, now)
        await letters_desk.coordinator_gone(session, member_id, now)
    elif not set(before.roles) & (set(SELF_CHOSEN_ROLES) - {role}):
        session.add(MemberRole(member_id=member_id, role=Role.GUEST, granted_at=now))
        await session.flush()
    await _tell(session, actor_id, "role.revoked", member_id, role, now)
    return await _of(session, actor_id, member_id)


async def close_links(session: Session, member_id: int, now: datetime) -> None:
    """The one-time links a coordinator made open nothing from `now` on: their rights end, or they leave."""
    theirs = (Invite.issued_by_id == member_id, Invite.used_at.is_(None), Invite.expires_at > now)
    close = update(Invite).where(*theirs).values(expires_at=now)
    await session.execute(close.execution_options(synchronize_session=False))


async def held(session: Session, member_id: int) -> tuple[Role, ...]:
    """The roles a member has now; asks nobody's right, for what the bot says on its own."""
    roles = set(await session.scalars(select(MemberRole.role).where(MemberRole.member_id == member_id)))
    return tuple(role for role in Role if role in roles)


async def _lock_coordinators(session: Session, actor_id: int) -> Sequence[int]:
    """Ids of all coordinators, locked. Raises NotAllowed when the one who acts has lost the right meanwhile."""
    query = (
        select(MemberRole.member_id)
        .where(MemberRole.role == Role.COORDINATOR)
        .order_by(MemberRole.member_id)
        .with_for_update()
    )
    found = (await session.scalars(query)).all()
    if actor_id not in found:
        raise NotAllowed
    return found


async def _of(session: Session, actor_id: int, member_id: int) -> MemberRights:
    query = select(Member.full_name, Member.telegram_id, Member.blocked_at).where(Member.id == member_id)
    row = (await session.execute(query)).one_or_none()
    if row is None:
        raise NotFound
    name, telegram_id, blocked_at = row
    roles = await held(session, member_id)
    others = select(func.count()).where(
        MemberRole.role == Role.COORDINATOR,
        MemberRole.member_id != member_id,
        MemberRole.member_id == Member.id,
        Member.blocked_at.is_(None),
    )
    return MemberRights(
        member_id=member_id,
        name=name or "",
        roles=roles,
        reachable=telegram_id is not None and blocked_at is None,
        oneself=member_id == actor_id,
        last=Role.COORDINATOR in roles and not await session.scalar(others),
    )


async def _tell(session: Session, actor_id: int, act: str, member_id: int, role: Role, now: datetime) -> None:
    about = f"member:{member_id}"
    await journal.record(session, actor_id=actor_id, act=act, object=about, now=now, role=role.value)
    await outbox.withdraw(session, entity=about, kinds=[MessageKind.ROLE_CHANGED], recipient_id=member_id)
    if member_id != actor_id:
        # one message tells all roles as they are by then, however many changed in the night
        await outbox.plan(session, [Message(MessageKind.ROLE_CHANGED, about, member_id, now, Priority.NOTICE)])
