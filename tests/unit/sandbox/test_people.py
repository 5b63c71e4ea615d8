"""What people do, what the bot hears of it, and what no phone allows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from sandbox.errors import Impossible
from sandbox.files import UploadedFile
from sandbox.schema import validate_object
from sandbox.telegram import Telegram

ANNA, IRINA, GROUP = 1001, 1002, -2001


async def test_deep_link(telegram: Telegram) -> None:
    telegram.starts(IRINA, "invite_Ab-1")
    [update] = telegram.take_updates()
    assert update["message"]["text"] == "/start invite_Ab-1"
    assert update["message"]["entities"] == [{"type": "bot_command", "offset": 0, "length": 6}]


async def test_start_of_a_blocked_bot_unblocks_it_first(telegram: Telegram) -> None:
    telegram.blocks_bot(ANNA)
    telegram.starts(ANNA)
    blocked, unblocked, start = telegram.take_updates()
    statuses = [
        (
            update["my_chat_member"]["old_chat_member"]["status"],
            update["my_chat_member"]["new_chat_member"]["status"],
        )
        for update in (blocked, unblocked)
    ]
    assert statuses == [("member", "kicked"), ("kicked", "member")]
    assert start["message"]["text"] == "/start"


async def test_long_text_leaves_the_phone_in_parts(telegram: Telegram) -> None:
    first = telegram.says(ANNA, "ж" * 5000)
    updates = telegram.take_updates()
    assert [len(update["message"]["text"]) for update in updates] == [4096, 904]
    assert updates[0]["message"] == first


async def test_edit(telegram: Telegram) -> None:
    said = telegram.says(ANNA, "/help")
    telegram.edits(ANNA, said["message_id"], "Спасибо")
    _, update = telegram.take_updates()
    assert update["edited_message"]["text"] == "Спасибо"
    assert "entities" not in update["edited_message"]
    assert telegram.chat(ANNA)[-1]["text"] == "Спасибо"


@pytest.mark.parametrize("kind", ["sticker", "document", "photo", "voice", "contact", "location"])
async def test_every_kind_of_message(telegram: Telegram, kind: str) -> None:
    telegram.sends(ANNA, kind)
    [update] = telegram.take_updates()
    validate_object("Update", update)
    assert kind in update["message"]


async def test_own_file_reaches_the_bot_byte_for_byte(telegram: Telegram, result: Any) -> None:
    content = bytes(range(256))
    sent = telegram.sends(ANNA, "document", file=UploadedFile("Отчёт.xlsx", content), caption="Вот")
    assert (sent["document"]["file_name"], sent["caption"]) == ("Отчёт.xlsx", "Вот")
    file = await result("getFile", file_id=sent["document"]["file_id"])
    stored = telegram.state.files.by_path(file["file_path"])
    assert stored is not None
    assert stored.content == content


@pytest.mark.parametrize(
    ("text", "heard"),
    [
        ("Коллеги, добрый день", False),
        ("/help", True),
        ("/help@nastavnik_local_bot", True),
        ("/help@another_bot", False),
        ("Пишите /help", False),
    ],
)
async def test_in_a_group_the_bot_hears_only_what_is_meant_for_it(telegram: Telegram, text: str, heard: bool) -> None:
    telegram.says(ANNA, text, chat_id=GROUP)
    assert len(telegram.chat(GROUP)) == 1
    assert bool(telegram.take_updates()) is heard


async def test_in_a_group_the_bot_hears_replies_to_it(telegram: Telegram, result: Any) -> None:
    sent = await result("sendMessage", chat_id=GROUP, text="Встреча завтра")
    telegram.says(ANNA, "Спасибо!", chat_id=GROUP, reply_to=sent["message_id"])
    [update] = telegram.take_updates()
    assert update["message"]["reply_to_message"]["text"] == "Встреча завтра"
    assert update["message"]["chat"] == {"id": GROUP, "title": "Учительская", "type": "group"}


IMPOSSIBLE: dict[str, Callable[[Telegram], Any]] = {
    "write before the start": lambda telegram: telegram.says(IRINA, "Здравствуйте"),
    "write nothing": lambda telegram: telegram.says(ANNA, " \n "),
    "start with a payload no link carries": lambda telegram: telegram.starts(ANNA, "привет"),
    "start with a payload too long": lambda telegram: telegram.starts(ANNA, "a" * 65),
    "write to a group one is not in": lambda telegram: telegram.says(ANNA, "Привет", chat_id=-1),
    "edit what is not there": lambda telegram: telegram.edits(ANNA, 999, "Иначе"),
    "edit into the same": lambda telegram: telegram.edits(ANNA, 1, "/start"),
    "reply to what is not there": lambda telegram: telegram.says(ANNA, "Да", reply_to=999),
    "unblock what is not blocked": lambda telegram: telegram.unblocks_bot(ANNA),
    "block before the start": lambda telegram: telegram.blocks_bot(IRINA),
    "send an unknown kind": lambda telegram: telegram.sends(ANNA, "hologram"),
    "send a text as a photo": lambda telegram: telegram.sends(ANNA, "photo", file=UploadedFile("a", b"text")),
    "send an empty file": lambda telegram: telegram.sends(ANNA, "document", file=UploadedFile("a", b"")),
    "use a phone that is not there": lambda telegram: telegram.says(5, "Привет"),
}


@pytest.mark.parametrize("act", IMPOSSIBLE.values(), ids=IMPOSSIBLE.keys())
async def test_impossible(telegram: Telegram, act: Callable[[Telegram], Any]) -> None:
    with pytest.raises(Impossible):
        act(telegram)
    assert telegram.take_updates() == []
    assert [message["text"] for message in telegram.chat(ANNA)] == ["/start"]


async def test_writing_to_a_blocked_bot_is_impossible(telegram: Telegram) -> None:
    telegram.blocks_bot(ANNA)
    with pytest.raises(Impossible):
        telegram.says(ANNA, "Привет")


async def test_a_deleted_account_does_nothing_more(telegram: Telegram) -> None:
    telegram.deletes_account(ANNA)
    with pytest.raises(Impossible):
        telegram.says(ANNA, "Привет")


async def test_what_a_test_reads_can_not_change_the_chat(telegram: Telegram) -> None:
    telegram.chat(ANNA)[0]["text"] = "другое"
    assert telegram.chat(ANNA)[0]["text"] == "/start"


def test_a_message_of_invisible_control_marks_is_empty_and_does_not_leave_the_phone(telegram: Telegram) -> None:
    with pytest.raises(Impossible):
        telegram.says(ANNA, "\x00\x01")
