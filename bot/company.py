"""How processes share the work: alone, one at work and the others standing by, or side by side (design §2)."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

from bot.leader import stand_by
from bot.parts import Part
from bot.settings import ProcessRole
from db.advisory import Keys


@dataclass(frozen=True, slots=True)
class Company:
    """This process among those that share the PostgreSQL at `url`; None: it is alone with its database.

    Side by side each takes its `role`; otherwise one does everything, and whoever comes later stands by.
    """

    url: str | None = None
    side_by_side: bool = False
    role: ProcessRole = ProcessRole.ALL


@asynccontextmanager
async def at_work(company: Company, parts: Sequence[Part], drain_seconds: float) -> AsyncIterator[None]:
    """Parts work, or stand by, for the time of the block; then they have `drain_seconds` to end what they began."""
    waiting: list[asyncio.Task[None]] = []
    closing = asyncio.Event()
    try:
        if company.url is None:
            await _begin(parts)
        elif company.side_by_side:
            await _begin([part for part in parts if part.alone is None])
            alone = [(part.alone, part) for part in parts if part.alone is not None]
            waiting += [asyncio.create_task(stand_by(company.url, key, [part], closing)) for key, part in alone]
        else:
            waiting.append(asyncio.create_task(stand_by(company.url, Keys.WHOLE, parts, closing)))
        yield
    finally:
        closing.set()
        for part in parts:
            await part.end()
        # locks are kept meanwhile: nobody takes over what is still in our hands
        await asyncio.gather(*(part.drain(drain_seconds) for part in parts))
        for one in waiting:
            one.cancel()
        await asyncio.gather(*waiting, return_exceptions=True)


async def _begin(parts: Sequence[Part]) -> None:
    for part in parts:
        await part.begin()
