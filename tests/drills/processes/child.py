"""The real process of a drill: `nastavnik run` with another hour of the day, quicker chores, and a place to die at.

Run as a module; DRILL holds what to change as JSON. Nothing else of the bot is touched.
"""

import json
import os
import signal
import sys
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

# where a process may die: (module, class or "", function, before or after it)
POINTS = {
    "inbox": ("services.intake", "", "take", "after"),  # inserted, not committed
    "commit": ("bot.hands", "OwnHands", "begin", "before"),  # committed, not begun
    "turn": ("services.intake", "", "done", "after"),  # the effect is there, not committed
    "confirm": ("bot.turn", "Turn", "_show", "before"),  # committed, not answered
    "claim": ("scheduler.delivery", "Delivery", "_deliver", "before"),  # claimed, not sent
    "send": ("bot.messenger", "Messenger", "send", "after"),  # sent, not marked
    "mark": ("scheduler.delivery", "Delivery", "_deliver", "after"),
}


def main() -> None:
    """Change what DRILL says, then be `nastavnik run`."""
    drill = json.loads(os.environ.get("DRILL", "{}"))
    from bot import run
    from scheduler import delivery, ticks

    shift = timedelta(seconds=drill.get("shift", 0))
    run.utc_now = lambda: datetime.now(UTC) + shift  # type: ignore[attr-defined]
    if seconds := drill.get("lost_after"):
        delivery.LOST_AFTER = timedelta(seconds=seconds)
    if seconds := drill.get("chores"):
        ticks.CHORES = seconds  # type: ignore[misc]
    if times := drill.get("sooner"):
        # pauses while Telegram is away are so many times shorter
        from bot import intake

        intake._BACKOFF = tuple(seconds / times for seconds in intake._BACKOFF)
    if seconds := drill.get("answer_seconds"):
        from bot import connection

        connection._ANSWER_SECONDS = seconds
    if point := drill.get("die_at"):
        _die_at(point, drill.get("times", 1))
    if name := drill.get("without"):
        _remove_guard(name)
    from bot.cli import main as nastavnik

    nastavnik(["run", *sys.argv[1:]])


def _die_at(point: str, times: int) -> None:
    module, owner, name, when = POINTS[point]
    holder: Any = __import__(module, fromlist=["_"])
    if owner:
        holder = getattr(holder, owner)
    whole: Callable[..., Awaitable[Any]] = getattr(holder, name)
    left = times

    async def dying(*args: Any, **kwargs: Any) -> Any:
        nonlocal left
        left -= 1
        if left == 0 and when == "before":
            os.kill(os.getpid(), signal.SIGKILL)
        result = await whole(*args, **kwargs)
        if left == 0 and when == "after":
            os.kill(os.getpid(), signal.SIGKILL)
        return result

    setattr(holder, name, dying)


def _remove_guard(name: str) -> None:
    """The negative control: a drill must fail without what it is about."""

    async def always(*_: Any) -> bool:
        return True

    if name == "once":
        # the turn does not look whether the update had its effect already
        from bot import turn

        turn._once = always  # type: ignore[assignment]
    if name == "lanes":
        # everybody has every person's lane
        from db.advisory import Locks

        Locks.take = Locks.let_go = always  # type: ignore[assignment, method-assign]
    if name in {"leader", "claims"}:
        # everybody keeps the clock
        from db.advisory import Locks

        Locks.take = always  # type: ignore[method-assign]
    if name == "claims":
        # rows are not locked while they are claimed, and two clocks do so at the same time
        import asyncio

        from sqlalchemy import Select

        from services import deliveries

        claim = deliveries.claim

        async def slow(*args: Any, **kwargs: Any) -> Any:
            due = await claim(*args, **kwargs)
            await asyncio.sleep(1.5)
            return due

        Select.with_for_update = lambda self, **_: self  # type: ignore[assignment,method-assign]
        deliveries.claim = slow  # type: ignore[assignment]
    if name == "patience":
        # whoever waits for the database hears nothing, and what it refuses is a failure like any other
        from bot import excuses, turn

        excuses.is_away = turn.is_away = lambda _: False
    if name == "inbox":
        # what was taken is handled from memory alone, as aiogram's own polling does
        from services import intake

        async def nothing(*_: Any, **__: Any) -> list[Any]:
            return []

        intake.waiting = nothing  # type: ignore[assignment]


if __name__ == "__main__":
    main()
