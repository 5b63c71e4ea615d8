"""The schema as a judge: of what the bot asks for and of what the sandbox answers."""

from __future__ import annotations

import json
from typing import Any

import pytest

from sandbox import schema
from sandbox.errors import BadRequest
from sandbox.files import UploadedFile
from sandbox.methods import METHODS
from sandbox.telegram import Telegram

ANNA = 1001
USER = {"id": 1, "is_bot": False, "first_name": "Анна"}
CHAT = {"id": 1, "type": "private"}
MESSAGE = {"message_id": 1, "date": 0, "chat": CHAT}


def test_the_whole_schema_is_there() -> None:
    assert schema.SCHEMA["version"] == "10.3"
    assert (len(schema.METHODS), len(schema.TYPES) + len(schema.UNIONS)) == (185, 400)


def test_every_implemented_method_is_in_the_schema() -> None:
    assert set(METHODS) <= set(schema.METHODS)


WRONG_REQUESTS = {
    "unknown parameter": {"disable_web_page_preview": True},
    "number expected": {"chat_id": "1001", "message_thread_id": "abc"},
    "fraction for a whole number": {"message_thread_id": 1.5},
    "flag that is neither yes nor no": {"protect_content": "maybe"},
    "markup that is not JSON": {"reply_markup": "{"},
    "markup that is not an object": {"reply_markup": "[]"},
    "markup of unknown shape": {"reply_markup": {"buttons": []}},
    "keyboard of one dimension": {"reply_markup": {"inline_keyboard": [{"text": "Да", "callback_data": "a"}]}},
    "button without text": {"reply_markup": {"inline_keyboard": [[{"callback_data": "a"}]]}},
    "button with an unknown field": {
        "reply_markup": {"inline_keyboard": [[{"text": "Да", "callback_data": "a", "colour": "red"}]]}
    },
    "callback data as a number": {"reply_markup": {"inline_keyboard": [[{"text": "Да", "callback_data": 5}]]}},
    "entity without length": {"entities": [{"type": "bold", "offset": 0}]},
    "unknown preview option": {"link_preview_options": {"disabled": True}},
    "what the sandbox can't obey": {"message_effect_id": "5104841245755180586"},
}


@pytest.mark.parametrize("params", WRONG_REQUESTS.values(), ids=WRONG_REQUESTS.keys())
@pytest.mark.parametrize("as_form", [False, True], ids=["json", "form"])
async def test_wrong_request(telegram: Telegram, params: dict[str, Any], as_form: bool) -> None:
    request = {"chat_id": ANNA, "text": "Привет"} | params
    if as_form:
        request = {key: value if isinstance(value, str) else json.dumps(value) for key, value in request.items()}
    answer = await telegram.call("sendMessage", request)
    assert answer.body["error_code"] == 400
    assert [call.method for call in telegram.refused] == ["sendMessage"]


def test_wrong_place_is_named() -> None:
    markup = {"inline_keyboard": [[{"text": "Да", "callback_data": "a"}, {"text": 5, "callback_data": "a"}]]}
    with pytest.raises(BadRequest, match=r"reply_markup\.inline_keyboard\[0\]\[1\]\.text: expected String"):
        schema.read_params("sendMessage", {"chat_id": 1, "text": "а", "reply_markup": markup}, {})


def test_a_form_is_read_in_types() -> None:
    raw = {
        "chat_id": "-2001",
        "text": "5",
        "protect_content": "True",
        "disable_notification": "0",
        "reply_markup": '{"inline_keyboard": []}',
        "parse_mode": "",
    }
    assert schema.read_params("sendMessage", raw, {}) == {
        "chat_id": -2001,
        "text": "5",
        "protect_content": True,
        "disable_notification": False,
        "reply_markup": {"inline_keyboard": []},
    }


def test_an_upload_comes_by_field_name_or_attached() -> None:
    file = UploadedFile("План.txt", b"1")
    by_name = schema.read_params("sendDocument", {"chat_id": 1}, {"document": file})
    attached = schema.read_params("sendDocument", {"chat_id": 1, "document": "attach://x"}, {"x": file})
    assert by_name["document"] is attached["document"] is file
    with pytest.raises(BadRequest, match="no file is attached under the name"):
        schema.read_params("sendDocument", {"chat_id": 1, "document": "attach://y"}, {"x": file})


RIGHT_OBJECTS = [
    ("User", USER),
    ("Message", MESSAGE),
    ("MaybeInaccessibleMessage", MESSAGE),
    ("ChatMember", {"status": "left", "user": USER}),
    ("Array of Update", [{"update_id": 1, "message": MESSAGE}]),
    ("RichText", ["а", {"type": "bold", "text": "б"}]),
    ("True", True),
]
WRONG_OBJECTS = [
    ("User", {"id": 1, "is_bot": False}),
    ("User", USER | {"is_bot": "no"}),
    ("User", USER | {"nickname": "Аня"}),
    ("User", [USER]),
    ("Message", MESSAGE | {"chat": {"id": 1}}),
    ("Message", MESSAGE | {"entities": {"type": "bold"}}),
    ("ChatMember", {"status": "gone", "user": USER}),
    ("ChatMember", {"status": "kicked", "user": USER}),
    ("Array of Update", {"update_id": 1}),
    ("Integer", True),
    ("True", False),
]


@pytest.mark.parametrize(("kind", "value"), RIGHT_OBJECTS)
def test_right_object(kind: str, value: Any) -> None:
    schema.validate_object(kind, value)


@pytest.mark.parametrize(("kind", "value"), WRONG_OBJECTS)
def test_wrong_object(kind: str, value: Any) -> None:
    with pytest.raises(schema.Mismatch):
        schema.validate_object(kind, value)
