"""Webhook: the other way to hand updates to the bot, by an HTTP POST that is repeated until it succeeds."""

from __future__ import annotations

import asyncio
import json
import re
import urllib.error
import urllib.request
from typing import Any
from urllib.parse import urlsplit

from sandbox.clock import Clock
from sandbox.errors import BadRequest, Refusal
from sandbox.updates import Updates

PORTS = frozenset({80, 88, 443, 8443})
SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")
PAUSES = (1, 2, 4, 8, 16, 32, 60)
TIMEOUT = 10
# A proxy of the environment is for the internet; the bot stands next door.
OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}))
WEBHOOK_ACTIVE = (
    "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
)


class Webhook:
    """The webhook of one bot; in `local_mode` any http address will do, as on a server of one's own."""

    def __init__(self, updates: Updates, clock: Clock, local_mode: bool) -> None:
        self._updates = updates
        self._clock = clock
        self._local_mode = local_mode
        self.url = ""
        self.secret = ""
        self.max_connections = 40
        self.last_error: tuple[int, str] | None = None

    def set(self, url: str, secret: str | None, max_connections: int | None, drop_pending: bool) -> None:
        """Sets the address, or removes it when it is empty. Raises BadRequest for a bad address or secret."""
        if url:
            self._check(url)
        if secret is not None and not SECRET.fullmatch(secret):
            raise BadRequest("secret token contains unallowed characters")
        self.url, self.secret = url, secret or ""
        self.max_connections = max_connections or 40
        self.last_error = None
        if drop_pending:
            self._updates.take_all()
        self._updates.terminate_poll()
        self._updates.added.set()

    def _check(self, url: str) -> None:
        address = urlsplit(url)
        if self._local_mode and address.scheme == "http" and address.hostname:
            return
        if address.scheme != "https" or not address.hostname:
            raise BadRequest("bad webhook: An HTTPS URL must be provided for webhook")
        if not self._local_mode and (address.port or 443) not in PORTS:
            raise BadRequest("bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443")

    def forbid_polling(self) -> None:
        """Raises Refusal 409 while a webhook is set."""
        if self.url:
            raise Refusal(WEBHOOK_ACTIVE, status=409)

    def info(self) -> dict[str, Any]:
        """Returns a WebhookInfo object."""
        info: dict[str, Any] = {
            "url": self.url,
            "has_custom_certificate": False,
            "pending_update_count": len(self._updates),
        }
        if self.url:
            info["max_connections"] = self.max_connections
        if self._updates.allowed:
            info["allowed_updates"] = self._updates.allowed
        if self.last_error:
            info["last_error_date"], info["last_error_message"] = self.last_error
        return info

    async def run(self) -> None:
        """Delivers updates one after another for ever; a failed delivery is repeated after growing pauses."""
        failures = 0
        while True:
            update = self._updates.first() if self.url else None
            if update is None:
                self._updates.added.clear()
                await self._updates.added.wait()
            elif await self.deliver(update):
                failures = 0
            else:
                await asyncio.sleep(PAUSES[min(failures, len(PAUSES) - 1)])
                failures += 1

    async def deliver(self, update: dict[str, Any]) -> bool:
        """Posts one update; returns whether the bot took it (2xx), and confirms it if so."""
        headers = {"Content-Type": "application/json"}
        if self.secret:
            headers["X-Telegram-Bot-Api-Secret-Token"] = self.secret
        request = urllib.request.Request(self.url, json.dumps(update).encode(), headers, method="POST")
        error = await asyncio.to_thread(post, request)
        if error is None:
            self._updates.confirm(update["update_id"])
            return True
        self.last_error = (self._clock.stamp(), error)
        return False


def post(request: urllib.request.Request) -> str | None:
    """Sends a request; returns None on success (2xx) and Telegram's words for the failure otherwise."""
    try:
        with OPENER.open(request, timeout=TIMEOUT):
            return None
    except urllib.error.HTTPError as error:
        return f"Wrong response from the webhook: {error.code} {error.reason}"
    except OSError as error:
        return f"Connection failed: {error}"
