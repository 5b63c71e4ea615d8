"""Coordinators find people, close the club to one, give a code to another."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, update

from db.engine import Session, Sessions
from db.models import ClaimCode, Member, MemberRole, MemberWord, MentoringRequest, Mentorship, OutboxRow
from domain.actors import Actor
from domain.errors import Blocked, ClaimTriesOver, GroupClosed, NotAllowed, Outdated
from domain.mentoring.mentor_groups import Standing
from domain.people.claims import LIFETIME, ClaimedRecord, Missed, Taken
from domain.people.members_desk import Look, Only, read_query
from domain.vocabulary import MessageKind, OutboxState, PairStatus, Priority, Role
from screens.mentoring import found_people as screens
from services import deliveries, outbox
from services.mentoring import found_people, mentor_group_views, mentor_groups, mentor_places, school_rights
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


async def test_words_follow_the_name_and_the_school(sessions: Sessions, now: datetime) -> None:
    """The index is kept by the model: a change, a merger, an erasure leave nothing behind."""

    async def words(session: Session, member_id: int) -> set[str]:
        return set(await session.scalars(select(MemberWord.word).where(MemberWord.member_id == member_id)))

    async with sessions.begin() as session:
        coordinator = await given_coordinator(session, now)
        elkina = replace(MENTOR, full_name="Ёлкина-Берг Анна Анна", organization_text="Школа 5")
        one = (await given_member(session, now, 1, elkina)).owner()
        assert await words(session, one) == {"елкина", "берг", "анна", "школа", "5"}
        member = await session.get_one(Member, one)
        member.full_name = "Светлова " + "ю" * 60
        await session.flush()
        assert await words(session, one) == {"светлова", "ю" * 48, "школа", "5"}
        member.position = "завуч"
        await session.flush()
        assert await found(session, coordinator, "елкина") == []
        assert await found(session, coordinator, "5 светл " + "ю" * 55) == [member.full_name]
        await mydata.erase_member(session, coordinator, one, now, now)
        assert await words(session, one) == set()


async def test_very_many_are_read_a_page_at_a_time(
    sessions: Sessions, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whichever way is taken, the same people stand on the same pages."""
    async with sessions.begin() as session:
        coordinator = await given_coordinator(session, now)
        school = await given_organization(session, "Школа № 905")
        for number in range(1, 13):
            name = f"Анина {'Анна' if number % 3 else 'Ольга'} {chr(ord('а') + number)}"
            placed = replace(MENTOR, full_name=name, organization_text=None, organization_id=school)
            await given_member(session, now, number, placed)
        looks = [
            Look(read_query(words), only, page)
            for words in ("ан", "анна ан", "анина 905", "ольга ан 905", "905", "нет ан")
            for only in (Only.ALL, Only.MENTOR, Only.GUEST)
            for page in (0, 1)
        ]
        exact = [await members_desk.people(session, coordinator, look, 3) for look in looks]
        assert [view.total for view in exact[::6]] == [12, 8, 12, 4, 12, 0]
        for many, led in ((3, 10_000), (3, 2), (2_000, 2)):
            monkeypatch.setattr("services.people.members_desk.MANY", many)
            monkeypatch.setattr("services.people.search._LED", led)
            for look, known in zip(looks, exact, strict=True):
                view = await members_desk.people(session, coordinator, look, 3)
                assert view.more == (known.total > many)
                if not view.more:
                    assert view == known
                elif look.page == 0:
                    assert (view.lines, view.total) == (known.lines, many)


async def test_a_person_is_found_by_name_whatever_the_school(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        coordinator = await given_coordinator(session, now)
        anna = await given_member(session, now, 1, replace(MENTOR, full_name="Ёлкина Анна", organization_text="Берег"))
        await given_member(session, now, 2, replace(MENTOR, full_name="Берегова Анна", organization_text="Дом"))
        people = await found_people.find(session, coordinator, "анна елк")
        assert [one.name for one in people.people] == ["Ёлкина Анна"]
        people = await found_people.find(session, coordinator, "берег")
        assert ([one.name for one in people.people], people.total) == (["Берегова Анна"], 1)
        await blocking.block(session, coordinator, anna.owner(), "реклама", now)
        [one] = (await found_people.find(session, coordinator, "елкина")).people
        assert (one.blocked, one.reachable) == (True, False)
        assert "Ёлкина Анна</b>, Берег (доступ закрыт)" in screens.person(one)


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
        assert await claims.take(session, guest, code, now) == Taken(paper)
    async with sessions.begin() as session:
        owner = await people.identify(session, 7, wrote=True)
        assert (owner.member(), owner.joined) == (paper, True)
        assert await session.get(ClaimCode, paper) is None
        assert await claims.take(session, owner, code, now) == Taken(paper), "the second of two taps"
        assert await claims.look(session, owner, code, now) == Taken(paper), "the printed code is scanned again"
        other = await given_consented(session, now, 8)
        assert await claims.take(session, other, code, now) == Missed(4)


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
        assert await claims.take(session, owner, code, tomorrow) == Taken(owner.owner()), "the account one has grows"
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
