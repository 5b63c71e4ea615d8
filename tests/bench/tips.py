"""The search over 100,000 tips, on both databases: how long one question takes.

`make bench` runs it; it fails when a search takes longer than the club's limit. The texts are mixtures of words as
frequent as in life: the hundredth word is a hundred times rarer than the first. PostgreSQL is measured where
TEST_POSTGRES_URL is set.
"""

import asyncio
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import insert, text

from content import load_tips
from db.engine import Session, Sessions, create_engine, create_sessions
from db.migrate import migrate
from db.models import Tip, TipWord
from domain.actors import Actor
from domain.lemmas import lemmas
from domain.vocabulary import Direction, TipState
from services.tips import tip_index, tip_search
from tests.conftest import POSTGRES, scratch_postgres

TIPS, WORDS_EACH, BATCH = 100_000, 25, 2_000
MOST_MILLISECONDS = 20.0
TRIES = 15
NOW = datetime(2026, 10, 7, 5, 0, tzinfo=UTC)
ANYBODY = Actor(1, 1, consent_in_force=True, joined=True)
# word, direction: rare ones, frequent ones, two frequent ones, nothing at all
QUESTIONS: Sequence[tuple[str, Direction | None]] = (
    ("дети", None),
    ("тетрадь на уроке", None),
    ("урок", Direction.PARENTS),
    ("класс вопрос минута", None),
    ("лужа июнь", None),
    ("ребёнок слон", None),
)


def vocabulary() -> list[str]:
    """The words of the club's own tips in dictionary form, the most frequent first, and a tail of made-up ones."""
    words = list(dict.fromkeys(word for tip in load_tips() for word in lemmas(f"{tip.title} {tip.text}").split()))
    first = ["ребёнок", "урок", "класс", "вопрос", "минута", "тетрадь"]
    return [*first, *(word for word in words if word not in first), *(f"слово{number}" for number in range(5_000))]


async def plant(session: Session) -> None:
    """Tips with words as in life, and their index."""
    rng = random.Random(7)
    words = vocabulary()
    weights = [1 / (number + 3) for number in range(len(words))]
    directions = list(Direction)
    for start in range(1, TIPS + 1, BATCH):
        tips, index = [], []
        for number in range(start, min(start + BATCH, TIPS + 1)):
            chosen = sorted(set(rng.choices(words, weights, k=WORDS_EACH)))
            direction = directions[number % len(directions)]
            tips.append(
                {
                    "id": number,
                    "slug": f"tip-{number}",
                    "direction": direction,
                    "title": f"Приём {number}",
                    "text": " ".join(chosen),
                    "lemmas": " ".join(chosen),
                    "state": TipState.PUBLISHED,
                }
            )
            index += [{"word": word, "tip_id": number} for word in (*chosen, tip_index.theme(direction))]
        await session.execute(insert(Tip), tips)
        await session.execute(insert(TipWord), index)


async def measure(sessions: Sessions) -> list[tuple[float, str, int]]:
    """Median milliseconds, question, and how much was found, for each question."""
    # the dictionaries are read once, at the bot's start
    lemmas("ребёнок")
    found = []
    for words, direction in QUESTIONS:
        times, most = [], 0
        for _ in range(TRIES):
            async with sessions.begin() as session:
                started = time.perf_counter()
                view = await tip_search.search(session, ANYBODY, words, direction, 0, 5)
                times.append((time.perf_counter() - started) * 1000)
                most = view.page.count * 5 if view.tips else 0
        found.append((statistics.median(times), f"{words} {direction or ''}".strip(), most))
    return found


async def bench(url: str) -> list[tuple[float, str, int]]:
    await migrate(url)
    engine = create_engine(url)
    sessions = create_sessions(engine)
    async with sessions.begin() as session:
        await plant(session)
    async with engine.begin() as connection:
        await connection.execute(text("ANALYZE"))
    try:
        return await measure(sessions)
    finally:
        await engine.dispose()


def report(database: str, found: list[tuple[float, str, int]]) -> float:
    lines = [f"{database}, {TIPS} tips (limit {MOST_MILLISECONDS:g} ms):"]
    lines += [f"  {own:6.1f} ms  «{question}», about {most}" for own, question, most in found]
    print("\n".join(lines))  # noqa: T201 (a bench is read)
    return max(own for own, _, _ in found)


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        slowest = [report("SQLite", asyncio.run(bench(f"sqlite+aiosqlite:///{Path(folder) / 'club.db'}")))]
    if POSTGRES:
        with scratch_postgres() as url:
            slowest.append(report("PostgreSQL", asyncio.run(bench(url))))
    return 0 if max(slowest) <= MOST_MILLISECONDS else 1


if __name__ == "__main__":
    sys.exit(main())
