"""1,000 certificates of one event: issued, drawn, packed. `make bench` runs it; it fails over the club's limits."""

import asyncio
import resource
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from db.engine import Sessions, create_engine, create_sessions
from db.migrate import migrate
from domain.addresses import Addresses
from domain.vocabulary import MessageKind
from scheduler import certificates as messages
from screens.kit import File
from services import deliveries
from services.events import certificates
from services.outbox import Due
from tests.services.given_certificates import given_attended_event

PEOPLE = 1_000
MOST_SECONDS = 15.0
MOST_MEGABYTES = 300.0
NOW = datetime(2026, 10, 7, 5, 0, tzinfo=UTC)


def peak() -> float:
    """The most memory this process has held so far, in megabytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


async def packs(sessions: Sessions) -> list[File]:
    """What delivery takes and renders: archives still to be drawn."""
    render = messages.renderers(Addresses("nastavnik_demo_bot"))[MessageKind.CERTIFICATE_PACK]
    files = []
    async with sessions.begin() as session:
        due: list[Due] = await deliveries.claim(session, NOW, limit=50)
        for row in due:
            if row.kind == MessageKind.CERTIFICATE_PACK:
                file = await render(session, row, NOW)
                assert isinstance(file, File)
                files.append(file)
    return files


async def drawn(file: File) -> int:
    """The size of the archive, drawn in a thread as delivery does it."""
    assert callable(file.content)
    return len(await asyncio.to_thread(file.content))


async def bench(folder: Path, people: int) -> tuple[float, float, float]:
    """Seconds of issuing and of drawing, megabytes of growth."""
    url = f"sqlite+aiosqlite:///{folder / 'club.db'}"
    await migrate(url)
    engine = create_engine(url)
    sessions = create_sessions(engine)
    async with sessions.begin() as session:
        coordinator, event, _ = await given_attended_event(session, people, NOW)
    before = peak()
    started = time.perf_counter()
    async with sessions.begin() as session:
        await certificates.issue_all(session, coordinator, event.id, NOW)
    issued = time.perf_counter()
    sizes = await asyncio.gather(*(drawn(file) for file in await packs(sessions)))
    ended = time.perf_counter()
    await engine.dispose()
    assert len(sizes) == -(-people // 100), "an archive for each hundred"
    return issued - started, ended - issued, peak() - before


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        issuing, drawing, grown = asyncio.run(bench(Path(folder), PEOPLE))
    within = issuing + drawing <= MOST_SECONDS and grown <= MOST_MEGABYTES
    print(  # noqa: T201 (a bench is read)
        f"{PEOPLE} certificates: register {issuing:.2f} s, PDF and ZIP {drawing:.2f} s, "
        f"together {issuing + drawing:.2f} s (limit {MOST_SECONDS:g}); "
        f"memory +{grown:.0f} MB (limit {MOST_MEGABYTES:g}), peak {peak():.0f} MB"
    )
    return 0 if within else 1


if __name__ == "__main__":
    sys.exit(main())
