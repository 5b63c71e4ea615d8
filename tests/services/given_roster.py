"""People with names on a roster, for tests of what coordinators do with it."""

from datetime import datetime
from typing import Any

from db.engine import Session
from db.models import Member, Registration
from domain.vocabulary import Attendance, RegistrationStatus

SEATED, WAITING = RegistrationStatus.REGISTERED, RegistrationStatus.WAITLISTED


async def given_named(session: Session, now: datetime, name: str, **changes: Any) -> Member:
    """A joined member of this name, without Telegram unless the test says."""
    member = Member(full_name=name, created_at=now, joined_at=now, **changes)
    session.add(member)
    await session.flush()
    return member


async def given_on_roster(
    session: Session,
    now: datetime,
    event_id: int,
    name: str,
    status: RegistrationStatus = SEATED,
    attendance: Attendance = Attendance.OFFLINE,
    arrival: int = 1,
    **changes: Any,
) -> Registration:
    """A person of this name at an event."""
    member = await given_named(session, now, name, **changes)
    registration = Registration(
        event_id=event_id,
        member_id=member.id,
        status=status,
        attendance=attendance,
        arrival=arrival,
        created_at=now,
        changed_at=now,
    )
    session.add(registration)
    await session.flush()
    return registration
