"""What Telegram demands of keyboards beyond the schema."""

from __future__ import annotations

import json
import re
from typing import Any

from sandbox.errors import BadRequest
from sandbox.html_parser import checked_link

INLINE_ROW = 8
INLINE_TOTAL = 100
REPLY_ROW = 12
REPLY_TOTAL = 300
MARKUP_BYTES = 10_000
DATA_BYTES = 64
PLACEHOLDER_LENGTH = 64
STYLES = frozenset({"danger", "success", "primary"})
# Buttons that need things the sandbox does not have: games, payments, a login domain.
UNSUPPORTED = ("callback_game", "pay", "login_url")
SWITCHES = ("switch_inline_query", "switch_inline_query_current_chat", "switch_inline_query_chosen_chat")
ACTIONS = ("url", "callback_data", "web_app", "copy_text", "disabled", *SWITCHES, *UNSUPPORTED)


def check_markup(markup: dict[str, Any] | None) -> None:
    """Checks any `reply_markup` a message is sent with. Raises BadRequest."""
    if markup is None:
        return
    if len(json.dumps(markup, ensure_ascii=False).encode()) > MARKUP_BYTES:
        raise BadRequest("reply markup is too long")
    if "inline_keyboard" in markup:
        check_inline(markup)
    elif "keyboard" in markup:
        check_reply(markup)
    placeholder = markup.get("input_field_placeholder")
    if placeholder is not None and not 1 <= len(placeholder) <= PLACEHOLDER_LENGTH:
        raise BadRequest("reply markup is invalid: input field placeholder must have 1-64 characters")


def stored_inline(markup: dict[str, Any] | None) -> dict[str, Any] | None:
    """Returns the inline keyboard a message carries then: empty rows vanish, an empty keyboard is none."""
    rows = [row for row in (markup or {}).get("inline_keyboard", []) if row]
    return {"inline_keyboard": rows} if rows else None


def check_inline(markup: dict[str, Any]) -> None:
    """Checks an inline keyboard. Raises BadRequest."""
    rows = markup["inline_keyboard"]
    if any(len(row) > INLINE_ROW for row in rows) or sum(map(len, rows)) > INLINE_TOTAL:
        raise BadRequest("reply markup is too long")
    for row in rows:
        for button in row:
            check_inline_button(button)


def check_inline_button(button: dict[str, Any]) -> None:
    """Checks one inline button: a text, exactly one action, and a sound action. Raises BadRequest."""
    prefix = "can't parse inline keyboard button"
    actions = [action for action in ACTIONS if action in button]
    if not button["text"].strip():
        raise BadRequest(f"{prefix}: button text must be non-empty")
    if not actions:
        raise BadRequest(f"{prefix}: Text buttons are unallowed in the inline keyboard")
    if len(actions) > 1:
        raise BadRequest(f"{prefix}: exactly one action is allowed", reason=f"actions {actions}")
    if actions[0] in UNSUPPORTED:
        raise BadRequest("BUTTON_TYPE_INVALID", reason=f"the sandbox does not implement {actions[0]}")
    if button.get("style", "primary") not in STYLES:
        raise BadRequest(f"{prefix}: unknown style {button['style']!r}")
    data = button.get("callback_data")
    if data is not None and not 1 <= len(data.encode()) <= DATA_BYTES:
        raise BadRequest("BUTTON_DATA_INVALID")
    url = button.get("url")
    if url is not None and checked_link(url) is None:
        raise BadRequest(f"inline keyboard button URL '{url}' is invalid: Wrong HTTP URL")
    chosen = button.get("switch_inline_query_chosen_chat")
    if chosen is not None and not any(value for name, value in chosen.items() if name.startswith("allow_")):
        raise BadRequest("at least one chat type must be allowed")
    check_web_app(button, "inline keyboard button")


def check_reply(markup: dict[str, Any]) -> None:
    """Checks a keyboard under the input field. Raises BadRequest."""
    rows = markup["keyboard"]
    if any(len(row) > REPLY_ROW for row in rows) or sum(map(len, rows)) > REPLY_TOTAL:
        raise BadRequest("reply markup is too long")
    for row in rows:
        for button in row:
            text = button if isinstance(button, str) else button["text"]
            if not text.strip():
                raise BadRequest("can't parse keyboard button: button text must be non-empty")
            if isinstance(button, dict):
                check_web_app(button, "keyboard button")


def check_web_app(button: dict[str, Any], what: str) -> None:
    """A mini app opens by HTTPS only. Raises BadRequest."""
    url = (button.get("web_app") or {}).get("url")
    if url is not None and not re.match(r"https://[^\s/]+", url, re.IGNORECASE):
        raise BadRequest(f"{what} Web App URL '{url}' is invalid: Only HTTPS links are allowed")
