"""Everything the local Telegram remembers, and what both the bot's methods and people's acts ask of it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from itertools import count
from typing import Any

from sandbox import schema
from sandbox.clock import Clock
from sandbox.errors import BadRequest, Forbidden, Impossible, Refusal
from sandbox.files import FileStore
from sandbox.flood import Flood, Limits
from sandbox.inline import InlineQueries
from sandbox.messages import Messages, StoredMessage
from sandbox.people import BotAccount, Group, Person
from sandbox.profile import Profile
from sandbox.queries import Queries
from sandbox.updates import Updates
from sandbox.webhook import Webhook

TYPING_SECONDS = 5


@dataclass(frozen=True)
class Typing:
    """«Typing…» or another action of the bot in a chat; it fades after five real seconds."""

    chat_id: int
    action: str
    started_at: float


class State:
    """People, groups, messages, files, updates and settings of one bot."""

    def __init__(self, bot: BotAccount, clock: Clock, limits: Limits, local_mode: bool) -> None:
        self.account = bot
        self.clock = clock
        self.people: dict[int, Person] = {}
        self.groups: dict[int, Group] = {}
        self.messages = Messages()
        self.files = FileStore()
        self.updates = Updates(clock)
        self.webhook = Webhook(self.updates, clock, local_mode)
        self.flood = Flood(limits, clock)
        self.queries = Queries(clock, limits.callback_seconds)
        self.inline = InlineQueries(clock, limits.inline_seconds)
        self.profile = Profile()
        self.version = 0
        self.closed = False
        self._numbers = count(1)
        self._typing: dict[int, Typing] = {}
        self._listeners: set[asyncio.Event] = set()

    # --- who is where

    def person(self, person_id: int) -> Person:
        """Returns somebody whose phone is on. Raises Impossible for an unknown id or a deleted account."""
        person = self.people.get(person_id)
        if person is None:
            raise Impossible("Такого телефона здесь нет.")
        if person.deleted:
            raise Impossible("Этот аккаунт удалён.")
        return person

    def chat_of(self, chat_id: int) -> Person | Group:
        """Returns the chat the bot means. Raises BadRequest when the bot has never seen it."""
        if chat_id in self.groups:
            return self.groups[chat_id]
        person = self.people.get(chat_id)
        if person is None or not (person.started or self.has_met(person)):
            raise BadRequest("chat not found")
        return person

    def has_met(self, person: Person) -> bool:
        """Tells whether the bot knows of the person from a group they share."""
        return any(person.id in group.members for group in self.groups.values())

    def find_chat(self, chat_id: int | str) -> Person | Group:
        """Returns a chat by id or @username. Raises BadRequest when the bot has never seen it."""
        if isinstance(chat_id, int):
            return self.chat_of(chat_id)
        name = chat_id.removeprefix("@").lower()
        for person in self.people.values():
            if (person.username or "").lower() == name:
                return self.chat_of(person.id)
        raise BadRequest("chat not found")

    def writable_chat(self, chat_id: int | str) -> Person | Group:
        """Returns a chat the bot may write to.

        Raises BadRequest (never seen), Forbidden (blocked, deleted, seen in a group only) or Refusal (moved).
        """
        chat = self.find_chat(chat_id)
        if isinstance(chat, Person):
            if chat.deleted:
                raise Forbidden("user is deactivated")
            if chat.blocked:
                raise Forbidden("bot was blocked by the user")
            if not chat.started:
                raise Forbidden("bot can't initiate conversation with a user")
        elif chat.moved_to is not None:
            words = "Bad Request: group chat was upgraded to a supergroup chat"
            raise Refusal(words, parameters={"migrate_to_chat_id": chat.moved_to})
        elif not chat.bot_inside:
            raise Forbidden(f"bot was kicked from the {chat.kind} chat")
        return chat

    # --- what is there

    def add_message(
        self,
        chat: Person | Group,
        sender: dict[str, Any],
        reply_keyboard: dict[str, Any] | None = None,
        topic_id: int | None = None,
        **content: Any,
    ) -> StoredMessage:
        """Puts a message into a chat, or a topic of it; `content` holds the fields of its kind, None ones are left out.

        What stands in a topic answers the service message the topic began with, unless it answers another one.
        """
        if topic_id is not None:
            root = self.messages.get(chat.id, topic_id)
            content["reply_to_message"] = content.get("reply_to_message") or (root.quoted() if root else None)
            content |= {"message_thread_id": topic_id, "is_topic_message": True}
        message = {
            "message_id": self.messages.next_id(),
            "from": sender,
            "chat": chat.chat(),
            "date": self.clock.stamp(),
            **{key: value for key, value in content.items() if value is not None},
        }
        schema.validate_object("Message", message)
        stored = self.messages.add(StoredMessage(message, sender["is_bot"], reply_keyboard))
        if stored.from_bot:
            self._typing.pop(chat.id, None)
        self.changed()
        return stored

    def new_name(self, first: int) -> str:
        """Returns a number nobody has had, as a text: for an album or a poll."""
        return str(first + next(self._numbers))

    def show_typing(self, chat_id: int, action: str) -> None:
        """Shows an action of the bot in a chat for five seconds."""
        self._typing[chat_id] = Typing(chat_id, action, self.clock.monotonic())
        self.changed()

    def typing(self) -> list[dict[str, Any]]:
        """Returns the actions shown now, as `chat_id` and `action`."""
        now = self.clock.monotonic()
        fresh = [item for item in self._typing.values() if now - item.started_at < TYPING_SECONDS]
        return [{"chat_id": item.chat_id, "action": item.action} for item in fresh]

    # --- who watches

    def changed(self) -> None:
        """Tells everybody who watches that something is different now."""
        self.version += 1
        for listener in self._listeners:
            listener.set()

    async def subscribe(self) -> AsyncIterator[int]:
        """Yields the version at once and after every change, until `close()`; a burst may come as one."""
        listener = asyncio.Event()
        self._listeners.add(listener)
        try:
            while not self.closed:
                listener.clear()
                yield self.version
                await listener.wait()
        finally:
            self._listeners.discard(listener)

    def open(self) -> None:
        """Lets people wait again after a `close()`."""
        self.closed = self.updates.closed = False

    def close(self) -> None:
        """Lets go of everybody who waits: polls and watchers."""
        self.closed = self.updates.closed = True
        self.updates.wake()
        self.inline.close()
        self.changed()
