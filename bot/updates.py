"""What an update tells of itself: where it happened, and whether it shows that messages reach the person."""

from typing import TypeGuard

from aiogram.types import MaybeInaccessibleMessageUnion, Message, Update, User


def bears_file(message: MaybeInaccessibleMessageUnion | None) -> TypeGuard[Message]:
    """Whether the pressed button stands under a picture or a voice message."""
    return isinstance(message, Message) and bool(message.photo or message.voice)


def wrote_in_private(update: Update, user: User) -> bool:
    """Whether this shows that messages reach the person: a word in a group does not."""
    return bool(update.message or update.callback_query) and chat_id_of(update, user) == user.id


def topic_id_of(update: Update) -> int | None:
    """The forum's topic the update's message stands in, if any: what is said to it belongs there."""
    message = update.message or update.edited_message
    return message.message_thread_id if message and message.is_topic_message else None


def is_service(update: Update) -> bool:
    """News of a chat itself (the bot was stopped, put out): nobody waits for an answer."""
    return update.my_chat_member is not None or update.chat_member is not None


def bot_id_of(update: Update) -> int:
    assert update.bot is not None, "aiogram gives every update its bot"
    return update.bot.id


def chat_id_of(update: Update, user: User) -> int:
    """The chat the update came from; the person's private one when it tells none."""
    place = update.callback_query.message if update.callback_query else update.event
    chat = getattr(place, "chat", None)
    return chat.id if chat else user.id
