"""Fifty people, one place left in a group: one is in, nobody over its size. Without the locks it must go wrong."""

import asyncio
from collections.abc import AsyncIterator
from datetime import datetime

import pytest
from sqlalchemy import delete, func, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import create_async_engine

from db.engine import Session, Sessions, create_sessions
from db.models import MentorCard, MentorGroup, Mentorship
from domain.actors import Actor
from domain.errors import ClubError, GroupFull
from domain.mentoring.mentor_groups import Joined
from services.mentoring import mentor_group_places, mentor_groups, mentor_places, requests
from tests.services.given_events import given_members
from tests.services.given_groups import given_group, given_leader
from tests.services.given_requests import submitted
from tests.services.mentoring.test_mentor_group_requests import GROUP

PEOPLE = 50
TRIES = 10


async def join(sessions: Sessions, actor: Actor, group_id: int, now: datetime) -> Joined:
    async with sessions.begin() as session:
        return await mentor_groups.join(session, actor, group_id, now)


async def at_once(*acts: object) -> list[object]:
    """The outcome of each: what it gave, or the exception."""
    return list(await asyncio.gather(*acts, return_exceptions=True))  # type: ignore[call-overload]


async def people_in(sessions: Sessions, group_id: int) -> int:
    async with sessions.begin() as session:
        query = select(func.count()).select_from(Mentorship).where(Mentorship.group_id == group_id)
        return await session.scalar(query) or 0


async def test_fifty_want_the_last_place_and_one_gets_it(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        group_id = await given_group(session, now, await given_leader(session, now), size=2)
        first, *people = await given_members(session, PEOPLE + 1, now)
    await join(sessions, first, group_id, now)
    outcomes = await at_once(*(join(sessions, one, group_id, now) for one in people))
    assert sum(isinstance(one, Joined) for one in outcomes) == 1
    assert sum(isinstance(one, GroupFull) for one in outcomes) == PEOPLE - 1
    assert await people_in(sessions, group_id) == 2


async def test_joining_and_accepting_at_once_never_overfill(sessions: Sessions, now: datetime) -> None:
    """The mentor takes people in while others join by themselves, one of them on two phones."""
    async with sessions.begin() as session:
        mentor = await given_leader(session, now)
        group_id = await given_group(session, now, mentor, size=5)
        people = await given_members(session, 20, now)
        asked = [await submitted(session, one, now, mentor, form=GROUP) for one in people[:5]]

    async def accept(request_id: int) -> int | None:
        async with sessions.begin() as session:
            return await requests.accept(session, mentor, request_id, now, group_id)

    joining = [join(sessions, one, group_id, now) for one in (*people[5:], people[5])]
    outcomes = await at_once(*joining, *(accept(one) for one in asked))
    assert [one for one in outcomes if isinstance(one, BaseException) and not isinstance(one, ClubError)] == []
    assert await people_in(sessions, group_id) == 5


@pytest.fixture
async def unguarded(
    sessions: Sessions, backend: str, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Sessions]:
    """The same database without what makes people wait for each other (see test_seats)."""

    async def read_card(session: Session, mentor_id: int) -> MentorCard:
        return await session.get_one(MentorCard, mentor_id)

    async def read_group(session: Session, group_id: int) -> MentorGroup:
        return await session.get_one(MentorGroup, group_id)

    if backend == "postgres":
        monkeypatch.setattr(mentor_places, "lock_card", read_card)
        monkeypatch.setattr(mentor_group_places, "lock_group", read_group)
    engine = create_async_engine(database_url, pool_size=20, connect_args={"timeout": 1} if backend == "sqlite" else {})
    yield create_sessions(engine)
    await engine.dispose()


async def test_without_the_locks_more_come_in_than_there_is_room(
    sessions: Sessions, unguarded: Sessions, now: datetime
) -> None:
    async with sessions.begin() as session:
        group_id = await given_group(session, now, await given_leader(session, now), size=3)
        people = await given_members(session, 12, now)
    for _ in range(TRIES):
        outcomes = await at_once(*(join(unguarded, one, group_id, now) for one in people))
        assert all(isinstance(one, Joined | ClubError | DBAPIError) for one in outcomes)
        if sum(isinstance(one, Joined) for one in outcomes) > 3:
            return
        async with sessions.begin() as session:
            await session.execute(delete(Mentorship))
    pytest.fail("the race never went wrong, so the test of the locks proves nothing")
