"""Copies of a SQLite database: whole, checked, of a database that is being written, and the way back."""

import os
import sqlite3
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.backup import nightly
from bot.settings import Settings
from db import backup
from db.backup import BackupFailed

NOW = datetime(2026, 10, 7, 5, 0, tzinfo=UTC)


@pytest.fixture
def database(tmp_path: Path) -> Path:
    path = tmp_path / "club.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("CREATE TABLE outbox (id INTEGER PRIMARY KEY, state TEXT, error TEXT)")
        connection.executemany(
            "INSERT INTO outbox (state) VALUES (?)", [("pending",), ("retry",), ("sending",), ("sent",), ("held",)]
        )
        connection.commit()
    return path


def rows(database: Path) -> list[tuple[str, str | None]]:
    with closing(sqlite3.connect(database)) as connection:
        return connection.execute("SELECT state, error FROM outbox ORDER BY id").fetchall()


def test_a_copy_is_taken_in_the_middle_of_writing(database: Path, tmp_path: Path) -> None:
    with closing(sqlite3.connect(database)) as writing:
        writing.execute("BEGIN IMMEDIATE")
        writing.execute("DELETE FROM outbox")
        copy = backup.back_up(database, tmp_path / "copies", NOW, keep=3)
        assert list((tmp_path / "copies").iterdir()) == [copy], "nothing half done is left beside it"
        writing.rollback()
    assert copy.name == "nastavnik-2026-10-07T050000Z.db"
    assert rows(copy) == rows(database)


def test_the_newest_copies_are_kept(database: Path, tmp_path: Path) -> None:
    made = [backup.back_up(database, tmp_path / "copies", NOW + timedelta(days=day), keep=2) for day in range(4)]
    assert backup.copies(tmp_path / "copies") == [made[3], made[2]]


def test_a_copy_that_fails_leaves_nothing_behind(tmp_path: Path) -> None:
    broken = tmp_path / "club.db"
    broken.write_bytes(b"SQLite format 3\0" + b"nonsense" * 1000)
    for database in (broken, tmp_path / "missing.db"):
        with pytest.raises(BackupFailed):
            backup.back_up(database, tmp_path / "copies", NOW, keep=2)
    assert list((tmp_path / "copies").iterdir()) == []


def test_what_is_put_back_holds_what_waited_and_sets_the_old_aside(database: Path, tmp_path: Path) -> None:
    copy = backup.back_up(database, tmp_path / "copies", NOW, keep=2)
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("DELETE FROM outbox")
        connection.commit()
    aside = backup.put_back(copy, database, NOW)
    held = ("held", "restored")
    assert rows(database) == [held, held, held, ("sent", None), ("held", None)]
    assert aside is not None
    assert rows(aside) == []


def test_a_damaged_copy_is_not_put_back(database: Path, tmp_path: Path) -> None:
    copy = backup.back_up(database, tmp_path / "copies", NOW, keep=2)
    whole = bytearray(copy.read_bytes())
    whole[4096:4200] = b"x" * 104
    copy.write_bytes(whole)
    with pytest.raises(BackupFailed):
        backup.put_back(copy, database, NOW)
    assert len(rows(database)) == 5


def test_what_is_no_club_s_database_leaves_the_old_one_in_its_place(database: Path, tmp_path: Path) -> None:
    stranger = tmp_path / "stranger.db"
    with closing(sqlite3.connect(stranger)) as connection:
        connection.execute("CREATE TABLE something (id INTEGER)")
        connection.commit()
    with pytest.raises(BackupFailed):
        backup.put_back(stranger, database, NOW)
    assert len(rows(database)) == 5
    assert sorted(one.suffix for one in tmp_path.iterdir()) == [".db", ".db"], "nothing half done is left"


@pytest.mark.parametrize(
    ("version", "defect"),
    [
        ((3, 40, 1), True),
        ((3, 44, 5), True),
        ((3, 44, 6), False),
        ((3, 50, 6), True),
        ((3, 50, 7), False),
        ((3, 51, 2), True),
        ((3, 51, 3), False),
        ((3, 52, 0), False),
    ],
)
def test_which_sqlite_has_the_defect(version: tuple[int, ...], defect: bool) -> None:
    assert backup.has_wal_reset_defect(version) is defect


def test_a_busy_bot_does_not_keep_a_copy_from_ending(database: Path, tmp_path: Path) -> None:
    """Some megabytes, and somebody who writes all the time: a copy in parts would begin anew again and again."""
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("CREATE TABLE filling (words TEXT)")
        connection.executemany("INSERT INTO filling VALUES (?)", [("ж" * 4_000,)] * 2_000)
        connection.commit()
    busy, made = threading.Event(), threading.Event()

    def write() -> bool:
        """Whether the copy was made meanwhile."""
        until = time.monotonic() + 3
        with closing(sqlite3.connect(database, isolation_level=None)) as connection:
            # nobody needs it after a power cut
            connection.execute("PRAGMA synchronous=OFF")
            while not made.is_set() and time.monotonic() < until:
                connection.execute("INSERT INTO outbox (state) VALUES ('sent')")
                busy.set()
        return made.is_set()

    with ThreadPoolExecutor(1) as other:
        writing = other.submit(write)
        assert busy.wait(5)
        backup.back_up(database, tmp_path / "copies", NOW, keep=1)
        made.set()
        assert writing.result()


@pytest.mark.parametrize("keep", [1, 3])
async def test_a_clock_that_was_wrong_stops_no_copies(database: Path, tmp_path: Path, keep: int) -> None:
    """A copy dated next year stands for no day, and is never the one that is kept instead of today's."""
    settings = Settings(
        _env_file=None, database_url=f"sqlite+aiosqlite:///{database}", data_dir=tmp_path, backup_keep=keep
    )
    wrong = backup.back_up(database, settings.backup_folder, NOW + timedelta(days=400), keep)
    at = (NOW + timedelta(days=400)).timestamp()
    os.utime(wrong, (at, at))
    chore = nightly(settings, lambda: NOW)
    assert chore is not None
    await chore()
    today = settings.backup_folder / "nastavnik-2026-10-07T050000Z.db"
    assert today.exists()
    os.utime(today, (NOW.timestamp(), NOW.timestamp()))
    inode = today.stat().st_ino
    await chore()
    assert today.stat().st_ino == inode, "one is enough for a day"


def test_a_copy_by_hand_stays_where_none_are_kept(database: Path, tmp_path: Path) -> None:
    assert backup.back_up(database, tmp_path / "copies", NOW, keep=0).exists()


def test_where_none_are_kept_a_copy_by_hand_takes_no_other_away(database: Path, tmp_path: Path) -> None:
    old = backup.back_up(database, tmp_path, NOW, keep=2)
    new = backup.back_up(database, tmp_path, NOW + timedelta(days=1), keep=0)
    assert backup.copies(tmp_path) == [new, old]


def test_what_was_set_aside_is_no_copy(database: Path, tmp_path: Path) -> None:
    """Both may be in one folder: BACKUP_DIR is the operator's choice."""
    club = database.rename(tmp_path / "nastavnik.db")
    copy = backup.back_up(club, tmp_path, NOW, keep=1)
    aside = backup.put_back(copy, club, NOW)
    assert aside is not None
    newer = backup.back_up(club, tmp_path, NOW + timedelta(days=1), keep=1)
    assert backup.copies(tmp_path) == [newer]
    assert aside.exists()


def test_who_served_the_database_can_write_what_is_put_back(database: Path, tmp_path: Path) -> None:
    copy = backup.back_up(database, tmp_path / "copies", NOW, keep=1)
    database.chmod(0o600)
    if os.geteuid() == 0:
        os.chown(database, 1234, 1234)
    before = database.stat()
    backup.put_back(copy, database, NOW)
    after = database.stat()
    assert (after.st_mode, after.st_uid, after.st_gid) == (before.st_mode, before.st_uid, before.st_gid)


def test_looking_at_a_copy_leaves_nothing_beside_it(database: Path, tmp_path: Path) -> None:
    copy = backup.back_up(database, tmp_path / "copies", NOW, keep=1)
    backup.put_back(copy, database, NOW)
    assert list(copy.parent.iterdir()) == [copy]
