"""Methods that change or remove a message, and the answer to a press."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sandbox.errors import BadRequest
from sandbox.keyboards import check_markup, stored_inline
from sandbox.messages import StoredMessage
from sandbox.people import Group, Person
from sandbox.sending import Params, caption_fields, forbid_unsupported, message_fields
from sandbox.state import State

NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same "
    "as a current content and reply markup of the message"
)
DELETABLE_FOR = timedelta(hours=48)
DELETE_AT_ONCE = 100
ANSWER_LENGTH = 200
MEDIA = ("document", "photo", "voice")


def editable(state: State, params: Params) -> StoredMessage:
    """Returns the message to edit: the bot's own, or one sent via it. Raises BadRequest or Forbidden."""
    forbid_unsupported(params)
    if "chat_id" not in params and "message_id" not in params and "inline_message_id" in params:
        sent_via = state.messages.by_inline_id(params["inline_message_id"])
        if sent_via is None:
            raise BadRequest("MESSAGE_ID_INVALID")
        return sent_via
    if "chat_id" not in params:
        raise BadRequest("chat_id is empty")
    if "message_id" not in params:
        raise BadRequest("message identifier is not specified")
    chat = state.writable_chat(params["chat_id"])
    message = state.messages.get(chat.id, params["message_id"])
    if message is None:
        raise BadRequest("message to edit not found")
    # A message that came with a keyboard under the input field stays as it is for ever.
    if not message.from_bot or message.reply_keyboard or "forward_origin" in message.content:
        raise BadRequest("message can't be edited")
    return message


def apply(state: State, message: StoredMessage, params: Params, fields: dict[str, Any]) -> dict[str, Any] | bool:
    """Puts new fields (None removes one) and the keyboard into a message.

    Returns the message, True for one sent via the bot. Raises BadRequest when nothing changes.
    """
    check_markup(params.get("reply_markup"))
    fields = {**fields, "reply_markup": stored_inline(params.get("reply_markup"))}
    if all(message.content.get(name) == value for name, value in fields.items()):
        raise BadRequest(NOT_MODIFIED)
    for name, value in fields.items():
        if value is None:
            message.content.pop(name, None)
        else:
            message.content[name] = value
    message.content["edit_date"] = state.clock.stamp()
    state.changed()
    return message.copy() if message.from_bot else True


async def edit_message_text(state: State, params: Params) -> dict[str, Any] | bool:
    """editMessageText."""
    fields = message_fields(state, params)
    message = editable(state, params)
    if "text" not in message.content:
        raise BadRequest("there is no text in the message to edit")
    return apply(state, message, params, fields)


async def edit_message_caption(state: State, params: Params) -> dict[str, Any] | bool:
    """editMessageCaption."""
    caption = caption_fields(state, params)
    message = editable(state, params)
    if not any(kind in message.content for kind in MEDIA):
        raise BadRequest("there is no caption in the message to edit")
    return apply(state, message, params, caption)


async def edit_message_reply_markup(state: State, params: Params) -> dict[str, Any] | bool:
    """editMessageReplyMarkup."""
    return apply(state, editable(state, params), params, {})


def check_deletable(state: State, chat: Person | Group, message: StoredMessage) -> None:
    """Checks that the bot may delete a message. Raises BadRequest.

    Its own ones, those of a person in a private chat, all where it has the right; not how a topic began, and
    nothing after 48 hours.
    """
    allowed = message.from_bot or isinstance(chat, Person) or chat.may("can_delete_messages")
    if not allowed or "forum_topic_created" in message.content:
        raise BadRequest("message can't be deleted")
    if state.clock.stamp() - message.content["date"] >= DELETABLE_FOR.total_seconds():
        raise BadRequest("message can't be deleted for everyone")


async def delete_message(state: State, params: Params) -> bool:
    """deleteMessage."""
    chat = state.find_chat(params["chat_id"])
    message = state.messages.get(chat.id, params["message_id"])
    if message is None:
        raise BadRequest("message to delete not found")
    check_deletable(state, chat, message)
    state.messages.delete(chat.id, message.id)
    state.changed()
    return True


async def delete_messages(state: State, params: Params) -> bool:
    """deleteMessages: those that are missing are skipped, and one that may not be deleted saves all."""
    chat = state.find_chat(params["chat_id"])
    if not params["message_ids"]:
        raise BadRequest("message identifiers are not specified")
    if len(params["message_ids"]) > DELETE_AT_ONCE:
        raise BadRequest("too many message identifiers specified")
    found = [state.messages.get(chat.id, message_id) for message_id in params["message_ids"]]
    messages = [message for message in found if message is not None]
    for message in messages:
        check_deletable(state, chat, message)
    for message in messages:
        state.messages.delete(chat.id, message.id)
    state.changed()
    return True


async def set_message_reaction(state: State, params: Params) -> bool:
    """setMessageReaction: one emoji at most, as for a bot without Premium."""
    chat = state.writable_chat(params["chat_id"])
    message = state.messages.get(chat.id, params["message_id"])
    if message is None:
        raise BadRequest("message to react not found")
    reactions = params.get("reaction", [])
    if len(reactions) > 1 or any(reaction["type"] != "emoji" for reaction in reactions):
        raise BadRequest("REACTION_INVALID")
    message.reactions = reactions
    state.changed()
    return True


async def answer_callback_query(state: State, params: Params) -> bool:
    """answerCallbackQuery: once, in time, at most 200 characters."""
    if len(params.get("text", "")) > ANSWER_LENGTH:
        raise BadRequest("MESSAGE_TOO_LONG")
    if "url" in params and not params["url"].startswith(f"https://t.me/{state.account.username}?"):
        raise BadRequest("URL_INVALID")
    query = state.queries.answer(params["callback_query_id"])
    if params.get("text"):
        toast = {
            "callback_query_id": query.id,
            "text": params["text"],
            "show_alert": params.get("show_alert", False),
            "at": state.clock.now().isoformat(),
        }
        state.people[query.person_id].toasts.append(toast)
    state.changed()
    return True
