"""People, groups and the bot: who they are and how the Bot API describes them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass
class Person:
    """Somebody with a phone. `about` is a line for the reader of the page; Telegram does not know it."""

    id: int
    first_name: str
    last_name: str | None = None
    username: str | None = None
    about: str = ""
    started: bool = False
    blocked: bool = False
    deleted: bool = False
    toasts: list[dict[str, Any]] = field(default_factory=list)

    def names(self) -> dict[str, Any]:
        """Returns the fields a User and a private Chat share."""
        optional = {"last_name": self.last_name, "username": self.username}
        return {"first_name": self.first_name} | {key: value for key, value in optional.items() if value}

    def user(self) -> dict[str, Any]:
        """Returns the person as a User object."""
        return {"id": self.id, "is_bot": False, **self.names(), "language_code": "ru"}

    def chat(self) -> dict[str, Any]:
        """Returns the person's chat with the bot as a Chat object."""
        return {"id": self.id, **self.names(), "type": "private"}


@dataclass
class Group:
    """A group chat with the bot in it."""

    id: int
    title: str
    members: list[int]

    def chat(self) -> dict[str, Any]:
        """Returns the group as a Chat object; an id that begins with -100 is a supergroup, as in Telegram."""
        kind = "supergroup" if str(self.id).startswith("-100") and len(str(self.id)) > 10 else "group"
        return {"id": self.id, "title": self.title, "type": kind}


@dataclass(frozen=True)
class BotAccount:
    """The bot that the local Telegram serves."""

    token: str
    username: str
    name: str

    @property
    def id(self) -> int:
        """The number before the colon of the token."""
        return int(self.token.partition(":")[0])

    def user(self) -> dict[str, Any]:
        """Returns the bot as it stands in messages."""
        return {"id": self.id, "is_bot": True, "first_name": self.name, "username": self.username}

    def me(self) -> dict[str, Any]:
        """Returns the bot as getMe tells it."""
        return self.user() | {
            "can_join_groups": True,
            "can_read_all_group_messages": False,
            "supports_inline_queries": True,
            "can_connect_to_business": False,
            "has_main_web_app": False,
        }
