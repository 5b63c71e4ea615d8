"""What a turn costs: the product's own process against a bare aiogram bot with its SQL by hand, in the same rounds.

`make bench` runs it, on SQLite and, where TEST_POSTGRES_URL is set, on PostgreSQL; it fails above the club's limits.
Processor time and ratios within a round are what can be trusted on a busy machine. `python -m tests.bench.turns short`
takes a third of the time; `sqlite` or `postgres` beside it leaves the other out.
"""

import asyncio
import sys
import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

from tests.bench.turns.given import prepare_bare, prepare_club
from tests.bench.turns.measure import Plan, compare_growth, compare_starts, compare_turns
from tests.bench.turns.report import report
from tests.conftest import POSTGRES, scratch_postgres

_DATABASES = ("club", "crowded", "bare")
FEW, MANY = 1_000, 100_000
WHOLE = Plan(rounds=5, presses=400, people=100, per_second=30, seconds=6, starts=3)
SHORT = Plan(rounds=3, presses=200, people=100, per_second=30, seconds=3, starts=1)


async def bench(database: str, urls: Sequence[str], folder: Path, plan: Plan) -> bool:
    """Measure on three empty databases and print the table; returns whether all limits are kept."""
    club, crowded, bare = urls
    await prepare_club(club, FEW)
    await prepare_club(crowded, MANY)
    await prepare_bare(bare, FEW)
    starts = await compare_starts(club, bare, folder, plan)
    polling = await compare_turns(club, bare, folder, plan, webhook=False)
    webhook = await compare_turns(club, bare, folder, plan, webhook=True)
    growth = await compare_growth(club, crowded, folder, plan, FEW, MANY)
    return report(database, starts, polling, webhook, growth)


def main() -> int:
    plan, fine = SHORT if "short" in sys.argv else WHOLE, True
    with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
        folder = Path(name)
        if "postgres" not in sys.argv:
            files = [f"sqlite+aiosqlite:///{folder / one}.db" for one in _DATABASES]
            fine = asyncio.run(bench("SQLite", files, folder, plan))
        if POSTGRES and "sqlite" not in sys.argv:
            scratch = [stack.enter_context(scratch_postgres()) for _ in _DATABASES]
            fine = asyncio.run(bench("PostgreSQL", scratch, folder, plan)) and fine
    return 0 if fine else 1


if __name__ == "__main__":
    sys.exit(main())
