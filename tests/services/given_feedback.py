"""An event that is over, the people who had seats there, and marks of who came."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from db.engine import Session
from db.models import Event, Presence, Registration
from domain.actors import Actor
from domain.vocabulary import Attendance, PresenceMethod, PresenceState, RegistrationStatus
from tests.services.given_events import given_event


async def given_past(
    session: Session, now: datetime, ended_ago: timedelta = timedelta(hours=1), **changes: Any
) -> Event:
    """A two-hour seminar that ended so long before `now`."""
    return await given_event(session, starts_at=now - ended_ago - timedelta(hours=2), **changes)


async def given_seats(
    session: Session,
    event_id: int,
    member_ids: Sequence[int | None],
    now: datetime,
    status: RegistrationStatus = RegistrationStatus.REGISTERED,
) -> None:
    """A registration for each member."""
    session.add_all(
        Registration(
            event_id=event_id,
            member_id=member_id,
            status=status,
            attendance=Attendance.OFFLINE,
            arrival=number,
            created_at=now,
            changed_at=now,
        )
        for number, member_id in enumerate(member_ids, 1)
    )
    await session.flush()


async def mark(
    session: Session, event_id: int, actor: Actor, state: PresenceState, now: datetime, sitting: int = 1
) -> None:
    """A coordinator's mark of whether the person came."""
    mine = (Registration.event_id == event_id, Registration.member_id == actor.member_id)
    registration_id = (await session.scalars(select(Registration.id).where(*mine))).one()
    came = state is PresenceState.ATTENDED
    session.add(
        Presence(
            registration_id=registration_id,
            sitting=sitting,
            state=state,
            attendance=Attendance.OFFLINE if came else None,
            method=PresenceMethod.MANUAL,
            marked_at=now,
        )
    )
    await session.flush()
