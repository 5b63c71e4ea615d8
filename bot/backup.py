"""Copies of the SQLite database: by hand, every night, the way back, and the way to PostgreSQL."""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import structlog

from bot.database import prepare_database, served_alone, sqlite_file
from bot.settings import Settings, SettingsError, utc_now
from db import backup
from db.engine import create_engine, create_sessions
from db.move import NotEmpty, move
from db.sole import AlreadyServed, serving_alone
from scheduler.ticks import Tick
from services import outbox

log = structlog.get_logger()

_EVERY = timedelta(days=1)


async def back_up_now(settings: Settings) -> Path:
    """Copy the database; returns the copy. Raises SettingsError."""
    database, now = _file(settings), utc_now()
    try:
        return await asyncio.to_thread(backup.back_up, database, settings.backup_folder, now, settings.backup_keep)
    except (backup.BackupFailed, OSError) as error:
        raise SettingsError(f"No copy was made: {error}.") from None


async def put_back(settings: Settings, copy: Path) -> str:
    """Make a copy the database; returns what to tell. Raises SettingsError."""
    database = _file(settings)
    try:
        with served_alone(settings):
            aside = await asyncio.to_thread(backup.put_back, copy, database, utc_now())
    except (backup.BackupFailed, OSError) as error:
        raise SettingsError(f"Nothing was put back: {error}.") from None
    lines = [f"{copy.name} is the database now."]
    if aside:
        lines.append(f"What was there before is in {aside}.")
    lines.append("Messages that waited in the copy are held: some of them may have been sent since.")
    lines.append("Start the bot, look at what it says in the log, then let them go with «nastavnik release».")
    return "\n".join(lines)


async def release(settings: Settings) -> str:
    """Let go what a restored copy holds; returns what to tell. Raises SettingsError."""
    await prepare_database(settings)
    engine = create_engine(settings.database)
    try:
        async with create_sessions(engine).begin() as session:
            count = await outbox.release_restored(session)
    finally:
        await engine.dispose()
    return f"Messages let go: {count}."


async def move_here(settings: Settings, source: Path) -> str:
    """Copy a SQLite file into the PostgreSQL of DATABASE_URL; returns what to tell. Raises SettingsError."""
    if _is_sqlite(settings):
        raise SettingsError("DATABASE_URL is not PostgreSQL: set it to the database the club moves to.")
    if not await asyncio.to_thread(source.is_file):
        raise SettingsError(f"There is no {source}.")
    try:
        # what a bot at work writes meanwhile, and after, would stay behind
        with serving_alone(source):
            await asyncio.to_thread(backup.check, source)
            await prepare_database(settings)
            count = await move(f"sqlite+aiosqlite:///{source}", settings.database)
    except AlreadyServed:
        raise SettingsError(f"A process serves {source}: stop it first.") from None
    except backup.BackupFailed as error:
        raise SettingsError(f"Nothing was moved: {error}.") from None
    except NotEmpty:
        raise SettingsError("DATABASE_URL holds a club already: the club moves to an empty database.") from None
    return f"Rows copied: {count}. {source} is left as it is; start the bot with the same DATABASE_URL."


def nightly(settings: Settings, clock: Callable[[], datetime]) -> Tick | None:
    """A chore that keeps a copy of each day; None: the database is not SQLite, or copies are switched off."""
    if not settings.backup_keep or not _is_sqlite(settings):
        return None
    database, folder = _file(settings), settings.backup_folder

    def copy() -> None:
        now = clock()
        ages = [now.timestamp() - one.stat().st_mtime for one in backup.copies(folder)]
        # one of a day to come was made by a clock that was wrong, and stands for no day
        if not any(0 <= age <= _EVERY.total_seconds() for age in ages):
            made = backup.back_up(database, folder, now, settings.backup_keep)
            log.info("the database is copied", copy=made.name)

    async def chore() -> None:
        try:
            await asyncio.to_thread(copy)
        except (backup.BackupFailed, OSError) as error:
            log.error("the database could not be copied", reason=str(error))

    return chore


def _is_sqlite(settings: Settings) -> bool:
    return sqlite_file(settings) is not None


def _file(settings: Settings) -> Path:
    """The database's file. Raises SettingsError."""
    if (database := sqlite_file(settings)) is None:
        raise SettingsError("DATABASE_URL is not a SQLite file: copy PostgreSQL with pg_dump (docs/operations.md).")
    return database
