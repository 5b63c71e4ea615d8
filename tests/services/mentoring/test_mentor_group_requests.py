"""Requests for a group: places in groups count for them, and a mentor takes the mentee into one of their own."""

from datetime import datetime

import pytest

from db.engine import Session, Sessions
from domain.actors import Actor
from domain.errors import GroupFull, NotFound
from domain.vocabulary import Direction, MentoringForm, RequestState
from services.mentoring import matching, mentor_group_own, mentor_groups, requests
from tests.services.given_groups import given_group, given_leader
from tests.services.given_pairs import given_pair_by_hand, pair_row
from tests.services.given_requests import given_mentee, need, standing, submitted

GROUP = MentoringForm.GROUP


async def given_full_leader(session: Session, now: datetime) -> Actor:
    """A mentor who leads groups and has no place left for another pair."""
    mentor = await given_leader(session, now)
    await given_pair_by_hand(session, now, mentor, await given_mentee(session, now, "Занявшая Зоя"))
    return mentor


async def suggested(session: Session, mentee: Actor, now: datetime, **changes: object) -> list[int]:
    return [one.mentor_id for one in await matching.suggestions(session, mentee, need(**changes), now)]


async def test_a_place_in_a_group_is_a_place_for_who_asks_for_one(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        mentor, mentee = await given_full_leader(session, now), await given_mentee(session, now)
        assert await suggested(session, mentee, now, form=GROUP) == []
        group_id = await given_group(session, now, mentor)
        assert await suggested(session, mentee, now, form=GROUP) == [mentor.owner()]
        assert await suggested(session, mentee, now, form=GROUP, directions=(Direction.DIGITAL,)) == []
        assert await suggested(session, mentee, now) == []
        in_group = await submitted(session, mentee, now, mentor, form=GROUP)
        alone = await submitted(session, mentee, now, mentor)
        assert await standing(session, in_group) == (RequestState.WAITING, mentor.owner())
        assert await standing(session, alone) == (RequestState.COORDINATOR, None)
        await mentor_groups.set_open(session, mentor, group_id, False, now)
        assert await standing(session, in_group) == (RequestState.COORDINATOR, None)


async def test_the_mentor_chooses_the_group(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        mentor, mentee = await given_leader(session, now), await given_mentee(session, now)
        digital = await given_group(session, now, mentor, direction=Direction.DIGITAL)
        closed = await given_group(session, now, mentor)
        await mentor_groups.set_open(session, mentor, closed, False, now)
        request_id = await submitted(session, mentee, now, mentor, form=GROUP)
        choice = await mentor_group_own.choice(session, mentor, request_id, now)
        assert choice is not None
        assert ([one.id for one in choice.groups], choice.alone) == ([closed, digital], True)
        assert await mentor_group_own.choice(session, mentee, request_id, now) is None

        stranger = await given_leader(session, now, "Чужой Пётр Ильич")
        with pytest.raises(NotFound):
            await requests.accept(session, mentor, request_id, now, await given_group(session, now, stranger))
        pair_id = await requests.accept(session, mentor, request_id, now, digital)
        assert pair_id is not None
        assert (await pair_row(session, pair_id)).group_id == digital
        assert await mentor_group_own.choice(session, mentor, request_id, now) is None
        later = await submitted(session, await given_mentee(session, now, "Вторая Вера"), now, mentor)
        assert await mentor_group_own.choice(session, mentor, later, now) is None


async def test_without_a_group_an_ordinary_place_is_taken(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        mentor, mentee = await given_leader(session, now), await given_mentee(session, now)
        group_id = await given_group(session, now, mentor)
        first = await submitted(session, mentee, now, mentor, form=GROUP)
        waits = await submitted(session, await given_mentee(session, now, "Ждущая Жанна"), now, mentor, form=GROUP)
        alone = await submitted(session, await given_mentee(session, now, "Один Олег"), now, mentor)
        pair_id = await requests.accept(session, mentor, first, now)
        assert pair_id is not None
        assert (await pair_row(session, pair_id)).group_id is None
        # who asks for a group may still find a place there
        assert await standing(session, waits) == (RequestState.WAITING, mentor.owner())
        assert await standing(session, alone) == (RequestState.COORDINATOR, None)
        choice = await mentor_group_own.choice(session, mentor, waits, now)
        assert choice is not None
        assert not choice.alone
        assert await requests.accept(session, mentor, waits, now) is None
        assert await standing(session, waits) == (RequestState.WAITING, mentor.owner())
        assert await requests.accept(session, mentor, waits, now, group_id) is not None


async def test_the_last_place_of_a_group_sends_the_others_on(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        mentor = await given_full_leader(session, now)
        group_id = await given_group(session, now, mentor, size=2)
        waits = await submitted(session, await given_mentee(session, now, "Ждущая Жанна"), now, mentor, form=GROUP)
        for name in ("Первая Вера", "Вторая Вера"):
            await mentor_groups.join(session, await given_mentee(session, now, name), group_id, now)
        assert await standing(session, waits) == (RequestState.COORDINATOR, None)


async def test_a_full_group_takes_nobody_and_the_request_stays(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        mentor = await given_leader(session, now)
        group_id = await given_group(session, now, mentor, size=2)
        request_id = await submitted(session, await given_mentee(session, now, "Ждущая Жанна"), now, mentor, form=GROUP)
        for name in ("Первая Вера", "Вторая Вера"):
            await mentor_groups.join(session, await given_mentee(session, now, name), group_id, now)
        with pytest.raises(GroupFull):
            await requests.accept(session, mentor, request_id, now, group_id)
        assert await standing(session, request_id) == (RequestState.WAITING, mentor.owner())


async def test_a_forged_group_gives_no_place_to_another_form(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        mentor = await given_leader(session, now)
        group_id = await given_group(session, now, mentor)
        request_id = await submitted(session, await given_mentee(session, now), now, mentor)
        pair_id = await requests.accept(session, mentor, request_id, now, group_id)
        assert pair_id is not None
        assert (await pair_row(session, pair_id)).group_id is None
