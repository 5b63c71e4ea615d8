"""The Bot API schema as a judge: reads the parameters of a request and checks the objects of an answer.

Unlike the real server, which ignores a parameter it does not know, this one refuses it: a typo must not
pass a test.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from sandbox.errors import BadRequest
from sandbox.files import ATTACH, UploadedFile

SCHEMA: dict[str, Any] = json.loads((Path(__file__).parent / "botapi.json").read_text(encoding="utf-8"))
METHODS: dict[str, dict[str, str]] = SCHEMA["methods"]
TYPES: dict[str, dict[str, str]] = SCHEMA["types"]
UNIONS: dict[str, list[str]] = SCHEMA["unions"]
METHOD_NAMES = {name.lower(): name for name in METHODS}

# Telegram's own words for a missing parameter, where they are known.
MISSING = {
    "chat_id": "chat_id is empty",
    "from_chat_id": "chat_id is empty",
    "text": "message text is empty",
    "document": "there is no document in the request",
    "photo": "there is no photo in the request",
    "voice": "there is no voice in the request",
    "message_id": "message identifier is not specified",
    "message_ids": "message identifiers are not specified",
    "callback_query_id": "query is too old and response timeout expired or query ID is invalid",
    "inline_query_id": "query is too old and response timeout expired or query ID is invalid",
    "file_id": "file_id not specified",
}
INTEGER = re.compile(r"-?[0-9]{1,19}")
BOOLEANS = {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False}


class Mismatch(Exception):
    """A value is not of its type; the text names the place («reply_markup.inline_keyboard[0][1].text …»)."""


@cache
def split_field(field: str) -> tuple[str, bool, str | None]:
    """Splits `Type!=value` into the type, the required flag and the only possible value (or None)."""
    kind, _, only = field.partition("=")
    return kind.removesuffix("!"), kind.endswith("!"), only or None


@cache
def alternatives(kind: str) -> tuple[str, ...]:
    """Returns the types a written type may stand for: «A or B» and unions are opened, arrays are not."""
    if kind.startswith("Array of "):
        return (kind,)
    names = kind.replace(", ", " or ").replace(" and ", " or ").split(" or ")
    return tuple(option for name in names for option in UNIONS.get(name, [name]))


def read_params(method: str, raw: Mapping[str, Any], files: Mapping[str, UploadedFile]) -> dict[str, Any]:
    """Returns the parameters of a request in their own types.

    `raw` holds strings (a form) or JSON values; an empty string counts as absent, as on the real server. A
    parameter of type InputFile becomes an `UploadedFile` when it was uploaded. Raises BadRequest for an
    unknown parameter, a missing required one and a value of a wrong type.
    """
    declared = METHODS[method]
    given = {name: value for name, value in raw.items() if value is not None and value != ""}
    for name, file in files.items():
        if name in declared and name not in given:
            given[name] = file
    if unknown := sorted(set(given) - set(declared)):
        raise BadRequest(f"unknown parameter {unknown[0]!r}", reason=f"{method} has no parameters {unknown}")
    params = {}
    for name, field in declared.items():
        kind, required, _ = split_field(field)
        if name in given:
            try:
                params[name] = read_value(kind, given[name], files, name)
            except Mismatch as mismatch:
                raise BadRequest(f"can't parse {name}: {mismatch}", reason=str(mismatch)) from mismatch
        elif required and not (method == "setWebhook" and name == "url"):
            raise BadRequest(MISSING.get(name, f'parameter "{name}" is required'), reason=f"{method} needs {name}")
    return params


def read_value(kind: str, value: Any, files: Mapping[str, UploadedFile], path: str) -> Any:
    """Returns one parameter in its own type; text is parsed first. Raises Mismatch."""
    options = alternatives(kind)
    if isinstance(value, UploadedFile):
        if "InputFile" in options:
            return value
        raise Mismatch(f"{path}: a file is not expected here")
    if isinstance(value, str):
        if "InputFile" in options and value.startswith(ATTACH):
            return attached(value, files, path)
        value = from_text(options, value, path)
    if "InputFile" in options and "String" not in options:
        raise Mismatch(f"{path}: a file must be uploaded")
    check(kind, value, path)
    return with_attached(value, files, path) if kind.startswith("Array of InputMedia") else value


def with_attached(items: list[dict[str, Any]], files: Mapping[str, UploadedFile], path: str) -> list[dict[str, Any]]:
    """Returns the items of an album with the uploaded files in place of their names. Raises Mismatch."""
    return [
        item | {"media": attached(item["media"], files, path)} if item["media"].startswith(ATTACH) else item
        for item in items
    ]


def attached(value: str, files: Mapping[str, UploadedFile], path: str) -> UploadedFile:
    """Returns the uploaded file that an `attach://name` points to. Raises Mismatch."""
    try:
        return files[value.removeprefix(ATTACH)]
    except KeyError:
        raise Mismatch(f"{path}: no file is attached under the name {value!r}") from None


def from_text(options: tuple[str, ...], text: str, path: str) -> Any:
    """Returns the JSON value written in a form field, or the text where text is meant. Raises Mismatch."""
    if "Integer" in options and INTEGER.fullmatch(text):
        return int(text)
    if "String" in options:
        return text
    if options in (("Boolean",), ("True",)) and text.lower() in BOOLEANS:
        return BOOLEANS[text.lower()]
    try:
        return json.loads(text)
    except ValueError:
        raise Mismatch(f"{path}: can't parse {text[:60]!r} as {' or '.join(options)}") from None


def check(kind: str, value: Any, path: str) -> None:
    """Checks a JSON value against a written type, nested objects included. Raises Mismatch."""
    if kind.startswith("Array of "):
        if not isinstance(value, list):
            raise Mismatch(f"{path}: expected an array, got {type(value).__name__}")
        for index, item in enumerate(value):
            check(kind.removeprefix("Array of "), item, f"{path}[{index}]")
        return
    options = alternatives(kind)
    if options == (kind,):
        check_one(kind, value, path)
        return
    mismatches = []
    for option in options:
        try:
            check(option, value, path)
        except Mismatch as mismatch:
            mismatches.append(str(mismatch))
        else:
            return
    raise Mismatch(closest(options, value, mismatches))


def closest(options: tuple[str, ...], value: Any, mismatches: list[str]) -> str:
    """Returns the complaint of the option that shares most fields with the value: the one that was meant."""
    given = set(value) if isinstance(value, dict) else set()
    shared = [len(given & set(TYPES.get(option, ()))) for option in options]
    return mismatches[shared.index(max(shared))]


def check_one(kind: str, value: Any, path: str) -> None:
    """Checks a value against a simple type or an object type. Raises Mismatch."""
    if kind in TYPES and kind != "InputFile":
        if kind == "KeyboardButton" and isinstance(value, str):
            return
        check_object(kind, value, path)
        return
    fits = {
        "Integer": isinstance(value, int) and not isinstance(value, bool),
        "Float": isinstance(value, int | float) and not isinstance(value, bool),
        "String": isinstance(value, str),
        "InputFile": isinstance(value, UploadedFile),
        "Boolean": isinstance(value, bool),
        "True": value is True,
    }
    if not fits[kind]:
        raise Mismatch(f"{path}: expected {kind}, got {json.dumps(value, ensure_ascii=False)[:60]}")


def check_object(kind: str, value: Any, path: str) -> None:
    """Checks that an object has the required fields, no unknown ones, and right values. Raises Mismatch."""
    if not isinstance(value, dict):
        raise Mismatch(f"{path}: expected {kind}, got {type(value).__name__}")
    declared = TYPES[kind]
    for name, field in declared.items():
        field_kind, required, only = split_field(field)
        if name not in value:
            if required:
                raise Mismatch(f"{path}: {kind} needs the field {name!r}")
            continue
        if only is not None and value[name] != only:
            raise Mismatch(f"{path}.{name}: {kind} has {only!r} here, got {value[name]!r}")
        check(field_kind, value[name], f"{path}.{name}")
    if unknown := sorted(set(value) - set(declared)):
        raise Mismatch(f"{path}: {kind} has no field {unknown[0]!r}")


def validate_object(kind: str, value: Any) -> None:
    """Checks an object of an answer or an update, e.g. `validate_object("Message", message)`.

    `kind` is written as in the documentation («Array of Update», «True»). Raises Mismatch.
    """
    check(kind, value, kind)
