"""Rights given and taken in the bot: never the last coordinator, told and written down."""

import asyncio
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, update

from db.engine import Session, Sessions
from db.models import AuditEntry, Invite, Letter, Member, MemberRole, OutboxRow
from domain.actors import Actor
from domain.errors import InviteInvalid, InvitesFull, LastCoordinator, NotAllowed, NotFound, Outdated
from domain.people.roles import MOST_INVITES
from domain.vocabulary import LetterState, MessageKind, Role
from services.mailing import letters_desk
from services.people import invites, people, roles
from tests.services.given_letters import given_letter
from tests.services.given_people import given_consented, given_member

C = Role.COORDINATOR


async def given_coordinator(session: Session, now: datetime, telegram_id: int) -> Actor:
    member = await given_member(session, now, telegram_id)
    session.add(MemberRole(member_id=member.owner(), role=C, granted_at=now))
    await session.flush()
    return await people.identify(session, telegram_id, wrote=True)


async def news(session: Session) -> list[tuple[str, int]]:
    rows = await session.execute(select(OutboxRow.kind, OutboxRow.recipient_id).order_by(OutboxRow.id))
    return [(kind, recipient) for kind, recipient in rows]


async def test_rights_given_are_told_and_written_down(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        boss, anna = await given_coordinator(session, now, 1), await given_member(session, now, 2)

        view = await roles.give(session, boss, anna.owner(), C, now)
        await roles.give(session, boss, anna.owner(), C, now)

        assert C in view.roles
        assert (await people.identify(session, 2, wrote=True)).coordinator() == anna.member_id
        assert await news(session) == [(MessageKind.ROLE_CHANGED, anna.member_id)]
        entries = (await session.scalars(select(AuditEntry))).all()
    assert [(one.actor_id, one.act, one.object) for one in entries] == [
        (boss.member_id, "role.granted", f"member:{anna.member_id}")
    ]


async def test_rights_taken_give_letters_back_to_the_desk(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        boris, vera = [await given_coordinator(session, now, number) for number in (71, 72)]
        letter_id = await given_letter(session, await given_member(session, now, 73), now)
        await letters_desk.take(session, boris, letter_id, now)
        await roles.take(session, vera, boris.owner(), Role.COORDINATOR, now)
        letter = await session.get_one(Letter, letter_id, populate_existing=True)
        assert (letter.state, letter.taken_by_id) == (LetterState.OPEN, None)


async def test_rights_taken_close_the_links_of_who_had_them(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        boss, maria = await given_coordinator(session, now, 1), await given_coordinator(session, now, 2)
        token = await invites.issue(session, maria, 0, now)

        view = await roles.take(session, boss, maria.owner(), C, now)

        assert C not in view.roles
        with pytest.raises(InviteInvalid):
            await invites.check(session, token, now)
        with pytest.raises(NotAllowed):
            await roles.give(session, maria, maria.owner(), C, now)
        assert await news(session) == [(MessageKind.ROLE_CHANGED, maria.member_id)]


async def test_the_last_coordinator_stays(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        boss, maria = await given_coordinator(session, now, 1), await given_coordinator(session, now, 2)
        await session.execute(update(Member).where(Member.id == maria.member_id).values(blocked_at=now))
        with pytest.raises(LastCoordinator):
            await roles.take(session, boss, boss.owner(), C, now)
        await session.execute(update(Member).where(Member.id == maria.member_id).values(blocked_at=None))

        assert (await roles.one(session, boss, boss.owner())).may_lose(C)
        await roles.take(session, boss, boss.owner(), C, now)

        assert await news(session) == [], "nobody is told of what they did themselves"
        assert (await roles.one(session, maria, maria.owner())).last


async def test_two_who_take_each_others_rights_leave_one(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        pair = [await given_coordinator(session, now, number) for number in (1, 2)]

    async def take(actor: Actor, other: Actor) -> object:
        async with sessions.begin() as session:
            return await roles.take(session, actor, other.owner(), C, now)

    results = await asyncio.gather(take(*pair), take(*reversed(pair)), return_exceptions=True)

    assert sorted(type(one).__name__ for one in results) == ["MemberRights", "NotAllowed"]
    async with sessions.begin() as session:
        assert len((await session.scalars(select(MemberRole).where(MemberRole.role == C))).all()) == 1


async def test_who_cannot_use_rights_gets_none(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        boss, anna = await given_coordinator(session, now, 1), await given_member(session, now, 2)
        for unusable in ({"telegram_id": None}, {"telegram_id": 2, "blocked_at": now}):
            await session.execute(update(Member).where(Member.id == anna.member_id).values(**unusable))
            with pytest.raises(Outdated):
                await roles.give(session, boss, anna.owner(), C, now)
        with pytest.raises(NotFound):
            await roles.give(session, boss, 999, C, now)
        with pytest.raises(Outdated):
            await roles.give(session, boss, boss.owner(), Role.ADMIN_TEAM, now)


async def test_who_loses_the_only_role_is_a_guest(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        boss, irina = await given_coordinator(session, now, 1), await given_member(session, now, 2)

        view = await roles.take(session, boss, irina.owner(), Role.MENTOR, now)
        assert view.roles == (Role.GUEST,)
        view = await roles.give(session, boss, irina.owner(), Role.MENTOR, now)

    assert view.roles == (Role.MENTOR, Role.GUEST)


async def test_others_have_no_say(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        anna = await given_member(session, now, 2)
        for act in (
            roles.rights(session, anna, 0, 5, now),
            roles.one(session, anna, anna.owner()),
            roles.give(session, anna, anna.owner(), C, now),
            roles.take(session, anna, anna.owner(), Role.MENTOR, now),
            invites.issue(session, anna, 0, now),
            invites.pending(session, anna, now),
            invites.cancel(session, anna, 1, now),
        ):
            with pytest.raises(NotAllowed):
                await act


# --- links


async def test_a_coordinators_link_is_told_of_when_used(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        boss = await given_coordinator(session, now, 1)
        token = await invites.issue(session, boss, 0, now)
        with pytest.raises(Outdated):
            await invites.issue(session, boss, 0, now)
        newcomer = await given_consented(session, now, telegram_id=2)

        await invites.redeem(session, newcomer, token, now)

        kept = (await session.scalars(select(Invite))).one()
        assert (kept.issued_by_id, kept.used_by_id) == (boss.member_id, newcomer.member_id)
        assert await news(session) == [(MessageKind.INVITE_USED, boss.member_id)]
        assert await invites.used_by(session, kept.id, boss.owner()) == ""
        assert await invites.used_by(session, kept.id, newcomer.owner()) is None
        acts = (await session.scalars(select(AuditEntry.act).order_by(AuditEntry.id))).all()
    assert acts == ["invite.issued", "invite.redeemed"]


async def test_a_link_taken_back_opens_nothing(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        boss = await given_coordinator(session, now, 1)
        token = await invites.issue(session, boss, 0, now)
        (waiting,) = (await invites.pending(session, boss, now)).live

        for _ in range(2):
            await invites.cancel(session, boss, waiting.id, now)

        assert (await invites.pending(session, boss, now)).live == ()
        with pytest.raises(InviteInvalid):
            await invites.check(session, token, now)
        acts = (await session.scalars(select(AuditEntry.act).order_by(AuditEntry.id))).all()
    assert acts == ["invite.issued", "invite.cancelled"]


async def test_so_many_links_wait_at_once(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        boss = await given_coordinator(session, now, 1)
        for _ in range(MOST_INVITES):
            await invites.create(session, C, now)
        with pytest.raises(InvitesFull):
            await invites.issue(session, boss, 0, now)

        assert await invites.issue(session, boss, 0, now + timedelta(hours=48))
