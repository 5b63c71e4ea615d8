"""The form of a request: how it begins, whom it names, how it is sent; one's own requests to read."""

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select

from db.engine import Session, Sessions
from db.models import BlockedPair, MentorCard, MentoringRequest
from domain.actors import Actor
from domain.errors import ConsentNeeded, NotFound, ProfileNeeded, RequestMoved, RequestsFull
from domain.mentoring.request_form import Draft, Step, Wanted
from domain.mentoring.request_views import RequestView
from domain.vocabulary import Attendance, DeclineReason, Direction, MentoringForm, RequestState, Urgency
from services.mentoring import request_form, request_views, requests
from tests.services.given_people import given_organization
from tests.services.given_requests import (
    NEED,
    given_card,
    given_mentee,
    given_mentors,
    given_person,
    later,
    row,
    settle_all,
    standing,
    submitted,
)

S = RequestState
WANTED = Wanted(
    directions=(Direction.METHODICAL,),
    need=NEED,
    urgency=Urgency.MONTH,
    form=MentoringForm.ONE_TO_ONE,
    anonymous=False,
    same_organization=True,
    settled=frozenset({Step.DIRECTIONS, Step.WAY, Step.MENTORS}),
)


def to(*mentors: Actor, **changes: object) -> Wanted:
    return replace(WANTED, mentors=tuple(mentor.owner() for mentor in mentors), **changes)  # type: ignore[arg-type]


async def begun(session: Session, actor: Actor, now: datetime, mentor: Actor | None = None) -> Wanted:
    return await request_form.begin(session, actor, urgent=False, mentor_id=mentor and mentor.owner(), now=now)


async def test_only_members_ask(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        mentee = await given_mentee(session, now)
        for actor, refusal in (
            (Actor(1), ConsentNeeded),
            (replace(mentee, consent_in_force=False), ConsentNeeded),
            (replace(mentee, joined=False), ProfileNeeded),
        ):
            with pytest.raises(refusal):
                await begun(session, actor, now)
            with pytest.raises(refusal):
                await request_form.asked(session, actor, Draft(), now)
            with pytest.raises(refusal):
                await request_form.send(session, actor, WANTED, now)


async def test_who_has_no_organisation_is_not_asked_about_it(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        school = await given_organization(session)
        free = await begun(session, await given_mentee(session, now), now)
        teacher = await begun(session, await given_mentee(session, now, organization_id=school), now)
        assert (free.same_organization, Step.SCHOOL in free.given) == (True, True)
        assert (teacher.same_organization, Step.SCHOOL in teacher.given) == (None, False)


@pytest.mark.parametrize("barrier", ["", "paused", "full", "blocked", "oneself", "forged"])
async def test_a_mentor_from_a_card_is_taken_along_if_they_can_be_asked(
    sessions: Sessions, now: datetime, barrier: str
) -> None:
    async with sessions.begin() as session:
        mentee = await given_mentee(session, now)
        mentor, other = await given_mentors(session, 2, now)
        card = await session.get_one(MentorCard, mentor.owner())
        if barrier == "paused":
            card.paused_until = now.date()
        elif barrier == "full":
            await requests.accept(session, mentor, await submitted(session, other, now, mentor), now)
        elif barrier == "blocked":
            first, second = sorted((mentee.owner(), mentor.owner()))
            session.add(BlockedPair(first_id=first, second_id=second, created_at=now))
        elif barrier == "oneself":
            mentee = mentor
        elif barrier == "forged":
            mentor = replace(mentor, member_id=10**9)
        await session.flush()

        wanted = await begun(session, mentee, now, mentor)
        assert wanted.mentors == (() if barrier else (mentor.owner(),))


async def test_suggestions_are_explained_and_chosen_ones_have_names(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        mentee = await given_mentee(session, now)
        one, two, three = await given_mentors(session, 3, now)
        draft = Draft(Step.MENTORS, replace(to(two, one), settled=WANTED.settled - {Step.MENTORS}))
        asked = await request_form.asked(session, mentee, draft, now)

        assert [ranked.name for ranked in asked.ranked] == ["Наставник 2", "Наставник 1"]
        assert {found.mentor_id for found in asked.suggestions} == {one.owner(), two.owner(), three.owner()}
        assert all(found.why and found.against for found in asked.suggestions)
        assert not asked.lost


async def test_a_chosen_mentor_who_stops_taking_people_is_told_before_sending(
    sessions: Sessions, now: datetime
) -> None:
    async with sessions.begin() as session:
        mentee = await given_mentee(session, now)
        one, two = await given_mentors(session, 2, now)
        (await session.get_one(MentorCard, one.owner())).paused_until = now.date()
        await session.flush()
        asked = await request_form.asked(session, mentee, Draft(Step.SUMMARY, to(one, two)), now)

        assert asked.lost
        assert asked.step is Step.MENTORS
        assert asked.wanted.mentors == (two.owner(),)


async def test_a_wish_for_another_organisation_takes_colleagues_off_the_list(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        school = await given_organization(session)
        mentee = await given_mentee(session, now, organization_id=school)
        colleague = await given_person(session, now, "Коллега", organization_id=school)
        await given_card(session, colleague, now)
        same = await request_form.asked(session, mentee, Draft(Step.SUMMARY, to(colleague)), now)
        other = Draft(Step.SUMMARY, to(colleague, same_organization=False))
        assert not same.lost
        assert (await request_form.asked(session, mentee, other, now)).lost


async def test_what_is_sent(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        mentee = await given_mentee(session, now)
        one, two = await given_mentors(session, 2, now)
        sent = await row(session, await request_form.send(session, mentee, to(two, one, anonymous=True), now))
        assert (sent.state, sent.mentor_id, sent.anonymous) == (S.WAITING, two.owner(), True)
        assert "дисциплина" in sent.lemmas.split()

        online = await row(
            session, await request_form.send(session, mentee, to(form=MentoringForm.VIRTUAL, way=None), now)
        )
        assert (online.state, online.way) == (S.COORDINATOR, Attendance.ONLINE)


async def test_an_urgent_one_goes_to_who_is_on_duty_with_a_timer(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        mentee = await given_mentee(session, now)
        await given_mentors(session, 1, now)
        duty = await given_person(session, now, "Дежурный")
        await given_card(session, duty, now, on_duty=True)
        hurried = Wanted(directions=WANTED.directions, need=NEED, settled=frozenset({Step.DIRECTIONS})).in_a_hurry()
        sent = await row(session, await request_form.send(session, mentee, hurried, now))

        assert (sent.mentor_id, sent.form) == (duty.owner(), MentoringForm.SITUATIONAL)
        assert sent.deadline_at == now + timedelta(hours=2)
        assert sent.same_organization


async def test_three_open_requests_and_no_fourth(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        mentee = await given_mentee(session, now)
        first, *_ = [await request_form.send(session, mentee, WANTED, now) for _ in range(3)]
        with pytest.raises(RequestsFull):
            await begun(session, mentee, now)
        with pytest.raises(RequestsFull):
            await request_form.send(session, mentee, WANTED, now)
        assert not (await request_views.mine(session, mentee, 0, 5)).room

        await requests.withdraw(session, mentee, first, now)
        await request_form.send(session, mentee, WANTED, now)
        with pytest.raises(RequestsFull):
            await request_form.reopen(session, mentee, first, now)


async def test_five_phones_of_one_person_open_three_requests(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        mentee = await given_mentee(session, now)
        await given_mentors(session, 2, now, capacity=5)

    async def send() -> None:
        async with sessions.begin() as session:
            await request_form.send(session, mentee, WANTED, now)

    results = await asyncio.gather(*(send() for _ in range(5)), return_exceptions=True)
    assert sorted(type(one).__name__ for one in results) == ["NoneType"] * 3 + ["RequestsFull"] * 2
    async with sessions.begin() as session:
        assert await session.scalar(select(func.count()).select_from(MentoringRequest)) == 3


# --- one's own requests


async def test_open_ones_first_and_nobody_elses(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        mentee = await given_mentee(session, now)
        old, new, newest = [await submitted(session, mentee, now) for _ in range(3)]
        strange = await submitted(session, await given_mentee(session, now), now)
        await requests.withdraw(session, mentee, newest, now)

        shown = await request_views.mine(session, mentee, 0, 2)
        assert [line.id for line in shown.lines] == [new, old]
        assert [line.id for line in (await request_views.mine(session, mentee, 99, 2)).lines] == [newest]
        with pytest.raises(NotFound):
            await request_views.one(session, mentee, strange)
        with pytest.raises(NotFound):
            await request_form.reopen(session, mentee, strange, now)
        with pytest.raises(ConsentNeeded):
            await request_views.mine(session, Actor(1), 0, 2)


async def test_a_mentee_sees_neither_who_declined_nor_why(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        mentee = await given_mentee(session, now)
        one, two = await given_mentors(session, 2, now)
        request_id = await submitted(session, mentee, now, one, two)
        await requests.decline(session, one, request_id, DeclineReason.OTHER, "Не хочу", now)
        view = await request_views.one(session, mentee, request_id)

        assert view.state is S.WAITING
        assert not {field for field in RequestView.__slots__ if "mentor" in field or "reason" in field}
        assert "Не хочу" not in str(view)


async def test_the_pair_is_one_press_from_the_request(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        mentee = await given_mentee(session, now)
        [mentor] = await given_mentors(session, 1, now)
        request_id = await submitted(session, mentee, now, mentor)
        assert (await request_views.one(session, mentee, request_id)).pair_id is None
        pair_id = await requests.accept(session, mentor, request_id, now)
        view = await request_views.one(session, mentee, request_id)
        assert (view.state, view.pair_id, view.open) == (S.ACCEPTED, pair_id, False)


async def test_closed_by_silence_and_opened_again(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        mentee = await given_mentee(session, now)
        [mentor] = await given_mentors(session, 1, now)
        request_id = await submitted(session, mentee, now, mentor)
        await requests.ask(session, mentor, request_id, "Какой класс?", now)
        assert (await request_views.one(session, mentee, request_id)).question == "Какой класс?"
    await settle_all(sessions, later(now, days=9))
    async with sessions.begin() as session:
        assert (await request_views.one(session, mentee, request_id)).state is S.EXPIRED
        await request_form.reopen(session, mentee, request_id, later(now, days=9))
        assert await standing(session, request_id) == (S.COORDINATOR, None)
        with pytest.raises(RequestMoved):
            await request_form.reopen(session, mentee, request_id, later(now, days=9))
