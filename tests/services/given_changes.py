"""An event people take part in, about to change, and what waits to be said about it."""

from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import select, update

from db.engine import Session
from db.models import Event, OutboxRow
from domain.actors import Actor
from domain.vocabulary import (
    Attendance,
    MessageKind,
    OutboxState,
    Role,
)
from services.events import registrations
from tests.services.given_events import STARTS_AT, given_event, given_members

OFFLINE = Attendance.OFFLINE
MOVED, CHANGED, CANCELLED = MessageKind.EVENT_MOVED, MessageKind.EVENT_CHANGED, MessageKind.EVENT_CANCELLED
DAY, HOURS = MessageKind.EVENT_REMINDER_DAY, MessageKind.EVENT_REMINDER_HOURS
# Friday, 16 October, 18:00 in Tyumen
LATER = STARTS_AT + timedelta(days=2, hours=3)
HOUR = timedelta(hours=1)


async def given(
    session: Session, now: datetime, taking_part: int = 3, **changes: object
) -> tuple[Event, Actor, list[Actor]]:
    """An event, a coordinator who takes no part, and people who do: two with seats, the others in line."""
    event = await given_event(session, **changes)
    first, *people = await given_members(session, taking_part + 1, now)
    for one in people:
        await registrations.sign_up(session, one, event.id, OFFLINE, now)
    return event, replace(first, roles=frozenset({Role.COORDINATOR})), people


async def rows(session: Session, kind: MessageKind) -> list[OutboxRow]:
    """What waits to be said of this kind."""
    query = select(OutboxRow).where(OutboxRow.kind == kind, OutboxRow.state == OutboxState.PENDING)
    query = query.order_by(OutboxRow.recipient_id)
    return list((await session.scalars(query.execution_options(populate_existing=True))).all())


async def told(session: Session, kind: MessageKind) -> list[int]:
    return [row.recipient_id for row in await rows(session, kind)]


async def deliver(session: Session, kind: MessageKind, member_id: int | None = None) -> None:
    """As if these messages had been sent."""
    query = update(OutboxRow).where(OutboxRow.kind == kind).values(state=OutboxState.SENT)
    await session.execute(query if member_id is None else query.where(OutboxRow.recipient_id == member_id))


def ids(people: list[Actor]) -> list[int]:
    return [one.owner() for one in people]
