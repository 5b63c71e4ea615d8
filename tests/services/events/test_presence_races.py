"""One ticket, one mark: two coordinators scan at once. Without the lock the same race must go wrong."""

import asyncio
from collections.abc import AsyncIterator
from datetime import datetime, timedelta

import pytest
from sqlalchemy import delete, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import create_async_engine

from db.engine import Session, Sessions, create_sessions
from db.models import ClubKey, Presence, Registration
from domain.actors import Actor
from domain.events.presence import Marked
from services import keys
from services.events import door, presence, tickets
from tests.services.given_events import STARTS_AT
from tests.services.given_presence import given_coordinator, given_hall, marks

OPEN = STARTS_AT - timedelta(minutes=20)
AT_THE_DOOR = 8
TRIES = 20


async def scan_at_once(sessions: Sessions, coordinators: list[Actor], ticket: str) -> list[str]:
    """What each is told: «marked», «already», or «broken»."""

    async def one(actor: Actor) -> str:
        try:
            async with sessions.begin() as session:
                view = await door.scan(session, actor, ticket, OPEN)
        except DBAPIError:
            return "broken"
        assert isinstance(view, Marked)
        return "marked" if view.fresh else "already"

    return sorted(await asyncio.gather(*(one(actor) for actor in coordinators)))


ONE_MARK = ["already"] * (AT_THE_DOOR - 1) + ["marked"]


async def given_door(sessions: Sessions, now: datetime) -> tuple[list[Actor], str]:
    async with sessions.begin() as session:
        hall = await given_hall(session, now, offline=1)
        ticket = (await tickets.ticket(session, hall.people[0], hall.event_id, now)).payload
        coordinators = [await given_coordinator(session, now, telegram_id=100 + i) for i in range(AT_THE_DOOR)]
    return coordinators, ticket


async def test_one_ticket_marks_once(sessions: Sessions, now: datetime) -> None:
    coordinators, ticket = await given_door(sessions, now)
    assert await scan_at_once(sessions, coordinators, ticket) == ONE_MARK
    async with sessions.begin() as session:
        assert len(await marks(session)) == 1


@pytest.fixture
async def unguarded(
    sessions: Sessions, backend: str, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Sessions]:
    """The same database without what makes people wait for each other (see test_seats)."""

    async def read(session: Session, registration_id: int) -> Registration | None:
        return await session.get(Registration, registration_id)

    if backend == "postgres":
        monkeypatch.setattr(presence, "hold", read)
    engine = create_async_engine(database_url, pool_size=AT_THE_DOOR)
    yield create_sessions(engine)
    await engine.dispose()


async def test_without_the_lock_a_ticket_is_marked_twice(
    sessions: Sessions, unguarded: Sessions, now: datetime
) -> None:
    coordinators, ticket = await given_door(sessions, now)
    for _ in range(TRIES):
        if await scan_at_once(unguarded, coordinators, ticket) != ONE_MARK:
            return
        async with sessions.begin() as session:
            await session.execute(delete(Presence))
    pytest.fail("the race never went wrong, so the test of the lock proves nothing")


async def test_people_who_open_their_tickets_at_once_get_letters_of_their_own(
    sessions: Sessions, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    people = 12
    letters = iter([code for code in ("ВВВВ", "ГГГГ", "ДДДД", "ЖЖЖЖ") for _ in range(people)] + ["КККК"] * people)
    monkeypatch.setattr(tickets, "_random_code", lambda: next(letters))
    async with sessions.begin() as session:
        hall = await given_hall(session, now, offline=4)

    async def one(actor: Actor) -> str:
        async with sessions.begin() as session:
            return (await tickets.ticket(session, actor, hall.event_id, now)).code

    codes = await asyncio.gather(*(one(actor) for actor in hall.people for _ in range(3)))
    assert len(set(codes)) == 4


async def test_a_key_needed_by_many_at_once_is_one(sessions: Sessions) -> None:
    async def one() -> bytes:
        async with sessions.begin() as session:
            return await keys.key(session, "ticket")

    found = await asyncio.gather(*(one() for _ in range(8)))
    assert len(set(found)) == 1
    async with sessions.begin() as session:
        assert len((await session.scalars(select(ClubKey.purpose))).all()) == 1
