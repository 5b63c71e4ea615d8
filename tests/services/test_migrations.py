"""Migrations: each goes up and down again, and together they make exactly what the models say."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect, make_url, text
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine

from db.engine import create_engine
from db.migrate import config, downgrade, upgrade
from db.models import Base
from tests.conftest import POSTGRES

REVISIONS = [script.revision for script in ScriptDirectory.from_config(config()).walk_revisions()][::-1]


@pytest.fixture
async def connection(backend: str, tmp_path: Path) -> AsyncIterator[AsyncConnection]:
    """A connection to an empty database: a new file, or a new schema on PostgreSQL."""
    if backend == "sqlite":
        engine = create_engine(f"sqlite+aiosqlite:///{tmp_path / 'empty.db'}", foreign_keys=False)
    else:
        assert POSTGRES is not None
        engine = create_async_engine(
            make_url(POSTGRES), connect_args={"server_settings": {"search_path": "migrations_test"}}
        )
    async with engine.connect() as connection:
        if backend == "postgres":
            await connection.execute(text("CREATE SCHEMA migrations_test"))
        yield connection
        await connection.rollback()
    await engine.dispose()


async def test_every_migration_goes_up_down_and_up(connection: AsyncConnection) -> None:
    for position, revision in enumerate(REVISIONS):
        await upgrade(connection, revision)
        await downgrade(connection, REVISIONS[position - 1] if position else "base")
        await upgrade(connection, revision)


async def test_after_all_downgrades_nothing_is_left(connection: AsyncConnection) -> None:
    await upgrade(connection)
    await downgrade(connection, "base")
    assert await connection.run_sync(lambda sync: inspect(sync).get_table_names()) == ["alembic_version"]


async def test_models_are_what_migrations_make(connection: AsyncConnection) -> None:
    await upgrade(connection)

    def differences(sync: Connection) -> list[object]:
        return list(compare_metadata(MigrationContext.configure(sync, opts={"compare_type": True}), Base.metadata))

    assert await connection.run_sync(differences) == []


async def test_people_who_are_there_already_are_found_by_their_words(connection: AsyncConnection) -> None:
    await upgrade(connection, "0007")
    member = (
        "INSERT INTO member (id, search_words, created_at) VALUES (7, ' светлова анна анна', '2026-10-07 05:00:00')"
    )
    await connection.execute(text(member))
    await upgrade(connection, "0008")
    rows = await connection.execute(text("SELECT word, member_id FROM member_word ORDER BY word"))
    assert [tuple(row) for row in rows] == [("анна", 7), ("светлова", 7)]
    # the beginning of a word is a range of the index on both databases
    first, last = "свет", "свет\U0010ffff"
    found = await connection.scalars(
        text("SELECT word FROM member_word WHERE word >= :first AND word < :last"), {"first": first, "last": last}
    )
    assert list(found) == ["светлова"]


@pytest.mark.parametrize("table", ["event", "question", "registration", "member"])
async def test_an_id_is_never_given_twice(connection: AsyncConnection, table: str) -> None:
    """A button of a deleted draft must not publish the next one."""
    await upgrade(connection)
    if connection.dialect.name == "postgresql":
        pytest.skip("PostgreSQL's sequences never go back")
    made = await connection.scalar(text(f"SELECT sql FROM sqlite_master WHERE name = '{table}'"))
    assert "AUTOINCREMENT" in made
