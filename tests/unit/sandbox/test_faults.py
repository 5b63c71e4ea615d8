"""Faults put in on purpose."""

from __future__ import annotations

from typing import Any

import pytest

from sandbox.errors import ConnectionDropped, NoAnswer
from sandbox.telegram import Telegram

ANNA, IRINA = 1001, 1002


def texts(telegram: Telegram) -> list[str]:
    return [message["text"] for message in telegram.chat(ANNA)]


async def test_error_strikes_as_often_as_planned(telegram: Telegram, call: Any) -> None:
    telegram.fault("sendMessage", times=2, status=500, description="Internal Server Error")
    answers = [await call("sendMessage", chat_id=ANNA, text=text) for text in "123"]
    assert [answer.status for answer in answers] == [500, 500, 200]
    assert texts(telegram) == ["/start", "3"]
    assert telegram.refused == []


async def test_flood_of_a_chosen_length(telegram: Telegram, call: Any) -> None:
    telegram.fault(retry_after=35)
    answer = await call("sendMessage", chat_id=ANNA, text="1")
    assert (answer.status, answer.body["parameters"]) == (429, {"retry_after": 35})


async def test_only_the_chosen_method_and_chat(telegram: Telegram, call: Any) -> None:
    telegram.fault("sendMessage", chat_id=IRINA)
    telegram.starts(IRINA)
    assert (await call("getMe")).status == 200
    assert (await call("sendMessage", chat_id=ANNA, text="1")).status == 200
    assert (await call("sendMessage", chat_id=str(IRINA), text="1")).status == 500


async def test_page_instead_of_json(telegram: Telegram, call: Any) -> None:
    telegram.fault(kind="html")
    answer = await call("getMe")
    assert (answer.status, answer.content_type) == (502, "text/html")
    assert "502 Bad Gateway" in answer.text


async def test_reset_comes_before_the_request_is_handled(telegram: Telegram, call: Any) -> None:
    telegram.fault(kind="reset")
    with pytest.raises(ConnectionDropped):
        await call("sendMessage", chat_id=ANNA, text="1")
    assert texts(telegram) == ["/start"]


async def test_silence_comes_after_the_request_is_handled(telegram: Telegram, call: Any) -> None:
    telegram.fault(kind="timeout_after")
    with pytest.raises(NoAnswer):
        await call("sendMessage", chat_id=ANNA, text="1")
    assert texts(telegram) == ["/start", "1"]


async def test_faults_stand_in_the_log(telegram: Telegram, call: Any) -> None:
    telegram.fault(kind="html")
    await call("getMe")
    await call("getMe")
    assert [(entry.ok, entry.error_code) for entry in telegram.log] == [(False, 502), (True, None)]
