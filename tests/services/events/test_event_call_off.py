"""Calling an event off and back, and other changes: who is told what, once."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from db.engine import Sessions
from db.models import AuditEntry, OutboxRow, Registration
from domain import errors
from domain.vocabulary import (
    Attendance,
    EventFormat,
    EventStatus,
    MessageKind,
    OutboxState,
    RegistrationStatus,
)
from services.events import event_changes, registrations
from tests.services.given_changes import (
    CANCELLED,
    CHANGED,
    DAY,
    HOUR,
    HOURS,
    LATER,
    MOVED,
    deliver,
    given,
    ids,
    rows,
    told,
)
from tests.services.given_events import STARTS_AT, given_event

OFFERED = MessageKind.EVENT_OFFER

# --- calling off and back


async def test_nothing_that_waited_is_said_of_a_cancelled_event(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        event, olga, people = await given(session, now)
        view = await event_changes.call_off(session, olga, event.id, "зал закрыли на ремонт", now)

        waiting = (await session.scalars(select(OutboxRow).where(OutboxRow.state == OutboxState.PENDING))).all()
        assert {row.kind for row in waiting} == {CANCELLED}
        assert await told(session, CANCELLED) == ids(people)
        assert (event.status, event.note, event.revision) == (EventStatus.CANCELLED, "зал закрыли на ремонт", 1)
        assert view.till == now + timedelta(minutes=15)

        again = await event_changes.call_off(session, olga, event.id, None, now + timedelta(minutes=1))
        assert (again.till, event.revision, event.note) == (view.till, 1, "зал закрыли на ремонт")
        acts = (await session.scalars(select(AuditEntry.act).where(AuditEntry.act == "event.called_off"))).all()
        assert len(acts) == 1


async def test_a_cancellation_nobody_has_read_vanishes(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        event, olga, (anna, *rest) = await given(session, now)
        before = [
            (row.kind, row.recipient_id, row.due_at) for kind in (DAY, HOURS) for row in await rows(session, kind)
        ]
        await event_changes.call_off(session, olga, event.id, None, now)
        await deliver(session, CANCELLED, anna.owner())
        soon = now + timedelta(minutes=14)
        await event_changes.restore(session, olga, event.id, soon)

        assert event.status is EventStatus.PUBLISHED
        assert await told(session, CANCELLED) == []
        assert await told(session, CHANGED) == [anna.owner()], "only who has read of it is told"
        assert (await rows(session, CHANGED))[0].payload == {"restored": True}
        after = [(row.kind, row.recipient_id, row.due_at) for kind in (DAY, HOURS) for row in await rows(session, kind)]
        assert after == before
        assert len(rest) == 2

        await event_changes.restore(session, olga, event.id, soon)
        assert event.revision == 2


async def test_a_move_not_heard_of_is_still_news_after_a_cancellation_taken_back(
    sessions: Sessions, now: datetime
) -> None:
    async with sessions.begin() as session:
        event, olga, people = await given(session, now)
        await event_changes.move(session, olga, event.id, LATER, None, now)
        await event_changes.call_off(session, olga, event.id, None, now)
        assert await told(session, MOVED) == []
        await event_changes.restore(session, olga, event.id, now + timedelta(minutes=1))

        found = await rows(session, MOVED)
        assert [row.recipient_id for row in found] == ids(people)
        assert {datetime.fromisoformat(row.payload["known"]) for row in found} == {STARTS_AT}


async def test_a_cancellation_taken_back_at_night_leaves_nothing_unsaid(sessions: Sessions, now: datetime) -> None:
    night = now + timedelta(hours=12)
    async with sessions.begin() as session:
        event, olga, (anna, irina, pavel) = await given(session, now)
        await registrations.cancel(session, irina, event.id, night)
        await event_changes.tell_changed(session, event, night)
        await event_changes.call_off(session, olga, event.id, None, night)
        assert await told(session, OFFERED) == []
        await event_changes.restore(session, olga, event.id, night + timedelta(minutes=5))

        assert await told(session, OFFERED) == [pavel.owner()]
        assert await told(session, CHANGED) == ids([anna, pavel])
        assert await told(session, CANCELLED) == []


async def test_who_was_taken_off_at_night_hears_of_it_although_the_event_is_off(
    sessions: Sessions, now: datetime
) -> None:
    night = now + timedelta(hours=12)
    async with sessions.begin() as session:
        event, olga, (anna, *_) = await given(session, now)
        mine = await session.scalar(select(Registration.id).where(Registration.member_id == anna.owner()))
        assert mine is not None
        await registrations.remove(session, olga, mine, night)
        await event_changes.call_off(session, olga, event.id, None, night + timedelta(minutes=1))

        assert await told(session, MessageKind.EVENT_REMOVED) == [anna.owner()]
        assert anna.owner() not in await told(session, CANCELLED)


async def test_when_a_cancellation_stays(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        event, olga, _ = await given(session, now)
        await event_changes.call_off(session, olga, event.id, None, now)
        with pytest.raises(errors.TooLateToRestore):
            await event_changes.restore(session, olga, event.id, now + timedelta(minutes=15))

        soon = await given_event(session, starts_at=now + timedelta(minutes=5))
        called_off = await event_changes.call_off(session, olga, soon.id, None, now)
        assert called_off.till == soon.starts_at
        with pytest.raises(errors.TooLateToRestore):
            await event_changes.restore(session, olga, soon.id, soon.starts_at)

        old = await given_event(session, status=EventStatus.CANCELLED)
        with pytest.raises(errors.TooLateToRestore):
            await event_changes.restore(session, olga, old.id, now)
        assert (await event_changes.called_off(session, olga, old.id, now)).till is None
        begun = await given_event(session, starts_at=now - HOUR)
        with pytest.raises(errors.TooLateToChange):
            await event_changes.call_off(session, olga, begun.id, None, now)


async def test_nobody_signs_up_or_leaves_while_it_is_off(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        event, olga, (anna, *_) = await given(session, now)
        await event_changes.call_off(session, olga, event.id, None, now)
        with pytest.raises(errors.EventCancelled):
            await registrations.cancel(session, anna, event.id, now)
        status = await session.scalar(select(Registration.status).where(Registration.member_id == anna.member_id))
        assert status is RegistrationStatus.REGISTERED


# --- other changes


async def test_changes_within_minutes_are_told_in_one_message(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        event, _, people = await given(session, now, format=EventFormat.HYBRID)
        await registrations.sign_up(session, people[2], event.id, Attendance.ONLINE, now)
        assert await event_changes.tell_changed(session, event, now, [Attendance.OFFLINE]) == 2
        assert await event_changes.tell_changed(session, event, now + timedelta(minutes=3)) == 3

        found = await rows(session, CHANGED)
        assert [row.recipient_id for row in found] == ids(people)
        assert [row.due_at - now for row in found] == [timedelta(minutes=5), timedelta(minutes=5), timedelta(minutes=8)]


async def test_a_change_at_the_door_is_told_at_once(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        event, _, _ = await given(session, now, starts_at=now + timedelta(minutes=50))
        await event_changes.tell_changed(session, event, now)
        assert {row.due_at for row in await rows(session, CHANGED)} == {now}


async def test_of_a_draft_or_a_past_event_nobody_is_told(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        event, _, _ = await given(session, now)
        assert await event_changes.tell_changed(session, event, event.ends_at) == 0
        event.status = EventStatus.DRAFT
        assert await event_changes.tell_changed(session, event, now) == 0
        assert await rows(session, CHANGED) == []
