"""A Bot API that takes everything and remembers it: real HTTP, and light enough for hundreds of calls a second.

What may be said to Telegram is checked by the local Telegram of `sandbox/`; here only what arrives counts.
"""

import asyncio
import itertools
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

TOKEN = "42:CANARY-token"
_LONGEST_POLL = 2.0
_LATE = 6.0


@dataclass
class Call:
    """One request of the bot."""

    at: float
    method: str
    params: dict[str, str]

    @property
    def chat_id(self) -> int:
        return int(self.params.get("chat_id", 0))

    @property
    def text(self) -> str:
        return self.params.get("text", "")


Fault = Callable[[str, dict[str, str]], Response | None]


@dataclass
class BareTelegram:
    """Updates wait here until a poll confirms them; calls are kept in their order."""

    updates: list[dict[str, Any]] = field(default_factory=list)
    calls: list[Call] = field(default_factory=list)
    # what answers instead of Telegram, where it returns something
    fault: Fault | None = None
    # how long an answer to the bot takes
    seconds: float = 0.0
    url: str = ""
    polls: int = 0
    # as Telegram does: a new poll ends the one that waits with 409
    one_poller: bool = False
    _messages: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def brings(self, updates: list[dict[str, Any]]) -> None:
        """These have come, and wait to be taken."""
        self.updates += updates

    def said(self, *methods: str) -> list[Call]:
        """What the bot has sent, by `sendMessage` unless told otherwise."""
        return [call for call in self.calls if call.method in (methods or ("sendMessage",))]

    async def answer(self, request: Request) -> Response:
        method = request.path_params["method"]
        params = {name: str(value) for name, value in (await request.form()).items()}
        if method == "getUpdates":
            return await self._poll(params)
        self.calls.append(Call(time.monotonic(), method, params))
        if self.seconds:
            await asyncio.sleep(self.seconds)
        if self.fault is not None and (answer := self.fault(method, params)) is not None:
            return answer
        return _ok(self._result(method, params))

    async def _poll(self, params: dict[str, str]) -> Response:
        self.polls += 1
        if self.fault is not None and (answer := self.fault("getUpdates", params)) is not None:
            return answer
        if offset := int(params.get("offset", 0)):
            self.updates = [update for update in self.updates if update["update_id"] >= offset]
        deadline, mine = time.monotonic() + min(float(params.get("timeout", 0)), _LONGEST_POLL), self.polls
        while True:
            if self.one_poller and self.polls != mine:
                return refusal(409, "Conflict: terminated by other getUpdates request")
            if self.updates or time.monotonic() >= deadline:
                return _ok(self.updates[: int(params.get("limit", 100))])
            await asyncio.sleep(0.03)

    def _result(self, method: str, params: dict[str, str]) -> Any:
        if method == "getMe":
            return {"id": 42, "is_bot": True, "first_name": "Наставник", "username": "drill_bot"}
        if method.startswith("send") or method == "editMessageText":
            chat = int(params.get("chat_id", 0))
            number = int(params.get("message_id", 0)) or next(self._messages)
            return {
                "message_id": number,
                "date": int(time.time()),
                "chat": {"id": chat, "type": "private"},
                "text": params.get("text", ""),
            }
        return True


class Late(JSONResponse):
    """Telegram takes the message, and the answer comes when nobody waits for it any more."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await asyncio.sleep(_LATE)
        await super().__call__(scope, receive, send)


class CutOff(Response):
    """The connection is reset in the middle of an answer."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = [(b"content-type", b"application/json"), (b"content-length", b"1000")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": b'{"ok":', "more_body": True})
        # the server closes a connection whose answer never ends
        raise ConnectionResetError


def late() -> Response:
    """Taken; the answer comes too late."""
    return Late({"ok": True, "result": True})


def _ok(result: Any) -> Response:
    return JSONResponse({"ok": True, "result": result})


def refusal(status: int, description: str, **parameters: Any) -> Response:
    """An error as Telegram says it."""
    body: dict[str, Any] = {"ok": False, "error_code": status, "description": description}
    if parameters:
        body["parameters"] = parameters
    return JSONResponse(body, status_code=status)


@contextmanager
def serving(telegram: BareTelegram, port: int = 0) -> Iterator[BareTelegram]:
    """Serve it in a thread of its own for the time of the block; its address is `url`."""
    routes = [Route("/bot{token}/{method}", telegram.answer, methods=["POST"])]
    config = uvicorn.Config(
        Starlette(routes=routes),
        port=port,
        log_level="critical",
        access_log=False,
        lifespan="off",
        timeout_graceful_shutdown=1,
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=lambda: asyncio.run(server.serve()))
    thread.start()
    try:
        while not server.started:
            time.sleep(0.01)
        port = server.servers[0].sockets[0].getsockname()[1]
        telegram.url = f"http://127.0.0.1:{port}"
        yield telegram
    finally:
        server.should_exit = server.force_exit = True
        thread.join()


def message(update_id: int, person_id: int, text: str) -> dict[str, Any]:
    """A person writes to the bot."""
    person = _person(person_id)
    entities = [{"type": "bot_command", "offset": 0, "length": len(text.split()[0])}] if text.startswith("/") else []
    content = {
        "message_id": update_id,
        "date": int(time.time()),
        "chat": {"id": person_id, "type": "private"},
        "from": person,
        "text": text,
        "entities": entities,
    }
    return {"update_id": update_id, "message": content}


def press(update_id: int, person_id: int, data: str) -> dict[str, Any]:
    """A person presses a button of some message of the bot's."""
    shown = {
        "message_id": 1,
        "date": int(time.time()),
        "chat": {"id": person_id, "type": "private"},
        "from": {"id": 42, "is_bot": True, "first_name": "Наставник"},
        "text": "…",
    }
    query = {
        "id": str(update_id),
        "from": _person(person_id),
        "message": shown,
        "chat_instance": "1",
        "data": data,
    }
    return {"update_id": update_id, "callback_query": query}


def _person(person_id: int) -> dict[str, Any]:
    return {"id": person_id, "is_bot": False, "first_name": "Участник"}
