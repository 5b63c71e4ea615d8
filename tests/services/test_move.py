"""A club moves from its SQLite file to PostgreSQL with everything it has."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import make_url, select

from bot.backup import move_here
from bot.settings import Settings, SettingsError
from db.engine import Sessions, create_engine, create_sessions
from db.models import Base, Member
from db.move import NotEmpty, move
from db.sole import serving_alone
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


async def test_a_number_that_was_given_is_not_given_again(
    sessions: Sessions, database_url: str, target: str, now: datetime
) -> None:
    """Who has left may still have a button of theirs on somebody's screen."""
    async with sessions.begin() as session:
        gone = Member(telegram_id=7, created_at=now)
        session.add(gone)
        await session.flush()
        await session.delete(gone)
    await move(database_url, target)
    assert await _newcomer(target, now) > gone.id


async def test_what_is_no_club_stays_untouched(target: str, tmp_path: Path) -> None:
    other = tmp_path / "other.db"
    with closing(sqlite3.connect(other)) as connection:
        connection.execute("CREATE TABLE something (id)")
        connection.commit()
    (text := tmp_path / "notes.txt").write_text("not a database " * 100)
    before = other.read_bytes()
    for wrong in (other, text):
        with pytest.raises(SettingsError, match="Nothing was moved"):
            await move_here(Settings(_env_file=None, database_url=target), wrong)  # type: ignore[call-arg]
    assert other.read_bytes() == before


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


async def test_a_club_that_is_being_served_does_not_move(database_url: str, target: str) -> None:
    """What people do meanwhile, and after, would stay in the old file."""
    source = Path(str(make_url(database_url).database))
    settings = Settings(_env_file=None, database_url=target)
    with serving_alone(source), pytest.raises(SettingsError, match="stop it first"):
        await move_here(settings, source)
    assert "Rows copied" in await move_here(settings, source)
