"""Loads: people who press as soon as they are answered, and people who come by chance."""

import asyncio
import random
import time
from collections.abc import Sequence
from dataclasses import dataclass

from tests.bench.turns.bots import Bot
from tests.bench.turns.given import FIRST_PERSON

# nobody waits longer, not even behind a hundred others
_PATIENCE = 60


@dataclass(frozen=True, slots=True)
class Chunk:
    """One stretch of presses: how long each waited, how long all took, what the processor spent (seconds)."""

    waits: Sequence[float]
    seconds: float
    cpu: float

    @property
    def rate(self) -> float:
        return len(self.waits) / self.seconds

    @property
    def cpu_per_1000(self) -> float:
        return self.cpu / len(self.waits) * 1000

    def percentile(self, share: int) -> float:
        """In seconds."""
        return sorted(self.waits)[min(len(self.waits) * share // 100, len(self.waits) - 1)]


async def closed(bot: Bot, data: str, presses: int, people: int, step: int = 1) -> Chunk:
    """So many people, every `step`th, press `data`, each again when answered, until all `presses` are made."""
    waits: list[float] = []
    left = presses

    async def person(number: int) -> None:
        nonlocal left
        while left > 0:
            left -= 1
            waits.append(await _press(bot, number, data))

    return await _watched(bot, waits, *(person(number * step) for number in range(people)))


async def poisson(bot: Bot, data: str, per_second: float, seconds: float, people: int = 200, seed: int = 1) -> Chunk:
    """Presses of random people at random moments, `per_second` on the average."""
    waits: list[float] = []
    rng = random.Random(seed)

    async def person(number: int, after: float) -> None:
        await asyncio.sleep(after)
        waits.append(await _press(bot, number, data))

    moment, presses = 0.0, []
    while (moment := moment + rng.expovariate(per_second)) < seconds:
        presses.append(person(rng.randrange(people), moment))
    return await _watched(bot, waits, *presses)


async def _press(bot: Bot, number: int, data: str) -> float:
    began = time.monotonic()
    return await asyncio.wait_for(bot.telegram.press(FIRST_PERSON + number, data), _PATIENCE) - began


async def _watched(bot: Bot, waits: list[float], *work: object) -> Chunk:
    cpu, began = bot.cpu, time.monotonic()
    await asyncio.gather(*work)  # type: ignore[call-overload]
    seconds = time.monotonic() - began
    return Chunk(waits, seconds, bot.cpu - cpu)
