"""Two processes on one SQLite file: the second is refused in one sentence; a defect of SQLite is said."""

import logging
import os
from pathlib import Path

import pytest

from bot import database as meeting
from bot.cli import main
from bot.database import look_at_sqlite, served_alone
from bot.settings import Settings, SettingsError
from db.sole import AlreadyServed, serving_alone


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(_env_file=None, database_url=f"sqlite+aiosqlite:///{tmp_path / 'club.db'}")  # type: ignore[call-arg]


def test_a_second_process_is_refused_in_one_sentence(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("BOT_TOKEN", raising=False)
    monkeypatch.setenv("DATABASE_URL", settings.database)
    monkeypatch.setenv("SANDBOX_PORT", "0")
    with served_alone(settings):
        with pytest.raises(SystemExit) as stopped:
            main(["run"])
        logging.getLogger().handlers.clear()
        assert stopped.value.code == 2
        last = capsys.readouterr().err.splitlines()[-1]
        assert last == f"DATABASE_URL: another process serves {tmp_path / 'club.db'} already: stop it first."
        main_ends_well(["migrate"])
        main_ends_well(["backup"])
        main_ends_well(["release"])
        main_ends_well(["retry"])
        with pytest.raises(SystemExit) as stopped:
            main(["restore", str(next((tmp_path / "data" / "backups").iterdir()))])
        assert stopped.value.code == 2


def main_ends_well(arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == 0


def test_the_lock_goes_with_its_block(tmp_path: Path) -> None:
    database = tmp_path / "not there yet" / "club.db"
    for _ in range(2):
        with serving_alone(database), pytest.raises(AlreadyServed), serving_alone(database):
            pass


def test_postgresql_serves_many() -> None:
    many = Settings(_env_file=None, database_url="postgresql+asyncpg://club@127.0.0.1/club")  # type: ignore[call-arg]
    with served_alone(many), served_alone(many):
        pass


def test_a_folder_that_can_t_be_had_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file")
    lost = Settings(_env_file=None, database_url=f"sqlite+aiosqlite:///{tmp_path / 'data' / 'club.db'}")  # type: ignore[call-arg]
    with pytest.raises(SettingsError, match="DATABASE_URL: the database can't be opened"), served_alone(lost):
        pass


@pytest.mark.parametrize("defect", [True, False])
def test_a_defect_of_sqlite_is_said(
    settings: Settings, defect: bool, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(meeting, "has_wal_reset_defect", lambda: defect)
    look_at_sqlite(settings)
    assert ("may lose a commit" in caplog.text) is defect


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write every file")
def test_a_lock_another_user_has_made_is_taken_all_the_same(tmp_path: Path) -> None:
    """Who puts a copy back may be another user than who serves it."""
    lock = tmp_path / "club.db.lock"
    lock.touch(mode=0o444)
    with serving_alone(tmp_path / "club.db"), pytest.raises(AlreadyServed), serving_alone(tmp_path / "club.db"):
        pass
