"""How messages fared, written into the outbox several at a time: a transaction for each costs more than sending."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from db.engine import Session, Sessions
from domain import clubtime
from domain.sending import ChatGone, FloodLimit, NoAnswer, Refused, ServerFault, Unreachable
from services import deliveries
from services.outbox import Due

log = structlog.get_logger()

# what a crash finds unwritten is sent once more, so nobody waits long for company
_COMPANY_SECONDS = 0.3


class Quiet(Exception):
    """The turn came in quiet hours."""


class Expired(Exception):
    """The turn came when the message was nonsense already."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a message fared at the (aware) moment `at`: what the messenger calls it, or why it did not arrive.

    `spared`: any other message would have failed, too, so the attempt does not count.
    """

    due: Due
    at: datetime
    message_ids: tuple[int, ...] = ()
    failure: Exception | None = None
    spared: bool = False


class Outcomes:
    """Writes outcomes, those of a moment in one transaction."""

    def __init__(self, sessions: Sessions) -> None:
        self._sessions = sessions
        self._unwritten: list[tuple[Outcome, asyncio.Future[None]]] = []
        self._writing: asyncio.Task[None] | None = None
        self._no_more = asyncio.Event()

    async def write(self, outcome: Outcome, *, more: bool) -> None:
        """Returns when it is written, or could not be: then the row stays `sending` until `recover` finds it.

        `more`: other messages are on their way, and may be written together with this one.
        """
        written = asyncio.get_running_loop().create_future()
        self._unwritten.append((outcome, written))
        if not more:
            self._no_more.set()
        if self._writing is None:
            self._writing = asyncio.create_task(self._write_all())
        await written

    async def flush(self) -> None:
        """Write what is known by now."""
        self._no_more.set()
        if self._writing is not None:
            await self._writing

    async def _write_all(self) -> None:
        try:
            while self._unwritten:
                await self._wait_for_company()
                some, self._unwritten = self._unwritten, []
                await self._write([outcome for outcome, _ in some])
                for _, written in some:
                    if not written.done():
                        written.set_result(None)
        finally:
            self._writing = None

    async def _wait_for_company(self) -> None:
        try:
            async with asyncio.timeout(_COMPANY_SECONDS):
                await self._no_more.wait()
        except TimeoutError:
            pass
        self._no_more.clear()

    async def _write(self, outcomes: Sequence[Outcome]) -> None:
        try:
            async with self._sessions.begin() as session:
                await _settle_all(session, outcomes)
        except Exception:
            if len(outcomes) == 1:
                due = outcomes[0].due
                log.exception("how a message fared could not be written", kind=due.kind, row=due.id)
                return
            # one that fails must take no other with it
            for one in outcomes:
                await self._write([one])


async def _settle_all(session: Session, outcomes: Sequence[Outcome]) -> None:
    sent = [one for one in outcomes if one.failure is None]
    await deliveries.mark_all_sent(session, [(one.due.id, one.at, one.message_ids) for one in sent])
    for one in outcomes:
        if one.failure is not None:
            await _settle(session, one.due, one.failure, one.at, spared=one.spared)


async def _settle(session: Session, due: Due, failure: Exception, now: datetime, *, spared: bool) -> None:
    # the name of a failure only: Telegram's own words may quote the message
    name = type(failure).__name__
    match failure:
        case Expired():
            await deliveries.mark_missed(session, due, "too late")
        case Quiet():
            await deliveries.postpone(session, due, clubtime.next_allowed(now), "quiet hours")
        case FloodLimit():
            await deliveries.postpone(session, due, now + timedelta(seconds=failure.seconds), name)
        case Unreachable():
            await deliveries.mark_blocked(session, due, now)
        case ChatGone():
            log.error("chat is gone", kind=due.kind, row=due.id)
            await deliveries.mark_gone(session, due, now, ChatGone.__name__)
        case Refused():
            log.error("message refused", kind=due.kind, row=due.id, reason=name)
            await deliveries.mark_dead(session, due, name)
        case NoAnswer():
            await deliveries.mark_uncertain(session, due, now)
        case ServerFault() if spared:
            await deliveries.postpone(session, due, now, name)
        case ServerFault():
            await deliveries.retry_later(session, due, now, name)
        case _:
            log.error("sending failed", kind=due.kind, row=due.id, exc_info=failure)
            await deliveries.retry_later(session, due, now, name)
