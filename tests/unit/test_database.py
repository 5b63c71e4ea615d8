"""A database that can't be had: one clear sentence naming the variable, no traceback, no password."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from bot.cli import main
from bot.database import prepare_database
from bot.settings import Settings, SettingsError

CLOSED = "postgresql+asyncpg://club:hunter2@127.0.0.1:1/club"


def test_a_server_that_is_away_is_one_sentence_and_exit_code_2(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATABASE_URL", CLOSED)
    with pytest.raises(SystemExit) as stopped:
        main(["migrate"])
    assert stopped.value.code == 2
    (sentence,) = capsys.readouterr().err.splitlines()
    assert sentence.startswith("DATABASE_URL: the database can't be opened")
    assert "hunter2" not in sentence


def test_a_folder_that_is_a_file_is_one_sentence_too(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "data").write_text("a file")
    monkeypatch.chdir(tmp_path)
    for name in ("DATABASE_URL", "DATA_DIR"):
        monkeypatch.delenv(name, raising=False)
    with pytest.raises(SystemExit) as stopped:
        main(["migrate"])
    assert stopped.value.code == 2
    assert capsys.readouterr().err.startswith("DATA_DIR: the database can't be opened")


async def test_a_file_that_can_only_be_read_is_found_out_at_the_start(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A copy put back by another user: whoever writes first would hear of an incident."""
    # relative to it is where SQLite's own spelling of a path, taken for a folder, goes
    monkeypatch.chdir(tmp_path)
    await prepare_database(Settings(_env_file=None, database_url=f"sqlite+aiosqlite:///{tmp_path / 'club.db'}"))  # type: ignore[call-arg]
    only_read = f"sqlite+aiosqlite:///file:{tmp_path / 'club.db'}?mode=ro&uri=true"
    with pytest.raises(SettingsError, match="attempt to write a readonly database"):
        await prepare_database(Settings(_env_file=None, database_url=only_read))  # type: ignore[call-arg]


async def test_a_database_of_a_newer_version_is_one_sentence(tmp_path: Path) -> None:
    settings = Settings(_env_file=None, database_url=f"sqlite+aiosqlite:///{tmp_path / 'club.db'}")  # type: ignore[call-arg]
    await prepare_database(settings)
    with closing(sqlite3.connect(tmp_path / "club.db")) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
        connection.commit()
    with pytest.raises(SettingsError, match="a newer version of the bot"):
        await prepare_database(settings)


async def test_an_option_the_driver_does_not_know_is_one_sentence() -> None:
    """As other programs spell it."""
    url = "postgresql+asyncpg://club:hunter2@127.0.0.1:1/club?sslmode=require"
    with pytest.raises(SettingsError, match="ssl=require") as refused:
        await prepare_database(Settings(_env_file=None, database_url=url))  # type: ignore[call-arg]
    assert "hunter2" not in str(refused.value)
