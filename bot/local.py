"""The local Telegram beside the bot: the one place that leans on `sandbox/`."""

import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import datetime

from bot.http import listen, serving
from bot.settings import Settings, SettingsError
from sandbox.demo import populate
from sandbox.server import create_app
from sandbox.telegram import Telegram


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
    telegram = Telegram()
    populate(telegram)
    listener = _listen(settings)
    host, port = listener.getsockname()[:2]
    async with serving(create_app(telegram), listener):
        yield LocalTelegram(telegram, f"http://{'127.0.0.1' if host == '0.0.0.0' else host}:{port}")


def _listen(settings: Settings) -> socket.socket:
    """The configured port, or any free one: a second copy, or a neighbour on the port, must not stop a newcomer."""
    try:
        return listen(settings.http_host, settings.sandbox_port, "SANDBOX_PORT")
    except SettingsError:
        return listen(settings.http_host, 0, "HTTP_HOST")
