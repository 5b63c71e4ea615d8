"""Databases for tests: SQLite always, PostgreSQL where TEST_POSTGRES_URL is set."""

import asyncio
import gc
import os
import shutil
import uuid
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager, nullcontext
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, make_url, text
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from db.engine import Sessions, create_engine, create_sessions
from db.migrate import migrate
from db.models import Base
from domain import clubtime

# Wednesday, 7 October 2026, 10:00 in Tyumen: a school day outside quiet hours
NOW = datetime(2026, 10, 7, 5, 0, tzinfo=UTC)
POSTGRES = os.environ.get("TEST_POSTGRES_URL")
BACKENDS = [
    "sqlite",
    pytest.param("postgres", marks=pytest.mark.skipif(not POSTGRES, reason="TEST_POSTGRES_URL is not set")),
]


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Iterator[Any]:
    """What this imports lives as long as the process: a fifth of all the time went into finding no garbage in it."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.enable()


@pytest.fixture
def now() -> datetime:
    return NOW


@pytest.fixture(autouse=True)
def _tyumen() -> None:
    clubtime.use_zone(clubtime.ZoneInfo("Asia/Yekaterinburg"))


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty migrated database, copied for each test: migrating takes longer than most tests."""
    path = tmp_path_factory.mktemp("sqlite") / "template.db"
    asyncio.run(migrate(f"sqlite+aiosqlite:///{path}"))
    return path


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """An empty migrated database on the server of TEST_POSTGRES_URL, dropped afterwards."""
    with scratch_postgres() as url:
        asyncio.run(migrate(url))
        yield url


@contextmanager
def scratch_postgres() -> Iterator[str]:
    """The URL of a new empty database, dropped at the end of the block."""
    assert POSTGRES is not None
    name = f"nastavnik_test_{uuid.uuid4().hex[:8]}"
    asyncio.run(_on_server(POSTGRES, f'CREATE DATABASE "{name}"'))
    # nobody needs it after a power cut
    asyncio.run(_on_server(POSTGRES, f'ALTER DATABASE "{name}" SET synchronous_commit = off'))
    try:
        yield make_url(POSTGRES).set(database=name).render_as_string(hide_password=False)
    finally:
        asyncio.run(_on_server(POSTGRES, f'DROP DATABASE "{name}" WITH (FORCE)'))


async def _on_server(url: str, statement: str) -> None:
    engine = create_async_engine(url, isolation_level="AUTOCOMMIT")
    async with engine.connect() as connection:
        await connection.execute(text(statement))
    await engine.dispose()


@pytest.fixture(params=BACKENDS)
def backend(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def database_url(backend: str, request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of an empty migrated database."""
    if backend == "postgres":
        return str(request.getfixturevalue("postgres_url"))
    path = tmp_path / "club.db"
    shutil.copyfile(request.getfixturevalue("sqlite_template"), path)
    return f"sqlite+aiosqlite:///{path}"


@pytest.fixture(scope="session")
def sqlite_engine(sqlite_template: Path) -> AsyncEngine:
    """One engine for all tests of a process: it remembers the SQL it has made of every statement."""
    return engine_of_copies(sqlite_template)


def engine_of_copies(template: Path) -> AsyncEngine:
    """An engine that opens the copy each test makes for itself, whichever that is when it connects."""
    engine = create_engine(f"sqlite+aiosqlite:///{template}")
    event.listen(engine.sync_engine, "connect", _do_not_wait_for_the_disk)
    return engine


def _do_not_wait_for_the_disk(connection: Any, _: object) -> None:
    # nobody needs the copy after a power cut
    connection.execute("PRAGMA synchronous=OFF").close()


@pytest.fixture(scope="session")
def postgres_engine(postgres_url: str) -> AsyncEngine:
    return create_engine(postgres_url)


@pytest.fixture
async def engine(database_url: str, backend: str, request: pytest.FixtureRequest) -> AsyncIterator[AsyncEngine]:
    """The engine of this test's database; its connections do not outlive the test."""
    engine: AsyncEngine = request.getfixturevalue(f"{backend}_engine")
    with opening(engine, database_url) if backend == "sqlite" else nullcontext():
        yield engine
    if backend == "postgres":
        await _empty(engine)
    await engine.dispose()


@contextmanager
def opening(engine: AsyncEngine, url: str) -> Iterator[None]:
    """An engine of copies opens this one for the time of the block."""

    def connect(_: object, __: object, arguments: list[Any], ___: object) -> None:
        arguments[0] = make_url(url).database

    event.listen(engine.sync_engine, "do_connect", connect)
    try:
        yield
    finally:
        event.remove(engine.sync_engine, "do_connect", connect)


async def _empty(engine: AsyncEngine) -> None:
    """What TRUNCATE … RESTART IDENTITY leaves, thirty times sooner: that makes a new file for each table and index."""
    deletes = "; ".join(f'DELETE FROM "{table.name}"' for table in reversed(Base.metadata.sorted_tables))
    used = "SELECT format('%I.%I', schemaname, sequencename)::regclass FROM pg_sequences WHERE last_value IS NOT NULL"
    restarts = f"PERFORM setval(one, 1, false) FROM ({used}) AS used (one)"
    async with engine.begin() as connection:
        await connection.execute(text(f"DO $$ BEGIN {deletes}; {restarts}; END $$"))


@pytest.fixture
def sessions(engine: AsyncEngine) -> Sessions:
    return create_sessions(engine)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Why tests were skipped, a line a reason."""
    reasons = Counter(report.longrepr[2] for report in terminalreporter.stats.get("skipped", []))
    for reason, count in reasons.most_common():
        terminalreporter.write_line(f"{count} skipped: {reason.removeprefix('Skipped: ')}")
