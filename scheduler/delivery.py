"""Delivery of the outbox: claim, commit, send, mark (design §4). At least once: Telegram has no idempotency key."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from functools import partial
from typing import Protocol

import structlog

from db.engine import Session, Sessions
from domain import clubtime
from domain.sending import ServerFault
from domain.vocabulary import Priority
from scheduler.outage import Outage
from scheduler.outcomes import Expired, Outcome, Outcomes, Quiet
from screens import kit
from screens.kit import Correction, Removal
from services import deliveries
from services.outbox import Due

log = structlog.get_logger()

# longer than any send waits for its turn and its answer: whoever claimed such a row could not write how it fared
LOST_AFTER = timedelta(minutes=2)
# so many messages in line before the pace are half a second of sending
_LINE = 16
_TICK_SECONDS, _GLANCE_SECONDS = 1.0, 0.3
# to write, at a stop, how the last messages fared
_LAST_WORDS_SECONDS = 5.0

# reads the truth at delivery; None: the message makes no sense any more
Rendered = kit.Message | Correction | Removal
Renderer = Callable[[Session, Due, datetime], Awaitable[Rendered | None]]
Renderers = Mapping[str, Renderer]


class Sender(Protocol):
    """Sends one message, keeping the pace; raises errors of `domain/sending.py`."""

    @property
    def paused(self) -> bool:
        """Whether the messenger asked for silence, and it is not over."""

    @property
    def waiting(self) -> int:
        """How many messages wait for their turn."""

    async def is_there(self) -> bool:
        """Whether the messenger answers anything at all."""

    async def send(
        self, chat_id: int, part: kit.Message, priority: Priority, check: Callable[[], Awaitable[None]]
    ) -> tuple[int, ...]:
        """Send a new message and return its id; an album has several.

        `check` is awaited when the message's turn has come; what it raises holds the message back.
        """

    async def carry_out(
        self, chat_id: int, change: Correction | Removal, priority: Priority, check: Callable[[], Awaitable[None]]
    ) -> None:
        """Change what was sent earlier, or take it away. `check` as in `send`."""


class NotYet(Exception):
    """Raised by a renderer that has written nothing: the message waits for something else, at least until the (aware)
    moment `until`.
    """

    def __init__(self, until: datetime) -> None:
        super().__init__(until)
        self.until = until


class Delivery:
    """Sends what is due. `clock` gives aware moments.

    A tick starts sends and does not wait for them, so one that hangs holds nobody else: at most `limit` are on their
    way at once. Where much is due, few rows are taken at a time: what a crash finds claimed may go out twice.
    """

    def __init__(
        self,
        sessions: Sessions,
        sender: Sender,
        renderers: Renderers,
        clock: Callable[[], datetime],
        *,
        limit: int = 50,
        counted: Callable[[str], None] = lambda _: None,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
    ) -> None:
        self._sessions = sessions
        self._sender = sender
        self._renderers = renderers
        self._clock = clock
        self._limit = limit
        # told how each message fared: «sent», or the name of the failure
        self._counted = counted
        self._outcomes = Outcomes(sessions)
        self._outage = Outage(sender.is_there, sleep)
        self._claiming = asyncio.Lock()
        self._going_on: asyncio.Task[None] | None = None
        self._go_on_until = 0.0
        # sends in progress, and the row of each; those not yet answered
        self._running: dict[asyncio.Task[None], int] = {}
        self._unanswered = 0

    async def tick(self) -> int:
        """Begin to send what is due, most urgent first; returns how many rows were claimed.

        Call every second: where more is due, rows are claimed until then, as the line before the pace gets shorter.
        """
        claimed, more = await self._claim()
        if more:
            self._go_on_until = asyncio.get_running_loop().time() + _TICK_SECONDS
            if self._going_on is None or self._going_on.done():
                self._going_on = asyncio.create_task(self._go_on())
        return claimed

    async def _go_on(self) -> None:
        loop, more = asyncio.get_running_loop(), True
        try:
            while more:
                await asyncio.sleep(_GLANCE_SECONDS)
                if loop.time() > self._go_on_until:
                    return
                _, more = await self._claim()
        except Exception:
            log.exception("no more messages could be claimed before the next tick")

    async def _claim(self) -> tuple[int, bool]:
        """Begin to send as many as there is room for; returns how many rows were claimed, and whether more may be due.

        Rows are committed as `sending` before the first one leaves. In a pause or an outage nothing is claimed: it
        would only wait for its end.
        """
        async with self._claiming:
            room = min(self._limit - len(self._running), _LINE - self._sender.waiting)
            if self._sender.paused or self._outage.lasts:
                return 0, False
            if room <= 0:
                return 0, True
            now = self._clock()
            async with self._sessions.begin() as session:
                claimed = await deliveries.claim(session, now, room)
                screens = await self._render_all(session, claimed, now)
            for due, screen in zip(claimed, screens, strict=True):
                if screen is not None:
                    self._start(due, screen)
            return len(claimed), bool(claimed)

    async def recover(self) -> None:
        """Settle what a crash or a lost database left in flight, here or in another process. Call now and then."""
        async with self._sessions.begin() as session:
            # one's own sends end by themselves, even if somebody moved the local Telegram's clock meanwhile
            count = await deliveries.recover(session, self._clock(), LOST_AFTER, except_ids=self._running.values())
        if count:
            log.warning("messages left in flight are settled", count=count)

    async def drain(self, seconds: float | None = None) -> None:
        """Wait for the sends in progress, at most `seconds`; what is cut off then is settled by `recover` later."""
        try:
            async with asyncio.timeout(seconds):
                async with self._claiming:  # a claim in progress may start more of them
                    if self._going_on is not None:
                        self._going_on.cancel()
                        self._going_on = None
                while self._running:
                    await asyncio.wait(self._running)
        except TimeoutError:
            cut_off = list(self._running)
            log.warning("messages are cut off by the stop, to be settled later", count=len(cut_off))
            for task in cut_off:
                task.cancel()
            await asyncio.gather(*cut_off, return_exceptions=True)
            # a database that hangs must not hold up the stop: what can't be written now is settled later as well
            with suppress(TimeoutError):
                await asyncio.wait_for(self._outcomes.flush(), _LAST_WORDS_SECONDS)
        await self._outage.forget()

    def _start(self, due: Due, screen: Rendered) -> None:
        task = asyncio.create_task(self._deliver(due, screen))
        self._running[task] = due.id
        task.add_done_callback(self._running.pop)

    async def _render_all(self, session: Session, claimed: Sequence[Due], now: datetime) -> list[Rendered | None]:
        """A screen for each row, or None with the row settled. One bad row must not hold the others."""
        try:
            # a savepoint: whatever a failing renderer wrote is undone, the claim stays
            async with session.begin_nested():
                return [await self._render(session, due, now) for due in claimed]
        except Exception:
            # a savepoint for each costs more than rendering, so only now it is found out which
            return [await self._render_safely(session, due, now) for due in claimed]

    async def _render_safely(self, session: Session, due: Due, now: datetime) -> Rendered | None:
        try:
            async with session.begin_nested():
                return await self._render(session, due, now)
        except Exception:
            log.exception("rendering failed", kind=due.kind, row=due.id)
            await deliveries.retry_later(session, due, now, "rendering failed")
            return None

    async def _render(self, session: Session, due: Due, now: datetime) -> Rendered | None:
        try:
            screen = await self._renderers[due.kind](session, due, now)
        except NotYet as early:
            await deliveries.postpone(session, due, early.until, "waits for another message")
            return None
        if screen is None:
            await deliveries.mark_missed(session, due, "no longer makes sense")
        return screen

    async def _deliver(self, due: Due, screen: Rendered) -> None:
        failure: Exception | None = None
        sent: tuple[int, ...] = ()
        check = partial(self._check, due)
        self._unanswered += 1
        try:
            if isinstance(screen, Correction | Removal):
                await self._sender.carry_out(due.telegram_id, screen, due.priority, check)
            else:
                sent = await self._sender.send(due.telegram_id, screen, due.priority, check)
        except Exception as error:
            failure = error
        finally:
            self._unanswered -= 1
        self._counted(type(failure).__name__ if failure else "sent")
        spared = isinstance(failure, ServerFault) and await self._outage.is_to_blame()
        await self._outcomes.write(Outcome(due, self._clock(), sent, failure, spared), more=self._unanswered > 0)

    async def _check(self, due: Due) -> None:
        """The claim looked at the clock too, but a message may wait for its turn."""
        now = self._clock()
        if due.expires_at is not None and due.expires_at <= now:
            raise Expired
        if clubtime.is_quiet(now) and not due.quiet_ok:
            raise Quiet
        if due.attempts >= deliveries.MOST_TRIES:
            async with self._sessions.begin() as session:
                await deliveries.leaves(session, due)
