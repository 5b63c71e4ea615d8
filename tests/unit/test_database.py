"""A database that can't be had: one clear sentence naming the variable, no traceback, no password."""

from pathlib import Path

import pytest

from bot.cli import main

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
