"""People who came to an event, for tests of certificates."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from db.engine import Session
from db.models import Certificate, Event, Member, MemberRole, Presence, Registration
from domain.actors import Actor
from domain.vocabulary import (
    Attendance,
    ParticipantRole,
    PresenceMethod,
    PresenceState,
    RegistrationStatus,
    Role,
)
from tests.services.given_events import given_event, given_members


async def given_coordinator(session: Session, now: datetime, telegram_id: int = 77_001) -> Actor:
    """Somebody who may issue certificates."""
    member = Member(telegram_id=telegram_id, full_name="Озерова Мария Львовна", created_at=now, joined_at=now)
    member.roles = [MemberRole(role=Role.COORDINATOR, granted_at=now)]
    session.add(member)
    await session.flush()
    return Actor(telegram_id, member.id, consent_in_force=True, joined=True, roles=frozenset({Role.COORDINATOR}))


async def given_past_event(session: Session, now: datetime, **changes: Any) -> Event:
    """An event that ended a day ago."""
    return await given_event(session, starts_at=now - timedelta(days=1, hours=2), seats_offline=None, **changes)


async def given_came(
    session: Session,
    event: Event,
    people: Sequence[Actor],
    now: datetime,
    *,
    state: PresenceState = PresenceState.ATTENDED,
    attendance: Attendance = Attendance.OFFLINE,
    role: ParticipantRole = ParticipantRole.PARTICIPANT,
    sittings: Sequence[int] = (1,),
) -> None:
    """These people are registered and marked so at these sittings."""
    rows = [
        Registration(
            event_id=event.id,
            member_id=person.owner(),
            status=RegistrationStatus.REGISTERED,
            attendance=attendance,
            arrival=number,
            created_at=now,
            changed_at=now,
            role=role,
        )
        for number, person in enumerate(people, 1)
    ]
    session.add_all(rows)
    await session.flush()
    session.add_all(
        Presence(
            registration_id=row.id,
            sitting=sitting,
            state=state,
            attendance=attendance if state is PresenceState.ATTENDED else None,
            method=PresenceMethod.MANUAL,
            marked_at=now,
        )
        for row in rows
        for sitting in sittings
    )
    await session.flush()


async def given_attended_event(
    session: Session, count: int, now: datetime, **changes: Any
) -> tuple[Actor, Event, list[Actor]]:
    """A coordinator, a past event, and so many people who came to it."""
    coordinator = await given_coordinator(session, now)
    event = await given_past_event(session, now, **changes)
    people = await given_members(session, count, now)
    await given_came(session, event, people, now)
    return coordinator, event, people


async def numbers(session: Session) -> list[int]:
    """Numbers of the register in order."""
    return list(await session.scalars(select(Certificate.number).order_by(Certificate.year, Certificate.number)))
