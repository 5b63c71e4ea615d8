"""/healthz and /metrics: what a supervisor is told."""

import shutil
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from pathlib import Path

import httpx
import pytest

from bot.http import create_app
from bot.metrics import metrics_route
from bot.state import ProcessState
from db.engine import Sessions, create_engine, create_sessions
from services import intake

TOKEN = "a-token-of-twenty-signs"


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
async def sessions(tmp_path: Path, sqlite_template: Path) -> AsyncIterator[Sessions]:
    shutil.copyfile(sqlite_template, tmp_path / "club.db")
    engine = create_engine(f"sqlite+aiosqlite:///{tmp_path / 'club.db'}")
    yield create_sessions(engine)
    await engine.dispose()


@pytest.fixture
async def health(sessions: Sessions, state: ProcessState, now: datetime) -> AsyncIterator[httpx.AsyncClient]:
    pages = [metrics_route(TOKEN, sessions, lambda: now)]
    transport = httpx.ASGITransport(create_app(sessions, lambda: now, state, pages))
    async with httpx.AsyncClient(transport=transport, base_url="http://bot") as client:
        yield client


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


async def test_a_database_that_does_not_answer_is_one(tmp_path: Path, state: ProcessState, now: datetime) -> None:
    (tmp_path / "not-a-database").write_text("просто текст, и длиннее заголовка SQLite" * 10)
    engine = create_engine(f"sqlite+aiosqlite:///{tmp_path / 'not-a-database'}")
    transport = httpx.ASGITransport(create_app(create_sessions(engine), lambda: now, state))
    async with httpx.AsyncClient(transport=transport, base_url="http://bot") as client:
        answer = await client.get("/healthz")
    await engine.dispose()
    assert (answer.status_code, answer.json()["database"]) == (503, "failing")


async def given_update(sessions: Sessions, received_at: datetime) -> None:
    async with sessions.begin() as session:
        await intake.take(session, 42, [{"update_id": 1}], received_at)


async def test_an_update_nobody_handles_is_one(health: httpx.AsyncClient, sessions: Sessions, now: datetime) -> None:
    await given_update(sessions, now - timedelta(minutes=5, seconds=-1))
    assert (await health.get("/healthz")).status_code == 200
    async with sessions.begin() as session:
        await intake.take(session, 42, [{"update_id": 2}], now - timedelta(minutes=5))
    answer = await health.get("/healthz")
    assert (answer.status_code, answer.json()["queues"]) == (503, "failing")


async def test_figures_are_for_whoever_brings_the_token(
    health: httpx.AsyncClient, sessions: Sessions, now: datetime
) -> None:
    await given_update(sessions, now - timedelta(seconds=7))
    for stranger in ({}, {"authorization": "Bearer"}, {"authorization": f"Bearer {TOKEN}x"}):
        assert (await health.get("/metrics", headers=stranger)).status_code == 404
    answer = await health.get("/metrics", headers={"authorization": f"Bearer {TOKEN}"})
    assert "nastavnik_inbox_age_seconds 7.0" in answer.text
    assert "nastavnik_outbox_age_seconds 0.0" in answer.text


async def test_a_full_disk_is_one(
    sessions: Sessions, state: ProcessState, tmp_path: Path, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The database can still be read, and nobody's update can be kept any more."""
    full = shutil.disk_usage(tmp_path)._replace(free=100_000)
    monkeypatch.setattr("bot.http.shutil.disk_usage", lambda folder: full)
    transport = httpx.ASGITransport(create_app(sessions, lambda: now, state, folder=tmp_path))
    async with httpx.AsyncClient(transport=transport, base_url="http://bot") as client:
        answer = await client.get("/healthz")
    assert (answer.status_code, answer.json()["disk"], answer.json()["database"]) == (503, "failing", "ok")


async def test_figures_do_not_go_away_with_the_database(tmp_path: Path, now: datetime) -> None:
    engine = create_engine(f"sqlite+aiosqlite:///{tmp_path / 'no tables.db'}")
    app = create_app(
        create_sessions(engine),
        lambda: now,
        ProcessState(),
        [metrics_route(TOKEN, create_sessions(engine), lambda: now)],
    )
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://bot") as client:
        answer = await client.get("/metrics", headers={"authorization": f"Bearer {TOKEN}"})
    await engine.dispose()
    assert answer.status_code == 200
    assert "nastavnik_turn_seconds_count" in answer.text
    assert "nastavnik_inbox_age_seconds NaN" in answer.text


async def test_what_was_left_to_a_bot_of_before_is_none(
    health: httpx.AsyncClient, sessions: Sessions, state: ProcessState, now: datetime
) -> None:
    """Its token is no more in use, and nobody will ever handle it."""
    await given_update(sessions, now - timedelta(days=1))
    assert (await health.get("/healthz")).status_code == 503
    state.bot_id = 43
    assert (await health.get("/healthz")).status_code == 200
