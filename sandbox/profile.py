"""What the bot tells about itself: commands, descriptions, name, menu button."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import Any

from sandbox.errors import BadRequest

COMMAND_NAME = re.compile(r"[a-z0-9_]{1,32}")
COMMAND_DESCRIPTION = 256
COMMANDS = 100
DEFAULT_SCOPE = {"type": "default"}
LENGTHS = {"name": 64, "description": 512, "short_description": 120}


@dataclass
class Profile:
    """Settings by scope and language."""

    commands: dict[tuple[str, str], list[dict[str, Any]]] = field(default_factory=dict)
    texts: dict[tuple[str, str], str] = field(default_factory=dict)
    menu_buttons: dict[int | None, dict[str, Any]] = field(default_factory=dict)

    def set_commands(self, commands: list[dict[str, Any]], scope: dict[str, Any] | None, language: str) -> None:
        """Replaces the commands of one scope and language. Raises BadRequest."""
        if len(commands) > COMMANDS:
            raise BadRequest("BOT_COMMANDS_TOO_MUCH")
        cleaned = []
        for command in commands:
            name = command["command"].removeprefix("/")
            if not COMMAND_NAME.fullmatch(name):
                raise BadRequest("BOT_COMMAND_INVALID")
            if not 1 <= len(command["description"].strip()) <= COMMAND_DESCRIPTION:
                raise BadRequest("BOT_COMMAND_DESCRIPTION_INVALID")
            cleaned.append({**command, "command": name})
        self.commands[key(scope), language] = cleaned

    def get_commands(self, scope: dict[str, Any] | None, language: str) -> list[dict[str, Any]]:
        """Returns the commands set for exactly this scope and language."""
        return self.commands.get((key(scope), language), [])

    def delete_commands(self, scope: dict[str, Any] | None, language: str) -> None:
        """Forgets the commands of one scope and language."""
        self.commands.pop((key(scope), language), None)

    def menu(self, chat_type: str = "all_private_chats") -> list[dict[str, Any]]:
        """Returns the commands people see: the most exact scope, and in it the Russian list, wins."""
        for scope in ({"type": chat_type}, DEFAULT_SCOPE):
            for language in ("ru", ""):
                if commands := self.get_commands(scope, language):
                    return commands
        return []

    def set_text(self, what: str, text: str, language: str) -> None:
        """Sets the name, description or short description. Raises BadRequest when it is too long."""
        if len(text) > LENGTHS[what]:
            raise BadRequest(f"{what.replace('_', ' ')} is too long")
        self.texts[what, language] = text

    def get_text(self, what: str, language: str) -> str:
        """Returns a text, that without a language when there is none for this one."""
        return self.texts.get((what, language), self.texts.get((what, ""), ""))


def key(scope: dict[str, Any] | None) -> str:
    """Returns a scope as a dictionary key."""
    return json.dumps(scope or DEFAULT_SCOPE, sort_keys=True)
