"""What the bot may answer to an inline query, and the exact words anything else is refused with."""

from __future__ import annotations

from typing import Any

import pytest

from sandbox.telegram import Telegram
from tests.unit.sandbox.articles import article

ANNA = 1001
PARSING = "can't parse inline query result: "


def saying(**content: Any) -> dict[str, Any]:
    return article(input_message_content=content)


def with_button(**button: Any) -> dict[str, Any]:
    return article(reply_markup={"inline_keyboard": [[{"text": "Да"} | button]]})


REFUSED: dict[str, tuple[dict[str, Any], str]] = {
    "fifty-one results": (
        {"results": [article(number) for number in range(51)]},
        "too many inline query results specified",
    ),
    "two results with one id": ({"results": [article(), article()]}, "RESULT_ID_DUPLICATE"),
    "an empty id": ({"results": [article(id="")]}, "RESULT_ID_EMPTY"),
    "an id of 65 bytes in 33 letters": ({"results": [article(id="ж" * 32 + "a")]}, "RESULT_ID_INVALID"),
    "an empty title": ({"results": [article(title=" ")]}, "ARTICLE_TITLE_EMPTY"),
    "a link that is none": ({"results": [article(url="просто текст")]}, "WEBDOCUMENT_URL_INVALID"),
    "no text": ({"results": [saying(message_text="")]}, PARSING + "Message text is empty"),
    "a blank text": ({"results": [saying(message_text=" ")]}, "text must be non-empty"),
    "a text too long": ({"results": [saying(message_text="ж" * 4097)]}, "message is too long"),
    "broken markup": (
        {"results": [saying(message_text="<b>а", parse_mode="HTML")]},
        PARSING + "Can't parse entities: Can't find end tag corresponding to start tag \"b\"",
    ),
    "a parse mode nobody knows": (
        {"results": [saying(message_text="а", parse_mode="BBCode")]},
        PARSING + "Unsupported parse_mode",
    ),
    "a button without action": (
        {"results": [with_button()]},
        PARSING + "Can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
    ),
    "button data too long": ({"results": [with_button(callback_data="ж" * 33)]}, "BUTTON_DATA_INVALID"),
    "a mini app in a message for any chat": (
        {"results": [with_button(web_app={"url": "https://club.example"})]},
        "BUTTON_TYPE_INVALID",
    ),
    "a photo": (
        {
            "results": [
                {
                    "type": "photo",
                    "id": "1",
                    "photo_url": "https://club.example/1.jpg",
                    "thumbnail_url": "https://club.example/1.jpg",
                }
            ]
        },
        "inline query results of type 'photo' are not supported here",
    ),
    "a place": (
        {"results": [saying(latitude=57.1, longitude=65.5)]},
        "message contents with ['latitude', 'longitude'] are not supported here",
    ),
    "an offset of 65 bytes": ({"next_offset": "ж" * 32 + "a"}, "NEXT_OFFSET_INVALID"),
    "a button with two actions": (
        {"button": {"text": "а", "start_parameter": "a", "web_app": {"url": "https://club.example"}}},
        "can't parse inline query results button: InlineQueryResultsButton must have exactly one optional field",
    ),
    "a button without any": (
        {"button": {"text": "а"}},
        "can't parse inline query results button: InlineQueryResultsButton must have exactly one optional field",
    ),
    "an empty start parameter": (
        {"button": {"text": "а", "start_parameter": ""}},
        "can't use empty switch_pm_parameter",
    ),
    "a start parameter of 65 letters": (
        {"button": {"text": "а", "start_parameter": "a" * 65}},
        "too long switch_pm_parameter specified",
    ),
    "a start parameter in Russian": (
        {"button": {"text": "а", "start_parameter": "встречи"}},
        "unallowed characters in switch_pm_parameter are used",
    ),
    "a mini app without https": (
        {"button": {"text": "а", "web_app": {"url": "http://club.example"}}},
        "inline query button Web App URL 'http://club.example' is invalid: Only HTTPS links are allowed",
    ),
}


@pytest.mark.parametrize(("params", "description"), REFUSED.values(), ids=REFUSED.keys())
async def test_refused(telegram: Telegram, call: Any, params: dict[str, Any], description: str) -> None:
    query_id = telegram.asks_inline(ANNA, "")
    answer = await call("answerInlineQuery", **({"inline_query_id": query_id, "results": [article()]} | params))
    assert answer.body == {"ok": False, "error_code": 400, "description": f"Bad Request: {description}"}
    assert telegram.inline_answer(query_id) is None
    assert len(telegram.refused) == 1


@pytest.mark.parametrize(
    "results",
    [
        [{key: value for key, value in article().items() if key != "title"}],
        [article(input_message_content={"text": "не то поле"})],
        [article(id=1)],
        [article(reply_markup={"keyboard": [[{"text": "Меню"}]]})],
        [article(subtitle="нет такого поля")],
        article(),
    ],
)
async def test_results_are_checked_by_the_schema(telegram: Telegram, call: Any, results: Any) -> None:
    query_id = telegram.asks_inline(ANNA, "")
    answer = await call("answerInlineQuery", inline_query_id=query_id, results=results)
    assert answer.body["description"].startswith("Bad Request: can't parse results: results")


ALLOWED: dict[str, dict[str, Any]] = {
    "nothing found": {"results": []},
    "fifty results": {"results": [article(number) for number in range(50)]},
    "an id of 64 bytes": {"results": [article(id="ж" * 32)]},
    "entities instead of markup": {
        "results": [saying(message_text="Встреча", entities=[{"type": "bold", "offset": 0, "length": 7}])]
    },
    "a button that asks again": {"results": [with_button(switch_inline_query_current_chat="")]},
    "a mini app above the results": {"button": {"text": "а", "web_app": {"url": "https://club.example"}}},
    "an offset of 64 bytes": {"next_offset": "ж" * 32},
    "a cache of a hundred years": {"cache_time": 100 * 366 * 24 * 60 * 60},
}


@pytest.mark.parametrize("params", ALLOWED.values(), ids=ALLOWED.keys())
async def test_allowed(telegram: Telegram, result: Any, params: dict[str, Any]) -> None:
    query_id = telegram.asks_inline(ANNA, "")
    assert await result("answerInlineQuery", **({"inline_query_id": query_id, "results": [article()]} | params)) is True
    answer = telegram.inline_answer(query_id)
    assert answer is not None
    assert answer["results"] == params.get("results", [article()])
