"""«Моя школа»: who gets the right to it, and what it shows of a school's pairs — progress, never contents."""

import asyncio
from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select

from db.engine import Session, Sessions
from db.models import AuditEntry, Goal, MemberRole, PairMeeting, SchoolAdmin, SchoolAsk
from domain.actors import Actor
from domain.errors import ConsentNeeded, NotAllowed, NotFound, SchoolNeeded
from domain.vocabulary import Attendance, MeetingStatus, MessageKind, PairStatus, Role
from services.mentoring import mentoring, pairs, school, school_admins
from tests.services.given_certificates import given_coordinator
from tests.services.given_pairs import given_pair_by_hand
from tests.services.given_people import given_organization
from tests.services.given_requests import given_card, given_mentee, given_person
from tests.services.given_schools import given_across, given_admin, given_schools, kinds, move

ASKED, GRANTED, REVOKED = MessageKind.SCHOOL_ASKED, MessageKind.SCHOOL_GRANTED, MessageKind.SCHOOL_REVOKED


async def given_director(session: Session, now: datetime, organization_id: int | None) -> Actor:
    """Somebody who calls themselves administration: that gives no rights."""
    actor = await given_person(
        session, now, "Ветрова Ольга Ильинична", Role.ADMIN_TEAM, organization_id=organization_id, position="директор"
    )
    session.add(MemberRole(member_id=actor.owner(), role=Role.ADMIN_TEAM, granted_at=now))
    await session.flush()
    return actor


async def acts(session: Session) -> list[str]:
    return list(await session.scalars(select(AuditEntry.act).order_by(AuditEntry.id)))


# --- the right


async def test_the_role_alone_opens_nothing(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        olga = await given_director(session, now, await given_organization(session))
        view = await school.home(session, olga)
        assert (view.granted, view.asked_at, view.teachers) == (False, None, 0)
        for closed in (school.pairs(session, olga, 0, 5), school.table(session, olga, now)):
            with pytest.raises(NotAllowed):
                await closed
        lost = await given_director(session, now, None)
        with pytest.raises(SchoolNeeded):
            await school.home(session, lost)
        with pytest.raises(SchoolNeeded):
            await school_admins.ask(session, lost, now)
        anna = await given_mentee(session, now)
        for refused in (school.home(session, anna), school_admins.ask(session, anna, now)):
            with pytest.raises(NotAllowed):
                await refused
        with pytest.raises(ConsentNeeded):
            await school.home(session, Actor(5))
        doors = [await mentoring.home(session, one) for one in (olga, lost, anna)]
        assert [one.school for one in doors] == [True, False, False]


async def test_asked_once_granted_once_and_told(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        maria = await given_coordinator(session, now)
        olga = await given_director(session, now, await given_organization(session))
        for _ in range(2):
            await school_admins.ask(session, olga, now)
        assert await kinds(session, maria) == [ASKED]
        assert (await school.home(session, olga)).asked_at == now
        assert (await mentoring.desk(session, maria, now)).school_asks == 1
        view = await school_admins.desk(session, maria, 0, 5)
        assert [one.name for one in view.asks] == ["Ветрова Ольга Ильинична"]
        for _ in range(2):
            granted = await school_admins.grant(session, maria, olga.owner(), now)
        assert (granted.granted, granted.asked, granted.calls_self) == (True, False, True)
        assert await kinds(session, maria) == [], "what is settled is not told any more"
        assert await kinds(session, olga) == [GRANTED]
        assert (await school.home(session, olga)).granted
        await school_admins.ask(session, olga, now)
        assert await school_admins.asks(session) == 0
        assert await acts(session) == ["school.granted"]


async def test_an_ask_is_declined_softly_or_taken_back_and_may_come_again(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        maria = await given_coordinator(session, now)
        olga = await given_director(session, now, await given_organization(session))
        await school_admins.ask(session, olga, now)
        await school_admins.take_back(session, olga)
        assert await kinds(session, maria) == []
        await school_admins.ask(session, olga, now)
        for _ in range(2):
            await school_admins.decline(session, maria, olga.owner(), now)
        assert await kinds(session, olga) == [REVOKED]
        assert not (await school.home(session, olga)).granted
        await school_admins.ask(session, olga, now + timedelta(hours=1))
        assert await kinds(session, maria) == [ASKED]


async def test_a_right_is_taken_back_and_sleeps_elsewhere(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        maria = await given_coordinator(session, now)
        theirs, other = await given_schools(session)
        olga = await given_admin(session, theirs, now)
        await move(session, olga, other)
        assert not (await school.home(session, olga)).granted
        assert (await school_admins.card(session, maria, theirs)).admins[0].elsewhere
        await move(session, olga, theirs)
        assert (await school.home(session, olga)).granted
        for _ in range(2):
            await school_admins.revoke(session, maria, theirs, olga.owner(), now)
        assert not (await school.home(session, olga)).granted
        assert await kinds(session, olga) == [REVOKED]
        assert await acts(session) == ["school.revoked"]
        # the school still wants to be asked, so coordinators still see it
        [line] = (await school_admins.desk(session, maria, 0, 5)).schools
        assert (line.organization, line.admins, line.cross_approval) == ("Школа № 901", (), True)


async def test_rights_are_for_coordinators_to_give(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        maria = await given_coordinator(session, now)
        theirs, _ = await given_schools(session)
        olga = await given_admin(session, theirs, now)
        for refused in (
            school_admins.desk(session, olga, 0, 5),
            school_admins.card(session, olga, theirs),
            school_admins.candidate(session, olga, olga.owner()),
            school_admins.grant(session, olga, olga.owner(), now),
            school_admins.decline(session, olga, olga.owner(), now),
            school_admins.revoke(session, olga, theirs, olga.owner(), now),
        ):
            with pytest.raises(NotAllowed):
                await refused
        nowhere = await given_mentee(session, now)
        with pytest.raises(SchoolNeeded):
            await school_admins.grant(session, maria, nowhere.owner(), now)
        for unknown in (
            school_admins.grant(session, maria, 999_999, now),
            school_admins.candidate(session, maria, 999_999),
            school_admins.card(session, maria, 999_999),
        ):
            with pytest.raises(NotFound):
                await unknown


async def test_two_coordinators_grant_at_once(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        maria = await given_coordinator(session, now)
        olga = await given_director(session, now, await given_organization(session))
        await school_admins.ask(session, olga, now)

    async def grant() -> None:
        async with sessions.begin() as session:
            await school_admins.grant(session, maria, olga.owner(), now)

    await asyncio.gather(*(grant() for _ in range(4)))
    async with sessions.begin() as session:
        counts = [await session.scalar(select(func.count()).select_from(one)) for one in (SchoolAdmin, SchoolAsk)]
        assert counts == [1, 0]
        assert await kinds(session, olga) == [GRANTED]


# --- what it shows


async def test_a_school_sees_how_its_pairs_go_and_not_what_they_are_about(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        across = await given_across(session, now, asks=0)
        two, (olga,) = across.two, across.admins
        ended = await given_pair_by_hand(
            session,
            now,
            two.mentor,
            await given_mentee(session, now, "Второй Иван Ильич", organization_id=across.theirs),
        )
        await pairs.stop(session, two.mentor, ended, now)
        # a pair of two other schools is not theirs to see
        await given_pair_by_hand(session, now, two.mentor, await given_mentee(session, now, "Чужой Олег Ильич"))
        await given_card(session, olga, now)
        for days, state in ((3, MeetingStatus.HELD), (9, MeetingStatus.HELD), (12, MeetingStatus.AGREED)):
            session.add(
                PairMeeting(
                    pair_id=two.pair_id,
                    status=state,
                    options=[],
                    starts_at=now + timedelta(days=days),
                    minutes=45,
                    way=Attendance.ONLINE,
                    created_at=now,
                    changed_at=now,
                )
            )
        for reached in (now, None, None):
            session.add(Goal(pair_id=two.pair_id, text="Тайная цель", created_at=now, reached_at=reached))
        await session.flush()
        home = await school.home(session, olga)
        assert (home.teachers, home.mentors, home.pairs, home.waiting) == (3, 1, 1, 0)
        shown = await school.pairs(session, olga, 0, 5)
        first, second = shown.pairs
        assert (first.mentor.name, first.mentor.organization) == ("Лебедева Ирина Павловна", "Школа № 902")
        assert (first.mentee.name, first.mentee.organization) == ("Светлова Анна Игоревна", "Школа № 901")
        assert (first.meetings, first.last_met_at) == (2, now + timedelta(days=9))
        assert (first.goals, first.reached) == (3, 1)
        assert (second.status, second.meetings, second.last_met_at) == (PairStatus.STOPPED, 0, None)
        assert "Тайная" not in repr(shown)
        assert "дисциплин" not in repr(shown)
        assert (await school.pairs(session, olga, 99, 1)).page.number == 1
        table = await school.table(session, olga, now)
        assert table.pairs == shown.pairs
        assert (await acts(session))[-1] == "school.exported"


async def test_what_waits_for_the_school_is_on_the_way_in(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        maria = await given_coordinator(session, now)
        across = await given_across(session, now)
        (olga,) = across.admins
        assert (await mentoring.home(session, olga)).school_waiting == 1
        assert (await school.home(session, olga)).waiting == 1
        assert (await mentoring.desk(session, maria, now)).approvals == 1
        assert (await mentoring.home(session, across.two.mentee)).school_waiting == 0
