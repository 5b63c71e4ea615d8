"""Figures of the running process for a monitoring system, in Prometheus's own text format."""

import asyncio
import hmac
import math
from collections.abc import Callable
from datetime import datetime

from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    disable_created_metrics,
    generate_latest,
)
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from db.engine import Session, Sessions
from services import intake, outbox

REGISTRY = CollectorRegistry()
# when a figure was begun is when the process was
disable_created_metrics()  # type: ignore[no-untyped-call]

_PATIENCE_SECONDS = 5

# a turn of a healthy bot takes milliseconds; past ten seconds Telegram forgets the press
_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)

TURN_SECONDS = Histogram(
    "nastavnik_turn_seconds", "From taking an update up to the last answer", buckets=_SECONDS, registry=REGISTRY
)
TURNS_FAILED = Counter("nastavnik_turns_failed", "Turns that ended in an incident", registry=REGISTRY)
TURNS_WAITING = Gauge("nastavnik_turns_waiting", "Turns begun and not over: lanes and the database", registry=REGISTRY)
SENDS = Counter("nastavnik_sends", "Messages of the outbox by how they fared", ["result"], registry=REGISTRY)
FLOOD_LIMITS = Counter("nastavnik_flood_limits", "Times Telegram asked for silence (429)", registry=REGISTRY)
INBOX_AGE = Gauge("nastavnik_inbox_age_seconds", "How long the oldest due update has waited", registry=REGISTRY)
OUTBOX_AGE = Gauge("nastavnik_outbox_age_seconds", "How long the oldest due message has waited", registry=REGISTRY)


def metrics_route(
    token: str, sessions: Sessions, clock: Callable[[], datetime], bot_id: Callable[[], int | None] = lambda: None
) -> Route:
    """`/metrics` for whoever brings `token` («Authorization: Bearer …»); to others there is nothing at that address.

    `bot_id`: whose inbox it is about, once that is known. Ages are NaN while the database does not answer.
    """
    expected = f"Bearer {token}".encode()

    async def metrics(request: Request) -> Response:
        given = request.headers.get("authorization", "").encode()
        if not hmac.compare_digest(given, expected):
            return Response(status_code=404)
        try:
            async with asyncio.timeout(_PATIENCE_SECONDS), sessions.begin() as session:
                await _look(session, clock(), bot_id())
        except Exception:
            # a database that is away is when the other figures are needed most
            INBOX_AGE.set(math.nan)
            OUTBOX_AGE.set(math.nan)
        return Response(generate_latest(REGISTRY), headers={"content-type": CONTENT_TYPE_LATEST})

    return Route("/metrics", metrics)


async def _look(session: Session, now: datetime, bot_id: int | None) -> None:
    for gauge, oldest in (
        (INBOX_AGE, await intake.oldest_due(session, now, bot_id)),
        (OUTBOX_AGE, await outbox.oldest_due(session, now)),
    ):
        gauge.set((now - oldest).total_seconds() if oldest else 0)
