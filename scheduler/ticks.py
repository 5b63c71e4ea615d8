"""APScheduler as a mere clock: in-memory ticks, no job per reminder and no job store (design §4)."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime

from apscheduler.schedulers.asyncio import AsyncIOScheduler

Tick = Callable[[], Awaitable[object]]

# how often what is called, in seconds: delivery; what somebody looks on at, waiting; all else that happens by itself
DELIVERY = 1
ERRANDS = 2
CHORES = 60


def create_scheduler(jobs: Mapping[int, Mapping[str, Tick]]) -> AsyncIOScheduler:
    """A scheduler that calls each job, by its name, every so many seconds from now.

    One that fails is logged and called again, and stops no other. A slow one is never doubled, missed ones are one.
    Start it with `.start()` inside the running loop, stop with `.shutdown(wait=False)`.
    """
    scheduler = AsyncIOScheduler(
        job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None}, timezone="UTC"
    )
    for seconds, ticks in jobs.items():
        for name, tick in ticks.items():
            scheduler.add_job(
                _call, "interval", seconds=seconds, args=[tick], id=name, name=name, next_run_time=datetime.now(UTC)
            )
    return scheduler


async def _call(tick: Tick) -> None:
    # APScheduler runs what it does not recognise as a coroutine function in a thread
    await tick()
