"""Webhook: Telegram itself brings updates. They go into the same inbox, and are ours before Telegram hears «200»."""

import hmac
import json
from collections.abc import Awaitable, Callable, Sequence
from typing import Any
from urllib.parse import urlsplit

import structlog
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

log = structlog.get_logger()

SECRET_HEADER = b"x-telegram-bot-api-secret-token"
MOST_BYTES = 1_000_000

# keeps updates in the inbox; None while the process is starting or stopping
Take = Callable[[Sequence[dict[str, Any]]], Awaitable[None]]


class Closed(Exception):
    """Nobody takes updates any more, or not yet."""


class _TooLarge(Exception):
    """The body is longer than any update."""


def webhook_route(url: str, secret: str, take: Callable[[], Take | None]) -> Route:
    """The route at the path of `url`. 200: kept; 403: not Telegram; 400 and 413: no update; 503: come again."""

    async def came(request: Request) -> Response:
        if not _is_telegram(request, secret):
            return Response(status_code=403)
        try:
            update = json.loads(await _body(request))
        except _TooLarge:
            return Response(status_code=413)
        except (ValueError, RecursionError):
            return Response(status_code=400)
        if not isinstance(update, dict) or not isinstance(update.get("update_id"), int):
            return Response(status_code=400)
        keep = take()
        if keep is None:
            return Response(status_code=503)
        try:
            await keep([update])
        except Closed:
            return Response(status_code=503)
        except Exception as error:  # Telegram keeps what was not taken, and brings it again
            log.error("an update could not be kept", reason=type(error).__name__)
            return Response(status_code=503)
        return Response(status_code=200)

    return Route(urlsplit(url).path or "/", came, methods=["POST"])


def _is_telegram(request: Request, secret: str) -> bool:
    """Compared in constant time and as bytes: a forged header may hold anything."""
    given = [value for name, value in request.headers.raw if name == SECRET_HEADER]
    return len(given) == 1 and hmac.compare_digest(given[0], secret.encode("ascii"))


async def _body(request: Request) -> bytes:
    """The body, read no further than any update goes. Raises _TooLarge."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > MOST_BYTES:
            raise _TooLarge
    return bytes(body)
