"""The local Telegram beside the bot: the one place that leans on `sandbox/`."""

import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from datetime import datetime, timedelta
from pathlib import Path

from bot.settings import Settings, SettingsError
from sandbox.clock import Clock
from sandbox.demo import populate
from sandbox.server import serving
from sandbox.telegram import Telegram


class KeptClock(Clock):
    """A clock that remembers across runs how far it was advanced: the database lives on, so time must not go back."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self._path = path
        # an unreadable file means a fresh start
        with suppress(OSError, ValueError):
            self.offset = timedelta(seconds=float(path.read_text()))

    def advance(self, delta: timedelta) -> None:
        super().advance(delta)
        self._path.parent.mkdir(parents=True, exist_ok=True)
        self._path.write_text(str(self.offset.total_seconds()))


def local_clock(settings: Settings) -> KeptClock:
    """The clock of the local Telegram of these settings, running or not."""
    return KeptClock(settings.data_dir / "sandbox-clock")


def next_run(path: Path) -> int:
    """Count one more start of the local Telegram beside this database; from 1, as the file may be younger than it."""
    run = 1
    # an unreadable file means a fresh start
    with suppress(OSError, ValueError):
        run = int(path.read_text()) + 1
    # a folder that can't be written to must not stop a newcomer
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(str(run))
    return run


class LocalTelegram:
    """A running local Telegram: its address, its token, and its clock, which people can advance."""

    def __init__(self, telegram: Telegram, address: str) -> None:
        self.telegram = telegram
        self.address = address

    @property
    def token(self) -> str:
        return self.telegram.state.account.token

    @property
    def username(self) -> str:
        return str(self.telegram.bot["username"])

    def now(self) -> datetime:
        """The shifted clock (aware UTC)."""
        return self.telegram.clock.now()

    def offer_jump(self, label: str, find: Callable[[], Awaitable[datetime | None]]) -> None:
        """Add a button beside «advance time» that jumps to the moment `find` returns."""
        self.telegram.shortcuts[label] = find


@asynccontextmanager
async def local_telegram(settings: Settings) -> AsyncIterator[LocalTelegram]:
    """Serve the local Telegram with its demo people for the time of the block."""
    telegram = Telegram(clock=local_clock(settings))
    telegram.number_as_run(next_run(settings.data_dir / "sandbox-runs"))
    populate(telegram)
    async with serving(telegram, settings.http_host, _port(settings)) as address:
        yield LocalTelegram(telegram, address.replace("0.0.0.0", "127.0.0.1"))


def _port(settings: Settings) -> int:
    """The configured port, or any free one: a second copy, or a neighbour on the port, must not stop a newcomer.

    Raises SettingsError for an address this machine does not have.
    """
    for port in (settings.sandbox_port, 0):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            with suppress(OSError):
                probe.bind((settings.http_host, port))
                return port
    raise SettingsError(f"HTTP_HOST: can't listen on {settings.http_host}.")
