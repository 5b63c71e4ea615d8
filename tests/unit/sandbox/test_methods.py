"""What the other methods answer."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from sandbox.clock import Clock
from sandbox.files import UploadedFile
from sandbox.telegram import Telegram

ANNA, IRINA, GROUP = 1001, 1002, -2001


async def test_commands_by_scope_and_language(telegram: Telegram, result: Any) -> None:
    general = [{"command": "start", "description": "Начать"}]
    private = [{"command": "tip", "description": "Лайфхак"}]
    scope = {"type": "all_private_chats"}
    await result("setMyCommands", commands=general)
    await result("setMyCommands", commands=private, scope=scope, language_code="ru")
    assert await result("getMyCommands") == general
    assert await result("getMyCommands", scope=scope, language_code="ru") == private
    assert await result("getMyCommands", scope=scope) == []
    assert telegram.state.profile.menu() == private
    await result("deleteMyCommands", scope=scope, language_code="ru")
    assert telegram.state.profile.menu() == general


@pytest.mark.parametrize(("what", "key", "limit"), [("Name", "name", 64), ("Description", "description", 512)])
async def test_texts_of_the_profile(call: Any, result: Any, what: str, key: str, limit: int) -> None:
    await result(f"setMy{what}", **{key: "ж" * limit})
    assert await result(f"getMy{what}", language_code="ru") == {key: "ж" * limit}
    assert (await call(f"setMy{what}", **{key: "ж" * (limit + 1)})).status == 400


async def test_menu_button(result: Any) -> None:
    assert await result("getChatMenuButton") == {"type": "default"}
    await result("setChatMenuButton", menu_button={"type": "commands"})
    assert await result("getChatMenuButton", chat_id=ANNA) == {"type": "commands"}


async def test_members_of_a_group(result: Any) -> None:
    assert (await result("getChatMember", chat_id=GROUP, user_id=IRINA))["status"] == "member"
    assert (await result("getChatMember", chat_id=ANNA, user_id=IRINA))["status"] == "left"
    assert (await result("getChat", chat_id=GROUP))["title"] == "Учительская"


async def test_copy_and_forward(telegram: Telegram, result: Any) -> None:
    said = telegram.says(ANNA, "Вопрос методисту")
    place = {"chat_id": GROUP, "from_chat_id": ANNA, "message_id": said["message_id"]}
    copied = await result("copyMessage", **place)
    forwarded = await result("forwardMessage", **place)
    assert telegram.chat(GROUP)[0]["message_id"] == copied["message_id"]
    assert "forward_origin" not in telegram.chat(GROUP)[0]
    assert forwarded["forward_origin"]["sender_user"]["id"] == ANNA


async def test_protected_message_is_not_forwarded(call: Any, result: Any) -> None:
    sent = await result("sendMessage", chat_id=ANNA, text="Только вам", protect_content=True)
    answer = await call("forwardMessage", chat_id=GROUP, from_chat_id=ANNA, message_id=sent["message_id"])
    assert answer.status == 400


async def test_a_file_keeps_its_kind(telegram: Telegram, call: Any, result: Any) -> None:
    photo = telegram.sends(ANNA, "photo")["photo"][0]["file_id"]
    assert (await result("sendPhoto", chat_id=ANNA, photo=photo))["photo"][0]["file_id"] == photo
    answer = await call("sendDocument", chat_id=ANNA, document=photo)
    assert answer.body["description"] == "Bad Request: can't use file of type Photo as Document"


async def test_bytes_that_are_no_picture(call: Any) -> None:
    answer = await call("sendPhoto", files={"photo": UploadedFile("a.png", b"text")}, chat_id=ANNA)
    assert answer.body["description"] == "Bad Request: IMAGE_PROCESS_FAILED"


async def test_mention_of_a_person_by_id(result: Any) -> None:
    text = f'<a href="tg://user?id={IRINA}">Ирина</a> и <a href="tg://user?id=5">кто-то</a>'
    sent = await result("sendMessage", chat_id=ANNA, text=text, parse_mode="HTML")
    [entity] = sent["entities"]
    assert (entity["type"], entity["user"]["id"]) == ("text_mention", IRINA)


async def test_reaction(telegram: Telegram, result: Any) -> None:
    place = {"chat_id": ANNA, "message_id": 1}
    assert await result("setMessageReaction", **place, reaction=[{"type": "emoji", "emoji": "👍"}]) is True
    stored = telegram.state.messages.get(ANNA, 1)
    assert stored is not None
    assert stored.reactions == [{"type": "emoji", "emoji": "👍"}]


async def test_typing_fades(telegram: Telegram, result: Any, hands: Any) -> None:
    await result("sendChatAction", chat_id=ANNA, action="typing")
    assert telegram.state.typing() == [{"chat_id": ANNA, "action": "typing"}]
    hands.seconds = 5
    assert telegram.state.typing() == []


async def test_typing_ends_with_a_message(telegram: Telegram, result: Any) -> None:
    await result("sendChatAction", chat_id=ANNA, action="typing")
    await result("sendMessage", chat_id=ANNA, text="Готово")
    assert telegram.state.typing() == []


async def test_dates_follow_the_moved_clock(telegram: Telegram, result: Any) -> None:
    before = await result("sendMessage", chat_id=ANNA, text="Сегодня")
    telegram.clock.advance(timedelta(days=1))
    after = await result("sendMessage", chat_id=ANNA, text="Завтра")
    assert after["date"] - before["date"] == 86400


def test_the_clock_never_goes_back(clock: Clock) -> None:
    with pytest.raises(ValueError, match="never goes back"):
        clock.advance(timedelta(seconds=-1))


async def test_log_and_refusals(telegram: Telegram, call: Any) -> None:
    await call("getUpdates")
    await call("sendMessage", chat_id=ANNA, text="Привет")
    await call("sendMessage", chat_id=ANNA, txt="Привет")
    good, bad = telegram.log
    assert (good.method, good.ok, good.params["text"]) == ("sendMessage", True, "Привет")
    assert (bad.ok, bad.error_code) == (False, 400)
    assert "unknown parameter 'txt'" in bad.description
    assert telegram.refused == [bad]
