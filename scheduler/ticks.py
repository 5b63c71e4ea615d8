"""APScheduler as a mere clock: in-memory ticks, no job per reminder and no job store (design §4)."""

import asyncio
import math
from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime, timedelta

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.base import BaseTrigger

from db.away import is_away

log = structlog.get_logger()

Tick = Callable[[], Awaitable[object]]

# how often what is called, in seconds: delivery; what somebody looks on at, waiting; all else that happens by itself
DELIVERY = 1
ERRANDS = 2
CHORES = 60

_QUIET_SECONDS = 60.0


def create_scheduler(jobs: Mapping[int, Mapping[str, Tick]]) -> AsyncIOScheduler:
    """A scheduler that calls each job, by its name, every so many seconds from now.

    One that fails is logged and called again, and stops no other; of a database that is away it is only said so. A slow
    one is never doubled, missed ones are one, and a machine's clock that jumps either way changes nothing of that.
    Start it with `.start()` inside the running loop, stop with `.shutdown(wait=False)`.
    """
    scheduler = _Scheduler(
        job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None}, timezone="UTC"
    )
    caller = _Caller()
    for seconds, ticks in jobs.items():
        for name, tick in ticks.items():
            scheduler.add_job(
                caller.call, _Every(seconds), args=[tick], id=name, name=name, next_run_time=datetime.now(UTC)
            )
    return scheduler


class _Every(BaseTrigger):  # type: ignore[misc]
    """Every so many seconds.

    APScheduler's own trigger goes through all that was missed, one by one: after a month's sleep of the machine the
    whole process stands still for a quarter of a minute.
    """

    def __init__(self, seconds: int) -> None:
        self.pause = timedelta(seconds=seconds)

    def get_next_fire_time(self, previous_fire_time: datetime | None, now: datetime) -> datetime:
        planned = (previous_fire_time or now) + self.pause
        return planned if planned > now else now + self.pause


class _Scheduler(AsyncIOScheduler):  # type: ignore[misc]
    """APScheduler waits by the clock on the wall: put back by an hour, it would call nothing for an hour."""

    def _process_jobs(self) -> float | None:
        now = datetime.now(UTC)
        for job in self.get_jobs():
            if job.next_run_time > now + job.trigger.pause:
                job.modify(next_run_time=now)
        wait: float | None = super()._process_jobs()
        return wait


class _Caller:
    """Calls ticks. A database that is away fails them all, second after second: one word is enough."""

    def __init__(self) -> None:
        self._quiet_until = -math.inf

    async def call(self, tick: Tick) -> None:
        # APScheduler runs what it does not recognise as a coroutine function in a thread
        try:
            await tick()
        except Exception as error:
            if not is_away(error):
                raise
            now = asyncio.get_running_loop().time()
            if now > self._quiet_until:
                log.warning("the database is away: what happens by itself waits", reason=type(error).__name__)
            self._quiet_until = now + _QUIET_SECONDS
