"""Editing and deleting the bot's messages, answering presses."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from sandbox.errors import Impossible
from sandbox.telegram import Telegram

ANNA, GROUP = 1001, -2001
KEYBOARD = {"inline_keyboard": [[{"text": "Да", "callback_data": "yes"}]]}
NOT_MODIFIED = (
    "Bad Request: message is not modified: specified new message content and reply markup are exactly "
    "the same as a current content and reply markup of the message"
)
TOO_OLD = "Bad Request: query is too old and response timeout expired or query ID is invalid"


@pytest.fixture
async def question(result: Any) -> dict[str, Any]:
    """A message of the bot with one button."""
    sent: dict[str, Any] = await result("sendMessage", chat_id=ANNA, text="Придёте?", reply_markup=KEYBOARD)
    return sent


async def test_edit_changes_text_and_keyboard_in_place(
    telegram: Telegram, result: Any, question: dict[str, Any]
) -> None:
    telegram.clock.advance(timedelta(hours=1))
    edited = await result(
        "editMessageText",
        chat_id=ANNA,
        message_id=question["message_id"],
        text="<b>Ждём</b>",
        parse_mode="HTML",
    )
    assert edited["text"] == "Ждём"
    assert edited["entities"] == [{"type": "bold", "offset": 0, "length": 4}]
    assert "reply_markup" not in edited, "a keyboard that is not repeated is gone"
    assert edited["edit_date"] - edited["date"] == 3600
    assert telegram.chat(ANNA)[-1] == edited


@pytest.mark.parametrize(
    ("method", "params"),
    [
        ("editMessageText", {"text": "Придёте?", "reply_markup": KEYBOARD}),
        ("editMessageText", {"text": " Придёте? \n", "reply_markup": KEYBOARD}),
        ("editMessageReplyMarkup", {"reply_markup": KEYBOARD}),
    ],
)
async def test_edit_that_changes_nothing(
    call: Any, question: dict[str, Any], method: str, params: dict[str, Any]
) -> None:
    answer = await call(method, chat_id=ANNA, message_id=question["message_id"], **params)
    assert answer.body["description"] == NOT_MODIFIED


async def test_formatting_alone_is_a_change(result: Any, question: dict[str, Any]) -> None:
    edited = await result(
        "editMessageText",
        chat_id=ANNA,
        message_id=question["message_id"],
        text="<i>Придёте?</i>",
        parse_mode="HTML",
        reply_markup=KEYBOARD,
    )
    assert edited["entities"][0]["type"] == "italic"


async def test_message_with_a_keyboard_under_the_input_field_stays(call: Any, result: Any) -> None:
    markup = {"keyboard": [[{"text": "Меню"}]]}
    sent = await result("sendMessage", chat_id=ANNA, text="Меню ниже", reply_markup=markup)
    assert "reply_markup" not in sent, "the Bot API shows only inline keyboards"
    answer = await call("editMessageText", chat_id=ANNA, message_id=sent["message_id"], text="Иначе")
    assert answer.body["description"] == "Bad Request: message can't be edited"


async def test_text_and_caption_are_different_things(telegram: Telegram, call: Any, question: dict[str, Any]) -> None:
    photo = telegram.sends(ANNA, "photo")["photo"][0]["file_id"]
    sent = (await call("sendPhoto", chat_id=ANNA, photo=photo, caption="Класс")).body["result"]
    place = {"chat_id": ANNA, "message_id": sent["message_id"]}
    refused = await call("editMessageText", **place, text="Иначе")
    assert refused.body["description"] == "Bad Request: there is no text in the message to edit"
    edited = await call("editMessageCaption", **place, caption="Иначе")
    assert edited.body["result"]["caption"] == "Иначе"
    wrong = await call("editMessageCaption", chat_id=ANNA, message_id=question["message_id"], caption="Иначе")
    assert wrong.body["description"] == "Bad Request: there is no caption in the message to edit"


async def test_delete(telegram: Telegram, call: Any, result: Any, question: dict[str, Any]) -> None:
    said = telegram.says(ANNA, "Приду")
    ids = [question["message_id"], said["message_id"], 999]
    assert await result("deleteMessages", chat_id=ANNA, message_ids=ids) is True
    assert [message["text"] for message in telegram.chat(ANNA)] == ["/start"]
    answer = await call("editMessageText", chat_id=ANNA, message_id=ids[0], text="Поздно")
    assert answer.body["description"] == "Bad Request: message to edit not found"


async def test_delete_after_two_days(telegram: Telegram, call: Any, question: dict[str, Any]) -> None:
    telegram.clock.advance(timedelta(hours=48))
    answer = await call("deleteMessage", chat_id=ANNA, message_id=question["message_id"])
    assert answer.body["description"] == "Bad Request: message can't be deleted for everyone"
    fresh = (await call("sendMessage", chat_id=ANNA, text="Новое")).body["result"]["message_id"]
    answer = await call("deleteMessages", chat_id=ANNA, message_ids=[fresh, question["message_id"], 999])
    assert answer.body["description"] == "Bad Request: message can't be deleted for everyone"
    assert telegram.chat(ANNA)[-1]["message_id"] == fresh, "one message too old keeps all of them"


async def test_bot_may_not_delete_peoples_messages_in_a_group(telegram: Telegram, call: Any) -> None:
    said = telegram.says(ANNA, "Коллеги, добрый день!", chat_id=GROUP)
    answer = await call("deleteMessage", chat_id=GROUP, message_id=said["message_id"])
    assert answer.body["description"] == "Bad Request: message can't be deleted"


async def test_answer_becomes_a_toast_once(
    telegram: Telegram, call: Any, result: Any, question: dict[str, Any]
) -> None:
    query_id = telegram.presses(ANNA, question["message_id"], "yes")
    assert [query["data"] for query in telegram.open_queries()] == ["yes"]
    await result("answerCallbackQuery", callback_query_id=query_id, text="Записали", show_alert=True)
    assert telegram.open_queries() == []
    [toast] = telegram.toasts(ANNA)
    assert (toast["text"], toast["show_alert"], toast["callback_query_id"]) == ("Записали", True, query_id)
    again = await call("answerCallbackQuery", callback_query_id=query_id)
    assert again.body["description"] == TOO_OLD


@pytest.mark.parametrize(("seconds", "in_time"), [(0, True), (15, True), (15.1, False)])
async def test_answer_must_come_in_time(
    telegram: Telegram, call: Any, question: dict[str, Any], hands: Any, seconds: float, in_time: bool
) -> None:
    query_id = telegram.presses(ANNA, question["message_id"], "yes")
    hands.seconds += seconds
    answer = await call("answerCallbackQuery", callback_query_id=query_id)
    assert answer.body["ok"] is in_time
    assert in_time or answer.body["description"] == TOO_OLD


async def test_skipping_a_day_does_not_expire_a_press(
    telegram: Telegram, result: Any, question: dict[str, Any]
) -> None:
    query_id = telegram.presses(ANNA, question["message_id"], "yes")
    telegram.clock.advance(timedelta(days=1))
    assert await result("answerCallbackQuery", callback_query_id=query_id) is True


async def test_press_on_a_deleted_message_carries_no_content(
    telegram: Telegram, result: Any, question: dict[str, Any]
) -> None:
    await result("deleteMessage", chat_id=ANNA, message_id=question["message_id"])
    telegram.presses(ANNA, question["message_id"], "yes")
    [update] = telegram.take_updates()
    assert update["callback_query"]["message"]["date"] == 0
    assert "text" not in update["callback_query"]["message"]


async def test_press_may_be_forged_but_not_on_nothing(telegram: Telegram, question: dict[str, Any]) -> None:
    telegram.presses(ANNA, question["message_id"], "admin:1'; --")
    [update] = telegram.take_updates()
    assert update["callback_query"]["data"] == "admin:1'; --"
    with pytest.raises(Impossible):
        telegram.presses(ANNA, 999, "yes")
    with pytest.raises(Impossible):
        telegram.presses(ANNA, 1, "yes")
