"""APScheduler as a mere clock: in-memory ticks, no job per reminder and no job store (design §4)."""

from collections.abc import Awaitable, Callable

from apscheduler.schedulers.asyncio import AsyncIOScheduler

Tick = Callable[[], Awaitable[object]]


def create_scheduler(deliver: Tick, *, seconds: float = 1) -> AsyncIOScheduler:
    """A scheduler that calls `deliver` every `seconds`; a slow tick is never doubled, missed ones are one.

    Start it with `.start()` inside the running loop, stop with `.shutdown(wait=False)`.
    """
    scheduler = AsyncIOScheduler(
        job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None}, timezone="UTC"
    )
    scheduler.add_job(deliver, "interval", seconds=seconds, id="deliver")
    return scheduler
