"""The HTTP door of the bot: requests as Telegram takes them, answers as Telegram gives them."""

from __future__ import annotations

import asyncio
import json
from typing import Any

from starlette.datastructures import UploadFile
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from sandbox.errors import ConnectionDropped, NoAnswer
from sandbox.files import UPLOAD_LIMIT, UploadedFile
from sandbox.telegram import Answer, Telegram, envelope

FIELD_LIMIT = UPLOAD_LIMIT + 1024 * 1024


class BotDoor:
    """ASGI endpoint of `/bot{token}/{method}`.

    It is not a plain Starlette endpoint because it must notice a client that hangs up during a long poll,
    and must be able to break a connection on purpose.
    """

    def __init__(self, telegram: Telegram) -> None:
        self._telegram = telegram

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handles one request."""
        request = Request(scope, receive)
        token, method = request.path_params["token"], request.path_params["method"]
        try:
            params, files = await read_request(request)
        except ClientDisconnect:
            return
        except ValueError as error:
            answer = envelope(400, f"Bad Request: can't parse request: {error}", {})
            await respond(answer, scope, receive, send)
            return
        call = asyncio.ensure_future(self._telegram.call(method, params, files, token))
        gone = asyncio.ensure_future(disconnected(receive))
        try:
            await asyncio.wait({call, gone}, return_when=asyncio.FIRST_COMPLETED)
            if not call.done():
                call.cancel()
                return
            await respond(call.result(), scope, receive, send)
        except ConnectionDropped:
            await break_connection(receive, gone)
        except NoAnswer:
            await gone
        finally:
            gone.cancel()


async def read_request(request: Request) -> tuple[dict[str, Any], dict[str, UploadedFile]]:
    """Returns the parameters and uploads of a request in any of the four forms Telegram takes.

    Raises ValueError for JSON that is not an object.
    """
    params: dict[str, Any] = dict(request.query_params)
    files: dict[str, UploadedFile] = {}
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind == "application/json":
        body = json.loads(await request.body() or b"{}")
        if not isinstance(body, dict):
            raise ValueError("object expected as JSON")
        params |= body
    elif kind in ("application/x-www-form-urlencoded", "multipart/form-data"):
        async with request.form(max_part_size=FIELD_LIMIT) as form:
            for name, value in form.multi_items():
                if isinstance(value, UploadFile):
                    content = await value.read()
                    files[name] = UploadedFile(value.filename or name, content, value.content_type or "")
                else:
                    params[name] = value
    return params, files


async def respond(answer: Answer, scope: Scope, receive: Receive, send: Send) -> None:
    """Sends an answer."""
    response = Response(answer.text, answer.status, answer.headers, media_type=answer.content_type)
    await response(scope, receive, send)


async def disconnected(receive: Receive) -> None:
    """Returns when the client has hung up; the body must have been read before."""
    while (await receive())["type"] != "http.disconnect":
        pass


async def break_connection(receive: Receive, gone: asyncio.Future[None]) -> None:
    """Cuts the connection without a single byte of an answer.

    ASGI has no message for that, so the transport is taken from uvicorn's request cycle; under another
    server the exception below becomes an answer 500.
    """
    transport = getattr(getattr(receive, "__self__", None), "transport", None)
    if transport is None:
        raise ConnectionDropped
    transport.abort()
    await gone
