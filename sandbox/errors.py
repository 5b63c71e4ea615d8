"""Everything that can go wrong, by name: what the bot or a person is told, and broken connections."""

from __future__ import annotations

from typing import Any


class Refusal(Exception):
    """The Bot API says no.

    `status` is the HTTP status and `error_code`, `description` the exact text, `parameters` the extra
    object of the envelope (`retry_after`, …) and `reason` a longer explanation for the log, which the bot
    never sees.
    """

    def __init__(
        self, description: str, status: int = 400, parameters: dict[str, Any] | None = None, reason: str = ""
    ) -> None:
        super().__init__(description)
        self.status = status
        self.description = description
        self.parameters = parameters or {}
        self.reason = reason


class BadRequest(Refusal):
    """A refusal with status 400; the prefix «Bad Request: » is added here."""

    def __init__(self, what: str, reason: str = "") -> None:
        super().__init__(f"Bad Request: {what}", reason=reason)


class Forbidden(Refusal):
    """A refusal with status 403; the prefix «Forbidden: » is added here."""

    def __init__(self, what: str) -> None:
        super().__init__(f"Forbidden: {what}", status=403)


class NotFound(Refusal):
    """A refusal with status 404 and the description Telegram gives to a method that does not exist."""

    def __init__(self, reason: str) -> None:
        super().__init__("Not Found: method not found", status=404, reason=reason)


class Impossible(Exception):
    """A person tries what no Telegram client allows; the text is a Russian sentence for the page."""


class ConnectionDropped(Exception):
    """An injected fault: the connection breaks before the request is handled."""


class NoAnswer(TimeoutError):
    """An injected fault: the request is handled, but the answer never comes."""
