"""Copies of a SQLite database taken while the bot works, and the way back. PostgreSQL has tools of its own."""

import os
import sqlite3
import stat
from contextlib import closing, suppress
from datetime import datetime
from pathlib import Path

# below these a WAL being reset may lose a commit when two processes write or checkpoint at once; the bot keeps to one
# writing connection everywhere, and a copy is taken without writing. Source: https://sqlite.org/wal.html, «WAL-reset»
_FIXED = ((3, 51, 3), (3, 50, 7), (3, 44, 6))
_NAME = "nastavnik-%Y-%m-%dT%H%M%SZ.db"
# the words are those of services/outbox.py: OutboxState, RESTORED
_HOLD = "UPDATE outbox SET state = 'held', error = 'restored' WHERE state IN ('pending', 'retry', 'sending')"


class BackupFailed(Exception):
    """The copy, or what is to be put back, is no whole database; the text says why."""


def has_wal_reset_defect(version: tuple[int, ...] = sqlite3.sqlite_version_info) -> bool:
    """Whether this SQLite must be used by one writing connection alone."""
    if version >= _FIXED[0]:
        return False
    return not any(version[:2] == fixed[:2] and version >= fixed for fixed in _FIXED[1:])


def back_up(database: Path, folder: Path, now: datetime, keep: int) -> Path:
    """Copy `database` into `folder` under the moment's name (aware UTC `now`); the newest `keep` stay (0: all do).

    The bot goes on writing meanwhile. The copy is whole, checked, and appears under its name at once or not at all.
    Blocks: call it in a thread. Raises BackupFailed, OSError.
    """
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / now.strftime(_NAME)
    unfinished = target.with_suffix(".part")
    unfinished.unlink(missing_ok=True)
    try:
        with closing(_reader(database)) as source, closing(sqlite3.connect(unfinished)) as copy:
            # in one go: a copy in parts begins anew whenever somebody writes between two of them
            source.backup(copy)
        check(unfinished)
        os.replace(unfinished, target)
    except sqlite3.Error as error:
        raise BackupFailed(str(error)) from error
    finally:
        # looking through it has left its own files beside it
        for suffix in ("", "-wal", "-shm"):
            unfinished.with_name(unfinished.name + suffix).unlink(missing_ok=True)
    # by its name another one may seem newer: it was made by a clock that was wrong
    others = [one for one in copies(folder) if one != target]
    for old in others[keep - 1 :] if keep else ():
        old.unlink()
    return target


def copies(folder: Path) -> list[Path]:
    """The copies in a folder, the newest first."""
    # and not what `put_back` has set aside, where both are in one folder
    return sorted(folder.glob("nastavnik-[0-9]*Z.db"), reverse=True)


def check(database: Path) -> None:
    """Look through a whole database. Raises BackupFailed when anything is wrong with it, or it is no club's."""
    try:
        with closing(_reader(database, resting=True)) as connection:
            connection.execute("SELECT id FROM outbox LIMIT 1")
            verdict = connection.execute("PRAGMA integrity_check").fetchone()[0]
            strangers = connection.execute("PRAGMA foreign_key_check").fetchone()
    except sqlite3.Error as error:
        raise BackupFailed(f"{database.name}: {error}") from error
    if verdict != "ok" or strangers is not None:
        raise BackupFailed(f"{database.name} is damaged")


def put_back(copy: Path, database: Path, now: datetime) -> Path | None:
    """Make `copy` the database; what was there is set aside, and its new path returned. The bot must not be running.

    Whatever waited to be sent is held: it may have been sent since the copy was taken. Raises BackupFailed, OSError.
    """
    check(copy)
    unfinished = database.with_suffix(".part")
    unfinished.unlink(missing_ok=True)
    try:
        with closing(_reader(copy, resting=True)) as source, closing(sqlite3.connect(unfinished)) as target:
            source.backup(target)
            target.execute(_HOLD)
            target.commit()
        _owned_alike(unfinished, database)
        # only now is the old one touched: whatever failed before, the club still has its database
        aside = _set_aside(database, now)
        os.replace(unfinished, database)
    except sqlite3.Error as error:
        raise BackupFailed(f"{copy.name}: {error}") from error
    finally:
        unfinished.unlink(missing_ok=True)
    return aside


def _owned_alike(new: Path, database: Path) -> None:
    """Who serves the database can write the new one, too, whoever puts it back; no others can read it than could."""
    if database.exists():
        new.chmod(stat.S_IMODE(database.stat().st_mode))
    like = (database if database.exists() else database.parent).stat()
    # root alone may give files away; what others put back is theirs
    with suppress(PermissionError):
        os.chown(new, like.st_uid, like.st_gid)


def _set_aside(database: Path, now: datetime) -> Path | None:
    """Where the database is now, with what belongs to it; None: there was none."""
    if not database.exists():
        return None
    aside = database.with_name(f"{database.stem}-before-{now:%Y-%m-%dT%H%M%SZ}{database.suffix}")
    for suffix in ("", "-wal", "-shm"):
        part = database.with_name(database.name + suffix)
        if part.exists():
            part.rename(aside.with_name(aside.name + suffix))
    return aside


def _reader(database: Path, *, resting: bool = False) -> sqlite3.Connection:
    """A connection that can't write, and so never checkpoints behind the bot's back.

    `resting`: nobody writes to it; then nothing is left beside it, and it may lie where nothing can be written.
    """
    if not database.exists():
        raise BackupFailed(f"there is no {database}")
    whole = resting and not database.with_name(f"{database.name}-wal").exists()
    return sqlite3.connect(f"{database.resolve().as_uri()}?mode=ro{'&immutable=1' if whole else ''}", uri=True)
