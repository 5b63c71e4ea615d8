"""Coordinators find people, close the club to one, give a code to another."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, update

from db.engine import Session, Sessions
from db.models import ClaimCode, Member, MemberRole, MentoringRequest, Mentorship, OutboxRow
from domain.actors import Actor
from domain.errors import Blocked, ClaimTriesOver, GroupClosed, NotAllowed, Outdated
from domain.mentoring.mentor_groups import Standing
from domain.people.claims import LIFETIME, ClaimedRecord, Missed
from domain.people.members_desk import Look, Only, read_query
from domain.vocabulary import MessageKind, OutboxState, PairStatus, Priority, Role
from services import deliveries, outbox
from services.mentoring import mentor_group_views, mentor_groups, mentor_places, school_rights
from services.outbox import Message
from services.people import blocking, claims, members_desk, mydata, people
from tests.services.given_groups import given_group, given_leader
from tests.services.given_pairs import given_pair_by_hand
from tests.services.given_people import MENTOR, given_consented, given_member, given_organization
from tests.services.given_requests import given_mentee, submitted
from tests.services.given_schools import given_admin
from tests.services.people.test_merging import given_coordinator


async def found(session: Session, actor: Actor, typed: str, only: Only = Only.ALL) -> list[str | None]:
    view = await members_desk.people(session, actor, Look(read_query(typed), only), 5)
    return [one.full_name for one in view.lines]


async def test_people_are_found_by_name_and_school(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        coordinator = await given_coordinator(session, now)
        school = await given_organization(session, "Гимназия № 902 «Ёлочка»")
        await given_member(session, now, 1, replace(MENTOR, full_name="Ёлкина-Берг Алёна", organization_text="ШКОЛА 5"))
        placed = replace(MENTOR, full_name="Берёзов Олег", organization_text=None, organization_id=school)
        await given_member(session, now, 2, placed)
        elkina, oleg = "Ёлкина-Берг Алёна", "Берёзов Олег"
        assert await found(session, coordinator, "алена ЕЛКИНА") == [elkina]
        assert await found(session, coordinator, "берг 5") == [elkina]
        assert await found(session, coordinator, "902 олег") == [oleg]
        assert await found(session, coordinator, "бер елочка") == [oleg]
        assert await found(session, coordinator, "кина") == [], "a word is found by its beginning"
        assert await found(session, coordinator, "%_'") == [], "no sign is a wildcard"
        assert await found(session, coordinator, "олег", Only.COORDINATOR) == []
        with pytest.raises(NotAllowed):
            await found(session, Actor(1, 1, consent_in_force=True, joined=True), "олег")


async def test_a_blocked_person_is_refused_and_gets_nothing(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        coordinator = await given_coordinator(session, now)
        mentor, mentee = await given_member(session, now, 1), await given_member(session, now, 2)
        pair_id = await given_pair_by_hand(session, now, mentor, mentee)
        news = Message(MessageKind.ROLE_CHANGED, "member:1", mentor.owner(), now, Priority.NOTICE)
        await outbox.plan(session, [news])
        await blocking.block(session, coordinator, mentor.owner(), "реклама", now)
        await blocking.block(session, coordinator, mentor.owner(), "второе касание", now)
    async with sessions.begin() as session:
        card = await members_desk.card(session, coordinator, mentor.owner(), now)
        assert card.blocked_reason == "реклама"
        assert (await session.get_one(Mentorship, pair_id)).status is PairStatus.STOPPED
        blocked = await people.identify(session, 1, wrote=True)
        with pytest.raises(Blocked):
            blocked.member()
        told = {(due.recipient_id, due.kind) for due in await deliveries.claim(session, now)}
        assert told == {
            (mentee.owner(), MessageKind.PAIR_HANDED),
            # whoever is left without a mentor is with coordinators at once
            (coordinator.owner(), MessageKind.REQUEST_QUEUED),
        }
        state = select(OutboxRow.state).where(OutboxRow.recipient_id == mentor.owner())
        assert set(await session.scalars(state)) == {OutboxState.BLOCKED}
        with pytest.raises(Outdated):
            await blocking.block(session, coordinator, coordinator.owner(), "сам себя", now)
        await blocking.unblock(session, coordinator, mentor.owner(), now)
        assert (await people.identify(session, 1, wrote=True)).member() == mentor.owner()


async def test_nobody_is_sent_to_a_blocked_person(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        coordinator = await given_coordinator(session, now)
        mentor, mentee = await given_leader(session, now), await given_mentee(session, now)
        group_id = await given_group(session, now, mentor)
        request_id = await submitted(session, mentee, now)
        school = await given_organization(session)
        speaker = await given_admin(session, school, now)
        assert await school_rights.speakers(session, school) == [speaker.owner()]
        assert (await mentor_group_views.one(session, mentee, group_id, now)).standing is Standing.OPEN
        request = await session.get_one(MentoringRequest, request_id)
        assert await mentor_places.is_free(session, request, mentor.owner(), now)
        for person in (mentor, speaker):
            await blocking.block(session, coordinator, person.owner(), "реклама", now)
        assert await school_rights.speakers(session, school) == []
        assert (await mentor_group_views.one(session, mentee, group_id, now)).standing is not Standing.OPEN
        assert not await mentor_places.is_free(session, request, mentor.owner(), now)
        with pytest.raises(GroupClosed):
            await mentor_groups.join(session, mentee, group_id, now)


async def given_paper(session: Session, now: datetime) -> int:
    paper = (await given_member(session, now, 50, replace(MENTOR, full_name="Вешняя Зоя"))).owner()
    await session.execute(update(Member).where(Member.id == paper).values(telegram_id=None))
    return paper


async def test_a_code_opens_a_record_once(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        coordinator = await given_coordinator(session, now)
        paper = await given_paper(session, now)
        old = await claims.issue(session, coordinator, paper, now)
        code = await claims.issue(session, coordinator, paper, now)
        guest = await given_consented(session, now, 7)
        assert await claims.look(session, guest, old, now) == Missed(4), "the newest code alone opens"
        late = await claims.look(session, guest, code, now + LIFETIME)
        assert late == Missed(4), "misses of yesterday are forgotten, the code is too old"
        typed = f" {code[:4].lower()}-{code[4:]} "
        seen = await claims.look(session, guest, typed, now)
        assert isinstance(seen, ClaimedRecord)
        assert seen.full_name == "Вешняя Зоя"
        assert await claims.take(session, guest, code, now) == paper
    async with sessions.begin() as session:
        owner = await people.identify(session, 7, wrote=True)
        assert (owner.member(), owner.joined) == (paper, True)
        assert await session.get(ClaimCode, paper) is None
        assert isinstance(await claims.take(session, owner, code, now), Missed)


async def test_tries_are_limited_to_a_day(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        coordinator = await given_coordinator(session, now)
        paper = await given_paper(session, now)
        code = await claims.issue(session, coordinator, paper, now)
        owner = await given_member(session, now, 7)
        assert [await claims.look(session, owner, "мимо", now) for _ in range(5)] == [
            Missed(n) for n in (4, 3, 2, 1, 0)
        ]
        with pytest.raises(ClaimTriesOver):
            await claims.look(session, owner, code, now + timedelta(hours=23))
        tomorrow = now + timedelta(hours=25)
        assert await claims.take(session, owner, code, tomorrow) == owner.owner(), "the account one has grows"
        assert await session.get(Member, paper, populate_existing=True) is None


async def test_a_coordinator_erases_who_asked_but_no_coordinator(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        coordinator = await given_coordinator(session, now)
        other = await given_member(session, now, 1)
        with pytest.raises(Outdated):
            await mydata.erase_member(session, coordinator, other.owner(), now - timedelta(days=1), now)
        await mydata.erase_member(session, coordinator, other.owner(), now, now)
        await mydata.erase_member(session, coordinator, other.owner(), now, now)
        assert await session.scalar(select(Member.id).where(Member.telegram_id == 1)) is None
        colleague = await given_member(session, now, 2)
        session.add(MemberRole(member_id=colleague.owner(), role=Role.COORDINATOR, granted_at=now))
        await session.flush()
        with pytest.raises(Outdated):
            await mydata.erase_member(session, coordinator, colleague.owner(), now, now)
