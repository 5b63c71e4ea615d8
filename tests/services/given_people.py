"""People in every stage of joining, for tests of services."""

from datetime import datetime

from sqlalchemy import func, select

from db.engine import Session
from db.models import Base, Organization
from domain.actors import Actor
from domain.people.joining import Answers
from domain.vocabulary import Direction, Municipality, OrgType, Role
from services.people import consents, joining, people

PLANTED = {"organization", "tip", "tip_word", "event", "event_direction", "speed_evening"}

MENTOR = Answers(
    role=Role.MENTOR,
    full_name="Лебедева Ирина Павловна",
    municipality=Municipality.TYUMEN,
    organization_text="Школа у реки",
    position="учитель химии",
    started_year=2004,
    directions=(Direction.PROJECT, Direction.CONTEST),
)


async def given_consented(session: Session, now: datetime, telegram_id: int = 1) -> Actor:
    """Somebody who has consented and told nothing yet."""
    await consents.give(session, Actor(telegram_id), now)
    return await people.identify(session, telegram_id, wrote=True)


async def given_member(session: Session, now: datetime, telegram_id: int = 1, answers: Answers = MENTOR) -> Actor:
    """Somebody who has joined with these answers."""
    await joining.finish(session, await given_consented(session, now, telegram_id), answers, now)
    return await people.identify(session, telegram_id, wrote=True)


async def given_organization(
    session: Session, name: str = "Школа № 901", municipality: Municipality = Municipality.TYUMEN
) -> int:
    """An organisation of the directory, by its id."""
    organization = Organization(slug=name, name=name, type=OrgType.SCHOOL, municipality=municipality)
    session.add(organization)
    await session.flush()
    return organization.id


async def rows_about_people(session: Session) -> dict[str, int]:
    """How many rows each table has, the club's planted words aside; empty tables are left out."""
    counts = {
        table.name: await session.scalar(select(func.count()).select_from(table)) or 0
        for table in Base.metadata.sorted_tables
        if table.name not in PLANTED
    }
    return {name: count for name, count in counts.items() if count}
