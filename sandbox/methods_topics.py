"""Methods about the topics of a forum."""

from __future__ import annotations

from typing import Any

from sandbox import topics
from sandbox.errors import BadRequest
from sandbox.people import Group, Topic
from sandbox.sending import Params, may_manage
from sandbox.state import State


def forum_of(state: State, params: Params) -> Group:
    """Returns the forum a request means. Raises BadRequest or Forbidden."""
    chat = state.writable_chat(params["chat_id"])
    if not isinstance(chat, Group) or not chat.forum:
        raise BadRequest("the chat is not a forum")
    return chat


def manageable(state: State, params: Params, act: str) -> tuple[Group, Topic]:
    """Returns the forum and the topic a request changes. Raises BadRequest or Forbidden."""
    forum = forum_of(state, params)
    topic = forum.topics.get(params["message_thread_id"])
    if topic is None:
        raise BadRequest("TOPIC_ID_INVALID")
    if not may_manage(state, forum, topic):
        raise BadRequest(f"not enough rights to {act} the topic")
    return forum, topic


async def create_forum_topic(state: State, params: Params) -> dict[str, Any]:
    """createForumTopic."""
    forum = forum_of(state, params)
    if not forum.may("can_manage_topics"):
        raise BadRequest("not enough rights to create a topic")
    colour = params.get("icon_color", topics.COLOURS[0])
    if colour not in topics.COLOURS:
        raise BadRequest("invalid icon color specified")
    forbid_icon(params)
    state.flood.take(forum.id)
    topic = topics.begin(state, forum, state.account.user(), params["name"], colour)
    return {"message_thread_id": topic.id, "name": topic.name, "icon_color": topic.icon_color}


async def edit_forum_topic(state: State, params: Params) -> bool:
    """editForumTopic."""
    forum, topic = manageable(state, params, "edit")
    forbid_icon(params)
    if params.get("name"):
        topics.rename(state, forum, topic, state.account.user(), params["name"])
    return True


async def close_forum_topic(state: State, params: Params) -> bool:
    """closeForumTopic."""
    forum, topic = manageable(state, params, "close or open")
    topics.set_closed(state, forum, topic, state.account.user(), True)
    return True


async def reopen_forum_topic(state: State, params: Params) -> bool:
    """reopenForumTopic."""
    forum, topic = manageable(state, params, "close or open")
    topics.set_closed(state, forum, topic, state.account.user(), False)
    return True


async def delete_forum_topic(state: State, params: Params) -> bool:
    """deleteForumTopic: with all its messages."""
    forum = forum_of(state, params)
    topic = forum.topics.get(params["message_thread_id"])
    if topic is None:
        raise BadRequest("TOPIC_ID_INVALID")
    if not forum.may("can_delete_messages"):
        raise BadRequest("not enough rights to delete the topic")
    topics.delete(state, forum, topic)
    return True


def forbid_icon(params: Params) -> None:
    """Raises BadRequest for an icon the sandbox can't draw."""
    if params.get("icon_custom_emoji_id"):
        raise BadRequest("icon_custom_emoji_id is not supported here", reason="the sandbox has no custom emoji")
