"""The local Telegram on a port: Bot API, file downloads, the chat page and its API."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from sandbox.bot_door import BotDoor
from sandbox.page_door import PageDoor
from sandbox.telegram import Telegram

PAGE = Path(__file__).parent / "page"
STOP_SECONDS = 2


class PageFiles(StaticFiles):
    """Scripts and styles of the page, each time asked about: an old script must not meet a new server."""

    def file_response(self, *args: Any, **options: Any) -> Response:
        """Returns the file, or «not modified»."""
        response = super().file_response(*args, **options)
        response.headers["Cache-Control"] = "no-cache"
        return response


def create_app(telegram: Telegram) -> Starlette:
    """Returns the web application of one local Telegram.

    Bot API under `/bot{token}/{method}`, downloads under `/file/bot{token}/{path}`, the page at `/`.
    """

    async def page(request: Request) -> Response:
        return FileResponse(PAGE / "index.html", headers={"Cache-Control": "no-cache"})

    async def download(request: Request) -> Response:
        if request.path_params["token"] != telegram.state.account.token:
            return api_error(401, "Unauthorized")
        file = telegram.state.files.by_path(request.path_params["path"])
        if file is None:
            return api_error(404, "Not Found")
        return Response(file.content, media_type="application/octet-stream")

    @contextlib.asynccontextmanager
    async def webhook(app: Starlette) -> AsyncIterator[None]:
        task = asyncio.create_task(telegram.state.webhook.run())
        yield
        task.cancel()

    return Starlette(
        routes=[
            Route("/", page),
            Mount("/static", PageFiles(directory=PAGE, check_dir=False)),
            *PageDoor(telegram).routes(),
            Route("/bot{token}/{method}", BotDoor(telegram)),
            Route("/file/bot{token}/{path:path}", download),
        ],
        exception_handlers={404: not_found},
        lifespan=webhook,
    )


def api_error(status: int, description: str) -> Response:
    """Returns an error in the envelope of the Bot API."""
    return JSONResponse({"ok": False, "error_code": status, "description": description}, status)


async def not_found(request: Request, error: Exception) -> Response:
    """Answers an unknown path as Telegram does."""
    return api_error(404, "Not Found")


class Server(uvicorn.Server):
    """uvicorn that leaves signals to its process and wakes long polls before it waits for them."""

    def __init__(self, telegram: Telegram, config: uvicorn.Config) -> None:
        super().__init__(config)
        self._telegram = telegram

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Takes no signals."""
        yield

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Lets go of polls and watchers, then stops as usual."""
        self._telegram.close()
        await super().shutdown(sockets)


@contextlib.asynccontextmanager
async def serving(telegram: Telegram, host: str = "127.0.0.1", port: int = 0) -> AsyncIterator[str]:
    """Serves a local Telegram inside the running loop while the block runs; yields the base URL.

    Port 0 takes any free one. Raises OSError when the port is taken.
    """
    telegram.open()
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind((host, port))
    config = uvicorn.Config(
        create_app(telegram), log_level="warning", access_log=False, timeout_graceful_shutdown=STOP_SECONDS
    )
    server = Server(telegram, config)
    task = asyncio.create_task(server.serve(sockets=[listener]))
    try:
        while not server.started and not task.done():  # noqa: ASYNC110 (uvicorn has a flag, not an event)
            await asyncio.sleep(0.01)
        yield f"http://{host}:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        await task
        listener.close()
