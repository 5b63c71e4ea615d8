"""What a drill of processes stands on: a database of its own, a Telegram, and a fleet."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import scratch_postgres
from tests.drills.processes.fleet import Fleet, fleet
from tests.drills.processes.telegram import BareTelegram, serving


@pytest.fixture
def url(backend: str, tmp_path: Path) -> Iterator[str]:
    """The URL of an empty database for processes."""
    if backend == "postgres":
        with scratch_postgres() as postgres:
            yield postgres
    else:
        yield f"sqlite+aiosqlite:///{tmp_path / 'club.db'}"


@pytest.fixture
def telegram() -> Iterator[BareTelegram]:
    with serving(BareTelegram()) as bare:
        yield bare


@pytest.fixture
def ships(tmp_path: Path, telegram: BareTelegram, url: str) -> Iterator[Fleet]:
    with fleet(tmp_path, telegram.url, url) as begun:
        yield begun
