"""The table of a run, as it goes into `docs/benchmarks.md`."""

import statistics
from collections.abc import Iterator

from tests.bench.turns.measure import Series, Starts, Turns

MOST_WRITE = {"SQLite": 1.0, "PostgreSQL": 1.2}
MOST_READ = 2.0
MOST_WAIT = 2.0
MOST_START = 1.2
MOST_IDLE_MEGABYTES = 210
MOST_GROWTH = 1.2


def report(database: str, starts: Starts, polling: Turns, webhook: Turns, growth: tuple[Series, Series]) -> bool:
    """Print the figures and the limits; returns whether all are kept."""
    small, large = growth
    limits = {
        "a press that writes, × bare SELECT + UPDATE, CPU": (
            polling.writes.times(polling.bare_writes),
            MOST_WRITE[database],
        ),
        "a press that writes, by webhook, × bare, CPU": (
            webhook.writes.times(webhook.bare_writes),
            MOST_WRITE[database],
        ),
        "a press that only reads, × bare menu without a database, CPU": (
            polling.reads.times(polling.bare_reads),
            MOST_READ,
        ),
        "a press that only reads, by webhook, × bare, CPU": (webhook.reads.times(webhook.bare_reads), MOST_READ),
        "p95 at 30 presses a second, × bare SELECT + UPDATE": (
            polling.writes.waits_times(polling.bare_writes),
            MOST_WAIT,
        ),
        "start to the first poll, × bare, CPU": (starts.ratio, MOST_START),
        "memory before the first press, MB": (polling.idle, MOST_IDLE_MEGABYTES),
        "a press among 100,000 members, × among 1,000, CPU": (large.times(small), MOST_GROWTH),
    }
    lines = [f"\n### {database}\n", *_turns("polling", polling), *_turns("webhook", webhook, head=False)]
    lines += ["", *_starts(starts), "", "| limit | measured | at most |", "|---|---|---|"]
    lines += [
        f"| {name} | {found:.{0 if most > 100 else 2}f}{'' if found <= most else ' **over**'} | {most:g} |"
        for name, (found, most) in limits.items()
    ]
    print("\n".join(lines), flush=True)  # noqa: T201 (a bench is read)
    return all(found <= most for found, most in limits.values())


def _turns(way: str, turns: Turns, *, head: bool = True) -> Iterator[str]:
    if head:
        yield "| bot | presses/s | CPU s per 1,000 | p50 / p95 / p99 ms at 30/s | idle / peak MB |"
        yield "|---|---|---|---|---|"
    bare, own = f"{turns.bare_idle:.0f} / {turns.bare_peak:.0f}", f"{turns.idle:.0f} / {turns.peak:.0f}"
    for name, series, memory in (
        ("bare: a menu, no database", turns.bare_reads, bare),
        ("Nastavnik: the menu", turns.reads, own),
        ("bare: SELECT + UPDATE", turns.bare_writes, bare),
        ("Nastavnik: a durable turn", turns.writes, own),
    ):
        waits = " / ".join(f"{series.wait(share):.0f}" for share in (50, 95, 99))
        yield f"| {name}, {way} | {series.rate:.0f} | {series.cpu:.2f} | {waits} | {memory} |"


def _starts(starts: Starts) -> Iterator[str]:
    yield "| start to the first poll | CPU s | s |"
    yield "|---|---|---|"
    for name, seen in (("bare", starts.bare), ("Nastavnik", starts.product)):
        cpu, wall = (statistics.median(getattr(one, what) for one in seen) for what in ("cpu_seconds", "seconds"))
        yield f"| {name} | {cpu:.2f} | {wall:.2f} |"
