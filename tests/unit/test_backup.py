"""Copies of a SQLite database: whole, checked, of a database that is being written, and the way back."""

import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

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
