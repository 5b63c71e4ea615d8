"""Brings a database to the newest shape, or to any other for tests of migrations."""

from collections.abc import Callable
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script.revision import ResolutionError
from alembic.util import CommandError
from sqlalchemy import Connection, func, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession

from db.engine import create_engine

# any number does, as long as nobody else of ours uses it
_STARTING = 7_362_001


class FromTheFuture(Exception):
    """The database has a shape this code does not know: a newer version has been at it."""


async def migrate(url: str, revision: str = "head") -> None:
    """Upgrade the database at `url` to `revision`; a no-op when it is there already. Raises FromTheFuture."""
    # SQLite changes a table by copying and dropping it; with foreign keys on, the drop would empty its children
    engine = create_engine(url, foreign_keys=False)
    try:
        async with engine.begin() as connection:
            await one_at_a_time(connection)
            await upgrade(connection, revision)
    finally:
        await engine.dispose()


async def one_at_a_time(transaction: AsyncConnection | AsyncSession) -> None:
    """Let only one of several starting processes go on till the end of its transaction; the others wait.

    SQLite's writers stand in line anyway.
    """
    bind = transaction if isinstance(transaction, AsyncConnection) else transaction.get_bind()
    if bind.dialect.name == "postgresql":
        await transaction.execute(select(func.pg_advisory_xact_lock(_STARTING)))


async def upgrade(connection: AsyncConnection, revision: str = "head") -> None:
    """Upgrade within the caller's transaction."""
    await connection.run_sync(_run, command.upgrade, revision)


async def downgrade(connection: AsyncConnection, revision: str) -> None:
    """Downgrade within the caller's transaction."""
    await connection.run_sync(_run, command.downgrade, revision)


def config(connection: Connection | None = None) -> Config:
    """Alembic's settings: migrations live beside this file, the connection is handed over."""
    settings = Config()
    settings.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    settings.attributes["connection"] = connection
    return settings


def _run(connection: Connection, move: Callable[[Config, str], None], revision: str) -> None:
    try:
        move(config(connection), revision)
    except CommandError as error:
        if isinstance(error.__cause__, ResolutionError):
            raise FromTheFuture from error
        raise
