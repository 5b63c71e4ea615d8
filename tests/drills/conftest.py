"""Drills: hostile people, hostile files and a failing Telegram against the whole bot.

Here each takes a few seconds; `make drill` repeats it in the long form, DRILL_ROUNDS times as much. Where a guard is
meant, the same drill without the guard must fail, or it would prove nothing.
"""

import os
import shutil
from pathlib import Path

import pytest

from tests.stories.conftest import club, planted_template, sqlite_engine

__all__ = ["ROUNDS", "club", "planted_template", "sqlite_engine"]

# how many times as much as in the short form
ROUNDS = int(os.environ.get("DRILL_ROUNDS", "1"))


@pytest.fixture
def backend() -> str:
    """As stories: what differs between databases says so by a `backend` of its own."""
    return "sqlite"


@pytest.fixture
def database_url(backend: str, request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The club's words are planted on SQLite; PostgreSQL is empty."""
    if backend == "postgres":
        return str(request.getfixturevalue("postgres_url"))
    path = tmp_path / "club.db"
    shutil.copyfile(request.getfixturevalue("planted_template"), path)
    return f"sqlite+aiosqlite:///{path}"
