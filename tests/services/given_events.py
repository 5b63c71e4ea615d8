"""Events and members for tests of seats."""

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import select

from db.engine import Session, Sessions
from db.models import Event, EventDirection, Member, OutboxRow, Registration
from domain.actors import Actor
from domain.vocabulary import (
    Direction,
    EventForm,
    EventFormat,
    EventStatus,
    RegistrationStatus,
    Role,
)

# Wednesday, 14 October 2026, 15:00 in Tyumen: a week after the fixture's `now`
STARTS_AT = datetime(2026, 10, 14, 10, 0, tzinfo=UTC)


async def given_event(session: Session, **changes: Any) -> Event:
    """A face-to-face seminar with 2 seats, or whatever the test says."""
    starts_at = changes.pop("starts_at", STARTS_AT)
    directions = changes.pop("directions", (Direction.METHODICAL,))
    values: dict[str, Any] = {
        "title": "Знакомимся",
        "form": EventForm.SEMINAR,
        "format": EventFormat.OFFLINE,
        "announcement": "Приходите с вопросами.",
        "starts_at": starts_at,
        "ends_at": starts_at + timedelta(hours=2),
        "place": "Школа № 901",
        "online_url": "https://example.org/meet",
        "seats_offline": 2,
        "hours": 2,
        "status": EventStatus.PUBLISHED,
        "directions": [EventDirection(direction=direction) for direction in directions],
    }
    event = Event(**(values | changes))
    session.add(event)
    await session.flush()
    return event


async def given_members(session: Session, count: int, now: datetime) -> list[Actor]:
    """So many joined young teachers."""
    members = [
        Member(telegram_id=10_000 + number, full_name=f"Участник {number}", created_at=now, joined_at=now)
        for number in range(count)
    ]
    session.add_all(members)
    await session.flush()
    return [
        Actor(
            member.telegram_id or 0,
            member.id,
            consent_in_force=True,
            joined=True,
            roles=frozenset({Role.YOUNG_TEACHER}),
        )
        for member in members
    ]


async def standing(sessions: Sessions, event_id: int) -> list[tuple[int, RegistrationStatus, int]]:
    """(arrival, status, member) of everybody at an event, in order of arrival."""
    query = select(Registration).where(Registration.event_id == event_id).order_by(Registration.arrival)
    async with sessions.begin() as session:
        return [(row.arrival, row.status, row.member_id) for row in await session.scalars(query)]


async def planned(session: Session, actor: Actor) -> list[tuple[str, datetime]]:
    """(kind, due) of everything in the outbox for a person, soonest first."""
    query = select(OutboxRow).where(OutboxRow.recipient_id == actor.member_id).order_by(OutboxRow.due_at)
    return [(row.kind, row.due_at) for row in await session.scalars(query)]
