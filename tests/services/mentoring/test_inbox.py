"""What a mentor and a coordinator read of requests: who may, what is shown, what is kept from whom."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import update

from db.engine import Sessions
from db.models import Member, MentorCard
from domain.actors import Actor
from domain.errors import ConsentNeeded, NotAllowed, NotFound, ProfileNeeded, RequestMoved
from domain.mentoring.bars import Bar
from domain.mentoring.queue import Only, Picks
from domain.vocabulary import (
    CardStatus,
    ChoiceState,
    DeclineReason,
    Direction,
    RequestAct,
    RequestState,
    Urgency,
)
from services.mentoring import inbox, queue, requests
from tests.services.given_people import given_organization
from tests.services.given_presence import given_coordinator
from tests.services.given_requests import (
    NEED,
    given_mentee,
    given_mentors,
    given_person,
    later,
    submitted,
)


async def test_a_mentor_sees_what_waits_for_them_by_deadline(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        mentor, other = await given_mentors(session, 2, now, capacity=5)
        anna = await given_mentee(session, now, "Светлова Анна Игоревна")
        vera = await given_mentee(session, now, "Тихая Вера")
        late = await submitted(session, anna, now, mentor)
        urgent = await submitted(session, vera, now, mentor, urgency=Urgency.URGENT, anonymous=True)
        await submitted(session, anna, now, other)
        asked_back = await submitted(session, vera, later(now, hours=1), mentor)
        await requests.ask(session, mentor, asked_back, "Какой класс?", later(now, hours=1))

        page = await inbox.waiting(session, mentor, 0, 2)
        assert [one.id for one in page.lines] == [urgent, late]
        assert [one.name for one in page.lines] == [None, "Светлова Анна Игоревна"]
        assert page.page.count == 2
        [last] = (await inbox.waiting(session, mentor, 99, 2)).lines
        assert (last.id, last.state, last.waits_for_mentor) == (asked_back, RequestState.DETAILS, False)
        assert (await inbox.waiting(session, anna, 0, 5)).lines == ()


async def test_who_stays_unnamed_is_not_told_of(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        (mentor,) = await given_mentors(session, 1, now)
        school = await given_organization(session)
        anna = await given_mentee(session, now, organization_id=school, position="учитель химии")
        named = await submitted(session, anna, now, mentor, directions=(Direction.PARENTS, Direction.DIGITAL))
        unnamed = await submitted(session, anna, now, mentor, anonymous=True)

        view = await inbox.asked(session, mentor, named)
        assert (view.name, view.position, view.organization) == (
            "Светлова Анна Игоревна",
            "учитель химии",
            "Школа № 901",
        )
        assert (view.need, view.directions) == (NEED, (Direction.PARENTS, Direction.DIGITAL))
        view = await inbox.asked(session, mentor, unnamed)
        assert (view.name, view.position, view.organization) == (None, None, None)


async def test_only_the_mentor_who_has_it_reads_a_request(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        first, second, third = await given_mentors(session, 3, now)
        anna = await given_mentee(session, now)
        request_id = await submitted(session, anna, now, first, second, third)
        await requests.decline(session, first, request_id, DeclineReason.NO_TIME, None, now)
        with pytest.raises(RequestMoved):
            await inbox.asked(session, first, request_id)
        # who is only in the list knows nothing yet
        for actor in (third, anna):
            with pytest.raises(NotFound):
                await inbox.asked(session, actor, request_id)
        with pytest.raises(NotFound):
            await inbox.asked(session, second, 999_999)
        assert (await inbox.asked(session, second, request_id)).waits_for_mentor
        assert await inbox.taken(session, second, request_id) is None
        pair_id = await requests.accept(session, second, request_id, now)
        taken = await inbox.taken(session, second, request_id)
        assert taken is not None
        assert (taken.pair_id, taken.mentee, taken.approval) == (pair_id, "Светлова Анна Игоревна", False)
        assert await inbox.taken(session, first, request_id) is None
        with pytest.raises(ConsentNeeded):
            await inbox.waiting(session, Actor(1), 0, 5)
        with pytest.raises(ProfileNeeded):
            await inbox.asked(session, Actor(1, 1, consent_in_force=True), request_id)


# --- the queue


async def test_the_queue_by_age_and_its_figures(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        maria = await given_coordinator(session, now)
        (mentor,) = await given_mentors(session, 1, now)
        anna = await given_mentee(session, now)
        younger = await submitted(session, anna, later(now, hours=2))
        older = await submitted(session, anna, now)
        urgent = await submitted(session, anna, later(now, hours=1), urgency=Urgency.URGENT)
        asked = await submitted(session, anna, now, mentor)
        await requests.withdraw(session, anna, await submitted(session, anna, now, urgency=Urgency.URGENT), now)

        view = await queue.queue(session, maria, Only.QUEUED, 0, 5)
        assert [one.id for one in view.lines] == [older, urgent, younger]
        assert view.counts == {Only.QUEUED: 3, Only.WITH_MENTORS: 1, Only.URGENT: 1}
        assert [one.id for one in (await queue.queue(session, maria, Only.WITH_MENTORS, 0, 5)).lines] == [asked]
        assert [one.id for one in (await queue.queue(session, maria, Only.URGENT, 3, 5)).lines] == [urgent]
        assert [one.id for one in (await queue.queue(session, maria, Only.QUEUED, 1, 2)).lines] == [younger]


async def test_a_request_with_all_its_history(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        maria = await given_coordinator(session, now)
        one, two = await given_mentors(session, 2, now)
        anna = await given_mentee(session, now)
        request_id = await submitted(session, anna, now, one, anonymous=True)
        then = later(now, hours=1)
        await requests.decline(session, one, request_id, DeclineReason.LATER, "С января", then)
        await requests.send(session, maria, request_id, [two.owner()], later(now, hours=2))

        view = await queue.one(session, maria, request_id)
        assert (view.name, view.anonymous, view.mentor) == ("Светлова Анна Игоревна", True, "Наставник 2")
        assert view.with_mentor
        assert [(choice.mentor_name, choice.state, choice.words) for choice in view.choices] == [
            ("Наставник 1", ChoiceState.DECLINED, "С января"),
            ("Наставник 2", ChoiceState.ASKED, None),
        ]
        told = await queue.history(session, maria, request_id, 0, 2)
        assert [(line.act, line.actor, line.mentor, line.reason, line.words) for line in told.lines] == [
            (RequestAct.SUBMIT, "Светлова Анна Игоревна", None, None, None),
            (RequestAct.DECLINE, "Наставник 1", "Наставник 1", DeclineReason.LATER, "С января"),
        ]
        told = await queue.history(session, maria, request_id, 10**6, 2)
        assert [(line.act, line.actor) for line in told.lines] == [(RequestAct.SEND, "Озерова М. Л.")]

        # who leaves the club leaves the history without a name
        await session.delete(await session.get_one(Member, one.owner()))
        await session.flush()
        session.expire_all()
        view = await queue.one(session, maria, request_id)
        assert [choice.mentor_name for choice in view.choices] == [None, "Наставник 2"]
        assert view.choices[0].reason is DeclineReason.LATER
        assert (await queue.history(session, maria, request_id, 0, 9)).lines[1].actor is None


async def test_mentors_by_name_and_by_fit(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        maria = await given_coordinator(session, now)
        anna = await given_mentee(session, now, "Лебедева Анна")
        fit, full, hidden, declined = await given_mentors(session, 4, now)
        await session.execute(
            update(Member)
            .where(Member.id.in_([one.owner() for one in (fit, full, hidden, declined)]))
            .values(full_name="Лебедева " + Member.full_name)
        )
        (await session.get_one(MentorCard, full.owner())).capacity = 0
        (await session.get_one(MentorCard, hidden.owner())).status = CardStatus.PENDING
        request_id = await submitted(session, anna, now, declined)
        await requests.decline(session, declined, request_id, DeclineReason.LATER, None, now)
        session.expire_all()

        view = await queue.picking(session, maria, Picks(request_id, mentors=(fit.owner(), 999_999)), now)
        assert [one.mentor_id for one in view.suggestions] == [fit.member_id]
        assert view.chosen == ((fit.member_id, "Лебедева Наставник 1"),)
        view = await queue.picking(session, maria, Picks(request_id, query="лебедева"), now)
        assert view.suggestions == ()
        assert view.total == 3
        assert [(one.id, one.left, one.places, one.bars, one.doubts) for one in view.found] == [
            (fit.member_id, 1, 1, (), ()),
            (full.member_id, 0, 0, (Bar.FULL,), ()),
            (declined.member_id, 1, 1, (), (Bar.DECLINED,)),
        ]
        assert await queue.mentor_name(session, maria, fit.owner()) == "Лебедева Наставник 1"
        for unknown in (hidden.owner(), anna.owner(), 999_999):
            with pytest.raises(NotFound):
                await queue.mentor_name(session, maria, unknown)


async def test_the_queue_is_for_coordinators_alone(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        maria = await given_coordinator(session, now)
        anna, (mentor,) = await given_mentee(session, now), await given_mentors(session, 1, now)
        nobody = await given_person(session, now, "Никто")
        request_id = await submitted(session, anna, now, mentor)
        for actor in (anna, mentor, nobody):
            for refused in (
                queue.queue(session, actor, Only.QUEUED, 0, 5),
                queue.one(session, actor, request_id),
                queue.history(session, actor, request_id, 0, 5),
                queue.picking(session, actor, Picks(request_id), now),
                queue.mentor_name(session, actor, mentor.owner()),
            ):
                with pytest.raises(NotAllowed):
                    await refused
        for missing in (
            queue.one(session, maria, 999_999),
            queue.history(session, maria, 999_999, 0, 5),
            queue.picking(session, maria, Picks(999_999), now),
        ):
            with pytest.raises(NotFound):
                await missing


async def test_a_deadline_of_the_list_is_the_requests_own(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        maria = await given_coordinator(session, now)
        await submitted(session, await given_mentee(session, now), now)
        [line] = (await queue.queue(session, maria, Only.QUEUED, 0, 5)).lines
        assert line.deadline_at == now + timedelta(days=3)
        assert line.created_at == now
