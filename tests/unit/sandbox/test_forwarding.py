"""What is forwarded and copied, by the bot and by people."""

from __future__ import annotations

from typing import Any

import pytest

from sandbox.errors import Impossible
from sandbox.files import UploadedFile
from sandbox.pictures import sample_picture
from sandbox.schema import validate_object
from sandbox.telegram import Telegram

ANNA, IRINA, GROUP = 1001, 1002, -2001
PHOTOS = [UploadedFile(f"{number}.png", sample_picture(320 + number)) for number in range(3)]


@pytest.mark.parametrize("origin", ["user", "hidden_user", "chat", "channel"])
async def test_people_forward_from_everywhere(telegram: Telegram, origin: str) -> None:
    telegram.says(ANNA, "<b>Важно</b>", html=True, origin=origin)
    telegram.sends(ANNA, "photo", caption="Афиша", origin=origin)
    telegram.sends_album(ANNA, PHOTOS, origin=origin)
    telegram.sends_poll(ANNA, "Когда?", ["Среда", "Четверг"], origin=origin)
    updates = telegram.take_updates()
    assert len(updates) == 6
    for update in updates:
        validate_object("Update", update)
        assert update["message"]["forward_origin"]["type"] == origin
        assert update["message"]["from"]["id"] == ANNA
    assert updates[0]["message"]["entities"][0]["type"] == "bold"


async def test_people_forward_what_they_see(telegram: Telegram, result: Any) -> None:
    telegram.says(IRINA, "Коллеги!", chat_id=GROUP)
    telegram.people[IRINA].hides_account = True
    [from_irina] = telegram.forwards(ANNA, [telegram.chat(GROUP)[0]["message_id"]], GROUP)
    assert (from_irina["text"], from_irina["forward_origin"]["sender_user_name"]) == ("Коллеги!", "Ирина Лебедева")
    sent = await result("sendMessage", chat_id=ANNA, text="Встреча", reply_markup=KEYBOARD)
    [from_bot] = telegram.forwards(ANNA, [sent["message_id"]], chat_id=GROUP)
    assert from_bot["forward_origin"]["sender_user"]["is_bot"]
    assert "reply_markup" not in from_bot
    [again] = telegram.forwards(ANNA, [from_bot["message_id"]], GROUP)
    assert again["forward_origin"] == from_bot["forward_origin"], "the first author stays"
    assert [update["message"]["text"] for update in telegram.take_updates()] == ["Коллеги!", "Встреча"]


KEYBOARD = {"inline_keyboard": [[{"text": "Да", "callback_data": "yes"}]]}


async def test_an_album_stays_an_album(telegram: Telegram, result: Any) -> None:
    album = telegram.sends_album(ANNA, PHOTOS, captions=["Класс"])
    ids = [message["message_id"] for message in album]
    text = telegram.says(ANNA, "И слова")["message_id"]
    for method in ("forwardMessages", "copyMessages"):
        await result(method, chat_id=GROUP, from_chat_id=ANNA, message_ids=[*ids, text, 999])
        *photos, words = telegram.chat(GROUP)[-4:]
        names = {message["media_group_id"] for message in photos}
        assert len(names) == 1
        assert names != {album[0]["media_group_id"]}
        assert ("forward_origin" in words, "media_group_id" in words) == (method == "forwardMessages", False)
    alone = await result("forwardMessage", chat_id=GROUP, from_chat_id=ANNA, message_id=ids[0])
    assert (alone["caption"], "media_group_id" in alone) == ("Класс", False)
    forwarded = telegram.forwards(ANNA, ids)
    assert len({message["media_group_id"] for message in forwarded}) == 1
    await result("copyMessages", chat_id=GROUP, from_chat_id=ANNA, message_ids=ids, remove_caption=True)
    assert "caption" not in telegram.chat(GROUP)[-3]


async def test_a_copied_poll_is_a_new_one(telegram: Telegram, result: Any) -> None:
    poll = telegram.sends_poll(ANNA, "Когда?", ["Среда", "Четверг"])
    place = {"chat_id": GROUP, "from_chat_id": ANNA, "message_id": poll["message_id"]}
    await result("copyMessage", **place)
    forwarded = await result("forwardMessage", **place)
    assert telegram.chat(GROUP)[0]["poll"]["id"] != poll["poll"]["id"]
    assert forwarded["poll"] == poll["poll"]


@pytest.mark.parametrize(
    ("ids", "description"),
    [
        ([], "message identifiers are not specified"),
        ([2, 1], "message identifiers must be in a strictly increasing order"),
        ([1, 1], "message identifiers must be in a strictly increasing order"),
        (list(range(101)), "too many message identifiers specified"),
        ([998, 999], "there are no messages to forward"),
    ],
)
async def test_refused_lists(call: Any, ids: list[int], description: str) -> None:
    answer = await call("forwardMessages", chat_id=GROUP, from_chat_id=ANNA, message_ids=ids)
    assert answer.body["description"] == f"Bad Request: {description}"


async def test_what_nobody_forwards(telegram: Telegram, call: Any, result: Any) -> None:
    secret = await result("sendMessage", chat_id=ANNA, text="Только вам", protect_content=True)
    place = {"chat_id": GROUP, "from_chat_id": ANNA, "message_id": secret["message_id"]}
    answer = await call("forwardMessage", **place)
    assert answer.body["description"] == "Bad Request: the message can't be forwarded"
    for ids in ([secret["message_id"]], [999], [], [1, 999]):
        with pytest.raises(Impossible):
            telegram.forwards(ANNA, ids, chat_id=GROUP)
    with pytest.raises(Impossible):
        telegram.says(ANNA, "Откуда?", origin="moon")
    assert telegram.chat(GROUP) == []


async def test_formatting_of_people(telegram: Telegram) -> None:
    said = telegram.says(ANNA, '<a href="https://club.example/">Сайт</a> и <u>важное</u>', html=True)
    assert [entity["type"] for entity in said["entities"]] == ["text_link", "underline"]
    assert telegram.says(ANNA, "<b>как есть</b>")["text"] == "<b>как есть</b>"
    with pytest.raises(Impossible):
        telegram.says(ANNA, "<b>не закрыто", html=True)
