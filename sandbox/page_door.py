"""The HTTP door of the chat page: what people do, moving the clock, and a stream of «look again»."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta
from typing import Any
from urllib.parse import quote

from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from sandbox.errors import BadRequest, Impossible
from sandbox.files import UploadedFile
from sandbox.page_state import page_state, person_view
from sandbox.telegram import Telegram

DEBOUNCE_SECONDS = 0.05
NAME_LENGTH = 64
LONGEST_JUMP = timedelta(days=366)
NOTHING_TO_WAIT_FOR = "Нечего ждать: впереди ничего не запланировано."
Act = Callable[[Request], Awaitable[dict[str, Any]]]


class PageDoor:
    """Endpoints of `/sandbox/*`."""

    def __init__(self, telegram: Telegram) -> None:
        self._telegram = telegram

    def routes(self) -> list[Route]:
        """Returns the routes of the page API."""
        acts: dict[str, Act] = {
            "/sandbox/people": self.add_person,
            "/sandbox/people/{id:int}/start": self.start,
            "/sandbox/people/{id:int}/say": self.say,
            "/sandbox/people/{id:int}/edit": self.edit,
            "/sandbox/people/{id:int}/press": self.press,
            "/sandbox/people/{id:int}/send": self.send,
            "/sandbox/people/{id:int}/poll": self.poll,
            "/sandbox/people/{id:int}/forward": self.forward,
            "/sandbox/people/{id:int}/inline": self.inline,
            "/sandbox/people/{id:int}/choose": self.choose,
            "/sandbox/people/{id:int}/block": self.block,
            "/sandbox/advance": self.advance,
        }
        return [
            Route("/sandbox/state", self.state),
            Route("/sandbox/stream", self.stream),
            Route("/sandbox/file/{file_id}", self.file),
            *(Route(path, answering(act), methods=["POST"]) for path, act in acts.items()),
        ]

    # --- looking

    async def state(self, request: Request) -> Response:
        """GET: everything the page draws."""
        return JSONResponse(page_state(self._telegram))

    async def stream(self, request: Request) -> Response:
        """GET: server-sent events `changed`."""
        headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
        return StreamingResponse(self._events(), media_type="text/event-stream", headers=headers)

    async def _events(self) -> AsyncIterator[str]:
        async for version in self._telegram.subscribe():
            yield f"event: changed\ndata: {json.dumps({'version': version})}\n\n"
            await asyncio.sleep(DEBOUNCE_SECONDS)

    async def file(self, request: Request) -> Response:
        """GET: a file of a chat, under its own name."""
        try:
            file = self._telegram.state.files.by_id(request.path_params["file_id"])
        except BadRequest:
            return JSONResponse({"error": "Такого файла нет."}, 404)
        # A page from a document must not run in the origin of the sandbox, so only pictures open in place.
        shown = "inline" if file.kind == "photo" else "attachment"
        headers = {
            "Content-Disposition": f"{shown}; filename*=UTF-8''{quote(file.filename)}",
            "X-Content-Type-Options": "nosniff",
        }
        return Response(file.content, media_type=file.mime_type, headers=headers)

    # --- what people do

    async def add_person(self, request: Request) -> dict[str, Any]:
        """POST: one more phone."""
        body = await json_body(request)
        first_name = text_of(body, "first_name").strip()[:NAME_LENGTH]
        last_name = text_of(body, "last_name", "").strip()[:NAME_LENGTH]
        if not first_name:
            raise Impossible("Как зовут нового человека? Укажите имя.")
        new_id = max(self._telegram.people, default=1000) + 1
        return person_view(self._telegram.add_person(new_id, first_name, last_name or None))

    async def start(self, request: Request) -> dict[str, Any]:
        """POST: «Запустить», perhaps with a payload."""
        body = await json_body(request)
        return self._telegram.starts(request.path_params["id"], text_of(body, "payload", ""))

    async def say(self, request: Request) -> dict[str, Any]:
        """POST: a text."""
        body = await json_body(request)
        return self._telegram.says(
            request.path_params["id"],
            text_of(body, "text"),
            number_of(body, "chat_id", None),
            number_of(body, "reply_to", None),
            topic_id=number_of(body, "topic_id", None),
        )

    async def edit(self, request: Request) -> dict[str, Any]:
        """POST: a new text of one's own message."""
        body = await json_body(request)
        return self._telegram.edits(
            request.path_params["id"],
            needed(body, "message_id"),
            text_of(body, "text"),
            number_of(body, "chat_id", None),
        )

    async def press(self, request: Request) -> dict[str, Any]:
        """POST: an inline button."""
        body = await json_body(request)
        query_id = self._telegram.presses(
            request.path_params["id"],
            needed(body, "message_id"),
            text_of(body, "data"),
            number_of(body, "chat_id", None),
        )
        return {"callback_query_id": query_id}

    async def send(self, request: Request) -> dict[str, Any]:
        """POST: a sticker, document, photo, voice, contact or location; real files come as multipart.

        Several files are an album.
        """
        uploads = []
        if request.headers.get("content-type", "").startswith("multipart/form-data"):
            async with request.form() as form:
                body: dict[str, Any] = {key: value for key, value in form.items() if isinstance(value, str)}
                for file in form.getlist("file"):
                    if isinstance(file, UploadFile):
                        content = await file.read()
                        uploads.append(UploadedFile(file.filename or "file", content, file.content_type or ""))
        else:
            body = await json_body(request)
        person_id, kind = request.path_params["id"], text_of(body, "kind", "document")
        chat_id, topic_id = number_of(body, "chat_id", None), number_of(body, "topic_id", None)
        caption = text_of(body, "caption", "")
        if len(uploads) > 1:
            album = self._telegram.sends_album(person_id, uploads, kind, chat_id, [caption], topic_id=topic_id)
            return {"messages": album}
        upload = uploads[0] if uploads else None
        return self._telegram.sends(person_id, kind, chat_id, upload, caption, topic_id=topic_id)

    async def poll(self, request: Request) -> dict[str, Any]:
        """POST: a poll; `options` is a text with one answer a line."""
        body = await json_body(request)
        answers = [line for line in text_of(body, "options").splitlines() if line.strip()]
        return self._telegram.sends_poll(
            request.path_params["id"],
            text_of(body, "question"),
            answers,
            number_of(body, "chat_id", None),
            several=bool(body.get("several")),
            topic_id=number_of(body, "topic_id", None),
        )

    async def forward(self, request: Request) -> dict[str, Any]:
        """POST: messages of one chat go to another, that with the bot unless `to_chat_id` says otherwise."""
        body = await json_body(request)
        ids = body.get("message_ids")
        if not isinstance(ids, list) or not all(isinstance(one, int) for one in ids):
            raise Impossible("В запросе нет номеров «message_ids».")
        from_chat_id, to_chat_id = number_of(body, "chat_id", None), number_of(body, "to_chat_id", None)
        return {"messages": self._telegram.forwards(request.path_params["id"], ids, from_chat_id, to_chat_id)}

    async def inline(self, request: Request) -> dict[str, Any]:
        """POST: «@botname query» is typed; answers when the bot has answered, or has let the time pass."""
        body = await json_body(request)
        query_id = self._telegram.asks_inline(
            request.path_params["id"],
            text_of(body, "query", ""),
            text_of(body, "offset", ""),
            number_of(body, "chat_id", None),
        )
        answer = await self._telegram.waits_for_inline_answer(query_id)
        if answer is None:
            raise Impossible("Бот на этот запрос не ответил.")
        return answer

    async def choose(self, request: Request) -> dict[str, Any]:
        """POST: a result of an inline query."""
        body = await json_body(request)
        return self._telegram.chooses_inline(
            request.path_params["id"],
            text_of(body, "query_id"),
            text_of(body, "result_id"),
            number_of(body, "chat_id", None),
        )

    async def block(self, request: Request) -> dict[str, Any]:
        """POST: blocks or unblocks the bot."""
        body = await json_body(request)
        person_id = request.path_params["id"]
        if body.get("blocked", True):
            self._telegram.blocks_bot(person_id)
        else:
            self._telegram.unblocks_bot(person_id)
        return {"blocked": self._telegram.people[person_id].blocked}

    # --- time

    async def advance(self, request: Request) -> dict[str, Any]:
        """POST: moves the clock by seconds, or to the moment a shortcut names."""
        body = await json_body(request)
        clock = self._telegram.clock
        if "shortcut" in body:
            shortcut = self._telegram.shortcuts.get(text_of(body, "shortcut"))
            if shortcut is None:
                raise Impossible("Такой кнопки времени нет.")
            moment = await shortcut()
            if moment is None:
                raise Impossible(NOTHING_TO_WAIT_FOR)
            jump = max(moment - clock.now(), timedelta())
        else:
            jump = timedelta(seconds=min(needed(body, "seconds"), int(LONGEST_JUMP.total_seconds()) + 1))
        if not timedelta() <= jump <= LONGEST_JUMP:
            raise Impossible("Время идёт только вперёд и не больше чем на год за раз.")
        clock.advance(jump)
        self._telegram.state.changed()
        return {"now": clock.now().isoformat()}


def answering(act: Act) -> Callable[[Request], Awaitable[Response]]:
    """Returns an endpoint that answers with the result of an act, or 400 with its Russian refusal."""

    async def endpoint(request: Request) -> Response:
        try:
            return JSONResponse(await act(request))
        except Impossible as impossible:
            return JSONResponse({"error": str(impossible)}, 400)

    return endpoint


async def json_body(request: Request) -> dict[str, Any]:
    """Returns the JSON object of a request; no body counts as an empty one. Raises Impossible."""
    try:
        body = json.loads(await request.body() or b"{}")
    except ValueError:
        body = None
    if not isinstance(body, dict):
        raise Impossible("Запрос не разобрать: нужен объект JSON.")
    return body


def text_of(body: dict[str, Any], name: str, default: str | None = None) -> str:
    """Returns a text field. Raises Impossible when it is missing (and has no default) or not a text."""
    value = body.get(name, default)
    if value is None and default is not None:
        return default
    if not isinstance(value, str):
        raise Impossible(f"В запросе нет текста «{name}».")
    return value


def number_of(body: dict[str, Any], name: str, default: int | None) -> int | None:
    """Returns a whole number, written as such or as a text. Raises Impossible for anything else."""
    value = body.get(name)
    if value is None or value == "":
        return default
    try:
        return int(value)
    except (TypeError, ValueError, OverflowError):
        raise Impossible(f"В запросе «{name}» — не число.") from None


def needed(body: dict[str, Any], name: str) -> int:
    """Returns a whole number that must be there. Raises Impossible."""
    value = number_of(body, name, None)
    if value is None:
        raise Impossible(f"В запросе нет числа «{name}».")
    return value
