"""A programme is completed, both sides say what they think, thanks are said and shown."""

import asyncio
from datetime import datetime, timedelta

import pytest

from db.engine import Sessions
from db.models import PairMeeting
from domain.actors import Actor
from domain.errors import (
    ConsentNeeded,
    InvalidAnswer,
    NotAllowed,
    NotFound,
    OtherSideAway,
    Outdated,
    PairEnded,
    PairOpinionClosed,
)
from domain.mentoring.pair_feedback import QUESTIONS, SHORT, Ask, Summary, may_finish
from domain.mentoring.pairs import Side
from domain.vocabulary import Attendance, MeetingStatus, MessageKind, PairStatus, Role
from scheduler.pair_feedback import render_feedback, render_opinions, render_thanks
from services import deliveries
from services.mentoring import goals, pair_feedback, pairs, thanks
from services.people import mydata
from tests.services.given_pairs import Two, given_pair, pair_row, waiting
from tests.services.given_requests import given_person

FEEDBACK, OPINIONS, THANKS = MessageKind.PAIR_FEEDBACK, MessageKind.PAIR_OPINIONS, MessageKind.PAIR_THANKS
MENTEES = {Ask.GOAL: "5", Ask.SAFE: "4", Ask.REGULAR: "3", Ask.HELPED: "разбор урока", Ask.GO_ON: "other"}
MENTORS = {Ask.PROGRESS: "5", Ask.LOAD: "2", Ask.SUPPORT: "1", Ask.LEARNED: "терпению"}


@pytest.fixture
async def two(sessions: Sessions, now: datetime) -> Two:
    """A pair whose mentee has completed the programme."""
    async with sessions.begin() as session:
        made = await given_pair(session, now)
        await pair_feedback.complete(session, made.mentee, made.pair_id, now)
    return made


async def answered(sessions: Sessions, actor: Actor, pair_id: int, answers: dict[Ask, str], now: datetime) -> None:
    async with sessions.begin() as session:
        for ask, raw in answers.items():
            await pair_feedback.give(session, actor, pair_id, ask, raw, now)
        await pair_feedback.end(session, actor, pair_id, now)


async def test_a_programme_is_completed_with_its_summary(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        two = await given_pair(session, now)
        for status in (MeetingStatus.HELD, MeetingStatus.HELD, MeetingStatus.CANCELLED):
            session.add(
                PairMeeting(
                    pair_id=two.pair_id,
                    status=status,
                    options=[],
                    starts_at=now,
                    minutes=45,
                    way=Attendance.ONLINE,
                    created_at=now,
                    changed_at=now,
                )
            )
        await goals.add(session, two.mentor, two.pair_id, "Начинать урок за две минуты", now)
        assert await pair_feedback.summary(session, two.mentee, two.pair_id) == Summary(2, 90, 1, 0)
        view = await pair_feedback.complete(session, two.mentee, two.pair_id, now)
        assert (view.side, view.summary.hours, view.answers, view.theirs) == (Side.MENTEE, 1.5, {}, None)
        assert (await pair_row(session, two.pair_id)).status is PairStatus.COMPLETED
        assert len(await waiting(session, two.mentor, MessageKind.PAIR_CHANGED)) == 1
        own = [row.entity for row in await waiting(session, two.mentee, MessageKind.PAIR_CHANGED)]
        assert f"pair:{two.pair_id}" not in own, "who has ended it knows"
        for side in (two.mentor, two.mentee):
            assert len(await waiting(session, side, FEEDBACK)) == 1
        with pytest.raises(PairEnded):
            await pair_feedback.complete(session, two.mentor, two.pair_id, now)


async def test_ratings_are_seen_when_both_have_answered(sessions: Sessions, two: Two, now: datetime) -> None:
    await answered(sessions, two.mentee, two.pair_id, MENTEES, now)
    async with sessions.begin() as session:
        mine = await pair_feedback.open(session, two.mentee, two.pair_id, now)
        assert (mine.finished, mine.theirs) == (True, None)
        assert (await pair_feedback.open(session, two.mentor, two.pair_id, now)).theirs is None
    await answered(sessions, two.mentor, two.pair_id, MENTORS, now)
    async with sessions.begin() as session:
        of_mentee = await pair_feedback.open(session, two.mentee, two.pair_id, now)
        of_mentor = await pair_feedback.open(session, two.mentor, two.pair_id, now)
        # neither words nor what the mentor thinks of the school
        assert of_mentee.theirs == {Ask.PROGRESS: 5, Ask.LOAD: 2}
        assert of_mentor.theirs == {Ask.GOAL: 5, Ask.SAFE: 4, Ask.REGULAR: 3}
        assert len(await waiting(session, two.mentee, OPINIONS)) == 1
        assert await waiting(session, two.mentor, OPINIONS) == []
        for change in (
            pair_feedback.give(session, two.mentor, two.pair_id, Ask.PROGRESS, "1", now),
            pair_feedback.erase(session, two.mentor, two.pair_id, Ask.LEARNED, now),
        ):
            with pytest.raises(PairOpinionClosed):
                await change
        # read long after, changed no more
        assert (await pair_feedback.open(session, two.mentee, two.pair_id, now + timedelta(days=90))).sealed


async def test_who_has_not_rated_does_not_peep(sessions: Sessions, two: Two, now: datetime) -> None:
    await answered(sessions, two.mentor, two.pair_id, MENTORS, now)
    await answered(sessions, two.mentee, two.pair_id, {Ask.GOAL: "5", Ask.HELPED: "всё"}, now)
    async with sessions.begin() as session:
        view = await pair_feedback.open(session, two.mentee, two.pair_id, now)
        assert (view.finished, view.theirs) == (False, None)
        assert view.goes_on is Ask.CHANGE


async def test_two_who_end_at_once_see_each_other(sessions: Sessions, two: Two, now: datetime) -> None:
    async with sessions.begin() as session:
        for ask, raw in MENTEES.items():
            await pair_feedback.give(session, two.mentee, two.pair_id, ask, raw, now)
        for ask, raw in MENTORS.items():
            await pair_feedback.give(session, two.mentor, two.pair_id, ask, raw, now)

    async def end(actor: Actor) -> bool:
        async with sessions.begin() as session:
            return (await pair_feedback.end(session, actor, two.pair_id, now)).sealed

    assert sorted(await asyncio.gather(end(two.mentor), end(two.mentee))) == [False, True]
    async with sessions.begin() as session:
        told = [await waiting(session, one, OPINIONS) for one in (two.mentor, two.mentee)]
        assert sorted(map(len, told)) == [0, 1]


async def test_answers_are_replaced_taken_back_and_refused(sessions: Sessions, two: Two, now: datetime) -> None:
    async with sessions.begin() as session:
        give = pair_feedback.give
        await give(session, two.mentee, two.pair_id, Ask.GOAL, "1", now)
        await give(session, two.mentee, two.pair_id, Ask.HELPED, "разбор", now)
        assert (await give(session, two.mentee, two.pair_id, Ask.GOAL, "4", now)).answers[Ask.GOAL] == 4
        view = await pair_feedback.erase(session, two.mentee, two.pair_id, Ask.HELPED, now)
        assert dict(view.answers) == {Ask.GOAL: 4}
        # a rating is changed, not taken back
        view = await pair_feedback.erase(session, two.mentee, two.pair_id, Ask.GOAL, now)
        assert dict(view.answers) == {Ask.GOAL: 4}
        for ask, raw in ((Ask.GOAL, "6"), (Ask.GOAL, "x"), (Ask.PUPILS, "maybe"), (Ask.PROGRESS, "5")):
            with pytest.raises(NotFound):
                await give(session, two.mentee, two.pair_id, ask, raw, now)
        for raw in ("…", "ы" * 501):
            with pytest.raises(InvalidAnswer):
                await give(session, two.mentee, two.pair_id, Ask.CHANGE, raw, now)
        stranger = await given_person(session, now, "Чужой Пётр Ильич")
        with pytest.raises(NotFound):
            await give(session, stranger, two.pair_id, Ask.GOAL, "5", now)
        with pytest.raises(ConsentNeeded):
            await pair_feedback.open(session, Actor(1), two.pair_id, now)
        with pytest.raises(PairOpinionClosed):
            await give(session, two.mentee, two.pair_id, Ask.GOAL, "5", now + timedelta(days=30))


async def test_of_a_stopped_or_living_pair_nobody_is_asked(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        two = await given_pair(session, now)
        for _ in range(2):
            with pytest.raises(PairOpinionClosed):
                await pair_feedback.open(session, two.mentee, two.pair_id, now)
            if (await pair_row(session, two.pair_id)).status is PairStatus.ACTIVE:
                await pairs.stop(session, two.mentee, two.pair_id, now)
        assert await waiting(session, two.mentee, FEEDBACK) == []
        with pytest.raises(Outdated):
            await thanks.may_thank(session, two.mentee, two.pair_id)


async def test_who_has_not_answered_is_asked_once_more(sessions: Sessions, two: Two, now: datetime) -> None:
    await answered(sessions, two.mentee, two.pair_id, MENTEES, now)
    later = now + timedelta(days=3)
    async with sessions.begin() as session:
        due = {one.recipient_id: one for one in await deliveries.claim(session, later) if one.kind == FEEDBACK}
        assert await render_feedback(session, due[two.mentee.owner()], later) is None
        said = await render_feedback(session, due[two.mentor.owner()], later)
        assert said is not None
        assert "Светлова Анна Игоревна" in said.text
        assert await render_feedback(session, due[two.mentor.owner()], later + timedelta(days=30)) is None
        assert await render_opinions(session, due[two.mentor.owner()], later) is None


async def test_words_are_read_by_coordinators_alone(sessions: Sessions, two: Two, now: datetime) -> None:
    await answered(sessions, two.mentee, two.pair_id, MENTEES, now)
    await answered(sessions, two.mentor, two.pair_id, MENTORS, now)
    async with sessions.begin() as session:
        coordinator = await given_person(session, now, "Координатор Ольга", Role.COORDINATOR)
        view = await pair_feedback.words(session, coordinator, 5, 1)
        (pair,) = view.pairs
        assert (pair.mentor, pair.mentee) == ("Лебедева Ирина Павловна", "Светлова Анна Игоревна")
        assert dict(pair.answers)[Ask.LEARNED] == "терпению"
        assert dict(pair.answers)[Ask.HELPED] == "разбор урока"
        with pytest.raises(NotAllowed):
            await pair_feedback.words(session, two.mentor, 0, 1)


async def test_thanks_are_public_when_both_agree(sessions: Sessions, two: Two, now: datetime) -> None:
    async with sessions.begin() as session:
        for public, agrees, seen in ((True, True, 1), (True, False, 0), (False, True, 0)):
            await thanks.send(session, two.mentee, two.pair_id, f"Спасибо {public} {agrees}", public, now)
            assert (await thanks.wall(session, two.mentor, 0, 5)).thanks == (), "other words need consent anew"
            await thanks.let_show(session, two.mentor, two.pair_id, agrees)
            assert len((await thanks.wall(session, two.mentor, 0, 5)).thanks) == seen
        await thanks.send(session, two.mentee, two.pair_id, "Спасибо за всё", True, now)
        view = await thanks.let_show(session, two.mentor, two.pair_id, True)
        assert view.side is Side.MENTOR
        (shown,) = (await thanks.wall(session, two.mentee, 0, 5)).thanks
        assert (shown.author, shown.mentor) == ("Светлова Анна Игоревна", "Лебедева Ирина Павловна")
        await thanks.send(session, two.mentee, two.pair_id, "Спасибо за всё", True, now)
        assert len((await thanks.wall(session, two.mentee, 0, 5)).thanks) == 1, "a second tap changes nothing"
        (row,) = await waiting(session, two.mentor, THANKS)
        (due,) = [one for one in await deliveries.claim(session, now) if one.id == row.id]
        assert await render_thanks(session, due, now) is None, "the mentor has read and answered"
        await thanks.remove(session, two.mentee, two.pair_id)
        await thanks.remove(session, two.mentee, two.pair_id)
        assert (await thanks.wall(session, two.mentee, 0, 5)).thanks == ()


async def test_who_may_not_thank(sessions: Sessions, two: Two, now: datetime) -> None:
    async with sessions.begin() as session:
        stranger = await given_person(session, now, "Чужой Пётр Ильич")
        with pytest.raises(NotFound):
            await thanks.send(session, two.mentor, two.pair_id, "Спасибо", True, now)
        with pytest.raises(NotFound):
            await thanks.one(session, two.mentee, two.pair_id)
        with pytest.raises(InvalidAnswer):
            await thanks.send(session, two.mentee, two.pair_id, "ы" * 501, True, now)
        await thanks.send(session, two.mentee, two.pair_id, "Спасибо", True, now)
        for act in (
            thanks.one(session, stranger, two.pair_id),
            thanks.let_show(session, two.mentee, two.pair_id, True),
            thanks.remove(session, two.mentor, two.pair_id),
        ):
            with pytest.raises(NotFound):
                await act
        with pytest.raises(ConsentNeeded):
            await thanks.wall(session, Actor(1), 0, 5)
    async with sessions.begin() as session:
        await mydata.erase(session, two.mentor, now, now)
    async with sessions.begin() as session:
        with pytest.raises(OtherSideAway):
            await thanks.may_thank(session, two.mentee, two.pair_id)
        assert (await pair_feedback.open(session, two.mentee, two.pair_id, now)).other is None


def test_after_help_with_one_question_few_are_asked() -> None:
    for side, asked in SHORT.items():
        assert len(asked) <= 4
        assert set(asked) < set(QUESTIONS[side])
        assert may_finish(asked, dict.fromkeys(asked, 5))


def test_every_question_belongs_to_one_side() -> None:
    asked = [ask for questions in QUESTIONS.values() for ask in questions]
    assert sorted(asked) == sorted(Ask)
