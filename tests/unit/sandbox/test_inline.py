"""Inline mode: what people ask for after «@botname», what the bot may answer, and what a chosen result becomes."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from sandbox.errors import Impossible
from sandbox.schema import validate_object
from sandbox.telegram import Telegram
from tests.unit.sandbox.articles import article

ANNA, IRINA, GROUP = 1001, 1002, -2001
TOO_OLD = "query is too old and response timeout expired or query ID is invalid"
CALLBACK = {"inline_keyboard": [[{"text": "Приду", "callback_data": "yes"}]]}


async def test_the_bot_says_it_has_inline_mode(result: Any) -> None:
    assert (await result("getMe"))["supports_inline_queries"] is True


@pytest.mark.parametrize(
    ("person_id", "chat_id", "chat_type"),
    [(ANNA, None, "sender"), (ANNA, GROUP, "group"), (IRINA, None, "private"), (IRINA, GROUP, "group")],
)
async def test_the_bot_hears_the_query(telegram: Telegram, person_id: int, chat_id: int | None, chat_type: str) -> None:
    query_id = telegram.asks_inline(person_id, "цифра", offset="3", chat_id=chat_id)
    [update] = telegram.take_updates()
    validate_object("Update", update)
    heard = update["inline_query"]
    assert heard.pop("from")["id"] == person_id
    assert heard == {"id": query_id, "query": "цифра", "offset": "3", "chat_type": chat_type}
    assert telegram.inline_answer(query_id) is None


async def test_who_has_blocked_the_bot_may_still_ask_it_elsewhere(telegram: Telegram) -> None:
    telegram.blocks_bot(ANNA)
    telegram.take_updates()
    telegram.asks_inline(ANNA, "цифра")
    [update] = telegram.take_updates()
    assert update["inline_query"]["chat_type"] == "private"


async def test_a_chosen_result_is_a_message_of_the_person_sent_via_the_bot(telegram: Telegram, result: Any) -> None:
    query_id = telegram.asks_inline(ANNA, "")
    button = {"text": "Все встречи", "start_parameter": "events"}
    results = [article(1, url="https://club.example/1"), article(2, title="Другая", reply_markup=CALLBACK)]
    assert await result("answerInlineQuery", inline_query_id=query_id, results=results, next_offset="2", button=button)
    answer = {"query_id": query_id, "results": results, "next_offset": "2", "button": button}
    assert telegram.inline_answer(query_id) == answer
    telegram.take_updates()
    telegram.chooses_inline(ANNA, query_id, "1")
    telegram.chooses_inline(ANNA, query_id, "2", chat_id=GROUP)
    updates = telegram.take_updates()
    for update in updates:
        validate_object("Update", update)
    private, group = (update["message"] for update in updates)
    assert private == telegram.chat(ANNA)[-1]
    assert (private["from"]["id"], private["via_bot"]["username"]) == (ANNA, "nastavnik_local_bot")
    assert private["text"] == "Встреча в четверг"
    assert private["entities"] == [{"type": "bold", "offset": 0, "length": 7}]
    assert "reply_markup" not in private
    assert (group["chat"]["id"], group["reply_markup"]) == (GROUP, CALLBACK)


async def test_a_query_is_answered_once_and_in_time(telegram: Telegram, call: Any, hands: Any) -> None:
    async def answer(query_id: str) -> Any:
        return (await call("answerInlineQuery", inline_query_id=query_id, results=[], cache_time=0)).body

    refused = {"ok": False, "error_code": 400, "description": f"Bad Request: {TOO_OLD}"}
    first, second = telegram.asks_inline(ANNA, "а"), telegram.asks_inline(ANNA, "б")
    hands.seconds = 10
    assert (await answer(first))["ok"]
    assert await answer(first) == refused
    hands.seconds = 10.1
    assert await answer(second) == refused
    assert await answer("777") == refused
    missing = await call("answerInlineQuery", results=[])
    assert missing.body == refused


async def test_the_bot_hears_of_a_query_for_thirty_seconds(telegram: Telegram, hands: Any) -> None:
    telegram.asks_inline(ANNA, "а")
    hands.seconds = 30
    assert len(telegram.state.updates) == 1
    hands.seconds = 31
    assert telegram.take_updates() == []


# --- the cache of Telegram's servers


@pytest.mark.parametrize(("personal", "reused"), [(False, True), (True, False)])
async def test_another_person_gets_the_cached_answer_unless_it_is_personal(
    telegram: Telegram, result: Any, personal: bool, reused: bool
) -> None:
    asked = telegram.asks_inline(ANNA, "цифра", chat_id=GROUP)
    await result("answerInlineQuery", inline_query_id=asked, results=[article()], is_personal=personal)
    telegram.take_updates()
    again = telegram.asks_inline(ANNA, "цифра", chat_id=GROUP)
    assert telegram.inline_answer(again) is not None
    assert telegram.take_updates() == []
    other = telegram.asks_inline(IRINA, "цифра", chat_id=GROUP)
    assert (telegram.inline_answer(other) is not None) is reused
    assert bool(telegram.take_updates()) is not reused


@pytest.mark.parametrize(("seconds", "params"), [(300, {}), (60, {"cache_time": 60}), (0, {"cache_time": 0})])
async def test_the_cache_lasts_as_long_as_the_bot_says(
    telegram: Telegram, result: Any, seconds: int, params: dict[str, int]
) -> None:
    async def asked_again_after(delta: float) -> bool:
        telegram.clock.advance(timedelta(seconds=delta))
        return telegram.inline_answer(telegram.asks_inline(ANNA, "")) is not None

    asked = telegram.asks_inline(ANNA, "")
    await result("answerInlineQuery", inline_query_id=asked, results=[], **params)
    if seconds:
        assert await asked_again_after(seconds - 1)
    assert not await asked_again_after(1)


async def test_other_words_another_page_another_kind_of_chat_are_other_questions(
    telegram: Telegram, result: Any
) -> None:
    asked = telegram.asks_inline(ANNA, "цифра")
    await result("answerInlineQuery", inline_query_id=asked, results=[])
    telegram.take_updates()
    telegram.asks_inline(ANNA, "цифры")
    telegram.asks_inline(ANNA, "цифра", offset="1")
    telegram.asks_inline(ANNA, "цифра", chat_id=GROUP)
    assert len(telegram.take_updates()) == 3


# --- what no phone allows


async def test_impossible(telegram: Telegram, result: Any) -> None:
    asked = telegram.asks_inline(ANNA, "")
    with pytest.raises(Impossible):
        telegram.chooses_inline(ANNA, asked, "1")
    await result("answerInlineQuery", inline_query_id=asked, results=[article()])
    telegram.take_updates()
    for person_id, query_id, result_id, chat_id in (
        (ANNA, asked, "2", None),
        (ANNA, "777", "1", None),
        (IRINA, asked, "1", GROUP),
        (ANNA, asked, "1", -1),
    ):
        with pytest.raises(Impossible):
            telegram.chooses_inline(person_id, query_id, result_id, chat_id)
    with pytest.raises(Impossible):
        telegram.asks_inline(ANNA, "ж" * 257)
    with pytest.raises(Impossible):
        telegram.asks_inline(ANNA, "", chat_id=-1)
    telegram.blocks_bot(ANNA)
    with pytest.raises(Impossible):
        telegram.chooses_inline(ANNA, asked, "1")
    await result("getUpdates", allowed_updates=["message"])
    with pytest.raises(Impossible):
        telegram.asks_inline(IRINA, "")
    assert len(telegram.chat(ANNA)) == 1
    assert telegram.chat(GROUP) == []


async def test_a_message_sent_via_the_bot_can_not_be_edited_by_hand(telegram: Telegram, result: Any) -> None:
    sent = await chosen(telegram, result)
    with pytest.raises(Impossible):
        telegram.edits(ANNA, sent["message_id"], "Иначе")


# --- buttons under a message that is not the bot's own


async def chosen(telegram: Telegram, result: Any, chat_id: int | None = None) -> dict[str, Any]:
    """Anna sends a result with a callback button; returns the message."""
    asked = telegram.asks_inline(ANNA, "", chat_id=chat_id)
    await result("answerInlineQuery", inline_query_id=asked, results=[article(reply_markup=CALLBACK)])
    sent = telegram.chooses_inline(ANNA, asked, "1", chat_id)
    telegram.take_updates()
    return sent


async def test_a_press_names_the_inline_message_which_is_edited_by_that_name(telegram: Telegram, result: Any) -> None:
    sent = await chosen(telegram, result, GROUP)
    query_id = telegram.presses(IRINA, sent["message_id"], "yes", chat_id=GROUP)
    [update] = telegram.take_updates()
    validate_object("Update", update)
    query = update["callback_query"]
    assert "message" not in query
    assert (query["from"]["id"], query["data"]) == (IRINA, "yes")
    await result("answerCallbackQuery", callback_query_id=query_id, text="Ждём")
    name = query["inline_message_id"]
    assert await result("editMessageText", inline_message_id=name, text="Идут: Ирина", reply_markup=CALLBACK) is True
    assert telegram.chat(GROUP)[-1]["text"] == "Идут: Ирина"
    assert await result("editMessageReplyMarkup", inline_message_id=name) is True
    assert "reply_markup" not in telegram.chat(GROUP)[-1]


async def test_a_message_sent_via_the_bot_is_not_its_own(telegram: Telegram, result: Any, call: Any) -> None:
    sent = await chosen(telegram, result)
    place = {"chat_id": ANNA, "message_id": sent["message_id"]}
    answer = await call("editMessageText", **place, text="Иначе")
    assert answer.body["description"] == "Bad Request: message can't be edited"
    answer = await call("editMessageText", inline_message_id="nothing", text="Иначе")
    assert answer.body["description"] == "Bad Request: MESSAGE_ID_INVALID"


async def test_buttons_that_switch_to_inline_mode(telegram: Telegram, call: Any) -> None:
    def button(**action: Any) -> dict[str, Any]:
        return {
            "chat_id": ANNA,
            "text": "а",
            "reply_markup": {"inline_keyboard": [[{"text": "Поделиться"} | action]]},
        }

    assert (await call("sendMessage", **button(switch_inline_query=""))).status == 200
    chosen_chat = {"query": "цифра", "allow_group_chats": True}
    assert (await call("sendMessage", **button(switch_inline_query_chosen_chat=chosen_chat))).status == 200
    nowhere = await call("sendMessage", **button(switch_inline_query_chosen_chat={"query": "цифра"}))
    assert nowhere.body["description"] == "Bad Request: at least one chat type must be allowed"
