"""A club moves from its SQLite file to PostgreSQL with everything it has."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import select

from db.engine import Sessions, create_engine, create_sessions
from db.models import Base, Member
from db.move import NotEmpty, move
from services import seeds
from tests.conftest import POSTGRES, scratch_postgres
from tests.stories.everything import given_everything

pytestmark = pytest.mark.skipif(not POSTGRES, reason="TEST_POSTGRES_URL is not set")


@pytest.fixture
def backend() -> str:
    return "sqlite"


@pytest.fixture
def target() -> Iterator[str]:
    with scratch_postgres() as url:
        yield url


async def test_a_club_moves_whole_and_once(sessions: Sessions, database_url: str, target: str, now: datetime) -> None:
    async with sessions.begin() as session:
        await seeds.plant(session, now)
        await given_everything(session, now)
        last = max(await session.scalars(select(Member.id)))
    before = await _contents(database_url)
    assert sum(map(len, before.values())) == await move(database_url, target)
    assert await _contents(target) == before
    assert await _newcomer(target, now) > last, "new rows are numbered after the old"
    with pytest.raises(NotEmpty):
        await move(database_url, target)


async def _newcomer(url: str, now: datetime) -> int:
    """The number of one more member."""
    engine = create_engine(url)
    async with create_sessions(engine).begin() as session:
        newcomer = Member(telegram_id=1, created_at=now)
        session.add(newcomer)
        await session.flush()
    await engine.dispose()
    return newcomer.id


async def _contents(url: str) -> dict[str, list[Any]]:
    """Every row of every table, in the order of its key."""
    engine = create_engine(url)
    async with engine.connect() as connection:
        found = {
            table.name: [tuple(row) for row in await connection.execute(select(table).order_by(*table.primary_key))]
            for table in Base.metadata.sorted_tables
        }
    await engine.dispose()
    return found
