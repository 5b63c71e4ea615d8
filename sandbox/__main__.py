"""`python -m sandbox --port N`: a local Telegram with demo people, without any bot."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import signal

from sandbox.demo import populate
from sandbox.server import serving
from sandbox.telegram import Telegram


async def run(host: str, port: int) -> None:
    """Serves until SIGINT or SIGTERM."""
    telegram = Telegram(local_mode=True)
    populate(telegram)
    stop = asyncio.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(name, stop.set)
    async with serving(telegram, host, port) as url:
        print(f"Local Telegram: {url}  token: {telegram.state.account.token}", flush=True)
        await stop.wait()


def main() -> None:
    """Reads the command line and runs."""
    parser = argparse.ArgumentParser(prog="python -m sandbox", description="A local Telegram with demo people.")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8081)
    arguments = parser.parse_args()
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(run(arguments.host, arguments.port))


if __name__ == "__main__":
    main()
