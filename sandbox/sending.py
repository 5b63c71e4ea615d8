"""The steps every method that sends or edits a message shares."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from sandbox.entities import Formatted, read_caption, read_text
from sandbox.errors import BadRequest
from sandbox.files import StoredFile
from sandbox.keyboards import check_markup, stored_inline
from sandbox.messages import StoredMessage
from sandbox.people import Group, Person, Topic
from sandbox.state import State

Params = dict[str, Any]
USER_LINK = re.compile(r"tg://user\?id=([0-9]{1,16})")
# Parameters of the schema that mean something the sandbox does not have; each would be silently wrong.
UNSUPPORTED = (
    "business_connection_id",
    "direct_messages_topic_id",
    "ephemeral_message_parameters",
    "suggested_post_parameters",
    "message_effect_id",
    "rich_message",
    "allow_paid_broadcast",
    "show_caption_above_media",
    "has_spoiler",
    "thumbnail",
)


def forbid_unsupported(params: Params) -> None:
    """Raises BadRequest for a parameter that the sandbox reads but can't obey."""
    for name in UNSUPPORTED:
        if params.get(name):
            raise BadRequest(f"{name} is not supported here", reason=f"the sandbox does not implement {name}")


@dataclass(frozen=True)
class Place:
    """Where the messages of one request go: checked already."""

    chat: Person | Group
    topic_id: int | None
    reply: dict[str, Any] | None
    markup: dict[str, Any] | None
    protected: bool


def send(state: State, params: Params, content: dict[str, Any]) -> StoredMessage:
    """Sends a message of the bot; `content` holds the fields of its kind. Raises BadRequest, Forbidden, Refusal 429."""
    return put(state, place_of(state, params), content)


def place_of(state: State, params: Params) -> Place:
    """Checks where a request sends to: keyboard, chat, topic, reply, flood, in this order.

    One request counts once, an album too. Raises BadRequest, Forbidden or Refusal 429.
    """
    forbid_unsupported(params)
    markup = params.get("reply_markup")
    check_markup(markup)
    chat = state.writable_chat(params["chat_id"])
    topic_id = topic_of(state, chat, params.get("message_thread_id"))
    message = replied(state, chat, params.get("reply_parameters"))
    if message is not None:
        its_topic = message.content.get("message_thread_id")
        if topic_id is not None and its_topic != topic_id:
            raise BadRequest("replies in another topic are not supported here")
        topic_id = topic_of(state, chat, its_topic)
    state.flood.take(chat.id)
    reply = message.quoted() if message else None
    return Place(chat, topic_id, reply, markup, params.get("protect_content", False))


def put(state: State, place: Place, content: dict[str, Any]) -> StoredMessage:
    """Puts a message of the bot where its request said."""
    markup = place.markup
    return state.add_message(
        place.chat,
        state.account.user(),
        reply_keyboard=markup if markup and "inline_keyboard" not in markup else None,
        topic_id=place.topic_id,
        reply_markup=stored_inline(markup),
        reply_to_message=place.reply,
        has_protected_content=place.protected or None,
        **content,
    )


def topic_of(state: State, chat: Person | Group, topic_id: int | None) -> int | None:
    """Returns the topic the bot may write in, or None for a chat without. Raises BadRequest."""
    if topic_id is None:
        return None
    topic = chat.topics.get(topic_id) if isinstance(chat, Group) else None
    if topic is None:
        raise BadRequest("message thread not found")
    if topic.closed and not may_manage(state, chat, topic):
        raise BadRequest("TOPIC_CLOSED")
    return topic.id


def may_manage(state: State, chat: Person | Group, topic: Topic) -> bool:
    """Tells whether the bot may edit, close and reopen a topic: by its rights, or because it created it."""
    return topic.creator_id == state.account.id or (isinstance(chat, Group) and chat.may("can_manage_topics"))


def replied(state: State, chat: Person | Group, reply: dict[str, Any] | None) -> StoredMessage | None:
    """Returns the message replied to, or None. Raises BadRequest when it is missing and must not be."""
    if reply is None:
        return None
    if reply.get("chat_id", chat.id) != chat.id:
        raise BadRequest("replies in another chat are not supported here")
    message = state.messages.get(chat.id, reply.get("message_id", 0))
    if message is not None:
        return message
    if reply.get("allow_sending_without_reply"):
        return None
    raise BadRequest("message to be replied not found")


def text_fields(formatted: Formatted, name: str = "text") -> dict[str, Any]:
    """Returns a text (or caption) and its entities as fields of a message; absent ones are None."""
    entities = "entities" if name == "text" else f"{name}_entities"
    return {name: formatted.text or None, entities: formatted.entities or None}


def message_fields(state: State, params: Params) -> dict[str, Any]:
    """Returns the text of a message as fields. Raises BadRequest."""
    text = read_text(params.get("text", ""), params.get("parse_mode"), params.get("entities"))
    preview = {"link_preview_options": params.get("link_preview_options")}
    return text_fields(with_people(state, text)) | preview


def caption_fields(state: State, params: Params) -> dict[str, Any]:
    """Returns the caption of a media message as fields. Raises BadRequest."""
    caption = read_caption(params.get("caption", ""), params.get("parse_mode"), params.get("caption_entities"))
    return text_fields(with_people(state, caption), "caption")


def with_people(state: State, formatted: Formatted) -> Formatted:
    """Turns links to `tg://user?id=N` into mentions of people Telegram knows and drops those to others."""
    entities = []
    for entity in formatted.entities:
        link = USER_LINK.fullmatch(entity.get("url", ""))
        person = state.people.get(int(link[1])) if link else None
        if person:
            place = {"offset": entity["offset"], "length": entity["length"]}
            entities.append({"type": "text_mention", **place, "user": person.user()})
        elif not link:
            entities.append(entity)
    return Formatted(formatted.text, entities)


def media_content(file: StoredFile, duration: int = 0) -> dict[str, Any]:
    """Returns the field of a message that shows a file; a photo comes in its sizes, the largest last."""
    if file.kind == "photo":
        sizes = [size for size in (file.thumbnail, file) if size]
        return {"photo": [{**size.ids(), "width": size.width, "height": size.height} for size in sizes]}
    if file.kind == "voice":
        return {"voice": {**file.ids(), "duration": duration, "mime_type": file.mime_type}}
    if file.kind == "sticker":
        return {
            "sticker": {
                **file.ids(),
                "type": "regular",
                "width": 512,
                "height": 512,
                "is_animated": False,
                "is_video": False,
                "emoji": "👋",
            }
        }
    return {"document": {**file.ids(), "file_name": file.filename, "mime_type": file.mime_type}}
