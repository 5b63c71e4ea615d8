"""Methods about the bot itself: updates, webhook, profile; and questions about chats and files."""

from __future__ import annotations

from typing import Any

from sandbox.errors import BadRequest
from sandbox.files import DOWNLOAD_LIMIT
from sandbox.keyboards import check_web_app
from sandbox.people import Group, Person
from sandbox.sending import Params
from sandbox.state import State

GIFTS = ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels")


async def get_me(state: State, params: Params) -> dict[str, Any]:
    """getMe."""
    return state.account.me()


async def get_updates(state: State, params: Params) -> list[dict[str, Any]]:
    """getUpdates."""
    state.webhook.forbid_polling()
    state.updates.allow(params.get("allowed_updates"))
    return await state.updates.get(params.get("offset", 0), params.get("limit", 100), params.get("timeout", 0))


async def set_webhook(state: State, params: Params) -> bool:
    """setWebhook."""
    if "certificate" in params or "ip_address" in params:
        raise BadRequest("bad webhook: certificate and ip_address are not supported here")
    state.webhook.set(
        params.get("url", ""),
        params.get("secret_token"),
        params.get("max_connections"),
        params.get("drop_pending_updates", False),
    )
    state.updates.allow(params.get("allowed_updates"))
    return True


async def delete_webhook(state: State, params: Params) -> bool:
    """deleteWebhook."""
    state.webhook.set("", None, None, params.get("drop_pending_updates", False))
    return True


async def get_webhook_info(state: State, params: Params) -> dict[str, Any]:
    """getWebhookInfo."""
    return state.webhook.info()


async def set_my_commands(state: State, params: Params) -> bool:
    """setMyCommands."""
    state.profile.set_commands(params["commands"], params.get("scope"), params.get("language_code", ""))
    state.changed()
    return True


async def get_my_commands(state: State, params: Params) -> list[dict[str, Any]]:
    """getMyCommands."""
    return state.profile.get_commands(params.get("scope"), params.get("language_code", ""))


async def delete_my_commands(state: State, params: Params) -> bool:
    """deleteMyCommands."""
    state.profile.delete_commands(params.get("scope"), params.get("language_code", ""))
    state.changed()
    return True


async def set_my_name(state: State, params: Params) -> bool:
    """setMyName."""
    state.profile.set_text("name", params.get("name", ""), params.get("language_code", ""))
    return True


async def get_my_name(state: State, params: Params) -> dict[str, Any]:
    """getMyName."""
    return {"name": state.profile.get_text("name", params.get("language_code", "")) or state.account.name}


async def set_my_description(state: State, params: Params) -> bool:
    """setMyDescription."""
    state.profile.set_text("description", params.get("description", ""), params.get("language_code", ""))
    return True


async def get_my_description(state: State, params: Params) -> dict[str, Any]:
    """getMyDescription."""
    return {"description": state.profile.get_text("description", params.get("language_code", ""))}


async def set_my_short_description(state: State, params: Params) -> bool:
    """setMyShortDescription."""
    text = params.get("short_description", "")
    state.profile.set_text("short_description", text, params.get("language_code", ""))
    return True


async def get_my_short_description(state: State, params: Params) -> dict[str, Any]:
    """getMyShortDescription."""
    return {"short_description": state.profile.get_text("short_description", params.get("language_code", ""))}


async def set_chat_menu_button(state: State, params: Params) -> bool:
    """setChatMenuButton."""
    button = params.get("menu_button", {"type": "default"})
    check_web_app(button, "menu button")
    chat_id = state.find_chat(params["chat_id"]).id if "chat_id" in params else None
    state.profile.menu_buttons[chat_id] = button
    return True


async def get_chat_menu_button(state: State, params: Params) -> dict[str, Any]:
    """getChatMenuButton."""
    buttons = state.profile.menu_buttons
    return buttons.get(params.get("chat_id")) or buttons.get(None) or {"type": "default"}


async def get_chat(state: State, params: Params) -> dict[str, Any]:
    """getChat: a ChatFullInfo with what the sandbox knows."""
    chat = state.find_chat(params["chat_id"])
    return {
        **chat.chat(),
        "accent_color_id": chat.id % 7,
        "max_reaction_count": 11,
        "accepted_gift_types": dict.fromkeys(GIFTS, False),
    }


async def get_chat_member(state: State, params: Params) -> dict[str, Any]:
    """getChatMember."""
    chat = state.find_chat(params["chat_id"])
    user_id = params["user_id"]
    if user_id == state.account.id:
        bot = state.account.user()
        return chat.membership(bot) if isinstance(chat, Group) else {"status": "member", "user": bot}
    person = state.people.get(user_id)
    if person is None:
        raise BadRequest("PARTICIPANT_ID_INVALID")
    inside = person is chat if isinstance(chat, Person) else user_id in chat.members
    return {"status": "member" if inside else "left", "user": person.user()}


async def get_file(state: State, params: Params) -> dict[str, Any]:
    """getFile."""
    file = state.files.by_id(params["file_id"])
    if file.size > DOWNLOAD_LIMIT:
        raise BadRequest("file is too big")
    return {**file.ids(), "file_path": file.path}
