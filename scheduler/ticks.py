"""APScheduler as a mere clock: in-memory ticks, no job per reminder and no job store (design §4)."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime

from apscheduler.schedulers.asyncio import AsyncIOScheduler

Tick = Callable[[], Awaitable[object]]


def create_scheduler(
    deliver: Tick, redraw: Tick, errands: Mapping[str, Tick], chores: Mapping[str, Tick]
) -> AsyncIOScheduler:
    """A scheduler that calls `deliver` every second, `redraw` and `errands` every two, `chores` every minute, from now.

    Errands are what somebody looks on at, waiting.

    Each is a job of its own: one that fails is logged and called again, and stops no other. A slow tick is never
    doubled, missed ones are one. Start it with `.start()` inside the running loop, stop with `.shutdown(wait=False)`.
    """
    scheduler = AsyncIOScheduler(
        job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None}, timezone="UTC"
    )
    quick = [("deliver", deliver, 1), ("redraw", redraw, 2), *((name, tick, 2) for name, tick in errands.items())]
    for name, tick, seconds in [*quick, *((name, chore, 60) for name, chore in chores.items())]:
        scheduler.add_job(
            _call, "interval", seconds=seconds, args=[tick], id=name, name=name, next_run_time=datetime.now(UTC)
        )
    return scheduler


async def _call(tick: Tick) -> None:
    # APScheduler runs what it does not recognise as a coroutine function in a thread
    await tick()
