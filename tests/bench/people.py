"""Among 100,000 members, on both databases: finding people by name and school, and counting an audience.

`make bench` runs it; it fails when a search or a count takes longer than the club's limits. Surnames and schools are as
frequent as in life: the commonest surname is one person's in seventy. PostgreSQL is measured where TEST_POSTGRES_URL is
set.
"""

import asyncio
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

from sqlalchemy import insert, text

from db.engine import Session, Sessions, create_engine, create_sessions
from db.migrate import migrate
from db.models import Consent, Interest, Member, MemberRole, Organization
from domain.actors import Actor
from domain.mailing.audience import Audience, Pairing
from domain.people.members_desk import Look, Only, read_query
from domain.vocabulary import Direction, Municipality, OrgType, Role
from services.mailing import audience as audiences
from services.mentoring import found_people
from services.people import consents, members_desk
from tests.conftest import POSTGRES, scratch_postgres

MEMBERS, SCHOOLS, BATCH = 100_000, 400, 2_000
MOST_TO_FIND, MOST_TO_COUNT = 50.0, 100.0
TRIES = 11
NOW = datetime(2026, 10, 7, 5, 0, tzinfo=UTC)
DESK = Actor(1, 1, consent_in_force=True, joined=True, roles=frozenset({Role.COORDINATOR}))
FIRST = ("Анна", "Елена", "Ольга", "Наталья", "Ирина", "Татьяна", "Светлана", "Мария", "Семён", "Пётр", "Олег", "Иван")
FATHERS = ("Ивановна", "Петровна", "Сергеевна", "Олеговна", "Павловна", "Семёнович", "Львович", "Ильич")
STEMS = ("Иванов", "Смирнов", "Кузнецов", "Попов", "Васильев", "Петров", "Соколов", "Михайлов", "Новиков", "Фёдоров")
SYLLABLES = ("бор", "вет", "гор", "дуб", "зим", "кра", "лес", "мор", "нев", "рощ", "сад", "тих", "хол", "чер", "яс")


@dataclass(frozen=True, slots=True)
class Figure:
    """How long one question took, in milliseconds (the median), and how much is allowed."""

    question: str
    took: float
    most: float
    found: int


def surnames() -> list[str]:
    """The most frequent first, then a long tail."""
    tail = [f"{a}{b}{c}ов".capitalize() for a in SYLLABLES for b in SYLLABLES for c in SYLLABLES]
    return [*STEMS, *tail]


async def plant(session: Session) -> None:
    """People with names, schools, roles and consents as in life."""
    rng = random.Random(7)
    stems = surnames()
    weights = [1 / (number + 12) for number in range(len(stems))]
    towns = [one for one in Municipality if one is not Municipality.OTHER]
    schools = [
        {"slug": f"school-{n}", "name": f"Школа № {n}", "type": OrgType.SCHOOL, "municipality": rng.choice(towns)}
        for n in range(1, SCHOOLS + 1)
    ]
    await session.execute(insert(Organization), schools)
    wording = consents.text()
    directions = list(Direction)
    for start in range(1, MEMBERS + 1, BATCH):
        ids = range(start, min(start + BATCH, MEMBERS + 1))
        for number in ids:
            surname = rng.choices(stems, weights)[0] + rng.choice(("", "а"))
            settled = rng.random() < 0.9
            session.add(
                Member(
                    id=number,
                    telegram_id=number + 1_000,
                    full_name=f"{surname} {rng.choice(FIRST)} {rng.choice(FATHERS)}",
                    municipality=rng.choice(towns),
                    organization_id=rng.randint(1, SCHOOLS) if settled else None,
                    organization_text=None if settled else f"лицей {rng.randint(1, 90)}",
                    created_at=NOW,
                    joined_at=NOW,
                    seen_on=(NOW - timedelta(days=rng.randint(0, 100))).date(),
                    unreachable_since=NOW if rng.random() < 0.05 else None,
                )
            )
        await session.flush()
        session.expunge_all()
        agreed = {"version": wording.version, "text_sha256": wording.sha256, "given_at": NOW}
        await session.execute(insert(Consent), [{"member_id": one, **agreed} for one in ids])
        roles = [Role.MENTOR if one % 10 == 0 else Role.YOUNG_TEACHER for one in ids]
        held = [{"member_id": one, "role": role, "granted_at": NOW} for one, role in zip(ids, roles, strict=True)]
        await session.execute(insert(MemberRole), held)
        themes = [{"member_id": one, "direction": two} for one in ids for two in rng.sample(directions, 2)]
        await session.execute(insert(Interest), themes)


# --- the questions

Question = Callable[[Session], Awaitable[int]]


async def _people(typed: str, only: Only, page: int, session: Session) -> int:
    return (await members_desk.people(session, DESK, Look(read_query(typed), only, page), 5)).total


async def _person(typed: str, session: Session) -> int:
    return (await found_people.find(session, DESK, " ".join(read_query(typed)))).total


async def _audience(audience: Audience, session: Session) -> int:
    return (await audiences.count(session, audience, NOW)).reached


SEARCHES: Sequence[tuple[str, Question]] = (
    *(
        (f"«{typed or 'все'}» {only.value} {page or ''}".strip(), partial(_people, typed, only, page))
        for typed, only, page in (
            ("", Only.ALL, 0),
            ("", Only.YOUNG, 0),
            ("", Only.MENTOR, 0),
            ("", Only.UNREACHABLE, 0),
            ("", Only.BLOCKED, 0),
            ("", Only.COORDINATOR, 0),
            ("яснев анна", Only.ALL, 0),
            ("иванова", Only.ALL, 0),
            ("ФЕДОРОВА семен", Only.ALL, 0),
            ("анна иванова", Only.ALL, 3),
            ("а", Only.ALL, 0),
            ("а и", Only.ALL, 2),
            ("анна ольга", Only.ALL, 0),
            ("школа", Only.ALL, 0),
            ("школа 301", Only.ALL, 0),
            ("301 петрова", Only.ALL, 0),
            ("лицей 7", Only.ALL, 0),
            ("иванова", Only.MENTOR, 0),
            ("несуществующая", Only.ALL, 0),
        )
    ),
    *((f"человек «{typed}»", partial(_person, typed)) for typed in ("яснев анна", "иванова анна", "а")),
)
COUNTS: Sequence[tuple[str, Question]] = tuple(
    (f"кому: {name}", partial(_audience, audience))
    for name, audience in (
        ("все", Audience()),
        ("роль", Audience(roles=frozenset({Role.YOUNG_TEACHER}))),
        ("наставники", Audience(roles=frozenset({Role.MENTOR}))),
        ("город", Audience(municipalities=frozenset({Municipality.TYUMEN}))),
        ("школа", Audience(organizations=frozenset({7}))),
        ("направления", Audience(directions=frozenset({Direction.DIGITAL, Direction.PARENTS}))),
        ("не в паре", Audience(pairing=Pairing.NONE)),
        ("молчат", Audience(silent_weeks=8)),
        (
            "роль, город, направление",
            Audience(
                roles=frozenset({Role.YOUNG_TEACHER}),
                municipalities=frozenset({Municipality.TYUMEN}),
                directions=frozenset({Direction.DIGITAL}),
            ),
        ),
    )
)


async def measure(sessions: Sessions) -> list[Figure]:
    """The median of several tries for each question; the first is left out: statements are made once."""
    figures = []
    for questions, most in ((SEARCHES, MOST_TO_FIND), (COUNTS, MOST_TO_COUNT)):
        for name, ask in questions:
            times, found = [], 0
            for _ in range(TRIES + 1):
                async with sessions.begin() as session:
                    started = time.perf_counter()
                    found = await ask(session)
                    times.append((time.perf_counter() - started) * 1000)
            figures.append(Figure(name, statistics.median(times[1:]), most, found))
    return figures


async def bench(url: str) -> list[Figure]:
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


def report(database: str, figures: Sequence[Figure]) -> bool:
    lines = [f"{database}, {MEMBERS} members (limits {MOST_TO_FIND:g} ms to find, {MOST_TO_COUNT:g} ms to count):"]
    lines += [
        f"{'!' if one.took > one.most else ' '} {one.took:6.1f} ms  {one.question}: {one.found}" for one in figures
    ]
    print("\n".join(lines))  # noqa: T201 (a bench is read)
    return all(one.took <= one.most for one in figures)


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        fine = [report("SQLite", asyncio.run(bench(f"sqlite+aiosqlite:///{Path(folder) / 'club.db'}")))]
    if POSTGRES:
        with scratch_postgres() as url:
            fine.append(report("PostgreSQL", asyncio.run(bench(url))))
    return 0 if all(fine) else 1


if __name__ == "__main__":
    sys.exit(main())
