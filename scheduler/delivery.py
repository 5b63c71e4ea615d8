"""Delivery of the outbox: claim, commit, send, mark (design §4). At least once: Telegram has no idempotency key."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta
from functools import partial
from typing import Protocol

import structlog

from db.engine import Session, Sessions
from domain import clubtime
from domain.sending import ChatGone, FloodLimit, NoAnswer, Refused, ServerFault, Unreachable
from domain.vocabulary import Priority
from screens import kit
from screens.kit import Correction, Removal
from services import deliveries
from services.outbox import Due

log = structlog.get_logger()

# longer than any send waits for its turn and its answer: whoever claimed such a row could not write how it fared
LOST_AFTER = timedelta(minutes=2)

# reads the truth at delivery; None: the message makes no sense any more
Rendered = kit.Message | Correction | Removal
Renderer = Callable[[Session, Due, datetime], Awaitable[Rendered | None]]
Renderers = Mapping[str, Renderer]


class Sender(Protocol):
    """Sends one message, keeping the pace; raises errors of `domain/sending.py`."""

    @property
    def paused(self) -> bool:
        """Whether the messenger asked for silence, and it is not over."""

    async def send(
        self, chat_id: int, part: kit.Message, priority: Priority, check: Callable[[], None]
    ) -> tuple[int, ...]:
        """Send a new message and return its id; an album has several.

        `check` is called when the message's turn has come; what it raises holds the message back.
        """

    async def carry_out(
        self, chat_id: int, change: Correction | Removal, priority: Priority, check: Callable[[], None]
    ) -> None:
        """Change what was sent earlier, or take it away. `check` as in `send`."""


class NotYet(Exception):
    """Raised by a renderer: the message waits for something else, at least until the (aware) moment `until`."""

    def __init__(self, until: datetime) -> None:
        super().__init__(until)
        self.until = until


class _Quiet(Exception):
    """The turn came in quiet hours."""


class _Expired(Exception):
    """The turn came when the message was nonsense already."""


class Delivery:
    """Sends what is due. `clock` gives aware moments.

    A tick starts sends and does not wait for them, so one that hangs holds nobody else.
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
    ) -> None:
        self._sessions = sessions
        self._sender = sender
        self._renderers = renderers
        self._clock = clock
        self._limit = limit
        # told how each message fared: «sent», or the name of the failure
        self._counted = counted
        self._ticking = asyncio.Lock()
        # sends in progress, and the row of each
        self._running: dict[asyncio.Task[None], int] = {}

    async def tick(self) -> int:
        """Begin to send what is due, most urgent first; returns how many rows were claimed.

        Rows are committed as `sending` before the first one leaves, so a crash leaves at most these uncertain.
        At most `limit` are on their way at once, and in a pause nothing is claimed: it would only wait for its end.
        """
        async with self._ticking:
            room = self._limit - len(self._running)
            if room <= 0 or self._sender.paused:
                return 0
            now = self._clock()
            async with self._sessions.begin() as session:
                claimed = await deliveries.claim(session, now, room)
                screens = [(due, await self._render(session, due, now)) for due in claimed]
            for due, screen in screens:
                if screen is not None:
                    self._start(due, screen)
            return len(claimed)

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
                async with self._ticking:
                    pass  # a tick in progress may start more of them
                while self._running:
                    await asyncio.wait(self._running)
        except TimeoutError:
            cut_off = list(self._running)
            log.warning("messages are cut off by the stop, to be settled later", count=len(cut_off))
            for task in cut_off:
                task.cancel()
            await asyncio.gather(*cut_off, return_exceptions=True)

    def _start(self, due: Due, screen: Rendered) -> None:
        task = asyncio.create_task(self._deliver(due, screen))
        self._running[task] = due.id
        task.add_done_callback(self._running.pop)

    async def _render(self, session: Session, due: Due, now: datetime) -> Rendered | None:
        """The screen of a row, or None with the row settled. One bad row must not hold the others."""
        try:
            # a savepoint: whatever a failing renderer wrote is undone, the claim stays
            async with session.begin_nested():
                screen = await self._renderers[due.kind](session, due, now)
        except NotYet as early:
            await deliveries.postpone(session, due, early.until, "waits for another message")
            return None
        except Exception:
            log.exception("rendering failed", kind=due.kind, row=due.id)
            await deliveries.retry_later(session, due, now, "rendering failed")
            return None
        if screen is None:
            await deliveries.mark_missed(session, due, "no longer makes sense")
        return screen

    async def _deliver(self, due: Due, screen: Rendered) -> None:
        failure: Exception | None = None
        sent: tuple[int, ...] = ()
        check = partial(self._check, due)
        try:
            if isinstance(screen, Correction | Removal):
                await self._sender.carry_out(due.telegram_id, screen, due.priority, check)
            else:
                sent = await self._sender.send(due.telegram_id, screen, due.priority, check)
        except Exception as error:
            failure = error
        self._counted(type(failure).__name__ if failure else "sent")
        try:
            async with self._sessions.begin() as session:
                await _settle(session, due, failure, self._clock(), sent)
        except Exception:
            # the row stays `sending` until `recover` finds it
            log.exception("how a message fared could not be written", kind=due.kind, row=due.id)

    def _check(self, due: Due) -> None:
        """The claim looked at the clock too, but a message may wait for its turn."""
        now = self._clock()
        if due.expires_at is not None and due.expires_at <= now:
            raise _Expired
        if clubtime.is_quiet(now) and not due.quiet_ok:
            raise _Quiet


async def _settle(session: Session, due: Due, failure: Exception | None, now: datetime, sent: tuple[int, ...]) -> None:
    # the name of a failure only: Telegram's own words may quote the message
    name = type(failure).__name__
    match failure:
        case None:
            await deliveries.mark_sent(session, due, now, sent)
        case _Expired():
            await deliveries.mark_missed(session, due, "too late")
        case _Quiet():
            await deliveries.postpone(session, due, clubtime.next_allowed(now), "quiet hours")
        case FloodLimit():
            await deliveries.postpone(session, due, now + timedelta(seconds=failure.seconds), name)
        case Unreachable():
            await deliveries.mark_blocked(session, due, now)
        case ChatGone():
            log.error("chat is gone", kind=due.kind, row=due.id)
            await deliveries.mark_gone(session, due, now, name)
        case Refused():
            log.error("message refused", kind=due.kind, row=due.id, reason=name)
            await deliveries.mark_dead(session, due, name)
        case NoAnswer():
            await deliveries.mark_uncertain(session, due, now)
        case ServerFault():
            await deliveries.retry_later(session, due, now, name)
        case _:
            log.error("sending failed", kind=due.kind, row=due.id, exc_info=failure)
            await deliveries.retry_later(session, due, now, name)
