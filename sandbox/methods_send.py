"""Methods that put a new message into a chat."""

from __future__ import annotations

from typing import Any

from sandbox.errors import BadRequest
from sandbox.sending import Params, caption_fields, forbid_unsupported, media_content, message_fields, send
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
COPIED = (
    "text",
    "entities",
    "document",
    "photo",
    "voice",
    "sticker",
    "caption",
    "caption_entities",
    "contact",
    "location",
)


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
    state.show_typing(chat.id, params["action"])
    return True


async def copy_message(state: State, params: Params) -> dict[str, Any]:
    """copyMessage."""
    source = state.messages.get(state.find_chat(params["from_chat_id"]).id, params["message_id"])
    if source is None:
        raise BadRequest("message to copy not found")
    content = {name: source.content[name] for name in COPIED if name in source.content}
    if not content:
        raise BadRequest("message can't be copied")
    if "caption" in params and "text" not in content:
        content |= caption_fields(state, params)
    return {"message_id": send(state, params, content).id}


async def forward_message(state: State, params: Params) -> dict[str, Any]:
    """forwardMessage."""
    source = state.messages.get(state.find_chat(params["from_chat_id"]).id, params["message_id"])
    if source is None:
        raise BadRequest("message to forward not found")
    if source.content.get("has_protected_content"):
        raise BadRequest("message can't be forwarded")
    content = {name: source.content[name] for name in COPIED if name in source.content}
    origin = {"type": "user", "sender_user": source.content["from"], "date": source.content["date"]}
    return send(state, params, content | {"forward_origin": origin}).copy()
