"""Topics of a forum, and the bot as an administrator of a group."""

from __future__ import annotations

from typing import Any

import pytest

from sandbox.errors import Impossible
from sandbox.files import UploadedFile
from sandbox.pictures import sample_picture
from sandbox.schema import validate_object
from sandbox.telegram import Telegram

ANNA, IRINA, GROUP, FORUM = 1001, 1002, -2001, -1001000000001


@pytest.fixture
def forum(telegram: Telegram) -> int:
    """A forum the bot administers."""
    telegram.add_group(FORUM, "Координаторы", [ANNA], forum=True, bot_rights=["can_manage_topics"])
    return FORUM


@pytest.fixture
async def topic(telegram: Telegram, forum: int, result: Any) -> int:
    """A topic the bot has begun."""
    made = await result("createForumTopic", chat_id=forum, name=" Анна\n Светлова ")
    assert made == {"message_thread_id": made["message_thread_id"], "name": "Анна Светлова", "icon_color": 7322096}
    return int(made["message_thread_id"])


async def test_a_topic_begins_with_a_message_the_bot_hears_of(telegram: Telegram, topic: int) -> None:
    [update] = telegram.take_updates()
    validate_object("Update", update)
    message = update["message"]
    assert (message["message_id"], message["message_thread_id"], message["is_topic_message"]) == (topic, topic, True)
    assert message["forum_topic_created"]["name"] == "Анна Светлова"
    assert message["from"]["id"] == telegram.bot["id"]
    assert message["chat"] == {"id": FORUM, "title": "Координаторы", "type": "supergroup", "is_forum": True}


async def test_the_bot_writes_in_a_topic(telegram: Telegram, topic: int, result: Any) -> None:
    place = {"chat_id": FORUM, "message_thread_id": topic}
    text = await result("sendMessage", **place, text="Письмо")
    assert (text["message_thread_id"], text["is_topic_message"]) == (topic, True)
    assert text["reply_to_message"]["forum_topic_created"], "it answers how the topic began"
    photo = {"photo": UploadedFile("a.png", sample_picture())}
    assert (await result("sendPhoto", photo, **place))["message_thread_id"] == topic
    question = {"question": "Когда?", "options": [{"text": "а"}, {"text": "б"}]}
    assert (await result("sendPoll", **place, **question))["message_thread_id"] == topic
    file = telegram.sends(ANNA, "photo")["photo"][-1]["file_id"]
    album = await result("sendMediaGroup", **place, media=[{"type": "photo", "media": file}] * 2)
    assert {message["message_thread_id"] for message in album} == {topic}
    said = telegram.says(ANNA, "Здравствуйте")
    source = {"from_chat_id": ANNA, "message_id": said["message_id"]}
    await result("copyMessage", **place, **source)
    assert (await result("forwardMessage", **place, **source))["message_thread_id"] == topic
    assert await result("sendChatAction", **place, action="typing") is True
    answer = await result(
        "sendMessage", chat_id=FORUM, text="Ответ", reply_parameters={"message_id": text["message_id"]}
    )
    assert answer["message_thread_id"] == topic, "an answer stands where the question does"
    assert answer["reply_to_message"]["text"] == "Письмо"
    general = await result("sendMessage", chat_id=FORUM, text="Всем")
    assert "message_thread_id" not in general


async def test_people_write_in_a_topic(telegram: Telegram, topic: int) -> None:
    telegram.take_updates()
    telegram.says(ANNA, "Отвечу сегодня", chat_id=FORUM, topic_id=topic)
    telegram.sends(ANNA, "voice", chat_id=FORUM, topic_id=topic)
    telegram.says(ANNA, "В общей теме", chat_id=FORUM)
    updates = telegram.take_updates()
    for update in updates:
        validate_object("Update", update)
    words, voice, general = (update["message"] for update in updates)
    assert words["message_thread_id"] == voice["message_thread_id"] == topic
    assert words["reply_to_message"]["message_id"] == topic
    assert "message_thread_id" not in general
    replied = telegram.says(ANNA, "И ещё", chat_id=FORUM, reply_to=words["message_id"])
    assert replied["message_thread_id"] == topic
    for wrong in (999, 1):
        with pytest.raises(Impossible):
            telegram.says(ANNA, "Куда?", chat_id=FORUM, topic_id=wrong)
    with pytest.raises(Impossible):
        telegram.says(ANNA, "Куда?", topic_id=topic)


async def test_closing_reopening_and_renaming(telegram: Telegram, topic: int, call: Any, result: Any) -> None:
    place = {"chat_id": FORUM, "message_thread_id": topic}
    telegram.take_updates()
    await result("closeForumTopic", **place)
    with pytest.raises(Impossible, match="закрыта"):
        telegram.says(ANNA, "Опоздала", chat_id=FORUM, topic_id=topic)
    assert (await call("closeForumTopic", **place)).body["description"] == "Bad Request: TOPIC_NOT_MODIFIED"
    assert (await result("sendMessage", **place, text="Закрыто"))["text"] == "Закрыто", "its creator may write on"
    await result("reopenForumTopic", **place)
    await result("editForumTopic", **place, name="ж" * 200)
    assert telegram.state.groups[FORUM].topics[topic].name == "ж" * 128
    again = await call("editForumTopic", **place, name="ж" * 128)
    assert again.body["description"] == "Bad Request: TOPIC_NOT_MODIFIED"
    kinds = [next(key for key in update["message"] if key.startswith("forum_")) for update in telegram.take_updates()]
    assert kinds == ["forum_topic_closed", "forum_topic_reopened", "forum_topic_edited"]


async def test_a_topic_that_people_closed(telegram: Telegram, forum: int, call: Any) -> None:
    topic = telegram.opens_topic(ANNA, forum, "Объявления")
    telegram.closes_topic(ANNA, forum, topic)
    telegram.sets_bot_rights(ANNA, forum, None)
    place = {"chat_id": forum, "message_thread_id": topic}
    assert (await call("sendMessage", **place, text="Можно?")).body["description"] == "Bad Request: TOPIC_CLOSED"
    answer = await call("reopenForumTopic", **place)
    assert answer.body["description"] == "Bad Request: not enough rights to close or open the topic"
    answer = await call("createForumTopic", chat_id=forum, name="Ещё")
    assert answer.body["description"] == "Bad Request: not enough rights to create a topic"
    telegram.sets_bot_rights(ANNA, forum, ["can_manage_topics"])
    assert (await call("sendMessage", **place, text="Можно!")).body["ok"]
    telegram.closes_topic(ANNA, forum, topic, closed=False)
    with pytest.raises(Impossible):
        telegram.closes_topic(ANNA, forum, topic, closed=False)


async def test_a_topic_that_is_gone(telegram: Telegram, topic: int, call: Any) -> None:
    telegram.deletes_topic(ANNA, FORUM, topic)
    assert telegram.chat(FORUM) == []
    place = {"chat_id": FORUM, "message_thread_id": topic}
    assert (await call("sendMessage", **place, text="Ау")).body[
        "description"
    ] == "Bad Request: message thread not found"
    answer = await call("closeForumTopic", **place)
    assert answer.body["description"] == "Bad Request: TOPIC_ID_INVALID"


async def test_deleting_needs_a_right_and_a_beginning_stays(
    telegram: Telegram, topic: int, call: Any, result: Any
) -> None:
    said = telegram.says(ANNA, "Лишнее", chat_id=FORUM, topic_id=topic)["message_id"]
    place = {"chat_id": FORUM, "message_thread_id": topic}
    assert (await call("deleteMessage", chat_id=FORUM, message_id=said)).status == 400
    answer = await call("deleteForumTopic", **place)
    assert answer.body["description"] == "Bad Request: not enough rights to delete the topic"
    telegram.sets_bot_rights(ANNA, FORUM, ["can_delete_messages"])
    assert await result("deleteMessage", chat_id=FORUM, message_id=said) is True
    answer = await call("deleteMessage", chat_id=FORUM, message_id=topic)
    assert answer.body["description"] == "Bad Request: message can't be deleted"
    assert await result("deleteForumTopic", **place) is True
    assert telegram.chat(FORUM) == []


REFUSED = {
    "a topic in a private chat": (
        ("sendMessage", {"chat_id": ANNA, "text": "Да", "message_thread_id": 5}),
        "message thread not found",
    ),
    "a topic in a simple group": (
        ("sendMessage", {"chat_id": GROUP, "text": "Да", "message_thread_id": 5}),
        "message thread not found",
    ),
    "the general topic by its number": (
        ("sendMessage", {"chat_id": FORUM, "text": "Да", "message_thread_id": 1}),
        "message thread not found",
    ),
    "a new topic in a simple group": (("createForumTopic", {"chat_id": GROUP, "name": "А"}), "the chat is not a forum"),
    "a topic without a name": (("createForumTopic", {"chat_id": FORUM, "name": " "}), "title must be non-empty"),
    "a colour of one's own": (
        ("createForumTopic", {"chat_id": FORUM, "name": "А", "icon_color": 1}),
        "invalid icon color specified",
    ),
}


@pytest.mark.parametrize(("request_", "description"), REFUSED.values(), ids=REFUSED.keys())
async def test_refused(forum: int, call: Any, request_: Any, description: str) -> None:
    method, params = request_
    assert (await call(method, **params)).body["description"] == f"Bad Request: {description}"


async def test_rights_of_the_bot(telegram: Telegram, forum: int, call: Any, result: Any) -> None:
    member = await result("getChatMember", chat_id=forum, user_id=telegram.bot["id"])
    assert (member["status"], member["can_manage_topics"], member["can_delete_messages"]) == (
        "administrator",
        True,
        False,
    )
    telegram.says(ANNA, "Слышно?", chat_id=forum)
    assert len(telegram.take_updates()) == 1, "an administrator hears everything"
    telegram.sets_bot_rights(ANNA, forum, None)
    [update] = telegram.take_updates()
    validate_object("Update", update)
    assert update["my_chat_member"]["new_chat_member"]["status"] == "member"
    telegram.says(ANNA, "А теперь?", chat_id=forum)
    assert telegram.take_updates() == []
    telegram.removes_bot(ANNA, forum)
    telegram.says(ANNA, "/help", chat_id=forum)
    [update] = telegram.take_updates()
    assert update["my_chat_member"]["new_chat_member"]["status"] == "kicked"
    answer = await call("sendMessage", chat_id=forum, text="Пустите")
    assert answer.body["description"] == "Forbidden: bot was kicked from the supergroup chat"


async def test_impossible_groups(telegram: Telegram, forum: int) -> None:
    with pytest.raises(ValueError, match="supergroup"):
        telegram.add_group(-5, "Форум", [ANNA], forum=True)
    for person, chat in ((IRINA, forum), (ANNA, GROUP), (ANNA, ANNA)):
        with pytest.raises(Impossible):
            telegram.opens_topic(person, chat, "Тема")
    with pytest.raises(Impossible, match="Назовите"):
        telegram.opens_topic(ANNA, forum, " ")


async def test_a_group_that_becomes_a_forum_has_another_number(telegram: Telegram, call: Any, result: Any) -> None:
    small = -500
    telegram.add_group(small, "Координаторы", [ANNA], bot_rights=["can_manage_topics"])
    new = telegram.makes_forum(ANNA, small)
    assert telegram.state.groups[new].forum
    told = [update["message"] for update in telegram.take_updates()]
    assert [one.get("migrate_to_chat_id") or one.get("migrate_from_chat_id") for one in told] == [new, small]
    answer = await call("sendMessage", chat_id=small, text="Слышно?")
    assert answer.body["parameters"] == {"migrate_to_chat_id": new}
    assert "upgraded to a supergroup" in answer.body["description"]
    assert (await result("createForumTopic", chat_id=new, name="Анна"))["name"] == "Анна"
    assert telegram.makes_forum(ANNA, new) == new, "a supergroup keeps its number"
