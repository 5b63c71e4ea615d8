"""A crowd of members for stories about many: a phone, a name, a school and a city each. All are invented."""

import asyncio
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from itertools import cycle, product
from pathlib import Path

from sqlalchemy import select

from db.engine import create_engine, create_sessions
from db.models import Consent, Member, MemberRole, Organization
from domain.vocabulary import Municipality, Role
from services.people import consents
from tests.e2e import conftest as e2e

SURNAMES = (
    *("Белова", "Громова", "Зимина", "Котова", "Лужина", "Морозова"),
    *("Орлова", "Рощина", "Снегирёва", "Тихонова", "Чайкина", "Ясенева"),
)
NAMES = (
    *("Алина Олеговна", "Вера Петровна", "Дарья Ильинична", "Елена Юрьевна", "Ксения Львовна"),
    *("Лидия Павловна", "Нина Сергеевна", "Ольга Андреевна", "Софья Игоревна", "Татьяна Романовна"),
)
CITIES = (Municipality.TYUMEN, Municipality.TOBOLSK)
POSITIONS = ("учитель химии", "воспитатель", "учитель физики", "педагог-психолог", "учитель музыки")


def gather(page: e2e.Page, folder: Path, count: int) -> list[int]:
    """At most 120 young teachers of CITIES who have joined the bot in `folder`; returns the ids of their phones.

    They stand in the database at once: a hundred conversations about joining would tell nothing new.
    """
    full_names = [f"{surname} {name}" for name, surname in product(NAMES, SURNAMES)][:count]
    ids = [_phone(page, name) for name in full_names]
    with ThreadPoolExecutor(8) as hands:
        list(hands.map(lambda one: page.post(f"people/{one}/start", payload=""), ids))
    now = datetime.fromisoformat(page.state()["clock"]["now"])
    asyncio.run(_remember(folder / "data" / "sandbox.db", list(zip(ids, full_names, strict=True)), now))
    return ids


def _phone(page: e2e.Page, full_name: str) -> int:
    surname, name, _ = full_name.split()
    return int(page.post("people", first_name=name, last_name=surname)["id"])


async def _remember(database: Path, people: Sequence[tuple[int, str]], now: datetime) -> None:
    """Beside the running bot, as `nastavnik invite` does."""
    engine = create_engine(f"sqlite+aiosqlite:///{database}")
    wording = consents.text()
    async with create_sessions(engine).begin() as session:
        query = select(Organization).where(Organization.municipality.in_(CITIES)).order_by(Organization.id)
        schools = (await session.scalars(query)).all()
        for (telegram_id, name), school, position in zip(people, cycle(schools), cycle(POSITIONS), strict=False):
            member = Member(
                telegram_id=telegram_id,
                full_name=name,
                municipality=school.municipality,
                organization_id=school.id,
                position=position,
                created_at=now,
                joined_at=now,
            )
            member.roles.append(MemberRole(role=Role.YOUNG_TEACHER, granted_at=now))
            session.add(member)
            await session.flush()
            agreed = Consent(member_id=member.id, version=wording.version, text_sha256=wording.sha256, given_at=now)
            session.add(agreed)
    await engine.dispose()
