"""Rounds in which the product and the bare bot take turns, so that a busy machine is as busy for both."""

import asyncio
import statistics
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.bench.turns.bots import Bot, Started
from tests.bench.turns.given import BARE_READS, BARE_WRITES, PRODUCT_EFFECT, PRODUCT_MENU
from tests.bench.turns.load import Chunk, closed, poisson

# until the caches and the pools are what they will be
_WARMING = 200
_IDLE_SECONDS = 3


@dataclass(frozen=True, slots=True)
class Plan:
    """How much is done: rounds of `presses` by `people` at once; `seconds` of presses by chance; starts of each bot."""

    rounds: int
    presses: int
    people: int
    per_second: float
    seconds: float
    starts: int


@dataclass(slots=True)
class Series:
    """What one bot did with one button, a chunk a round; `chance` is what came by chance."""

    chunks: list[Chunk] = field(default_factory=list)
    chance: list[Chunk] = field(default_factory=list)

    @property
    def cpu(self) -> float:
        """Median seconds of the processor for a thousand presses."""
        return statistics.median(chunk.cpu_per_1000 for chunk in self.chunks)

    @property
    def rate(self) -> float:
        return statistics.median(chunk.rate for chunk in self.chunks)

    def wait(self, share: int) -> float:
        """Median over the rounds of a percentile of the waits by chance, in milliseconds."""
        return statistics.median(chunk.percentile(share) for chunk in self.chance) * 1000

    def times(self, other: "Series") -> float:
        """How much more processor time than `other`: the median of the rounds' own ratios."""
        pairs = zip(self.chunks, other.chunks, strict=True)
        return statistics.median(mine.cpu_per_1000 / its.cpu_per_1000 for mine, its in pairs)

    def waits_times(self, other: "Series") -> float:
        """How much longer the slowest twentieth waits."""
        pairs = zip(self.chance, other.chance, strict=True)
        return statistics.median(mine.percentile(95) / its.percentile(95) for mine, its in pairs)


@dataclass(frozen=True, slots=True)
class Turns:
    """The four series, and the megabytes each bot takes before the first press and at the most."""

    bare_reads: Series
    bare_writes: Series
    reads: Series
    writes: Series
    bare_idle: float
    bare_peak: float
    idle: float
    peak: float


@dataclass(frozen=True, slots=True)
class Starts:
    bare: Sequence[Started]
    product: Sequence[Started]

    @property
    def ratio(self) -> float:
        """Of processor time: the clock on the wall measures the neighbours."""
        pairs = zip(self.product, self.bare, strict=True)
        return statistics.median(mine.cpu_seconds / its.cpu_seconds for mine, its in pairs)


def bare_bot(url: str, folder: Path, *, webhook: bool = False) -> Bot:
    return Bot("tests.bench.bare_bot", (), folder, url, webhook=webhook)


def product(url: str, folder: Path, *, webhook: bool = False) -> Bot:
    return Bot("tests.bench.turns.product", ("run",), folder, url, webhook=webhook)


async def compare_starts(club: str, bare: str, folder: Path, plan: Plan) -> Starts:
    """From the command to the first poll, one bot after the other."""
    found = Starts([], [])
    for _ in range(plan.starts):
        for seen, bot in ((found.bare, bare_bot(bare, folder)), (found.product, Bot("bot", ("run",), folder, club))):
            seen.append(await bot.start())  # type: ignore[attr-defined]
            await bot.stop()
    return found


async def compare_turns(club: str, bare: str, folder: Path, plan: Plan, *, webhook: bool) -> Turns:
    """A press that only reads and one that writes, at both bots."""
    simple, whole = bare_bot(bare, folder, webhook=webhook), product(club, folder, webhook=webhook)
    async with _running(simple, whole):
        await asyncio.sleep(_IDLE_SECONDS)
        bare_idle, idle = simple.memory("VmRSS"), whole.memory("VmRSS")
        buttons = {
            "bare_reads": (simple, BARE_READS),
            "reads": (whole, PRODUCT_MENU),
            "bare_writes": (simple, BARE_WRITES),
            "writes": (whole, PRODUCT_EFFECT),
        }
        series = await _rounds(buttons, plan)
        return Turns(
            **series,
            bare_idle=bare_idle,
            idle=idle,
            bare_peak=simple.memory("VmHWM"),
            peak=whole.memory("VmHWM"),
        )


async def compare_growth(few: str, many: str, folder: Path, plan: Plan, *members: int) -> tuple[Series, Series]:
    """The same press in a small club and in a crowded one; people from all over it press."""
    small, large = product(few, folder), product(many, folder)
    found = (Series(), Series())
    async with _running(small, large):
        for number in range(plan.rounds + 1):
            for bot, series, people in zip((small, large), found, members, strict=True):
                chunk = await closed(bot, PRODUCT_EFFECT, plan.presses, plan.people, step=people // plan.people)
                if number:
                    series.chunks.append(chunk)
    return found


async def _rounds(buttons: Mapping[str, tuple[Bot, str]], plan: Plan) -> dict[str, Series]:
    series = {name: Series() for name in buttons}
    for bot, data in buttons.values():
        await closed(bot, data, _WARMING, plan.people)
    for number in range(plan.rounds):
        for name, (bot, data) in buttons.items():
            series[name].chunks.append(await closed(bot, data, plan.presses, plan.people))
        for name, (bot, data) in buttons.items():
            series[name].chance.append(await poisson(bot, data, plan.per_second, plan.seconds, seed=number))
    return series


@asynccontextmanager
async def _running(*bots: Bot) -> AsyncIterator[None]:
    started: list[Bot] = []
    try:
        for bot in bots:
            await bot.start()
            started.append(bot)
        yield
    finally:
        for bot in started:
            await bot.stop()
