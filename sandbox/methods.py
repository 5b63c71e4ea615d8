"""Which method of the Bot API is handled by which function, and what it returns."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from sandbox import (
    methods_album,
    methods_bot,
    methods_edit,
    methods_forward,
    methods_inline,
    methods_send,
    methods_topics,
)
from sandbox.state import State

Handler = Callable[[State, dict[str, Any]], Awaitable[Any]]


@dataclass(frozen=True)
class Method:
    """A handler and the type of its result, as the schema writes it."""

    handle: Handler
    returns: str


METHODS: dict[str, Method] = {
    "getMe": Method(methods_bot.get_me, "User"),
    "getUpdates": Method(methods_bot.get_updates, "Array of Update"),
    "setWebhook": Method(methods_bot.set_webhook, "True"),
    "deleteWebhook": Method(methods_bot.delete_webhook, "True"),
    "getWebhookInfo": Method(methods_bot.get_webhook_info, "WebhookInfo"),
    "setMyCommands": Method(methods_bot.set_my_commands, "True"),
    "getMyCommands": Method(methods_bot.get_my_commands, "Array of BotCommand"),
    "deleteMyCommands": Method(methods_bot.delete_my_commands, "True"),
    "setMyName": Method(methods_bot.set_my_name, "True"),
    "getMyName": Method(methods_bot.get_my_name, "BotName"),
    "setMyDescription": Method(methods_bot.set_my_description, "True"),
    "getMyDescription": Method(methods_bot.get_my_description, "BotDescription"),
    "setMyShortDescription": Method(methods_bot.set_my_short_description, "True"),
    "getMyShortDescription": Method(methods_bot.get_my_short_description, "BotShortDescription"),
    "setChatMenuButton": Method(methods_bot.set_chat_menu_button, "True"),
    "getChatMenuButton": Method(methods_bot.get_chat_menu_button, "MenuButton"),
    "getChat": Method(methods_bot.get_chat, "ChatFullInfo"),
    "getChatMember": Method(methods_bot.get_chat_member, "ChatMember"),
    "getFile": Method(methods_bot.get_file, "File"),
    "sendMessage": Method(methods_send.send_message, "Message"),
    "sendDocument": Method(methods_send.send_document, "Message"),
    "sendPhoto": Method(methods_send.send_photo, "Message"),
    "sendVoice": Method(methods_send.send_voice, "Message"),
    "sendSticker": Method(methods_send.send_sticker, "Message"),
    "sendChatAction": Method(methods_send.send_chat_action, "True"),
    "sendMediaGroup": Method(methods_album.send_media_group, "Array of Message"),
    "sendPoll": Method(methods_album.send_poll, "Message"),
    "copyMessage": Method(methods_forward.copy_message, "MessageId"),
    "copyMessages": Method(methods_forward.copy_messages, "Array of MessageId"),
    "forwardMessage": Method(methods_forward.forward_message, "Message"),
    "forwardMessages": Method(methods_forward.forward_messages, "Array of MessageId"),
    "createForumTopic": Method(methods_topics.create_forum_topic, "ForumTopic"),
    "editForumTopic": Method(methods_topics.edit_forum_topic, "True"),
    "closeForumTopic": Method(methods_topics.close_forum_topic, "True"),
    "reopenForumTopic": Method(methods_topics.reopen_forum_topic, "True"),
    "deleteForumTopic": Method(methods_topics.delete_forum_topic, "True"),
    "editMessageText": Method(methods_edit.edit_message_text, "Message or True"),
    "editMessageCaption": Method(methods_edit.edit_message_caption, "Message or True"),
    "editMessageReplyMarkup": Method(methods_edit.edit_message_reply_markup, "Message or True"),
    "deleteMessage": Method(methods_edit.delete_message, "True"),
    "deleteMessages": Method(methods_edit.delete_messages, "True"),
    "setMessageReaction": Method(methods_edit.set_message_reaction, "True"),
    "answerCallbackQuery": Method(methods_edit.answer_callback_query, "True"),
    "answerInlineQuery": Method(methods_inline.answer_inline_query, "True"),
}
