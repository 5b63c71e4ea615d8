"""The rules of the Bot API, one row each: what the bot asks for and the exact words it is refused with."""

from __future__ import annotations

from typing import Any

import pytest

from sandbox.files import MEGABYTE, UploadedFile
from sandbox.pictures import sample_picture
from sandbox.telegram import Telegram

ANNA, IRINA, GROUP = 1001, 1002, -2001
STRANGER = 777
BUTTON = {"text": "Да", "callback_data": "yes"}
ENTITIES = "Bad Request: can't parse entities: "
TOO_OLD = "Bad Request: query is too old and response timeout expired or query ID is invalid"
MARKUP_TOO_LONG = "Bad Request: reply markup is too long"
WRONG_FILE = "Bad Request: wrong file_id or the file is temporarily unavailable"


def inline(*rows: list[dict[str, Any]]) -> dict[str, Any]:
    return {"inline_keyboard": list(rows)}


def message(**params: Any) -> tuple[str, dict[str, Any]]:
    return "sendMessage", {"chat_id": ANNA, "text": "Привет"} | params


def html(text: str) -> tuple[str, dict[str, Any]]:
    return message(text=text, parse_mode="HTML")


def edit(message_id: int, **params: Any) -> tuple[str, dict[str, Any]]:
    return "editMessageText", {"chat_id": ANNA, "message_id": message_id, "text": "Новое"} | params


def commands(*pairs: tuple[str, str]) -> tuple[str, dict[str, Any]]:
    return "setMyCommands", {"commands": [{"command": name, "description": text} for name, text in pairs]}


# Message 1 is Anna's «/start».
REFUSED = {
    "unknown method": (("sendTelepathy", {}), 404, "Not Found: method not found"),
    "a method the sandbox does not have": (
        ("sendDice", {"chat_id": ANNA}),
        404,
        "Not Found: method not found",
    ),
    "no chat": (("sendMessage", {"text": "Привет"}), 400, "Bad Request: chat_id is empty"),
    "chat never seen": (message(chat_id=STRANGER), 400, "Bad Request: chat not found"),
    "username never seen": (message(chat_id="@nobody"), 400, "Bad Request: chat not found"),
    "seen in a group, never started": (
        message(chat_id=IRINA),
        403,
        "Forbidden: bot can't initiate conversation with a user",
    ),
    "no text": (("sendMessage", {"chat_id": ANNA}), 400, "Bad Request: message text is empty"),
    "empty text": (message(text=""), 400, "Bad Request: message text is empty"),
    "blank text": (message(text=" \n\t "), 400, "Bad Request: text must be non-empty"),
    "blank after parsing": (html("<b> </b>"), 400, "Bad Request: text must be non-empty"),
    "raw text too long": (html("<b></b>" * 5000), 400, "Bad Request: text is too long"),
    "parsed text too long": (message(text="ж" * 4097), 400, "Bad Request: message is too long"),
    "bad parse mode": (message(parse_mode="BBCode"), 400, "Bad Request: unsupported parse_mode"),
    "html: unsupported tag": (
        html("а<br>"),
        400,
        ENTITIES + 'Unsupported start tag "br" at byte offset 2',
    ),
    "html: no end tag": (
        html("<b>а"),
        400,
        ENTITIES + 'Can\'t find end tag corresponding to start tag "b"',
    ),
    "html: wrong end tag": (
        html("<b>а</i>"),
        400,
        ENTITIES + 'Unmatched end tag at byte offset 5, expected "</b>", found "</i>"',
    ),
    "html: end without start": (html("а</b>"), 400, ENTITIES + "Unexpected end tag at byte offset 2"),
    "html: unclosed tag": (html("а <b"), 400, ENTITIES + "Unclosed start tag at byte offset 3"),
    "html: span without class": (
        html("<span>а</span>"),
        400,
        ENTITIES + 'Tag "span" must have class "tg-spoiler" at byte offset 0',
    ),
    "callback data empty": (
        message(reply_markup=inline([{"text": "Да", "callback_data": ""}])),
        400,
        "Bad Request: BUTTON_DATA_INVALID",
    ),
    "callback data of 66 bytes in 33 letters": (
        message(reply_markup=inline([{"text": "Да", "callback_data": "ж" * 33}])),
        400,
        "Bad Request: BUTTON_DATA_INVALID",
    ),
    "button without action": (
        message(reply_markup=inline([{"text": "Да"}])),
        400,
        "Bad Request: can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
    ),
    "nine buttons in a row": (message(reply_markup=inline([BUTTON] * 9)), 400, MARKUP_TOO_LONG),
    "more than a hundred buttons": (
        message(reply_markup=inline(*[[BUTTON] * 8] * 13)),
        400,
        MARKUP_TOO_LONG,
    ),
    "keyboard of more than ten kilobytes": (
        message(reply_markup=inline(*[[{"text": "ж" * 100, "callback_data": "x"}]] * 50)),
        400,
        MARKUP_TOO_LONG,
    ),
    "mini app without https": (
        message(reply_markup=inline([{"text": "Да", "web_app": {"url": "http://club.example"}}])),
        400,
        "Bad Request: inline keyboard button Web App URL 'http://club.example' is invalid: "
        "Only HTTPS links are allowed",
    ),
    "edit of a missing message": (edit(999), 400, "Bad Request: message to edit not found"),
    "edit of somebody's message": (edit(1), 400, "Bad Request: message can't be edited"),
    "delete of a missing message": (
        ("deleteMessage", {"chat_id": ANNA, "message_id": 999}),
        400,
        "Bad Request: message to delete not found",
    ),
    "reply to a missing message": (
        message(reply_parameters={"message_id": 999}),
        400,
        "Bad Request: message to be replied not found",
    ),
    "answer to an unknown press": (("answerCallbackQuery", {"callback_query_id": "1"}), 400, TOO_OLD),
    "answer too long": (
        ("answerCallbackQuery", {"callback_query_id": "1", "text": "ж" * 201}),
        400,
        "Bad Request: MESSAGE_TOO_LONG",
    ),
    "no document": (
        ("sendDocument", {"chat_id": ANNA}),
        400,
        "Bad Request: there is no document in the request",
    ),
    "unknown file": (("sendDocument", {"chat_id": ANNA, "document": "AgACAgIAAx"}), 400, WRONG_FILE),
    "download of an unknown file": (("getFile", {"file_id": "AgACAgIAAx"}), 400, WRONG_FILE),
    "too many commands": (commands(*[("a", "б")] * 101), 400, "Bad Request: BOT_COMMANDS_TOO_MUCH"),
    "command in Russian": (commands(("старт", "Начать")), 400, "Bad Request: BOT_COMMAND_INVALID"),
    "command of 33 letters": (commands(("a" * 33, "Начать")), 400, "Bad Request: BOT_COMMAND_INVALID"),
    "command without description": (
        commands(("start", " ")),
        400,
        "Bad Request: BOT_COMMAND_DESCRIPTION_INVALID",
    ),
    "command with 257 letters of description": (
        commands(("start", "ж" * 257)),
        400,
        "Bad Request: BOT_COMMAND_DESCRIPTION_INVALID",
    ),
    "webhook without https": (
        ("setWebhook", {"url": "http://club.example/hook"}),
        400,
        "Bad Request: bad webhook: An HTTPS URL must be provided for webhook",
    ),
    "webhook on another port": (
        ("setWebhook", {"url": "https://club.example:8080/hook"}),
        400,
        "Bad Request: bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443",
    ),
    "webhook secret with a space": (
        ("setWebhook", {"url": "https://club.example/hook", "secret_token": "a b"}),
        400,
        "Bad Request: secret token contains unallowed characters",
    ),
}


@pytest.mark.parametrize(("request_", "status", "description"), REFUSED.values(), ids=REFUSED.keys())
async def test_refused(telegram: Telegram, request_: Any, status: int, description: str) -> None:
    method, params = request_
    before = telegram.chat(ANNA)
    answer = await telegram.call(method, params)
    assert answer.body == {"ok": False, "error_code": status, "description": description}
    assert answer.status == status
    assert telegram.chat(ANNA) == before
    assert [recorded.method for recorded in telegram.refused] == ([method] if status != 403 else [])


ALLOWED = {
    "text of exactly 4096": message(text="ж" * 4096),
    "astral letters are one sign each": message(text="🎓" * 4096),
    "tags do not count": html("<b>" + "ж" * 4096 + "</b>"),
    "callback data of 64 bytes": message(reply_markup=inline([{"text": "Да", "callback_data": "ж" * 32}])),
    "a hundred buttons": message(reply_markup=inline(*[[{"text": "1", "callback_data": "1"}] * 8] * 12, [BUTTON] * 4)),
    "reply to a missing message, if it may be missing": message(
        reply_parameters={"message_id": 999, "allow_sending_without_reply": True}
    ),
    "username": message(chat_id="@Anna_Svetlova"),
    "method name in another case": ("SENDmessage", message()[1]),
    "group": message(chat_id=GROUP),
    "a hundred commands": commands(*[("a" * 32, "ж" * 256)] * 100),
}


@pytest.mark.parametrize("request_", ALLOWED.values(), ids=ALLOWED.keys())
async def test_allowed(telegram: Telegram, request_: Any) -> None:
    method, params = request_
    answer = await telegram.call(method, params)
    assert answer.body["ok"], answer.body
    assert telegram.refused == []


@pytest.mark.parametrize(
    ("token", "description"),
    [
        ("nonsense", "Unauthorized: invalid token specified"),
        ("42:", "Unauthorized: invalid token specified"),
        ("43:OTHER", "Unauthorized"),
    ],
)
async def test_wrong_token(telegram: Telegram, token: str, description: str) -> None:
    answer = await telegram.call("getMe", {}, token=token)
    assert answer.body == {"ok": False, "error_code": 401, "description": description}


async def test_blocked_bot_may_not_write_until_unblocked(telegram: Telegram) -> None:
    telegram.blocks_bot(ANNA)
    answer = await telegram.call(*message())
    assert answer.body["description"] == "Forbidden: bot was blocked by the user"
    telegram.unblocks_bot(ANNA)
    answer = await telegram.call(*message())
    assert answer.body["ok"]
    assert telegram.refused == []


async def test_deleted_account(telegram: Telegram) -> None:
    telegram.deletes_account(ANNA)
    answer = await telegram.call(*message())
    assert answer.body["description"] == "Forbidden: user is deactivated"


async def test_caption_too_long(telegram: Telegram) -> None:
    files = {"document": UploadedFile("План.txt", b"1")}
    refused = await telegram.call("sendDocument", {"chat_id": ANNA, "caption": "ж" * 1025}, files)
    assert refused.body["description"] == "Bad Request: message caption is too long"
    allowed = await telegram.call("sendDocument", {"chat_id": ANNA, "caption": "ж" * 1024}, files)
    assert allowed.body["ok"]


@pytest.mark.parametrize(
    ("method", "field", "content"),
    [
        ("sendDocument", "document", bytes(50 * MEGABYTE + 1)),
        ("sendPhoto", "photo", sample_picture() + bytes(10 * MEGABYTE)),
    ],
)
async def test_upload_too_big(telegram: Telegram, method: str, field: str, content: bytes) -> None:
    answer = await telegram.call(method, {"chat_id": ANNA}, {field: UploadedFile("file", content)})
    assert (answer.status, answer.body["description"]) == (413, "Request Entity Too Large")


async def test_download_too_big(telegram: Telegram) -> None:
    file = UploadedFile("video.bin", bytes(20 * MEGABYTE + 1))
    sent = await telegram.call("sendDocument", {"chat_id": ANNA}, {"document": file})
    answer = await telegram.call("getFile", {"file_id": sent.body["result"]["document"]["file_id"]})
    assert answer.body["description"] == "Bad Request: file is too big"
