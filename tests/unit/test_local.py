"""The local Telegram's clock outlives the process: the database lives on, so time must not go back."""

from datetime import timedelta
from pathlib import Path

import pytest

from bot.local import KeptClock, next_run


def test_what_was_skipped_stays_skipped(tmp_path: Path) -> None:
    path = tmp_path / "data" / "sandbox-clock"
    first = KeptClock(path)
    first.advance(timedelta(days=7))
    first.advance(timedelta(hours=1))
    assert KeptClock(path).offset == timedelta(days=7, hours=1)


@pytest.mark.parametrize("content", ["", "вчера", "\x00"])
def test_an_unreadable_file_is_a_fresh_start(tmp_path: Path, content: str) -> None:
    path = tmp_path / "sandbox-clock"
    path.write_text(content)
    assert KeptClock(path).offset == timedelta()


def test_starts_are_counted(tmp_path: Path) -> None:
    path = tmp_path / "data" / "sandbox-runs"
    assert [next_run(path) for _ in range(3)] == [1, 2, 3]
