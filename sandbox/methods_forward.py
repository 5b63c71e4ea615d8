"""Methods that send again what was sent before: with its author's name, or without."""

from __future__ import annotations

from typing import Any

from sandbox.errors import BadRequest
from sandbox.messages import StoredMessage
from sandbox.methods_album import new_album
from sandbox.polls import FIRST_POLL
from sandbox.sending import Params, Place, caption_fields, place_of, put
from sandbox.state import State

COPIED = (
    "text",
    "entities",
    "document",
    "photo",
    "voice",
    "sticker",
    "poll",
    "caption",
    "caption_entities",
    "contact",
    "location",
)
AT_ONCE = 100


def content_of(message: StoredMessage) -> dict[str, Any]:
    """Returns what a message carries, wherever it is sent; nothing for a service message."""
    return {name: value for name, value in message.copy().items() if name in COPIED}


def origin_of(state: State, message: StoredMessage) -> dict[str, Any]:
    """Returns where a forwarded message comes from: the first author stays."""
    if origin := message.content.get("forward_origin"):
        return dict(origin)
    sender, date = message.content["from"], message.content["date"]
    person = state.people.get(sender["id"])
    if person is not None and person.hides_account:
        name = " ".join(filter(None, [person.first_name, person.last_name]))
        return {"type": "hidden_user", "date": date, "sender_user_name": name}
    return {"type": "user", "date": date, "sender_user": sender}


def forwarded(state: State, message: StoredMessage) -> dict[str, Any] | None:
    """Returns a message as it is forwarded, None for one that can't be."""
    content = content_of(message)
    if not content or message.content.get("has_protected_content"):
        return None
    return content | {"forward_origin": origin_of(state, message)}


def copied(state: State, message: StoredMessage) -> dict[str, Any] | None:
    """Returns a message as it is copied, None for one that can't be."""
    content = content_of(message)
    if "poll" in content:
        votes = [option | {"voter_count": 0} for option in content["poll"]["options"]]
        fresh = {"id": state.new_name(FIRST_POLL), "options": votes, "total_voter_count": 0, "is_closed": False}
        content["poll"] |= fresh
    return content or None


def source_of(state: State, params: Params, act: str) -> StoredMessage:
    """Returns the message to send again. Raises BadRequest."""
    source = state.messages.get(state.find_chat(params["from_chat_id"]).id, params["message_id"])
    if source is None:
        raise BadRequest(f"message to {act} not found")
    return source


async def copy_message(state: State, params: Params) -> dict[str, Any]:
    """copyMessage."""
    content = copied(state, source_of(state, params, "copy"))
    if content is None:
        raise BadRequest("the message can't be copied")
    if "caption" in params and any(kind in content for kind in ("document", "photo", "voice")):
        content |= caption_fields(state, params)
    return {"message_id": put(state, place_of(state, params), content).id}


async def forward_message(state: State, params: Params) -> dict[str, Any]:
    """forwardMessage."""
    content = forwarded(state, source_of(state, params, "forward"))
    if content is None:
        raise BadRequest("the message can't be forwarded")
    return put(state, place_of(state, params), content).copy()


async def copy_messages(state: State, params: Params) -> list[dict[str, Any]]:
    """copyMessages: those that are missing or can't be copied are skipped."""
    sources = sources_of(state, params)
    contents = [(source, copied(state, source)) for source in sources]
    if params.get("remove_caption"):
        for _, content in contents:
            for name in ("caption", "caption_entities"):
                (content or {}).pop(name, None)
    return put_all(state, params, contents, "copy")


async def forward_messages(state: State, params: Params) -> list[dict[str, Any]]:
    """forwardMessages: those that are missing or can't be forwarded are skipped."""
    contents = [(source, forwarded(state, source)) for source in sources_of(state, params)]
    return put_all(state, params, contents, "forward")


def sources_of(state: State, params: Params) -> list[StoredMessage]:
    """Returns the messages there are. Raises BadRequest."""
    chat, ids = state.find_chat(params["from_chat_id"]), params["message_ids"]
    if not ids:
        raise BadRequest("message identifiers are not specified")
    if len(ids) > AT_ONCE:
        raise BadRequest("too many message identifiers specified")
    if ids != sorted(set(ids)):
        raise BadRequest("message identifiers must be in a strictly increasing order")
    found = [state.messages.get(chat.id, message_id) for message_id in ids]
    return [message for message in found if message is not None]


def put_all(
    state: State, params: Params, contents: list[tuple[StoredMessage, dict[str, Any] | None]], act: str
) -> list[dict[str, Any]]:
    """Sends what can be sent, albums as new albums. Raises BadRequest, Forbidden, Refusal 429."""
    possible = [(source, content) for source, content in contents if content is not None]
    if not possible:
        raise BadRequest(f"there are no messages to {act}")
    place: Place = place_of(state, params)
    grouped = in_albums(state, possible)
    return [{"message_id": put(state, place, content).id} for content in grouped]


def in_albums(state: State, contents: list[tuple[StoredMessage, dict[str, Any]]]) -> list[dict[str, Any]]:
    """Returns contents in which what came from one album, two messages at least, is a new album."""
    albums = [source.content.get("media_group_id") for source, _ in contents]
    names = {album: new_album(state) for album in set(albums) if album and albums.count(album) > 1}
    return [
        content | ({"media_group_id": names[album]} if album in names else {})
        for album, (_, content) in zip(albums, contents, strict=True)
    ]
