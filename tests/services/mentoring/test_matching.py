"""Suggestions from the club's cards: who is left out, who comes first, and what is told."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from db.engine import Session, Sessions
from db.models import BlockedPair, Member, MentorCard, MentorGroup, Organization
from domain import clubtime
from domain.actors import Actor
from domain.errors import ConsentNeeded, NotAllowed, NotFound, ProfileNeeded
from domain.mentoring.matching import Ground, Point
from domain.vocabulary import (
    Attendance,
    CardStatus,
    Direction,
    MentoringForm,
    Municipality,
    OrgType,
    Role,
    Stage,
    Urgency,
)
from services.mentoring import matching, pairing, requests
from tests.services.given_people import given_organization
from tests.services.given_requests import given_card, given_mentee, given_mentors, given_person, need, submitted

WORDS = {"lemmas": "химия дисциплина"}


async def suggested(session: Session, mentee: Actor, now: datetime, **changes: Any) -> list[int]:
    return [one.mentor_id for one in await matching.suggestions(session, mentee, need(**changes), now)]


async def test_a_suggestion_says_who_and_why(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        school = await given_organization(session, "Школа № 901")
        irina = await given_person(
            session, now, "Лебедева Ирина", Role.MENTOR, municipality=Municipality.TYUMEN, organization_id=school
        )
        await given_card(session, irina, now, capacity=2, **WORDS)
        anna = await given_mentee(session, now, position="учитель химии", municipality=Municipality.TYUMEN)
        [found] = await matching.suggestions(session, anna, need(lemmas="химия дисциплина опыт"), now)
    assert (found.mentor_id, found.name, found.organization) == (irina.owner(), "Лебедева Ирина", "Школа № 901")
    assert found.municipality is Municipality.TYUMEN
    assert found.subject == "химия"
    assert [one.ground for one in found.why] == [Ground.DIRECTIONS, Ground.SUBJECT, Ground.WORDS]
    assert found.against == Point(Ground.WAIT)
    assert found.score > 80


Change = Callable[[Session, Actor, Actor, datetime], Awaitable[None]]


async def unconfirmed(session: Session, mentor: Actor, mentee: Actor, now: datetime) -> None:
    (await session.get_one(MentorCard, mentor.owner())).status = CardStatus.PENDING


async def returned(session: Session, mentor: Actor, mentee: Actor, now: datetime) -> None:
    (await session.get_one(MentorCard, mentor.owner())).status = CardStatus.RETURNED


async def paused(session: Session, mentor: Actor, mentee: Actor, now: datetime) -> None:
    (await session.get_one(MentorCard, mentor.owner())).paused_until = clubtime.local(now).date()


async def full(session: Session, mentor: Actor, mentee: Actor, now: datetime) -> None:
    other = await given_mentee(session, now, "Другая Вера")
    await pairing.create(
        session,
        mentor_id=mentor.owner(),
        mentee_id=other.owner(),
        form=MentoringForm.ONE_TO_ONE,
        directions=[Direction.METHODICAL],
        now=now,
    )


async def blocked(session: Session, mentor: Actor, mentee: Actor, now: datetime) -> None:
    first, second = sorted((mentor.owner(), mentee.owner()))
    session.add(BlockedPair(first_id=first, second_id=second, created_at=now))


async def unreachable(session: Session, mentor: Actor, mentee: Actor, now: datetime) -> None:
    (await session.get_one(Member, mentor.owner())).unreachable_since = now


async def without_telegram(session: Session, mentor: Actor, mentee: Actor, now: datetime) -> None:
    (await session.get_one(Member, mentor.owner())).telegram_id = None


async def colleagues(session: Session, mentor: Actor, mentee: Actor, now: datetime) -> None:
    school = await given_organization(session)
    for one in (mentor, mentee):
        (await session.get_one(Member, one.owner())).organization_id = school


@pytest.mark.parametrize(
    "change", [unconfirmed, returned, paused, full, blocked, unreachable, without_telegram, colleagues]
)
async def test_who_cannot_be_asked_is_not_suggested(sessions: Sessions, now: datetime, change: Change) -> None:
    async with sessions.begin() as session:
        mentee = await given_mentee(session, now)
        # both orders of ids in the table of blocks
        younger, older = await given_mentors(session, 2, now)
        assert set(await suggested(session, mentee, now)) == {younger.owner(), older.owner()}
        await change(session, older, mentee, now)
        await session.flush()
        assert await suggested(session, mentee, now, same_organization=False) == [younger.owner()]


async def test_a_pause_ends_by_itself(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        [mentor] = await given_mentors(session, 1, now)
        mentee = await given_mentee(session, now)
        await paused(session, mentor, mentee, now)
        assert await suggested(session, mentee, now) == []
        assert await suggested(session, mentee, now + timedelta(days=1)) == [mentor.owner()]


async def test_one_is_not_suggested_to_oneself(sessions: Sessions, now: datetime) -> None:
    """A mentor is a position in a pair: who teaches one thing may ask about another."""
    async with sessions.begin() as session:
        one, other = await given_mentors(session, 2, now)
        assert await suggested(session, one, now) == [other.owner()]


async def test_form_and_way_must_be_possible(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        mentee = await given_mentee(session, now)
        await given_mentors(session, 1, now, ways=[Attendance.ONLINE])
        assert len(await suggested(session, mentee, now)) == 1
        assert await suggested(session, mentee, now, way=Attendance.OFFLINE) == []
        assert await suggested(session, mentee, now, form=MentoringForm.GROUP) == []


async def test_who_fits_best_comes_first_and_four_are_enough(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        mentee = await given_mentee(session, now, position="учитель химии")
        await given_mentors(session, 6, now, directions=[Direction.DIGITAL])
        stranger = await given_person(session, now, "Историк Пётр")
        await given_card(session, stranger, now, subject="история")
        best = await given_person(session, now, "Химик Ольга")
        await given_card(session, best, now, **WORDS)
        found = await suggested(session, mentee, now)
    assert found[:2] == [best.owner(), stranger.owner()]
    assert len(found) == matching.MOST_SUGGESTED


async def test_who_has_others_waiting_comes_later(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        asked, idle = await given_mentors(session, 2, now, capacity=3)
        other, mentee = await given_mentee(session, now, "Другая Вера"), await given_mentee(session, now)
        await submitted(session, other, now, asked)
        found = await matching.suggestions(session, mentee, need(lemmas=""), now)
    assert [one.mentor_id for one in found] == [idle.owner(), asked.owner()]
    assert (found[1].against.ground, found[1].against.asked) == (Ground.BUSY, 1)


async def test_a_pair_of_a_group_takes_no_place(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        [mentor] = await given_mentors(session, 1, now)
        other, mentee = await given_mentee(session, now, "Другая Вера"), await given_mentee(session, now)
        group = MentorGroup(
            mentor_id=mentor.owner(),
            title="Опыты",
            direction=Direction.METHODICAL,
            about="Пробуем опыты",
            size=5,
            open=True,
            created_at=now,
        )
        session.add(group)
        await session.flush()
        await pairing.create(
            session,
            mentor_id=mentor.owner(),
            mentee_id=other.owner(),
            form=MentoringForm.GROUP,
            directions=[Direction.METHODICAL],
            now=now,
            group_id=group.id,
        )
        assert await suggested(session, mentee, now) == [mentor.owner()]


async def test_the_kind_of_organisation_tells_whom_one_teaches(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        garden = Organization(
            slug="garden", name="Сад № 7", type=OrgType.KINDERGARTEN, municipality=Municipality.TYUMEN
        )
        session.add(garden)
        await session.flush()
        mentee = await given_mentee(session, now, organization_id=garden.id)
        await given_mentors(session, 1, now, stages=[Stage.BASIC])
        garden_mentor = await given_person(session, now, "Мишина Олеся")
        await given_card(session, garden_mentor, now, stages=[Stage.PRESCHOOL])
        found = await matching.suggestions(session, mentee, need(need="Как провести утренник?", lemmas=""), now)
    assert found[0].mentor_id == garden_mentor.owner()
    assert found[1].against.stages == (Stage.BASIC,)


async def test_for_a_request_nobody_is_suggested_twice(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        coordinator = await given_person(session, now, "Орлова Мария", Role.COORDINATOR)
        asked, other = await given_mentors(session, 2, now)
        mentee = await given_mentee(session, now)
        request_id = await submitted(session, mentee, now, asked)
        found = await matching.for_request(session, coordinator, request_id, now)
        assert [one.mentor_id for one in found] == [other.owner()]
        await requests.withdraw(session, mentee, request_id, now)


async def test_for_a_member_without_a_request(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        coordinator = await given_person(session, now, "Орлова Мария", Role.COORDINATOR)
        old, other = await given_mentors(session, 2, now)
        mentee = await given_mentee(session, now)
        found = await matching.for_member(
            session,
            coordinator,
            mentee.owner(),
            [Direction.METHODICAL],
            MentoringForm.ONE_TO_ONE,
            now,
            without=[old.owner()],
        )
    assert [one.mentor_id for one in found] == [other.owner()]


async def test_who_may_ask_for_suggestions(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        mentee = await given_mentee(session, now)
        coordinator = await given_person(session, now, "Орлова Мария", Role.COORDINATOR)
        request_id = await submitted(session, mentee, now)
        with pytest.raises(ConsentNeeded):
            await matching.suggestions(session, Actor(1), need(), now)
        with pytest.raises(ProfileNeeded):
            await matching.suggestions(session, Actor(1, mentee.owner(), consent_in_force=True), need(), now)
        with pytest.raises(NotAllowed):
            await matching.for_request(session, mentee, request_id, now)
        with pytest.raises(NotAllowed):
            await matching.for_member(session, mentee, mentee.owner(), [], MentoringForm.GROUP, now)
        with pytest.raises(NotFound):
            await matching.for_request(session, coordinator, 999, now)
        with pytest.raises(NotFound):
            await matching.for_member(session, coordinator, 999, [], MentoringForm.GROUP, now)


async def test_an_empty_club_suggests_nobody(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        mentee = await given_mentee(session, now)
        assert await matching.suggestions(session, mentee, need(urgency=Urgency.URGENT), now) == ()
