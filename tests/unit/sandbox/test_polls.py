"""Polls, sent by the bot or by a person."""

from __future__ import annotations

from typing import Any

import pytest

from sandbox.errors import Impossible
from sandbox.schema import validate_object
from sandbox.telegram import Telegram

ANNA, GROUP = 1001, -2001


def options(*texts: str) -> list[dict[str, str]]:
    return [{"text": text} for text in texts]


async def test_a_poll_with_buttons(telegram: Telegram, result: Any) -> None:
    markup = {"inline_keyboard": [[{"text": "Иное", "callback_data": "other"}]]}
    sent = await result(
        "sendPoll",
        chat_id=ANNA,
        question="<tg-emoji emoji-id='5'>🎓</tg-emoji> <b>Когда</b> удобнее?",
        question_parse_mode="HTML",
        options=options("Среда", "Четверг"),
        allows_multiple_answers=True,
        is_anonymous=False,
        reply_markup=markup,
    )
    poll = sent["poll"]
    assert poll["question"] == "🎓 Когда удобнее?"
    assert [entity["type"] for entity in poll["question_entities"]] == ["custom_emoji"], "of formatting nothing else"
    assert [(option["text"], option["voter_count"]) for option in poll["options"]] == [("Среда", 0), ("Четверг", 0)]
    assert (poll["type"], poll["allows_multiple_answers"], poll["is_anonymous"]) == ("regular", True, False)
    assert sent["reply_markup"] == markup
    assert telegram.chat(ANNA)[-1] == sent


async def test_a_quiz(result: Any) -> None:
    sent = await result(
        "sendPoll", chat_id=ANNA, question="2 × 2?", options=options("4", "5"), type="quiz", correct_option_ids=[0]
    )
    assert (sent["poll"]["type"], sent["poll"]["correct_option_ids"]) == ("quiz", [0])


REFUSED: dict[str, tuple[dict[str, Any], str]] = {
    "no question": ({"question": " "}, "text must be non-empty"),
    "a question too long": ({"question": "ж" * 301}, "poll question length must not exceed 300"),
    "no answers": ({"options": []}, "poll must have at least one answer option"),
    "thirteen answers": ({"options": options(*"абвгдежзиклмн")}, "poll can't have more than 12 options"),
    "an empty answer": ({"options": options("да", " ")}, "text must be non-empty"),
    "an answer too long": ({"options": options("да", "ж" * 101)}, "poll options length must not exceed 100"),
    "broken markup": (
        {"question": "2 <b 3", "question_parse_mode": "HTML"},
        'can\'t parse entities: Unclosed start tag "b" at byte offset 2',
    ),
    "a quiz without an answer": ({"type": "quiz"}, "correct quiz option list must be non-empty"),
    "a quiz with a wrong answer": ({"type": "quiz", "correct_option_ids": [2]}, "wrong quiz correct_option_id"),
    "an unknown type": ({"type": "survey"}, "unsupported poll type specified"),
    "what the sandbox can't do": ({"open_period": 60}, "open_period is not supported here"),
}


@pytest.mark.parametrize(("params", "description"), REFUSED.values(), ids=REFUSED.keys())
async def test_refused_polls(telegram: Telegram, call: Any, params: dict[str, Any], description: str) -> None:
    poll = {"chat_id": ANNA, "question": "Придёте?", "options": options("да", "нет")}
    answer = await call("sendPoll", **(poll | params))
    assert answer.body["description"] == f"Bad Request: {description}"
    assert len(telegram.chat(ANNA)) == 1


async def test_the_largest_poll(result: Any) -> None:
    sent = await result("sendPoll", chat_id=ANNA, question="🎓" * 300, options=options(*["ж" * 100] * 12))
    assert len(sent["poll"]["options"]) == 12


async def test_a_poll_is_neither_text_nor_caption(call: Any, result: Any) -> None:
    sent = await result("sendPoll", chat_id=ANNA, question="Придёте?", options=options("да", "нет"))
    place = {"chat_id": ANNA, "message_id": sent["message_id"]}
    for method, words in (("editMessageText", {"text": "Иначе"}), ("editMessageCaption", {"caption": "Иначе"})):
        assert (await call(method, **place, **words)).status == 400


async def test_a_person_sends_a_poll_and_a_quiz(telegram: Telegram) -> None:
    telegram.sends_poll(ANNA, "Когда?", ["Среда", "Четверг https://club.example"], several=True)
    telegram.sends_poll(ANNA, "2 × 2?", ["4", "5"], correct=0)
    updates = telegram.take_updates()
    for update in updates:
        validate_object("Update", update)
    poll, quiz = (update["message"]["poll"] for update in updates)
    assert (poll["question"], poll["type"], poll["allows_multiple_answers"]) == ("Когда?", "regular", True)
    assert "text_entities" not in poll["options"][1]
    assert (quiz["type"], quiz["correct_option_ids"]) == ("quiz", [0])
    assert poll["id"] != quiz["id"]


@pytest.mark.parametrize(
    ("question", "answers"), [(" ", ["а", "б"]), ("?", ["а"]), ("?", ["а", ""]), ("ж" * 301, ["а", "б"])]
)
async def test_impossible_polls(telegram: Telegram, question: str, answers: list[str]) -> None:
    with pytest.raises(Impossible):
        telegram.sends_poll(ANNA, question, answers)
    assert telegram.take_updates() == []


async def test_in_a_group_the_bot_does_not_hear_of_a_poll(telegram: Telegram) -> None:
    telegram.sends_poll(ANNA, "Когда?", ["Среда", "Четверг"], GROUP)
    assert telegram.take_updates() == []
    assert telegram.chat(GROUP)[-1]["poll"]["question"] == "Когда?"
