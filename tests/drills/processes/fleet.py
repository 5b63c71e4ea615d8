"""Processes of the bot, started, killed and watched by a drill."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tests.conftest import NOW
from tests.drills.processes.telegram import TOKEN

ROOT = Path(__file__).parents[3]
# settings are the drill's own; and compiling everything anew at each start takes longer than the start itself
_NOT_PASSED_ON = {"BOT_TOKEN", "DATABASE_URL", "PYTHONDONTWRITEBYTECODE"}


class Fleet:
    """Starts processes on one database and one Telegram. Their clock shows a school morning at any hour."""

    def __init__(self, folder: Path, telegram_url: str, database_url: str, **settings: str) -> None:
        self._folder = folder
        self._settings = {"BOT_TOKEN": TOKEN, "BOT_API_URL": telegram_url, "DATABASE_URL": database_url, **settings}
        self._shift = (NOW - datetime.now(UTC)).total_seconds()
        self.processes: list[Process] = []

    def start(self, *arguments: str, settings: dict[str, str] | None = None, **drill: Any) -> "Process":
        """One more process; `drill` as in `child.main`, and `later`: by how many seconds its clock is ahead."""
        told = {"shift": self._shift, "lost_after": 3, "chores": 3, **drill}
        told["shift"] += told.pop("later", 0)
        environment = self._environment() | {"DRILL": json.dumps(told)} | (settings or {})
        process = Process(self._folder / f"log-{len(self.processes)}.txt", arguments, environment)
        self.processes.append(process)
        return process

    def command(self, *arguments: str) -> str:
        """What another command of the bot says (`backup`, `release`) when it has ended well."""
        done = subprocess.run(
            [sys.executable, "-m", "bot", *arguments],
            cwd=self._folder,
            env=self._environment() | {"BACKUP_KEEP": "2"},
            capture_output=True,
            text=True,
            timeout=120,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def _environment(self) -> dict[str, str]:
        return {
            **{key: value for key, value in os.environ.items() if key not in _NOT_PASSED_ON},
            "PYTHONPATH": str(ROOT),
            "DATA_DIR": str(self._folder),
            "BACKUP_KEEP": "0",
            **self._settings,
        }

    def logs(self) -> str:
        return "\n".join(process.log for process in self.processes)


class Process:
    """A process and its log."""

    def __init__(self, log: Path, arguments: tuple[str, ...], environment: dict[str, str]) -> None:
        self._path = log
        with log.open("w") as output:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "tests.drills.processes.child", *arguments],
                cwd=log.parent,
                env=environment,
                stdout=output,
                stderr=subprocess.STDOUT,
            )

    @property
    def log(self) -> str:
        return self._path.read_text()

    @property
    def running(self) -> bool:
        return self._process.poll() is None

    def is_up(self, seconds: float = 180) -> "Process":
        """Wait until it serves."""
        wait_until(lambda: "the bot is running" in self.log or not self.running, seconds, lambda: self.log)
        assert self.running, self.log
        return self

    def dies(self, seconds: float = 180) -> None:
        """Wait until it is no more."""
        wait_until(lambda: not self.running, seconds, lambda: f"it lives on:\n{self.log}")

    def signal(self, number: int) -> None:
        self._process.send_signal(number)

    def kill(self) -> None:
        """As a power cut does."""
        if self.running:
            self.signal(signal.SIGKILL)
        self._process.wait(10)

    def stop(self, seconds: float = 40) -> int:
        """As a system does; returns the exit code."""
        if self.running:
            self.signal(signal.SIGTERM)
        return self._process.wait(seconds)


@contextmanager
def fleet(folder: Path, telegram_url: str, database_url: str, **settings: str) -> Iterator[Fleet]:
    """Processes end with the block."""
    ships = Fleet(folder, telegram_url, database_url, **settings)
    try:
        yield ships
    finally:
        for process in ships.processes:
            process.kill()


def wait_until(look: Callable[[], Any], seconds: float = 30, why: Callable[[], str] = lambda: "never happened") -> Any:
    """What `look` returns once it is truthy; other processes work meanwhile, so their time is waited for."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if found := look():
            return found
        time.sleep(0.05)
    raise AssertionError(why())
