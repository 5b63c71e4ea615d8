"""Topics of a forum: begun, renamed, closed, reopened and deleted, by the bot or by a person."""

from __future__ import annotations

from typing import Any

from sandbox.errors import BadRequest
from sandbox.people import Group, Topic
from sandbox.state import State

NAME_LENGTH = 128
COLOURS = (7322096, 16766590, 13338331, 9367192, 16749490, 16478047)


def topic_name(name: str) -> str:
    """Returns a name as Telegram keeps it: in one line, cut at 128 signs. Raises BadRequest for an empty one."""
    cleaned = " ".join(name.split())[:NAME_LENGTH].rstrip()
    if not cleaned:
        raise BadRequest("title must be non-empty")
    return cleaned


def begin(state: State, group: Group, sender: dict[str, Any], name: str, colour: int = COLOURS[0]) -> Topic:
    """Begins a topic: its service message gives it the number. Raises BadRequest."""
    name = topic_name(name)
    about = {"name": name, "icon_color": colour}
    message = state.add_message(group, sender, forum_topic_created=about, is_topic_message=True)
    message.content["message_thread_id"] = message.id
    topic = group.topics[message.id] = Topic(message.id, name, colour, sender["id"])
    state.updates.add("message", message.content)
    return topic


def note(state: State, group: Group, topic: Topic, sender: dict[str, Any], **content: Any) -> None:
    """Tells everybody in a topic, the bot too, what became of it."""
    message = state.add_message(group, sender, topic_id=topic.id, **content)
    state.updates.add("message", message.content)


def rename(state: State, group: Group, topic: Topic, sender: dict[str, Any], name: str) -> None:
    """Gives a topic another name. Raises BadRequest."""
    name = topic_name(name)
    if name == topic.name:
        raise BadRequest("TOPIC_NOT_MODIFIED")
    topic.name = name
    note(state, group, topic, sender, forum_topic_edited={"name": name})


def set_closed(state: State, group: Group, topic: Topic, sender: dict[str, Any], closed: bool) -> None:
    """Closes or reopens a topic. Raises BadRequest when it is so already."""
    if topic.closed == closed:
        raise BadRequest("TOPIC_NOT_MODIFIED")
    topic.closed = closed
    note(state, group, topic, sender, **{"forum_topic_closed" if closed else "forum_topic_reopened": {}})


def delete(state: State, group: Group, topic: Topic) -> None:
    """Removes a topic with all its messages; the bot is not told."""
    for message in state.messages.of(group.id):
        if message.content.get("message_thread_id") == topic.id:
            state.messages.delete(group.id, message.id)
    del group.topics[topic.id]
    state.changed()
