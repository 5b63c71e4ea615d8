"""Bots as processes: started, watched through /proc, stopped."""

import asyncio
import os
import signal
import socket
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.bench.turns.telegram import Telegram

_TICKS = os.sysconf("SC_CLK_TCK")
_SECRET = "bench-secret-0123456789"
_PATIENCE = 120


@dataclass(frozen=True, slots=True)
class Started:
    """What it took to come to the first poll."""

    seconds: float
    cpu_seconds: float


class Bot:
    """One running bot and its Telegram. `module`: what `python -m` runs, with `arguments`."""

    def __init__(
        self, module: str, arguments: Sequence[str], folder: Path, database: str, *, webhook: bool = False
    ) -> None:
        self._command = [sys.executable, "-m", module, *arguments]
        self._folder = folder
        self._log = folder / "bot.log"
        self._database = database
        self._webhook = webhook

    async def start(self) -> Started:
        """Returns at the first poll, or when the webhook is set."""
        self.telegram = Telegram()
        await self.telegram.start()
        began = time.monotonic()
        with self._log.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                *self._command, env=self._environment(), stdout=log, stderr=log
            )
        ended = asyncio.create_task(self._process.wait())
        await asyncio.wait({ended, self.telegram.first_poll}, timeout=_PATIENCE, return_when=asyncio.FIRST_COMPLETED)
        ended.cancel()
        if not self.telegram.first_poll.done():
            await self.stop()
            raise RuntimeError(f"{' '.join(self._command)} did not start: {self._log.read_text()[-2000:]}")
        return Started(self.telegram.first_poll.result() - began, self.cpu)

    @property
    def cpu(self) -> float:
        """Seconds of the processor all its threads have used."""
        fields = Path(f"/proc/{self._process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / _TICKS

    def memory(self, name: str) -> float:
        """Megabytes: «VmRSS» is what it takes now, «VmHWM» the most it took."""
        for line in Path(f"/proc/{self._process.pid}/status").read_text().splitlines():
            if line.startswith(name):
                return int(line.split()[1]) / 1024
        raise KeyError(name)

    async def stop(self) -> None:
        if self._process.returncode is None:
            self._process.send_signal(signal.SIGTERM)
            try:
                await asyncio.wait_for(self._process.wait(), 30)
            except TimeoutError:
                self._process.kill()
                await self._process.wait()
        await self.telegram.stop()

    def _environment(self) -> Mapping[str, str]:
        told = {
            "BOT_TOKEN": "777:bench",
            "BOT_API_URL": f"http://127.0.0.1:{self.telegram.port}",
            "DATABASE_URL": self._database,
            "DATA_DIR": str(self._folder),
            "BACKUP_KEEP": "0",
            "LOG_LEVEL": "WARNING",
        }
        if self._webhook:
            port = _free_port()
            told |= {
                "HTTP_PORT": str(port),
                "WEBHOOK_URL": f"https://127.0.0.1:{port}/telegram",
                "WEBHOOK_SECRET": _SECRET,
            }
        return {**os.environ, **told}


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])
