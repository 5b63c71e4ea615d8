"""An event with participants at its door, and a coordinator, for tests of presence."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from db.engine import Session
from db.models import Member, MemberRole, Presence, Registration
from domain.actors import Actor
from domain.vocabulary import Attendance, RegistrationStatus, Role
from tests.services.given_events import given_event, given_members


@dataclass(frozen=True, slots=True)
class Hall:
    """An event by its id, who takes part (online last), and the coordinator at its door."""

    event_id: int
    people: tuple[Actor, ...]
    registrations: tuple[int, ...]
    coordinator: Actor


async def given_hall(session: Session, now: datetime, offline: int = 2, online: int = 0, **changes: Any) -> Hall:
    """The seminar of `given_event` with so many people of each kind."""
    event = await given_event(session, seats_offline=None, **changes)
    people = await given_members(session, offline + online, now)
    registrations = []
    for number, actor in enumerate(people, start=1):
        registration = Registration(
            event_id=event.id,
            member_id=actor.owner(),
            status=RegistrationStatus.REGISTERED,
            attendance=Attendance.OFFLINE if number <= offline else Attendance.ONLINE,
            arrival=number,
            created_at=now,
            changed_at=now,
        )
        session.add(registration)
        await session.flush()
        registrations.append(registration.id)
    return Hall(event.id, tuple(people), tuple(registrations), await given_coordinator(session, now))


async def given_coordinator(
    session: Session, now: datetime, telegram_id: int = 99, name: str = "Озерова М. Л."
) -> Actor:
    member = Member(
        telegram_id=telegram_id,
        full_name=name,
        created_at=now,
        joined_at=now,
        roles=[MemberRole(role=Role.COORDINATOR, granted_at=now)],
    )
    session.add(member)
    await session.flush()
    return Actor(telegram_id, member.id, consent_in_force=True, joined=True, roles=frozenset({Role.COORDINATOR}))


async def marks(session: Session) -> list[tuple[int, int, str, str | None, str]]:
    """(registration, session, state, attendance, method) of every mark."""
    rows = await session.scalars(select(Presence).order_by(Presence.registration_id, Presence.sitting))
    return [(row.registration_id, row.sitting, row.state, row.attendance, row.method) for row in rows]
