"""HTTP of the process: `/healthz` beside the pages of `web/`, and how any application is served beside the bot."""

import asyncio
import contextlib
import shutil
import socket
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path

import uvicorn
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route
from starlette.types import ASGIApp

from bot.settings import SettingsError
from bot.state import ProcessState
from db.engine import Sessions
from services import intake, outbox
from web.pages import failed, gone

# the longest mailing to a whole club takes minutes, and its rows wait their turn no longer than this
_STALE = timedelta(minutes=5)
# a SQLite database that finds no room can still be read: what is asked of it says nothing
_ROOM_BYTES = 16 * 1024 * 1024


def create_app(
    sessions: Sessions,
    clock: Callable[[], datetime],
    state: ProcessState,
    pages: Sequence[Route] = (),
    folder: Path | None = None,
) -> Starlette:
    """`pages` and the process's own `/healthz`.

    200 while the database answers, ticks go on, nothing due has waited for more than five minutes and there is room
    on the disk of `folder`, where a SQLite database lives; else 503.
    """

    async def healthz(_: Request) -> JSONResponse:
        database, flowing = await _look(sessions, clock, state.bot_id)
        room = folder is None or shutil.disk_usage(folder).free >= _ROOM_BYTES
        healthy = database and flowing and room and state.ticking
        body = {
            "status": "ok" if healthy else "failing",
            "database": "ok" if database else "failing",
            "queues": "ok" if flowing else "failing",
            "telegram": "connected" if state.connected else "connecting",
            "ticks": "ok" if state.ticking else "failing",
            "disk": "ok" if room else "failing",
        }
        return JSONResponse(body, status_code=200 if healthy else 503)

    return Starlette(
        routes=[Route("/healthz", healthz), *pages], exception_handlers={HTTPException: gone, Exception: failed}
    )


async def _look(sessions: Sessions, clock: Callable[[], datetime], bot_id: int | None) -> tuple[bool, bool]:
    """Whether the database answers, and whether nothing due has been waiting for long."""
    now = clock()
    try:
        async with asyncio.timeout(5), sessions.begin() as session:
            oldest = [await intake.oldest_due(session, now, bot_id), await outbox.stalled_since(session, now)]
    except Exception:
        return False, False
    return True, all(moment is None or now - moment < _STALE for moment in oldest)


class _Server(uvicorn.Server):
    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        # signals belong to the process: it stops the bot first, then its pages
        yield


@asynccontextmanager
async def serving(app: ASGIApp, listener: socket.socket) -> AsyncIterator[None]:
    """Serve `app` on a bound socket for the time of the block."""
    config = uvicorn.Config(app, log_config=None, lifespan="off", timeout_graceful_shutdown=1, access_log=False)
    server = _Server(config)
    task = asyncio.create_task(server.serve(sockets=[listener]))
    try:
        while not server.started:
            if task.done():
                await task
                raise RuntimeError("the HTTP server ended at its start")
            await asyncio.sleep(0.01)
        yield
    finally:
        server.should_exit = True
        # open event streams of pages would hold the stop; they reconnect by themselves
        server.force_exit = True
        await task


def listen(host: str, port: int, variable: str) -> socket.socket:
    """A socket bound to the address. Raises SettingsError naming `variable` when the port can't be had."""
    listener = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except OSError as error:
        listener.close()
        raise SettingsError(f"{variable}: can't listen on {host}:{port} ({error.strerror}).") from None
    return listener
