"""Goals of a pair: either side's, a few, told to the other."""

import asyncio
from datetime import datetime

import pytest
from sqlalchemy import func, select

from db.engine import Sessions
from db.models import Goal
from domain.errors import GoalsFull, NotFound, PairEnded
from domain.mentoring.goals import MOST_GOALS
from domain.vocabulary import MessageKind
from services.mentoring import goals, pairs
from tests.services.given_pairs import given_pair, waiting
from tests.services.given_requests import given_person

CHANGED = MessageKind.PAIR_CHANGED


async def test_a_goal_is_told_to_the_other_side_until_it_is_gone(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        two = await given_pair(session, now)
        view = await goals.add(session, two.mentee, two.pair_id, "Начинать урок спокойно", now)
        assert [goal.text for goal in view.goals] == ["Начинать урок спокойно"]
        assert view.other == "Лебедева Ирина Павловна"
        goal_id = view.goals[0].id
        (told,) = await waiting(session, two.mentor, CHANGED)
        assert (told.entity, told.payload) == (f"goal:{goal_id}", {})
        assert await waiting(session, two.mentee, CHANGED) == []
        assert await goals.seen_by(session, two.mentor.owner(), goal_id) == view.goals[0]

        await goals.remove(session, two.mentor, goal_id)
        assert await waiting(session, two.mentor, CHANGED) == []
        assert await goals.seen_by(session, two.mentor.owner(), goal_id) is None
        with pytest.raises(NotFound):
            await goals.reach(session, two.mentee, goal_id, True, now)


async def test_a_goal_is_reached_and_taken_up_again(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        two = await given_pair(session, now)
        goal_id = (await goals.add(session, two.mentee, two.pair_id, "Провести открытый урок", now)).goals[0].id
        assert (await goals.reach(session, two.mentor, goal_id, True, now)).goals[0].reached
        assert len(await waiting(session, two.mentee, CHANGED)) == 1
        await goals.reach(session, two.mentor, goal_id, True, now)
        assert not (await goals.reach(session, two.mentor, goal_id, False, now)).goals[0].reached
        assert await waiting(session, two.mentee, CHANGED) == []
        view = await goals.reword(session, two.mentor, goal_id, "Провести два открытых урока")
        assert [goal.text for goal in view.goals] == ["Провести два открытых урока"]


async def test_the_same_words_twice_are_one_goal(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        two = await given_pair(session, now)
        for _ in range(2):
            view = await goals.add(session, two.mentee, two.pair_id, "Провести открытый урок", now)
        assert len(view.goals) == 1


async def test_goals_belong_to_the_pair_while_it_goes_on(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        two = await given_pair(session, now)
        goal_id = (await goals.add(session, two.mentee, two.pair_id, "Провести открытый урок", now)).goals[0].id
        stranger = await given_person(session, now, "Чужой Пётр Ильич")
        for act in (
            goals.of_pair(session, stranger, two.pair_id),
            goals.one(session, stranger, goal_id),
            goals.add(session, stranger, two.pair_id, "Чужая цель", now),
            goals.reword(session, stranger, goal_id, "Чужая цель"),
            goals.reach(session, stranger, goal_id, True, now),
            goals.remove(session, stranger, goal_id),
        ):
            with pytest.raises(NotFound):
                await act
        await pairs.stop(session, two.mentor, two.pair_id, now)
        assert await goals.seen_by(session, two.mentor.owner(), goal_id) is None
        for act in (
            goals.add(session, two.mentee, two.pair_id, "Ещё одна", now),
            goals.reword(session, two.mentee, goal_id, "Ещё одна"),
            goals.remove(session, two.mentee, goal_id),
        ):
            with pytest.raises(PairEnded):
                await act
        view = await goals.of_pair(session, two.mentee, two.pair_id)
        assert (view.open, len(view.goals)) == (False, 1)


async def test_goals_set_at_once_never_pass_the_limit(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        two = await given_pair(session, now)

    async def add(number: int) -> bool:
        try:
            async with sessions.begin() as session:
                await goals.add(session, (two.mentor, two.mentee)[number % 2], two.pair_id, f"Цель {number}", now)
        except GoalsFull:
            return False
        return True

    assert sum(await asyncio.gather(*(add(number) for number in range(12)))) == MOST_GOALS
    async with sessions.begin() as session:
        assert await session.scalar(select(func.count()).select_from(Goal)) == MOST_GOALS
