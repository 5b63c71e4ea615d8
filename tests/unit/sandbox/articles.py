"""A result of an inline query, for the tests of inline mode."""

from __future__ import annotations

from typing import Any


def article(number: int = 1, **more: Any) -> dict[str, Any]:
    text = {"message_text": "<b>Встреча</b> в четверг", "parse_mode": "HTML"}
    return {
        "type": "article",
        "id": str(number),
        "title": "Встреча",
        "description": "чт, 15:00",
        "input_message_content": text,
    } | more
