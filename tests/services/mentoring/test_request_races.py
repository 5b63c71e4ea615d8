"""Fifty people, one place left with a mentor: one is accepted, nobody is lost. Without the lock it must go wrong."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from datetime import datetime

import pytest
from sqlalchemy import delete, func, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import create_async_engine

from db.engine import Session, Sessions, create_sessions
from db.models import MentorCard, MentoringRequest, Mentorship, RequestChoice
from domain.actors import Actor
from domain.errors import ClubError, RequestMoved
from domain.vocabulary import ChoiceState, DeclineReason, RequestState
from services.mentoring import mentor_places, requests
from tests.services.given_events import given_members
from tests.services.given_requests import given_mentors, later, settle_all, submitted

PEOPLE = 50
PLACES = 3
TRIES = 10


async def at_once(*acts: object) -> list[object]:
    """The outcome of each: what it gave, or the exception."""
    return list(await asyncio.gather(*acts, return_exceptions=True))  # type: ignore[call-overload]


async def submit_all(sessions: Sessions, people: list[Actor], now: datetime, *mentors: Actor) -> list[int]:
    async def one(actor: Actor) -> int:
        async with sessions.begin() as session:
            return await submitted(session, actor, now, *mentors)

    return list(await asyncio.gather(*(one(actor) for actor in people)))


async def accept(sessions: Sessions, mentor: Actor, request_id: int, now: datetime) -> int | None:
    async with sessions.begin() as session:
        return await requests.accept(session, mentor, request_id, now)


async def lost(session: Session, now: datetime) -> list[int]:
    """Open requests without an owner or a deadline in the future, and those waiting for more than one mentor."""
    asked = (
        select(RequestChoice.request_id)
        .where(RequestChoice.state == ChoiceState.ASKED)
        .group_by(RequestChoice.request_id)
        .having(func.count() > 1)
    )
    waiting = MentoringRequest.state.in_((RequestState.WAITING, RequestState.DETAILS))
    query = select(MentoringRequest.id).where(
        MentoringRequest.state != RequestState.ACCEPTED,
        MentoringRequest.deadline_at.is_(None)
        | (MentoringRequest.deadline_at <= now)
        | (waiting & MentoringRequest.mentor_id.is_(None))
        | MentoringRequest.id.in_(asked),
    )
    return list(await session.scalars(query))


async def states(sessions: Sessions) -> Counter[tuple[RequestState, int | None]]:
    async with sessions.begin() as session:
        rows = await session.execute(select(MentoringRequest.state, MentoringRequest.mentor_id))
        return Counter((state, mentor_id) for state, mentor_id in rows)


async def test_fifty_wait_for_one_place_and_one_gets_it(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        mentor, second = await given_mentors(session, 2, now)
        people = await given_members(session, PEOPLE, now)
    waiting = await submit_all(sessions, people, now, mentor, second)
    assert await states(sessions) == {(RequestState.WAITING, mentor.member_id): PEOPLE}

    outcomes = await at_once(*(accept(sessions, mentor, one, now) for one in waiting))

    assert sum(isinstance(one, int) for one in outcomes) == 1
    assert sum(isinstance(one, RequestMoved) for one in outcomes) == PEOPLE - 1
    assert await states(sessions) == {
        (RequestState.ACCEPTED, None): 1,
        (RequestState.WAITING, second.member_id): PEOPLE - 1,
    }
    async with sessions.begin() as session:
        assert await lost(session, now) == []


async def test_people_ask_while_the_last_place_goes(sessions: Sessions, now: datetime) -> None:
    """Whoever slips in beside the acceptance waits for a full mentor at most till that mentor answers."""
    async with sessions.begin() as session:
        (mentor,) = await given_mentors(session, 1, now)
        people = await given_members(session, PEOPLE, now)
    waiting = await submit_all(sessions, people[:25], now, mentor)

    async def ask(actor: Actor) -> int:
        async with sessions.begin() as session:
            return await submitted(session, actor, now, mentor)

    await at_once(*(accept(sessions, mentor, one, now) for one in waiting), *(ask(actor) for actor in people[25:]))

    found = await states(sessions)
    assert found.total() == PEOPLE
    assert found[(RequestState.ACCEPTED, None)] == 1
    async with sessions.begin() as session:
        assert await lost(session, now) == []
        left = list(
            await session.scalars(select(MentoringRequest.id).where(MentoringRequest.mentor_id == mentor.member_id))
        )
    if left:
        assert await accept(sessions, mentor, left[0], now) is None
    assert await states(sessions) == {(RequestState.ACCEPTED, None): 1, (RequestState.COORDINATOR, None): PEOPLE - 1}


async def test_everybody_acts_at_once(sessions: Sessions, now: datetime) -> None:
    """The mentor answers each way, mentees withdraw, the clock runs out, the mentor pauses: one step wins each time."""
    async with sessions.begin() as session:
        mentor, second = await given_mentors(session, 2, now, capacity=5)
        people = await given_members(session, 20, now)
    waiting = await submit_all(sessions, people, now, mentor, second)
    then = later(now, days=8)

    async def act(number: int, request_id: int, actor: Actor) -> None:
        async with sessions.begin() as session:
            match number % 4:
                case 0:
                    await requests.accept(session, mentor, request_id, then)
                case 1:
                    await requests.decline(session, mentor, request_id, DeclineReason.NO_TIME, None, then)
                case 2:
                    await requests.withdraw(session, actor, request_id, then)
                case 3:
                    await requests.ask(session, mentor, request_id, "Когда?", then)

    async def pause() -> None:
        async with sessions.begin() as session:
            card = await mentor_places.lock_card(session, mentor.owner())
            card.paused_until = later(then, days=30).date()
            await requests.mentor_gone(session, mentor.owner(), then)

    pressed = [
        act(number, request_id, actor) for request_id, actor in zip(waiting, people, strict=True) for number in range(4)
    ]
    outcomes = await at_once(*pressed, settle_all(sessions, then), pause())

    assert [one for one in outcomes if isinstance(one, BaseException) and not isinstance(one, ClubError)] == []
    await settle_all(sessions, then)
    async with sessions.begin() as session:
        closed = select(MentoringRequest.id).where(MentoringRequest.state == RequestState.WITHDRAWN)
        gone = set(await session.scalars(closed))
        assert set(await lost(session, then)) <= gone
        pairs = await session.execute(select(Mentorship.mentor_id, func.count()).group_by(Mentorship.mentor_id))
        assert all(count <= 5 for _, count in pairs)


@pytest.fixture
async def unguarded(
    sessions: Sessions, backend: str, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Sessions]:
    """The same database without what makes people wait for each other (see test_seats)."""

    async def read(session: Session, mentor_id: int) -> MentorCard:
        return await session.get_one(MentorCard, mentor_id)

    if backend == "postgres":
        monkeypatch.setattr(mentor_places, "lock_card", read)
    engine = create_async_engine(database_url, pool_size=20)
    yield create_sessions(engine)
    await engine.dispose()


async def test_without_the_lock_more_places_are_given_than_there_are(
    sessions: Sessions, unguarded: Sessions, now: datetime
) -> None:
    async with sessions.begin() as session:
        # more than one place: who gives the last one away locks all others, and PostgreSQL would see through the race
        (mentor,) = await given_mentors(session, 1, now, capacity=PLACES)
        people = await given_members(session, PLACES * 4, now)
    for _ in range(TRIES):
        waiting = await submit_all(sessions, people, now, mentor)
        outcomes = await at_once(*(accept(unguarded, mentor, one, now) for one in waiting))
        assert all(one is None or isinstance(one, int | ClubError | DBAPIError) for one in outcomes)
        if sum(isinstance(one, int) for one in outcomes) > PLACES:
            return
        async with sessions.begin() as session:
            await session.execute(delete(Mentorship))
            await session.execute(delete(MentoringRequest))
    pytest.fail("the race never went wrong, so the test of the lock proves nothing")
