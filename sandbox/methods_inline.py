"""answerInlineQuery, and what Telegram demands of the results in it."""

from __future__ import annotations

import re
from typing import Any

from sandbox.entities import read_text
from sandbox.errors import BadRequest
from sandbox.html_parser import checked_link
from sandbox.inline import InlineAnswer
from sandbox.keyboards import check_markup, check_web_app, stored_inline
from sandbox.sending import Params, text_fields, with_people
from sandbox.state import State

RESULTS = 50
ID_BYTES = 64
OFFSET_BYTES = 64
CACHE_SECONDS = 300
START_PARAMETER = re.compile(r"[A-Za-z0-9_-]*")
START_PARAMETER_LENGTH = 64
# The Bot API server itself finds these mistakes and names the place; others are found behind it.
FOUND_WHILE_PARSING = ("can't parse", "message text is empty", "text is too long", "unsupported parse_mode")


async def answer_inline_query(state: State, params: Params) -> bool:
    """answerInlineQuery: once, in time, at most 50 articles."""
    check_button(params.get("button"))
    results = params["results"]
    if len(results) > RESULTS:
        raise BadRequest("too many inline query results specified")
    messages: dict[str, dict[str, Any]] = {}
    for result in results:
        message = message_behind(state, result)
        check_id(result["id"], messages)
        messages[result["id"]] = message
    next_offset = params.get("next_offset", "")
    if len(next_offset.encode()) > OFFSET_BYTES:
        raise BadRequest("NEXT_OFFSET_INVALID")
    answer = InlineAnswer(results, messages, next_offset, params.get("button"))
    seconds, personal = params.get("cache_time", CACHE_SECONDS), params.get("is_personal", False)
    state.inline.answer(params["inline_query_id"], answer, seconds, personal)
    state.changed()
    return True


def check_button(button: dict[str, Any] | None) -> None:
    """Checks the button above the results: exactly one action, and a sound one. Raises BadRequest."""
    if button is None:
        return
    if ("web_app" in button) == ("start_parameter" in button):
        prefix = "can't parse inline query results button"
        raise BadRequest(f"{prefix}: InlineQueryResultsButton must have exactly one optional field")
    check_web_app(button, "inline query button")
    parameter = button.get("start_parameter", "a")
    if not parameter:
        raise BadRequest("can't use empty switch_pm_parameter")
    if len(parameter) > START_PARAMETER_LENGTH:
        raise BadRequest("too long switch_pm_parameter specified")
    if not START_PARAMETER.fullmatch(parameter):
        raise BadRequest("unallowed characters in switch_pm_parameter are used")


def check_id(result_id: str, others: dict[str, Any]) -> None:
    """Checks that the id of a result has 1–64 bytes and is new. Raises BadRequest."""
    if not result_id:
        raise BadRequest("RESULT_ID_EMPTY")
    if len(result_id.encode()) > ID_BYTES:
        raise BadRequest("RESULT_ID_INVALID")
    if result_id in others:
        raise BadRequest("RESULT_ID_DUPLICATE")


def message_behind(state: State, result: dict[str, Any]) -> dict[str, Any]:
    """Returns the fields of the message a result becomes. Raises BadRequest for anything but an article with a text."""
    if result["type"] != "article":
        unsupported(f"inline query results of type {result['type']!r}")
    content = result["input_message_content"]
    if "message_text" not in content:
        unsupported(f"message contents with {sorted(content)}")
    markup = result.get("reply_markup")
    try:
        text = read_text(content["message_text"], content.get("parse_mode"), content.get("entities"))
        check_markup(markup)
    except BadRequest as refusal:
        raise placed(refusal) from refusal
    if any("web_app" in button for row in (markup or {}).get("inline_keyboard", []) for button in row):
        raise BadRequest("BUTTON_TYPE_INVALID", reason="a mini app opens from a private chat only")
    if not result["title"].strip():
        raise BadRequest("ARTICLE_TITLE_EMPTY")
    if any(checked_link(result[name]) is None for name in ("url", "thumbnail_url") if result.get(name)):
        raise BadRequest("WEBDOCUMENT_URL_INVALID")
    preview = {"link_preview_options": content.get("link_preview_options"), "reply_markup": stored_inline(markup)}
    return text_fields(with_people(state, text)) | preview


def unsupported(what: str) -> None:
    """Raises BadRequest for what Telegram would take and the sandbox can't show."""
    raise BadRequest(f"{what} are not supported here", reason="the sandbox implements articles with a text only")


def placed(refusal: BadRequest) -> BadRequest:
    """Returns a refusal of a text or keyboard in the words it has inside an inline query result."""
    what = refusal.description.removeprefix("Bad Request: ")
    if not what.startswith(FOUND_WHILE_PARSING):
        return refusal
    return BadRequest(f"can't parse inline query result: {what[0].upper()}{what[1:]}", reason=refusal.reason)
