"""The process itself: quick page, clean stop, patience when Telegram is away, memory across a crash."""

import asyncio
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
import uvicorn

from sandbox.demo import ANNA, populate
from sandbox.server import create_app
from sandbox.telegram import Telegram
from tests.e2e.conftest import ROOT, Page, Process, wait_until

pytestmark = pytest.mark.e2e

TOKEN = "42:CANARY-token"


@contextmanager
def telegram_on(port: int) -> Iterator[Page]:
    """A Telegram of its own, outlived or preceded by the bot."""
    telegram = Telegram(token=TOKEN)
    populate(telegram)
    server = uvicorn.Server(
        uvicorn.Config(create_app(telegram), port=port, log_level="error", timeout_graceful_shutdown=1)
    )
    thread = threading.Thread(target=lambda: asyncio.run(server.serve()))
    thread.start()
    try:
        wait_until(lambda: server.started, 10)
        yield Page(f"http://127.0.0.1:{port}")
        mistakes = [call for call in telegram.refused if call.error_code != 401]
        assert mistakes == [], "the bot sent what the Bot API refuses"
    finally:
        server.should_exit = server.force_exit = True
        thread.join()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_the_page_answers_within_five_seconds_and_the_stop_is_clean(start: Callable[..., Process]) -> None:
    process = start()
    address = process.wait_for(r"http://[\d.]+:\d+").group()
    assert httpx.get(address).status_code == 200
    assert time.monotonic() - process.started_at < 5
    process.wait_for("the bot is running")
    assert process.stop(signal.SIGINT, seconds=20) == 0
    assert "stopped" in process.log
    assert "Traceback" not in process.log


def test_telegram_unreachable_at_boot_is_waited_for(start: Callable[..., Process]) -> None:
    port, health = free_port(), free_port()
    process = start(BOT_TOKEN=TOKEN, BOT_API_URL=f"http://127.0.0.1:{port}", HTTP_PORT=str(health))
    process.wait_for("Telegram is unreachable, trying again")
    answer = httpx.get(f"http://127.0.0.1:{health}/healthz")
    assert (answer.status_code, answer.json()["telegram"]) == (200, "connecting")
    with telegram_on(port) as page:
        process.wait_for("the bot is running", 60)
        page.phone(ANNA).starts()
        assert "Наставник" in page.phone(ANNA).sees()
        assert httpx.get(f"http://127.0.0.1:{health}/healthz").json()["telegram"] == "connected"
        assert process.stop() == 0
    assert "Traceback" not in process.log
    assert "CANARY" not in process.log


def test_after_a_crash_old_buttons_and_started_forms_go_on(start: Callable[..., Process]) -> None:
    port = free_port()
    with telegram_on(port) as page:
        settings = {"BOT_TOKEN": TOKEN, "BOT_API_URL": f"http://127.0.0.1:{port}"}
        process = start(**settings)
        anna = page.phone(ANNA)
        process.wait_for("the bot is running")
        anna.starts()
        anna.taps("Вступить")
        anna.taps("Даю согласие")
        anna.taps("Молодой педагог")
        process.stop(signal.SIGKILL)
        page.post(f"people/{ANNA}/say", text="Светлова Анна Игоревна")
        start(**settings)
        anna.waits_for("Шаг 3", 60)
        anna.taps("Тюмень")
        assert "Шаг 4" in anna.sees()
        assert page.errors() == []


def test_a_second_run_of_the_local_telegram_hears_people(start: Callable[..., Process]) -> None:
    for number in range(2):
        process = start()
        page = Page(process.wait_for(r"http://[\d.]+:\d+").group())
        process.wait_for("the bot is running")
        anna = page.phone(ANNA)
        anna.starts()
        if number == 0:
            anna.taps("Вступить")
            anna.taps("Даю согласие")
            process.stop(signal.SIGKILL)
    assert "Осталось познакомиться" in anna.sees()


def test_the_invite_command_makes_a_coordinator(start: Callable[..., Process], tmp_path: Path) -> None:
    process = start()
    page = Page(process.wait_for(r"http://[\d.]+:\d+").group())
    process.wait_for("the bot is running")
    page.post("advance", seconds=3 * 24 * 3600)  # longer than an invitation lives
    environment = {**os.environ, "DATA_DIR": str(tmp_path / "data"), "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "bot", "invite", "coordinator"]
    link = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=True).stdout
    payload = link.strip().partition("?start=")[2]
    maria, anna = page.phone(1003), page.phone(ANNA)
    maria.starts(payload)
    maria.taps("Даю согласие")
    assert "оординатор" in maria.sees()
    anna.starts(payload)
    assert "не подошла" in anna.sees()


def test_a_slip_of_the_pen_in_the_content_is_one_sentence(start: Callable[..., Process], tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    for room in (
        "bot",
        "handlers",
        "scheduler",
        "web",
        "screens",
        "documents",
        "services",
        "db",
        "domain",
        "content",
        "sandbox",
    ):
        shutil.copytree(ROOT / room, copy / room, ignore=shutil.ignore_patterns("__pycache__"))
    with (copy / "content" / "consent.toml").open("a") as consent:
        consent.write("\nlost = [quote")
    process = start(PYTHONPATH=str(copy))
    wait_until(lambda: not process.running, 30)
    assert process.stop() == 2
    assert "consent.toml" in process.log
    assert "Traceback" not in process.log
