"""What the chat page shows, as one JSON object."""

from __future__ import annotations

from itertools import islice
from typing import Any

from sandbox.messages import StoredMessage
from sandbox.people import Group, Person
from sandbox.telegram import ApiCall, Telegram

TIME_ZONE = "Asia/Yekaterinburg"
LOG_SHOWN = 200


def page_state(telegram: Telegram) -> dict[str, Any]:
    """Returns everything the page draws; moments are ISO strings in UTC."""
    state = telegram.state
    chat_ids = [*state.people, *state.groups]
    return {
        "version": state.version,
        "bot": telegram.bot,
        "clock": {
            "now": telegram.clock.now().isoformat(),
            "offset_seconds": int(telegram.clock.offset.total_seconds()),
        },
        "time_zone": TIME_ZONE,
        "commands": state.profile.menu(),
        "description": state.profile.get_text("description", "ru"),
        "shortcuts": list(telegram.shortcuts),
        "people": [person_view(person) for person in state.people.values()],
        "groups": [group_view(group) for group in state.groups.values()],
        "chats": {
            str(chat_id): [message_view(message) for message in state.messages.of(chat_id)] for chat_id in chat_ids
        },
        "toasts": {
            str(person.id): [{"id": toast["callback_query_id"], **toast} for toast in person.toasts]
            for person in state.people.values()
        },
        "waiting": state.queries.open(),
        "typing": state.typing(),
        "log": [call_view(call) for call in islice(telegram.log, max(0, len(telegram.log) - LOG_SHOWN), None)],
    }


def person_view(person: Person) -> dict[str, Any]:
    """Returns a person for the page."""
    return {
        "id": person.id,
        "first_name": person.first_name,
        "last_name": person.last_name,
        "username": person.username,
        "about": person.about,
        "blocked": person.blocked,
        "started": person.started,
        "deleted": person.deleted,
    }


def group_view(group: Group) -> dict[str, Any]:
    """Returns a group for the page; `topics` is null where there can be none."""
    topics = [{"id": topic.id, "name": topic.name, "closed": topic.closed} for topic in group.topics.values()]
    return {
        "id": group.id,
        "title": group.title,
        "members": group.members,
        "topics": topics if group.forum else None,
    }


def message_view(message: StoredMessage) -> dict[str, Any]:
    """Returns a message for the page: the Bot API object and what a phone knows besides."""
    extra: dict[str, Any] = {"from_bot": message.from_bot}
    if message.reply_keyboard:
        extra["reply_keyboard"] = message.reply_keyboard
    if message.reactions:
        extra["reactions"] = message.reactions
    return message.content | extra


def call_view(call: ApiCall) -> dict[str, Any]:
    """Returns a line of the log for the page."""
    return {
        "id": call.id,
        "at": call.at.isoformat(),
        "method": call.method,
        "params": call.params,
        "ok": call.ok,
        "error_code": call.error_code,
        "description": call.description,
        "ms": call.ms,
    }
