"""Delivery of the outbox: claim, commit, send, mark (design §4). At least once: Telegram has no idempotency key."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta
from typing import Protocol

import structlog

from db.engine import Session, Sessions
from domain.sending import ChatGone, FloodLimit, NoAnswer, Refused, ServerFault, Unreachable
from domain.vocabulary import Priority
from screens.kit import Screen
from services import outbox
from services.outbox import Due

log = structlog.get_logger()

# no send takes so long: whoever claimed such a row could not write how it fared
_LOST_AFTER = timedelta(minutes=10)

# reads the truth at delivery; None: the message makes no sense any more
Renderer = Callable[[Session, Due, datetime], Awaitable[Screen | None]]
Renderers = Mapping[str, Renderer]


class Sender(Protocol):
    """Sends one screen, keeping the pace; raises errors of `domain/sending.py`."""

    async def send(self, chat_id: int, part: Screen, priority: Priority) -> int: ...


async def tick(sessions: Sessions, sender: Sender, renderers: Renderers, now: datetime, *, limit: int = 50) -> int:
    """Send what is due at `now` (aware), most urgent first; returns how many rows were claimed.

    Rows are committed as `sending` before the first one leaves, so a crash leaves at most these uncertain.
    """
    async with sessions.begin() as session:
        if count := await outbox.recover(session, now, _LOST_AFTER):
            log.warning("messages left unsettled", count=count)
        ready = []
        claimed = await outbox.claim(session, now, limit)
        for due in claimed:
            screen = await _render(session, renderers, due, now)
            if screen is not None:
                ready.append((due, screen))
    await asyncio.gather(*(_deliver(sessions, sender, due, screen, now) for due, screen in ready))
    return len(claimed)


async def _render(session: Session, renderers: Renderers, due: Due, now: datetime) -> Screen | None:
    """The screen of a row, or None with the row settled. One bad row must not hold the others."""
    try:
        # a savepoint: whatever a failing renderer wrote is undone, the claim stays
        async with session.begin_nested():
            screen = await renderers[due.kind](session, due, now)
    except Exception:
        log.exception("rendering failed", kind=due.kind, row=due.id)
        await outbox.retry_later(session, due, now, "rendering failed")
        return None
    if screen is None:
        await outbox.mark_missed(session, due, "no longer makes sense")
    return screen


async def _deliver(sessions: Sessions, sender: Sender, due: Due, screen: Screen, now: datetime) -> None:
    assert due.telegram_id is not None
    try:
        await sender.send(due.telegram_id, screen, due.priority)
    except Exception as error:
        async with sessions.begin() as session:
            await _settle_failure(session, due, error, now)
        return
    async with sessions.begin() as session:
        await outbox.mark_sent(session, due, now)


async def _settle_failure(session: Session, due: Due, error: Exception, now: datetime) -> None:
    match error:
        case FloodLimit():
            await outbox.postpone(session, due, now + timedelta(seconds=error.seconds))
        case Unreachable():
            await outbox.mark_blocked(session, due, now)
        case ChatGone() | Refused():
            log.error("message refused", kind=due.kind, row=due.id, reason=type(error).__name__)
            await outbox.mark_dead(session, due, str(error))
        case NoAnswer():
            await outbox.mark_uncertain(session, due, now)
        case ServerFault():
            await outbox.retry_later(session, due, now, str(error))
        case _:
            log.error("sending failed", kind=due.kind, row=due.id, exc_info=error)
            await outbox.retry_later(session, due, now, type(error).__name__)


async def recover(sessions: Sessions, now: datetime) -> None:
    """Settle what a crashed process left in flight. Call once, before the first tick."""
    async with sessions.begin() as session:
        if count := await outbox.recover(session, now):
            log.warning("messages left in flight by a crash", count=count)
