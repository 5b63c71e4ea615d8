"""What only one of several processes does: whoever has its lock does it, the others stand by (design §2)."""

import asyncio
from collections.abc import Sequence

import structlog

from bot.parts import Part
from db.advisory import Keys, Locks, connected

log = structlog.get_logger()

# with the time after which the database takes a dead holder's lock away, less than fifteen seconds
_LOOK_SECONDS = 2.0


async def stand_by(url: str, key: Keys, parts: Sequence[Part], closing: asyncio.Event) -> None:
    """Let `parts` work whenever no other process has the lock `key` of the PostgreSQL at `url`, until cancelled.

    Whoever dies or hangs loses the lock within ten seconds, and a database that is away takes it from everybody: what
    the parts do must stay right if two processes do it for a moment. Once `closing`, nothing is begun any more.
    """
    duty = key.name.lower()
    away = False
    while not closing.is_set():
        try:
            async with connected(url) as locks:
                away = False
                await _get(locks, key, duty)
                if closing.is_set():
                    return
                log.info("this process does it now", duty=duty)
                try:
                    for part in parts:
                        await part.begin()
                    await locks.kept()
                finally:
                    for part in parts:
                        await part.end()
        except Exception as error:  # whatever it is: a loop that ended would stand by for ever and look alive
            if not away:
                log.warning("the database is away: nobody is on duty", duty=duty, reason=type(error).__name__)
            away = True
        await asyncio.sleep(_LOOK_SECONDS)


async def _get(locks: Locks, key: Keys, duty: str) -> None:
    said = False
    while True:
        if await locks.take(key):
            return
        if not said:
            log.info("another process does this, standing by", duty=duty)
        said = True
        await asyncio.sleep(_LOOK_SECONDS)
