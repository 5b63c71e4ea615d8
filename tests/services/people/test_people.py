"""Who is on the other side: read anew at every turn."""

from datetime import datetime

from db.engine import Sessions
from db.models import Member, MemberRole
from domain.actors import Actor
from domain.vocabulary import Role
from services import conversations
from services.conversations import NOTHING, Place, Said
from services.people import people


async def given_member(sessions: Sessions, now: datetime, telegram_id: int, *roles: Role) -> int:
    async with sessions.begin() as session:
        granted = [MemberRole(role=role, granted_at=now) for role in roles]
        member = Member(telegram_id=telegram_id, created_at=now, joined_at=now, roles=granted)
        session.add(member)
        await session.flush()
        return member.id


async def test_a_stranger_is_a_guest(sessions: Sessions) -> None:
    async with sessions.begin() as session:
        actor = await people.identify(session, 77, wrote=True)
    assert (actor.telegram_id, actor.member_id, actor.joined, actor.roles) == (77, None, False, frozenset())


async def test_a_revoked_right_ends_at_the_next_turn(sessions: Sessions, now: datetime) -> None:
    member_id = await given_member(sessions, now, 77, Role.MENTOR, Role.COORDINATOR)
    async with sessions.begin() as session:
        assert (await people.identify(session, 77, wrote=True)).is_coordinator
        await session.delete(await session.get_one(MemberRole, (member_id, Role.COORDINATOR)))
        assert (await people.identify(session, 77, wrote=True)).roles == {Role.MENTOR}


async def test_who_writes_is_reachable_again(sessions: Sessions, now: datetime) -> None:
    member_id = await given_member(sessions, now, 77)
    async with sessions.begin() as session:
        await people.mark_unreachable(session, 77, now)
        await people.identify(session, 77, wrote=False)
        assert (await session.get_one(Member, member_id)).unreachable_since == now
    async with sessions.begin() as session:
        await people.identify(session, 77, wrote=True)
        assert (await session.get_one(Member, member_id)).unreachable_since is None


async def test_real_people_are_told_from_invented_ones(sessions: Sessions, now: datetime) -> None:
    await given_member(sessions, now, 1001)
    async with sessions.begin() as session:
        assert not await people.has_real_people(session)
    await given_member(sessions, now, 987_654_321)
    async with sessions.begin() as session:
        assert await people.has_real_people(session)


async def test_a_turn_begins_with_one_question(sessions: Sessions, now: datetime) -> None:
    place, elsewhere = Place(42, 77, 77), Place(42, -1_002_000_000_000, 77)
    member_id = await given_member(sessions, now, 77, Role.MENTOR, Role.COORDINATOR)
    async with sessions.begin() as session:
        await conversations.keep(session, place, Said("form:answer", {"name": "Анна"}))
    async with sessions.begin() as session:
        actor, said = await people.meet(session, place, wrote=True, now=now)
        assert actor == await people.identify(session, 77, wrote=False)
        assert (actor.member_id, actor.roles) == (member_id, {Role.MENTOR, Role.COORDINATOR})
        assert said == Said("form:answer", {"name": "Анна"})
        assert (await people.meet(session, elsewhere, wrote=False, now=now))[1] == NOTHING


async def test_a_guest_may_have_a_conversation_and_nobody_has_none(sessions: Sessions, now: datetime) -> None:
    place = Place(42, 77, 77)
    async with sessions.begin() as session:
        assert await people.meet(session, place, wrote=True, now=now) == (Actor(77), NOTHING)
        await conversations.keep(session, place, Said(None, {"word": "раз"}))
        await conversations.keep(session, place, Said("form:answer", {}))
        assert await people.meet(session, place, wrote=True, now=now) == (Actor(77), Said("form:answer", {}))
        await conversations.forget(session, place)
        assert await people.meet(session, place, wrote=True, now=now) == (Actor(77), NOTHING)
