"""The local Telegram: people act, the bot calls methods, and both obey one set of rules."""

from __future__ import annotations

import json
import re
import time
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sandbox import schema
from sandbox.clock import Clock
from sandbox.copies import copied
from sandbox.errors import ConnectionDropped, NoAnswer, NotFound, Refusal
from sandbox.faults import GATEWAY_PAGE, Fault, FaultKind, Faults
from sandbox.files import UploadedFile
from sandbox.flood import Limits
from sandbox.methods import METHODS
from sandbox.people import BotAccount, Group, Person
from sandbox.state import State
from sandbox.topic_actions import TopicActions
from sandbox.updates import FIRST_ID

TOKEN = re.compile(r"\d{1,16}:[A-Za-z0-9_-]+")
LOG_LENGTH = 1000
# both kinds of numbers stay below 2³¹ for a thousand runs
NUMBERS_A_RUN = 1_000_000
# Refusals that are the bot's own mistake, as opposed to a person who left or a flood.
MISTAKES = frozenset({400, 401, 404, 413})
Shortcut = Callable[[], Awaitable[datetime | None]]


@dataclass(frozen=True)
class ApiCall:
    """One call of the bot as the log keeps it; `description` tells of a failure and the sandbox's reason."""

    id: int
    at: datetime
    method: str
    params: dict[str, Any]
    ok: bool
    error_code: int | None
    description: str
    ms: float


@dataclass(frozen=True)
class Answer:
    """What goes back to the bot: a JSON envelope, or a page where something stands before Telegram."""

    status: int
    body: dict[str, Any]
    headers: dict[str, str] = field(default_factory=dict)
    page: str | None = None

    @property
    def text(self) -> str:
        """The answer as it travels."""
        return self.page if self.page is not None else json.dumps(self.body, ensure_ascii=False)

    @property
    def content_type(self) -> str:
        """The type of `text`."""
        return "text/html" if self.page is not None else "application/json"


class Telegram(TopicActions):
    """One bot, its people and chats.

    In `local_mode` a webhook may be any http address, as with a Bot API server of one's own.
    """

    def __init__(
        self,
        token: str = "42:LOCAL",
        username: str = "nastavnik_local_bot",
        name: str = "Наставник",
        clock: Clock | None = None,
        limits: Limits | None = None,
        local_mode: bool = False,
    ) -> None:
        self.clock = clock or Clock()
        self.state = State(BotAccount(token, username, name), self.clock, limits or Limits(), local_mode)
        self.faults = Faults()
        self.log: deque[ApiCall] = deque(maxlen=LOG_LENGTH)
        self.refused: list[ApiCall] = []
        self.shortcuts: dict[str, Shortcut] = {}
        self._calls = 0

    def number_as_run(self, run: int) -> None:
        """Numbers updates and messages as nobody has in an earlier `run` (0, 1, …); asked before anything happens.

        A bot that lives on takes an update it knows the number of for one that came twice, and may yet edit a message.
        """
        self.state.updates.number_from(FIRST_ID + run * NUMBERS_A_RUN)
        self.state.messages.number_after(run * NUMBERS_A_RUN)

    # --- who is here

    @property
    def bot(self) -> dict[str, Any]:
        """The bot as a User object."""
        return self.state.account.me()

    @property
    def people(self) -> dict[int, Person]:
        """Everybody by id."""
        return self.state.people

    def add_person(
        self,
        id: int,  # noqa: A002 (as the Bot API calls it)
        first_name: str,
        last_name: str | None = None,
        username: str | None = None,
        about: str = "",
    ) -> Person:
        """Adds a phone. Raises ValueError for an id that is taken or not positive."""
        if id <= 0 or id in self.people or id == self.state.account.id:
            raise ValueError(f"a person's id must be positive and new, got {id}")
        self.people[id] = Person(id, first_name, last_name, username, about)
        self.state.changed()
        return self.people[id]

    def add_group(
        self,
        id: int,  # noqa: A002
        title: str,
        members: list[int],
        forum: bool = False,
        bot_rights: Iterable[str] | None = None,
    ) -> Group:
        """Adds a group chat with these people and the bot, as if it had always been there: makes no update.

        `bot_rights` make the bot an administrator with these rights («can_manage_topics», …). Raises ValueError
        for an id that is taken or not negative, and for a forum whose id is not that of a supergroup (-100…).
        """
        if id >= 0 or id in self.state.groups:
            raise ValueError(f"a group's id must be negative and new, got {id}")
        rights = None if bot_rights is None else frozenset(bot_rights)
        group = Group(id, title, list(members), forum, rights)
        if forum and group.kind != "supergroup":
            raise ValueError(f"a forum is a supergroup: its id begins with -100, got {id}")
        self.state.groups[id] = group
        self.state.changed()
        return group

    # --- what is to be seen

    def chat(self, chat_id: int) -> list[dict[str, Any]]:
        """Returns the messages of a chat in order, as Bot API objects, edits applied."""
        return [message.copy() for message in self.state.messages.of(chat_id)]

    def toasts(self, person_id: int) -> list[dict[str, Any]]:
        """Returns the answers to a person's presses: `text`, `show_alert`, `at`, `callback_query_id`."""
        return copied(self.people[person_id].toasts)

    def open_queries(self) -> list[dict[str, Any]]:
        """Returns the presses the bot has not answered: `id`, `from`, `chat_id`, `message_id`, `data`."""
        return self.state.queries.open()

    def subscribe(self) -> AsyncIterator[int]:
        """Yields a growing version at once and after every change."""
        return self.state.subscribe()

    def open(self) -> None:
        """Lets people wait again after `close()`: the server starts."""
        self.state.open()

    def close(self) -> None:
        """Lets go of all who wait (polls, watchers): the server stops."""
        self.state.close()

    # --- how the bot talks to it

    def take_updates(self) -> list[dict[str, Any]]:
        """Returns and confirms all updates the bot has not seen, as JSON objects: a poll that never waits."""
        return self.state.updates.take_all()

    def fault(
        self,
        method: str = "*",
        *,
        chat_id: int | None = None,
        times: int = 1,
        kind: FaultKind = "error",
        **details: Any,
    ) -> None:
        """Plans a fault for the next `times` calls of a method; `details` are those of `Fault`."""
        self.faults.plan(Fault(kind, method, chat_id, times, **details))

    async def call(
        self,
        method: str,
        params: Mapping[str, Any],
        files: Mapping[str, UploadedFile] | None = None,
        token: str | None = None,
    ) -> Answer:
        """Handles one request of the bot and logs it; both doors end here.

        `params` are strings (a form) or JSON values, `files` uploads by field name, `token` is checked when
        given. Raises ConnectionDropped and NoAnswer for injected faults of the network.
        """
        began = time.perf_counter()
        name = schema.METHOD_NAMES.get(method.lower(), method)
        fault = self.faults.strike(name, params.get("chat_id"))
        shown = {key: value for key, value in params.items() if value not in (None, "")}
        shown |= {key: f"«{file.filename}», {len(file.content)} B" for key, file in (files or {}).items()}
        if fault and fault.kind == "reset":
            self._record(began, name, shown, 0, "fault: connection reset before the request was handled")
            raise ConnectionDropped
        if fault and fault.kind == "html":
            self._record(began, name, shown, 502, "fault: 502 with a page instead of JSON")
            return Answer(502, {}, page=GATEWAY_PAGE)
        if fault and fault.kind == "error":
            return self._injected(began, name, shown, fault)
        try:
            self._check_token(token)
            result = await self._handle(name, params, files or {})
        except Refusal as refusal:
            call = self._record(began, name, shown, refusal.status, refusal.description, refusal.reason)
            if refusal.status in MISTAKES:
                self.refused.append(call)
            return envelope(refusal.status, refusal.description, refusal.parameters)
        if name != "getUpdates" or result:
            self._record(began, name, shown, None, "fault: no answer" if fault else "")
        if fault:
            raise NoAnswer
        return Answer(200, {"ok": True, "result": result})

    def _check_token(self, token: str | None) -> None:
        if token is not None and not TOKEN.fullmatch(token):
            raise Refusal("Unauthorized: invalid token specified", status=401)
        if token is not None and token != self.state.account.token:
            raise Refusal("Unauthorized", status=401)

    async def _handle(self, name: str, params: Mapping[str, Any], files: Mapping[str, UploadedFile]) -> Any:
        if name not in schema.METHODS:
            raise NotFound(f"Bot API {schema.SCHEMA['version']} has no method {name!r}")
        if name not in METHODS:
            raise NotFound(f"the sandbox does not implement {name}")
        result = await METHODS[name].handle(self.state, schema.read_params(name, params, files))
        schema.validate_object(METHODS[name].returns, result)
        return copied(result)

    def _injected(self, began: float, name: str, params: dict[str, Any], fault: Fault) -> Answer:
        status, description, parameters = fault.status, fault.description, {}
        if fault.retry_after is not None:
            status, description = 429, f"Too Many Requests: retry after {fault.retry_after}"
            parameters = {"retry_after": fault.retry_after}
        self._record(began, name, params, status, description, "fault")
        return envelope(status, description, parameters)

    def _record(
        self,
        began: float,
        method: str,
        params: dict[str, Any],
        error: int | None,
        description: str,
        reason: str = "",
    ) -> ApiCall:
        self._calls += 1
        call = ApiCall(
            id=self._calls,
            at=self.clock.now(),
            method=method,
            params=params,
            ok=error is None,
            error_code=error,
            description=f"{description} ({reason})" if reason else description,
            ms=round((time.perf_counter() - began) * 1000, 1),
        )
        self.log.append(call)
        self.state.changed()
        return call


def envelope(status: int, description: str, parameters: Mapping[str, Any]) -> Answer:
    """Returns an error as the Bot API writes it."""
    body: dict[str, Any] = {"ok": False, "error_code": status, "description": description}
    headers = {}
    if parameters:
        body["parameters"] = dict(parameters)
    if "retry_after" in parameters:
        headers["Retry-After"] = str(parameters["retry_after"])
    return Answer(status, body, headers)
