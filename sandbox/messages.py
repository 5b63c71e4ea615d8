"""Messages of all chats: one line of numbers for everything, as a bot sees it in Telegram."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from sandbox.copies import copied

# Fields a message does not take along when it is quoted inside a reply.
NOT_QUOTED = ("reply_to_message", "reply_markup")


@dataclass
class StoredMessage:
    """A message as the Bot API shows it, and what only Telegram itself knows about it.

    `reply_keyboard` is a markup under the input field (or its removal, or a forced reply): the Bot API does
    not show it in a message, but a phone obeys it, and such a message can't be edited. `inline_id` is how the
    bot knows a message that a person has sent via it: by chat and number it may not touch that one.
    """

    content: dict[str, Any]
    from_bot: bool
    reply_keyboard: dict[str, Any] | None = None
    reactions: list[dict[str, Any]] = field(default_factory=list)
    inline_id: str | None = None

    @property
    def id(self) -> int:
        """The number of the message."""
        return int(self.content["message_id"])

    def copy(self) -> dict[str, Any]:
        """Returns the message as a Bot API object of its own."""
        return copied(self.content)

    def quoted(self) -> dict[str, Any]:
        """Returns the message as it stands inside a reply to it."""
        return {key: copied(value) for key, value in self.content.items() if key not in NOT_QUOTED}


class Messages:
    """All messages by chat, in order."""

    def __init__(self) -> None:
        self._chats: dict[int, dict[int, StoredMessage]] = {}
        self._deleted: dict[int, set[int]] = {}
        self._last_id = 0

    def next_id(self) -> int:
        """Returns a new number."""
        self._last_id += 1
        return self._last_id

    def number_after(self, message_id: int) -> None:
        """Sets the number before that of the next message; asked before there are any."""
        self._last_id = message_id

    def add(self, message: StoredMessage) -> StoredMessage:
        """Puts a message at the end of its chat."""
        self._chats.setdefault(message.content["chat"]["id"], {})[message.id] = message
        return message

    def get(self, chat_id: int, message_id: int) -> StoredMessage | None:
        """Returns a message, or None when there is none (any more)."""
        return self._chats.get(chat_id, {}).get(message_id)

    def by_inline_id(self, inline_id: str) -> StoredMessage | None:
        """Returns a message sent via the bot, or None when there is none (any more)."""
        everything = (message for chat in self._chats.values() for message in chat.values())
        return next((message for message in everything if message.inline_id == inline_id), None)

    def of(self, chat_id: int) -> list[StoredMessage]:
        """Returns the messages of a chat in order."""
        return list(self._chats.get(chat_id, {}).values())

    def delete(self, chat_id: int, message_id: int) -> None:
        """Removes a message; that it existed is remembered."""
        if self._chats.get(chat_id, {}).pop(message_id, None):
            self._deleted.setdefault(chat_id, set()).add(message_id)

    def was_deleted(self, chat_id: int, message_id: int) -> bool:
        """Tells whether there was such a message once."""
        return message_id in self._deleted.get(chat_id, set())
