"""/healthz: what a supervisor is told."""

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from bot.http import create_app
from bot.state import ProcessState
from db.engine import create_engine, create_sessions


class Seconds:
    """A monotonic clock in the test's hand."""

    now = 0.0


@pytest.fixture
def seconds() -> Seconds:
    return Seconds()


@pytest.fixture
def state(seconds: Seconds) -> ProcessState:
    return ProcessState(monotonic=lambda: seconds.now)


@pytest.fixture
async def health(tmp_path: Path, state: ProcessState) -> AsyncIterator[httpx.AsyncClient]:
    engine = create_engine(f"sqlite+aiosqlite:///{tmp_path / 'club.db'}")
    transport = httpx.ASGITransport(create_app(create_sessions(engine), state))
    async with httpx.AsyncClient(transport=transport, base_url="http://bot") as client:
        yield client
    await engine.dispose()


async def test_waiting_for_telegram_is_no_illness(health: httpx.AsyncClient) -> None:
    answer = await health.get("/healthz")
    assert (answer.status_code, answer.json()["telegram"]) == (200, "connecting")


async def test_ticks_that_stopped_are_one(health: httpx.AsyncClient, state: ProcessState, seconds: Seconds) -> None:
    state.connected = True
    state.ticked()
    seconds.now += 59
    assert (await health.get("/healthz")).status_code == 200
    seconds.now += 2
    answer = await health.get("/healthz")
    assert (answer.status_code, answer.json()["ticks"]) == (503, "failing")


async def test_a_database_that_does_not_answer_is_one(tmp_path: Path, state: ProcessState) -> None:
    (tmp_path / "not-a-database").write_text("просто текст, и длиннее заголовка SQLite" * 10)
    engine = create_engine(f"sqlite+aiosqlite:///{tmp_path / 'not-a-database'}")
    transport = httpx.ASGITransport(create_app(create_sessions(engine), state))
    async with httpx.AsyncClient(transport=transport, base_url="http://bot") as client:
        answer = await client.get("/healthz")
    await engine.dispose()
    assert (answer.status_code, answer.json()["database"]) == (503, "failing")
