"""What is done to everybody at once takes as many statements for a full hall as for a small one."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import event as hooks
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from db.engine import Session, Sessions
from db.models import Event, OutboxRow, Presence, Registration
from domain.events.event_plan import Step
from domain.vocabulary import (
    Attendance,
    EventFormat,
    MessageKind,
    OutboxState,
    PresenceMethod,
    PresenceState,
)
from services.events import certificates, event_changes, event_fields, reminders
from services.events.event_desk import saved_plan
from tests.services.given_events import STARTS_AT
from tests.services.given_presence import Hall, given_hall

SMALL, FULL = 25, 75
LATER = STARTS_AT + timedelta(days=2)

Act = Callable[[Session, Hall, datetime], Awaitable[object]]


async def move(session: Session, hall: Hall, now: datetime) -> object:
    return await event_changes.move(session, hall.coordinator, hall.event_id, LATER, None, now)


async def change_format(session: Session, hall: Hall, now: datetime) -> object:
    saved = await saved_plan(session, hall.coordinator, hall.event_id)
    plan = replace(saved.plan, format=EventFormat.ONLINE)
    return await event_fields.change(session, hall.coordinator, hall.event_id, Step.FORMAT, plan, now)


async def call_off_and_restore(session: Session, hall: Hall, now: datetime) -> object:
    await event_changes.call_off(session, hall.coordinator, hall.event_id, None, now)
    read = update(OutboxRow).where(OutboxRow.kind == MessageKind.EVENT_CANCELLED).values(state=OutboxState.SENT)
    await session.execute(read)
    return await event_changes.restore(session, hall.coordinator, hall.event_id, now)


async def issue(session: Session, hall: Hall, _: datetime) -> object:
    return await certificates.issue_all(session, hall.coordinator, hall.event_id, STARTS_AT + timedelta(hours=1))


async def given(session: Session, people: int, now: datetime) -> Hall:
    """A hall where everybody has come, with reminders planned."""
    hall = await given_hall(session, now, offline=people)
    for registration in hall.registrations:
        session.add(
            Presence(
                registration_id=registration,
                sitting=1,
                state=PresenceState.ATTENDED,
                attendance=Attendance.OFFLINE,
                method=PresenceMethod.MANUAL,
                marked_at=now,
            )
        )
    await session.flush()
    seated = (await session.scalars(select(Registration))).all()
    await reminders.plan(session, await session.get_one(Event, hall.event_id), seated, now)
    return hall


@pytest.mark.parametrize("act", [move, change_format, call_off_and_restore, issue])
async def test_no_statement_for_each_person(sessions: Sessions, engine: AsyncEngine, now: datetime, act: Act) -> None:
    counts = []
    for people in (SMALL, FULL):
        statements: list[str] = []

        def note(_: object, cursor: object, statement: str, *__: object, to: list[str] = statements) -> None:
            to.append(statement)

        # nothing is committed: both halls are the first
        async with sessions() as session:
            hall = await given(session, people, now)
            session.expunge_all()
            hooks.listen(engine.sync_engine, "before_cursor_execute", note)
            await act(session, hall, now)
            hooks.remove(engine.sync_engine, "before_cursor_execute", note)
        counts.append(len(statements))
    assert counts[0] == counts[1]
