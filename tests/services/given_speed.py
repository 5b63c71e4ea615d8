"""An evening of quick meetings with people on both sides, for tests of services."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from db.engine import Session
from db.models import OutboxRow, Registration, SpeedEvening, SpeedSeat, SpeedTable
from domain.actors import Actor
from domain.vocabulary import Attendance, RegistrationStatus, Role
from tests.services.given_events import given_event
from tests.services.given_presence import given_coordinator
from tests.services.given_requests import given_person


@dataclass(frozen=True, slots=True)
class Evening:
    """An evening by its event's id, whose people have chosen their sides, and its coordinator."""

    event_id: int
    mentors: tuple[Actor, ...]
    mentees: tuple[Actor, ...]
    coordinator: Actor


async def given_evening(
    session: Session, now: datetime, mentors: int = 3, mentees: int = 3, limit: int | None = None, **changes: Any
) -> Evening:
    """Seven minutes at a table and one to change; the event begins at `now`, or as the test says."""
    event = await given_event(
        session, **({"starts_at": now, "seats_offline": None, "title": "Быстрые встречи"} | changes)
    )
    session.add(SpeedEvening(event_id=event.id, minutes=7, break_minutes=1, side_limit=limit))
    await session.flush()
    teachers = [
        await given_person(session, now, f"Наставник {number}", Role.MENTOR) for number in range(1, mentors + 1)
    ]
    learners = [
        await given_person(session, now, f"Педагог {number}", Role.YOUNG_TEACHER) for number in range(1, mentees + 1)
    ]
    for side, people in ((True, teachers), (False, learners)):
        for person in people:
            await takes_part(session, event.id, person, now, as_mentor=side)
    return Evening(event.id, tuple(teachers), tuple(learners), await given_coordinator(session, now))


async def takes_part(
    session: Session, event_id: int, person: Actor, now: datetime, *, as_mentor: bool | None = None
) -> int:
    """A seat at the event, and on a side of its tables; returns the registration's id."""
    registration = Registration(
        event_id=event_id,
        member_id=person.owner(),
        status=RegistrationStatus.REGISTERED,
        attendance=Attendance.OFFLINE,
        arrival=person.owner(),
        created_at=now,
        changed_at=now,
    )
    session.add(registration)
    if as_mentor is not None:
        session.add(SpeedSeat(event_id=event_id, member_id=person.owner(), as_mentor=as_mentor, chosen_at=now))
    await session.flush()
    return registration.id


async def tables(session: Session, event_id: int) -> dict[int, set[tuple[int, int]]]:
    """(mentor, mentee) of every table, by round."""
    found: dict[int, set[tuple[int, int]]] = {}
    for row in await session.scalars(select(SpeedTable).where(SpeedTable.event_id == event_id)):
        found.setdefault(row.round, set()).add((row.mentor_id, row.mentee_id))
    return found


async def due(session: Session, event_id: int, person: Actor) -> list[tuple[str, datetime, int | None]]:
    """(kind, due, round) of what waits for a person about the evening, soonest first."""
    query = (
        select(OutboxRow)
        .where(OutboxRow.recipient_id == person.owner(), OutboxRow.entity == f"event:{event_id}")
        .order_by(OutboxRow.due_at)
    )
    return [(row.kind, row.due_at, row.payload.get("round")) for row in await session.scalars(query)]
