"""Methods that put a new message into a chat."""

from __future__ import annotations

from typing import Any

from sandbox.errors import BadRequest
from sandbox.sending import Params, caption_fields, forbid_unsupported, media_content, message_fields, send, topic_of
from sandbox.state import State

ACTIONS = frozenset(
    {
        "typing",
        "upload_photo",
        "record_video",
        "upload_video",
        "record_voice",
        "upload_voice",
        "upload_document",
        "choose_sticker",
        "find_location",
        "record_video_note",
        "upload_video_note",
    }
)


# The topic everybody begins in: only a chat action may name it.
GENERAL = 1


async def send_message(state: State, params: Params) -> dict[str, Any]:
    """sendMessage."""
    return send(state, params, message_fields(state, params)).copy()


async def send_file(state: State, params: Params, kind: str) -> dict[str, Any]:
    """Sends a file of one kind. Raises BadRequest, Forbidden, Refusal 413 and 429."""
    caption = caption_fields(state, params)
    file = state.files.of_request(params[kind], kind)
    content = media_content(file, params.get("duration", 0))
    return send(state, params, content | caption).copy()


async def send_document(state: State, params: Params) -> dict[str, Any]:
    """sendDocument."""
    return await send_file(state, params, "document")


async def send_photo(state: State, params: Params) -> dict[str, Any]:
    """sendPhoto."""
    return await send_file(state, params, "photo")


async def send_voice(state: State, params: Params) -> dict[str, Any]:
    """sendVoice."""
    return await send_file(state, params, "voice")


async def send_sticker(state: State, params: Params) -> dict[str, Any]:
    """sendSticker."""
    return await send_file(state, params, "sticker")


async def send_chat_action(state: State, params: Params) -> bool:
    """sendChatAction."""
    forbid_unsupported(params)
    if params["action"] not in ACTIONS:
        raise BadRequest("wrong parameter action in request")
    chat = state.writable_chat(params["chat_id"])
    if params.get("message_thread_id") != GENERAL:
        topic_of(state, chat, params.get("message_thread_id"))
    state.show_typing(chat.id, params["action"])
    return True
