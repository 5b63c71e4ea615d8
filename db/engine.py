"""Engines for SQLite and PostgreSQL that behave alike (design §5)."""

from functools import partial
from pathlib import Path
from typing import Any, TypeVar, cast

from sqlalchemy import Connection, Executable, Table, event, make_url
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine.interfaces import ExecutionContext
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.pool import AsyncAdaptedQueuePool, ConnectionPoolEntry

from db.base import Base
from db.sqlite_driver import AT_ONCE, OneTripSqlite

S = TypeVar("S", bound=Executable)

Session = AsyncSession
Sessions = async_sessionmaker[AsyncSession]

_BUSY_TIMEOUT_SECONDS = 10


def create_engine(url: str, *, foreign_keys: bool = True) -> AsyncEngine:
    """An engine for any async SQLAlchemy URL of SQLite or PostgreSQL.

    SQLite gets one connection: it has a single writer anyway, and callers then wait in line, first come first
    served, instead of polling a busy file. Raises ValueError for other databases.
    """
    backend = make_url(url).get_backend_name()
    if backend == "sqlite":
        return _sqlite(url, foreign_keys)
    if backend == "postgresql":
        return create_async_engine(url, hide_parameters=True, pool_size=10, max_overflow=0, pool_pre_ping=True)
    raise ValueError(f"unsupported database: {backend}")


def create_sessions(engine: AsyncEngine) -> Sessions:
    """A factory of sessions; `async with sessions.begin() as session` is one transaction."""
    return async_sessionmaker(engine, expire_on_commit=False)


def at_once(statement: S) -> S:
    """A statement that finds its few rows by a key, and passes at every press: SQLite does it without a thread.

    For no other: until it is over, the whole process waits.
    """
    return statement.execution_options(**{AT_ONCE: True})


async def settle(session: Session) -> None:
    """Write what waits in the session: statements without the mapper don't see it otherwise."""
    if session.new or session.dirty or session.deleted:
        await session.flush()


def table_of(model: type[Base]) -> Table:
    """The table itself, for statements that need no mapper and pass at every press."""
    return cast(Table, model.__table__)


def insert_into(session: Session, table: type[Base] | Table) -> postgresql.Insert | sqlite.Insert:
    """An INSERT that knows `on_conflict_do_nothing` and `on_conflict_do_update`.

    SQLAlchemy has it only in the dialects, one each; what services use of it is spelt alike in both.
    """
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    return insert(table)


def _sqlite(url: str, foreign_keys: bool) -> AsyncEngine:
    database = make_url(url).database
    if database and database != ":memory:":
        Path(database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_async_engine(
        url,
        hide_parameters=True,
        poolclass=AsyncAdaptedQueuePool,
        pool_size=1,
        max_overflow=0,
        pool_timeout=60,
        connect_args={"timeout": _BUSY_TIMEOUT_SECONDS},
        module=OneTripSqlite(),
    )
    event.listen(engine.sync_engine, "connect", partial(_prepare_sqlite, foreign_keys=foreign_keys))
    event.listen(engine.sync_engine, "begin", _begin_immediate)
    event.listen(engine.sync_engine, "before_cursor_execute", _tell_the_driver)
    return engine


def _prepare_sqlite(connection: Any, _: ConnectionPoolEntry, *, foreign_keys: bool) -> None:
    # the driver must not begin transactions behind our back: see _begin_immediate
    connection.isolation_level = None
    for pragma in ("journal_mode=WAL", "synchronous=FULL", f"foreign_keys={'ON' if foreign_keys else 'OFF'}"):
        connection.execute(f"PRAGMA {pragma}").close()
    # SQLite's own lower() knows ASCII only, and our people write Russian
    connection.create_function("lower", 1, _lower, deterministic=True)


def _lower(value: Any) -> Any:
    return value.lower() if isinstance(value, str) else value


def _begin_immediate(connection: Connection) -> None:
    # the default mode takes the write lock only at the first write: two readers could both count the last seat
    driver = connection.connection.dbapi_connection
    driver.begin_immediate()  # type: ignore[union-attr]


def _tell_the_driver(
    _: Connection, cursor: Any, __: str, ___: Any, context: ExecutionContext | None, ____: bool
) -> None:
    if context is not None and context.execution_options.get(AT_ONCE):
        cursor.at_once = True
