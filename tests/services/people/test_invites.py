"""A coordinator's one-time link: hashed, 48 hours, one winner."""

import asyncio
import re
from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select

from db.engine import Session, Sessions
from db.models import AuditEntry, Invite, MemberRole
from domain.actors import Actor
from domain.errors import ConsentNeeded, InviteInvalid
from domain.vocabulary import Role
from services.people import invites, people
from tests.services.given_people import MENTOR, given_consented, given_member


async def coordinators(session: Session) -> int:
    query = select(func.count()).select_from(MemberRole).where(MemberRole.role == Role.COORDINATOR)
    return await session.scalar(query) or 0


async def test_only_a_hash_is_stored(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        token = await invites.create(session, Role.COORDINATOR, now)
        kept = (await session.scalars(select(Invite))).one()
        entry = (await session.scalars(select(AuditEntry))).one()

    assert re.fullmatch(r"[A-Za-z0-9_-]{22}", token)
    assert token not in repr(vars(kept)) + repr(vars(entry))
    assert kept.expires_at == now + timedelta(hours=48)
    assert (entry.actor_id, entry.act, entry.object) == (None, "invite.created", f"invite:{kept.id}")


async def test_grants_the_role_at_once_and_writes_it_down(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        token = await invites.create(session, Role.COORDINATOR, now)
        actor = await given_member(session, now)

        assert await invites.redeem(session, actor, token, now)

        known = await people.identify(session, actor.telegram_id, wrote=True)
        entry = (await session.scalars(select(AuditEntry).where(AuditEntry.act == "invite.redeemed"))).one()
    assert known.roles == {MENTOR.role, Role.COORDINATOR}
    assert (entry.actor_id, entry.at, entry.details) == (actor.member_id, now, {"role": "COORDINATOR"})


async def test_works_before_the_profile_is_finished(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        token = await invites.create(session, Role.COORDINATOR, now)
        actor = await given_consented(session, now)

        await invites.redeem(session, actor, token, now)

        known = await people.identify(session, actor.telegram_id, wrote=True)
    assert known.coordinator() == actor.member_id
    assert not known.joined


async def test_used_expired_and_unknown_are_answered_alike(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        used = await invites.create(session, Role.COORDINATOR, now)
        expired = await invites.create(session, Role.COORDINATOR, now - timedelta(hours=48))
        await invites.redeem(session, await given_consented(session, now), used, now)
        late = await given_consented(session, now, telegram_id=2)

        for token in (used, expired, "A" * 22, "", "../../etc", "я" * 60, used[:-1]):
            with pytest.raises(InviteInvalid):
                await invites.check(session, token, now)
            with pytest.raises(InviteInvalid):
                await invites.redeem(session, late, token, now)
        assert await coordinators(session) == 1


async def test_lives_to_the_last_second(sessions: Sessions, now: datetime) -> None:
    almost = now + timedelta(hours=48) - timedelta(seconds=1)
    async with sessions.begin() as session:
        token = await invites.create(session, Role.COORDINATOR, now)

        await invites.check(session, token, almost)
        assert await invites.redeem(session, await given_consented(session, now), token, almost)


async def test_a_coordinator_does_not_burn_the_link(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        first = await invites.create(session, Role.COORDINATOR, now)
        actor = await given_consented(session, now)
        await invites.redeem(session, actor, first, now)
        coordinator = await people.identify(session, actor.telegram_id, wrote=True)
        second = await invites.create(session, Role.COORDINATOR, now)

        for token in (second, first, "A" * 22):
            assert not await invites.redeem(session, coordinator, token, now)

        assert await invites.redeem(session, await given_consented(session, now, telegram_id=2), second, now)


async def test_a_guest_redeems_nothing(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        token = await invites.create(session, Role.COORDINATOR, now)
        with pytest.raises(ConsentNeeded):
            await invites.redeem(session, Actor(5), token, now)

        await invites.check(session, token, now)


async def test_one_of_a_hundred_wins(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        token = await invites.create(session, Role.COORDINATOR, now)
        crowd = [await given_consented(session, now, telegram_id=number) for number in range(1, 101)]

    async def try_it(actor: Actor) -> bool:
        async with sessions.begin() as session:
            return await invites.redeem(session, actor, token, now)

    results = await asyncio.gather(*map(try_it, crowd), return_exceptions=True)

    assert results.count(True) == 1
    assert sum(isinstance(result, InviteInvalid) for result in results) == 99
    async with sessions.begin() as session:
        assert await coordinators(session) == 1
        redeemed = select(func.count()).select_from(AuditEntry).where(AuditEntry.act == "invite.redeemed")
        assert await session.scalar(redeemed) == 1


@pytest.mark.parametrize("token", ["\ud800", "\x00", "я" * 64])
async def test_a_forged_token_is_as_wrong_as_any_other(sessions: Sessions, now: datetime, token: str) -> None:
    async with sessions.begin() as session:
        with pytest.raises(InviteInvalid):
            await invites.check(session, token, now)
