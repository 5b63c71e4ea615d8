"""People, groups and the bot: who they are and how the Bot API describes them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

# what an administrator of a supergroup may be allowed
RIGHTS = (
    "can_manage_chat",
    "can_delete_messages",
    "can_manage_video_chats",
    "can_restrict_members",
    "can_promote_members",
    "can_change_info",
    "can_invite_users",
    "can_post_stories",
    "can_edit_stories",
    "can_delete_stories",
    "can_pin_messages",
    "can_manage_topics",
    "can_send_welcome_messages",
)


@dataclass
class Person:
    """Somebody with a phone. `about` is a line for the reader of the page; Telegram does not know it.

    Who is `premium` writes captions of 4096 signs; messages of somebody who `hides_account` are forwarded with
    a name alone.
    """

    id: int
    first_name: str
    last_name: str | None = None
    username: str | None = None
    about: str = ""
    started: bool = False
    blocked: bool = False
    deleted: bool = False
    premium: bool = False
    hides_account: bool = False
    toasts: list[dict[str, Any]] = field(default_factory=list)

    def names(self) -> dict[str, Any]:
        """Returns the fields a User and a private Chat share."""
        optional = {"last_name": self.last_name, "username": self.username}
        return {"first_name": self.first_name} | {key: value for key, value in optional.items() if value}

    def user(self) -> dict[str, Any]:
        """Returns the person as a User object."""
        premium = {"is_premium": True} if self.premium else {}
        return {"id": self.id, "is_bot": False, **self.names(), "language_code": "ru"} | premium

    def chat(self) -> dict[str, Any]:
        """Returns the person's chat with the bot as a Chat object."""
        return {"id": self.id, **self.names(), "type": "private"}


@dataclass
class Topic:
    """A topic of a forum; its `id` is the number of the service message it began with."""

    id: int
    name: str
    icon_color: int
    creator_id: int
    closed: bool = False


@dataclass
class Group:
    """A group chat with the bot in it, until somebody removes it.

    `bot_rights` are those of the bot as an administrator («can_manage_topics», …); None: a simple member.
    `moved_to` is the supergroup it has become, if it has.
    """

    id: int
    title: str
    members: list[int]
    forum: bool = False
    bot_rights: frozenset[str] | None = None
    bot_inside: bool = True
    topics: dict[int, Topic] = field(default_factory=dict)
    moved_to: int | None = None

    @property
    def kind(self) -> str:
        """An id that begins with -100 is a supergroup, as in Telegram."""
        return "supergroup" if str(self.id).startswith("-100") and len(str(self.id)) > 10 else "group"

    def chat(self) -> dict[str, Any]:
        """Returns the group as a Chat object."""
        forum = {"is_forum": True} if self.forum else {}
        return {"id": self.id, "title": self.title, "type": self.kind} | forum

    def may(self, right: str) -> bool:
        """Tells whether the bot has a right of an administrator here."""
        return self.bot_rights is not None and right in self.bot_rights

    def membership(self, bot: dict[str, Any]) -> dict[str, Any]:
        """Returns what the bot is here, as a ChatMember object."""
        if not self.bot_inside:
            return {"status": "kicked", "user": bot, "until_date": 0}
        if self.bot_rights is None:
            return {"status": "member", "user": bot}
        rights = {right: right in self.bot_rights for right in RIGHTS}
        return {"status": "administrator", "user": bot, "can_be_edited": False, "is_anonymous": False, **rights}


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
