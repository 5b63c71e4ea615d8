"""The process meets its database: a wrong address is one clear sentence, an old shape is brought up to date."""

import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import structlog
from sqlalchemy import make_url, text
from sqlalchemy.exc import DBAPIError

from bot.settings import Settings, SettingsError
from db.backup import has_wal_reset_defect
from db.engine import create_engine
from db.migrate import FromTheFuture, migrate
from db.sole import AlreadyServed, serving_alone

log = structlog.get_logger()


async def prepare_database(settings: Settings) -> None:
    """Bring the database to the newest shape.

    Raises SettingsError when it can't be opened for writing or is newer than this code. Failures of a migration
    itself stay what they are: nobody mends those by settings.
    """
    try:
        await _open(settings.database)
    except (OSError, DBAPIError) as error:
        raise _not_opened(settings, error) from None
    except (TypeError, ValueError):
        # what stands after «?» goes to the driver as it is
        raise SettingsError("DATABASE_URL: an option after «?» is wrong; for SSL it is «?ssl=require».") from None
    try:
        await migrate(settings.database)
    except FromTheFuture:
        raise SettingsError(
            f"{_variable(settings)}: a newer version of the bot has changed this database: "
            "run that version, or put back a copy of before."
        ) from None


def look_at_sqlite(settings: Settings) -> None:
    """Say where the SQLite in use must not be written by two processes."""
    if sqlite_file(settings) is not None and has_wal_reset_defect():
        log.warning(
            "this SQLite may lose a commit when two processes write: run one process", version=sqlite3.sqlite_version
        )


@contextmanager
def served_alone(settings: Settings) -> Iterator[None]:
    """No other process serves the same SQLite file for the time of the block; PostgreSQL serves many.

    Raises SettingsError.
    """
    if (database := sqlite_file(settings)) is None:
        yield
        return
    with ExitStack() as stack:
        try:
            stack.enter_context(serving_alone(database))
        except AlreadyServed:
            raise SettingsError(
                f"{_variable(settings)}: another process serves {database} already: stop it first."
            ) from None
        except OSError as error:
            raise _not_opened(settings, error) from None
        yield


def sqlite_file(settings: Settings) -> Path | None:
    """The database's file; None: it is no SQLite, or lives in memory."""
    url = make_url(settings.database)
    if url.get_backend_name() != "sqlite" or not url.database or url.database == ":memory:":
        return None
    return Path(url.database)


def _not_opened(settings: Settings, error: OSError | DBAPIError) -> SettingsError:
    return SettingsError(f"{_variable(settings)}: the database can't be opened: {_reason(error)}.")


def _variable(settings: Settings) -> str:
    return "DATABASE_URL" if settings.database_url else "DATA_DIR"


async def _open(url: str) -> None:
    engine = create_engine(url)
    try:
        # a file that can only be read is found out here, and not by the first person who writes
        async with engine.connect() as connection:
            if engine.dialect.name == "sqlite":
                # nobody uses that number, and it stays as it is
                await connection.execute(text("PRAGMA user_version = 0"))
                await connection.rollback()
    finally:
        await engine.dispose()


def _reason(error: OSError | DBAPIError) -> str:
    if isinstance(error, DBAPIError):
        # after the driver's own name for it
        return str(error.orig).rpartition(">: ")[2]
    return error.strerror or type(error).__name__
