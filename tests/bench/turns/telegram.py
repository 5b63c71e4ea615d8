"""A Telegram that costs next to nothing: it hands out presses, takes answers, and notes how long each took.

The local Telegram of `sandbox/` checks every request and is too heavy for load. This one knows the few methods that
are called here, over HTTP/1.1 with connections kept alive, and answers with whole messages as Telegram does.
"""

import asyncio
import json
import time
from collections import deque
from collections.abc import Callable
from itertools import count
from typing import Any
from urllib.parse import parse_qs, urlsplit

_BOT = {"id": 777, "is_bot": True, "first_name": "Наставник", "username": "bench_bot"}
_DATE = 1_790_000_000
_MOST_UPDATES = 100
# never one twice: a bot that remembers what it had would not answer
_numbers = count(1)
# Telegram's own default for webhooks
_CONNECTIONS = 40
TEXT = "Здравствуйте! Это меню клуба «Наставник»: встречи, наставники и лайфхаки в одном чате."
# under the message that is pressed, as under a real one
_KEYBOARD = {"inline_keyboard": [[{"text": f"Кнопка {n}", "callback_data": f"button:{n}"}] for n in range(6)]}


class Telegram:
    """One bot's Telegram. `press` is a person's press; its future has the moment the screen was changed."""

    def __init__(self) -> None:
        self.port = 0
        # the moment of the first getUpdates, or of setWebhook (time.monotonic)
        self.first_poll: asyncio.Future[float] = asyncio.get_running_loop().create_future()
        self.calls = 0
        self._pending: deque[dict[str, Any]] = deque()
        self._poll: Callable[[bytes], None] | None = None
        self._poll_timer: asyncio.TimerHandle | None = None
        self._answered: dict[tuple[int, int], asyncio.Future[float]] = {}
        self._webhook: _Webhook | None = None
        self._server: asyncio.Server | None = None

    async def start(self) -> None:
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(lambda: _Connection(self._call), "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        if self._webhook:
            self._webhook.close()
        assert self._server is not None
        self._server.close()

    def press(self, person: int, data: str) -> asyncio.Future[float]:
        """Somebody presses a button under a message of their own; the future ends when that message is changed."""
        number = next(_numbers)
        who = {"id": person, "is_bot": False, "first_name": "Анна", "language_code": "ru"}
        chat = {"id": person, "type": "private", "first_name": "Анна"}
        message = {"message_id": number, "date": _DATE, "chat": chat, "from": _BOT, "text": TEXT}
        query = {"id": str(number), "from": who, "chat_instance": str(person), "data": data}
        query["message"] = message | {"reply_markup": _KEYBOARD}
        future = self._answered[person, number] = asyncio.get_running_loop().create_future()
        update = {"update_id": number, "callback_query": query}
        if self._webhook:
            self._webhook.bring(update)
        else:
            self._pending.append(update)
            if self._poll:
                # what comes in the same moment goes into one answer, as in life
                asyncio.get_running_loop().call_soon(self._hand_out)
        return future

    def _call(self, method: str, body: bytes, answer: Callable[[bytes], None]) -> None:
        self.calls += 1
        match method:
            case "getUpdates":
                self._get_updates(_fields(body), answer)
            case "editMessageText":
                fields = _fields(body)
                chat_id, message_id = int(fields["chat_id"]), int(fields["message_id"])
                answer(_message(chat_id, message_id, fields))
                if future := self._answered.pop((chat_id, message_id), None):
                    future.set_result(time.monotonic())
            case "sendMessage":
                fields = _fields(body)
                answer(_message(int(fields["chat_id"]), self.calls, fields))
            case "getMe":
                answer(_ok(_BOT))
            case "setWebhook":
                fields = _fields(body)
                self._webhook = _Webhook(fields["url"], fields["secret_token"])
                self._started()
                answer(_ok(True))
            case _:
                answer(_ok(True))

    def _started(self) -> None:
        if not self.first_poll.done():
            self.first_poll.set_result(time.monotonic())

    def _get_updates(self, fields: dict[str, str], answer: Callable[[bytes], None]) -> None:
        self._started()
        offset = int(fields.get("offset", 0))
        while self._pending and self._pending[0]["update_id"] < offset:
            self._pending.popleft()
        self._poll = answer
        if self._pending:
            self._hand_out()
        else:
            loop = asyncio.get_running_loop()
            self._poll_timer = loop.call_later(int(fields.get("timeout", 0)), self._hand_out)

    def _hand_out(self) -> None:
        if self._poll is None:
            return
        if self._poll_timer:
            self._poll_timer.cancel()
        answer, self._poll, self._poll_timer = self._poll, None, None
        answer(_ok([self._pending[n] for n in range(min(len(self._pending), _MOST_UPDATES))]))


class _Webhook:
    """Brings updates to the bot's address, on at most forty connections."""

    def __init__(self, url: str, secret: str) -> None:
        self._url = urlsplit(url)
        self._secret = secret
        self._updates: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self._carriers = [asyncio.create_task(self._carry()) for _ in range(_CONNECTIONS)]

    def bring(self, update: dict[str, Any]) -> None:
        self._updates.put_nowait(update)

    def close(self) -> None:
        for carrier in self._carriers:
            carrier.cancel()

    async def _carry(self) -> None:
        streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None
        while True:
            update = await self._updates.get()
            while True:
                try:
                    streams = streams or await asyncio.open_connection("127.0.0.1", self._url.port)
                    await self._post(update, *streams)
                    break
                except (OSError, EOFError):
                    # a connection the server let go of, or a server that is not there yet
                    streams = None
                    await asyncio.sleep(0.01)

    async def _post(self, update: dict[str, Any], reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        body = json.dumps(update).encode()
        head = (
            f"POST {self._url.path} HTTP/1.1\r\nHost: bench\r\nContent-Type: application/json\r\n"
            f"X-Telegram-Bot-Api-Secret-Token: {self._secret}\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        writer.write(head.encode() + body)
        answer = await reader.readuntil(b"\r\n\r\n")
        if (length := _content_length(answer)) > 0:
            await reader.readexactly(length)
        if b" 200 " not in answer.split(b"\r\n", 1)[0]:
            raise EOFError


class _Connection(asyncio.Protocol):
    """HTTP/1.1, one request after another; `call` gets method, body and the function that answers."""

    def __init__(self, call: Callable[[str, bytes, Callable[[bytes], None]], None]) -> None:
        self._handle = call
        self._buffer = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        while (end := self._buffer.find(b"\r\n\r\n")) >= 0:
            head = self._buffer[:end]
            whole = end + 4 + _content_length(head)
            if len(self._buffer) < whole:
                return
            body, self._buffer = self._buffer[end + 4 : whole], self._buffer[whole:]
            path = head.split(b" ", 2)[1].decode()
            self._handle(path.rpartition("/")[2], body, self._answer)

    def _answer(self, body: bytes) -> None:
        head = f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        self._transport.write(head.encode() + body)


def _content_length(head: bytes) -> int:
    for line in head.split(b"\r\n"):
        if line[:15].lower() == b"content-length:":
            return int(line[15:])
    return 0


def _fields(body: bytes) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(body.decode()).items()}


def _message(chat_id: int, message_id: int, fields: dict[str, str]) -> bytes:
    chat = {"id": chat_id, "type": "private", "first_name": "Анна"}
    message = {"message_id": message_id, "date": _DATE, "chat": chat, "from": _BOT, "text": fields["text"]}
    if "reply_markup" in fields:
        message["reply_markup"] = json.loads(fields["reply_markup"])
    return _ok(message)


def _ok(result: Any) -> bytes:
    return json.dumps({"ok": True, "result": result}).encode()
