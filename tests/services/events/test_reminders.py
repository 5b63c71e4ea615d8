"""Reminders follow whatever they hang on: link, form, limits, the way one takes part."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from db.engine import Session, Sessions
from db.models import Sitting
from domain.actors import Actor
from domain.events.event_plan import Step
from domain.vocabulary import Attendance, EventForm, EventFormat, MessageKind, ReminderKind
from services.events import event_changes, event_desk, event_fields, participations, registrations, reminder_choice
from tests.services.given_changes import DAY, given
from tests.services.given_events import STARTS_AT, planned

CONFIRM, LINK, WEEK = MessageKind.EVENT_CONFIRM, MessageKind.EVENT_LINK, MessageKind.EVENT_REMINDER_WEEK
ONLINE, OFFLINE = Attendance.ONLINE, Attendance.OFFLINE
# «придёте?» comes a few hours later, and people have been signed up for days
NEAR = STARTS_AT - timedelta(hours=50)


async def kinds(session: Session, actor: Actor) -> list[str]:
    return [kind for kind, _ in await planned(session, actor)]


async def edit(
    session: Session, coordinator: Actor, event_id: int, step: Step, now: datetime, **changes: object
) -> None:
    saved = await event_desk.saved_plan(session, coordinator, event_id)
    plan = replace(saved.plan, **changes)  # type: ignore[arg-type]
    await event_fields.change(session, coordinator, event_id, step, plan, now)


async def test_a_link_that_comes_later_is_sent_before_the_start(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        event, coordinator, _ = await given(session, now, 0, format=EventFormat.ONLINE, online_url=None)
        await registrations.sign_up(session, coordinator, event.id, ONLINE, now)
        assert LINK not in await kinds(session, coordinator)
        await edit(session, coordinator, event.id, Step.LINK, now, online_url="https://example.org/meet")
        assert LINK in await kinds(session, coordinator)
        await edit(session, coordinator, event.id, Step.LINK, now, online_url=None)
        assert LINK not in await kinds(session, coordinator)


async def test_reminders_follow_the_form(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        event, coordinator, (anna,) = await given(session, now, 1, starts_at=STARTS_AT + timedelta(days=7))
        assert WEEK not in await kinds(session, anna)
        await edit(session, coordinator, event.id, Step.FORM, now, form=EventForm.CONFERENCE)
        assert WEEK in await kinds(session, anna)


@pytest.mark.parametrize("moment", [None, NEAR])
async def test_people_are_asked_whether_they_come_while_seats_are_scarce(
    sessions: Sessions, now: datetime, moment: datetime | None
) -> None:
    async with sessions.begin() as session:
        event, coordinator, (anna,) = await given(session, now, 1, seats_offline=None)
        assert CONFIRM not in await kinds(session, anna)
        await edit(session, coordinator, event.id, Step.SEATS, moment or now, seats_offline=2)
        assert CONFIRM in await kinds(session, anna)
        await edit(session, coordinator, event.id, Step.SEATS, moment or now, seats_offline=None)
        assert CONFIRM not in await kinds(session, anna)


async def test_another_choice_of_reminders_leaves_the_question(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        event, _, (anna,) = await given(session, now, 1)
        await reminder_choice.choose(session, anna, event.id, ReminderKind.DAY, False, NEAR)
        assert CONFIRM in await kinds(session, anna)


async def test_who_was_just_asked_about_a_new_time_is_not_asked_again(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        event, coordinator, (anna,) = await given(session, now, 1)
        await event_changes.move(session, coordinator, event.id, STARTS_AT + timedelta(hours=1), None, NEAR)
        assert CONFIRM not in await kinds(session, anna)


async def test_who_comes_another_way_still_hears_that_the_event_moved(sessions: Sessions, now: datetime) -> None:
    night = now + timedelta(hours=13)
    async with sessions.begin() as session:
        event, coordinator, (anna,) = await given(session, now, 1, format=EventFormat.HYBRID, seats_online=5)
        await event_changes.move(session, coordinator, event.id, STARTS_AT + timedelta(days=1), None, night)
        await registrations.sign_up(session, anna, event.id, ONLINE, night)
        assert MessageKind.EVENT_MOVED in await kinds(session, anna)


async def test_of_two_sessions_on_one_monday_one_is_told_and_the_other_named(sessions: Sessions, now: datetime) -> None:
    """The day before is Sunday: both reminders would come on Saturday evening."""
    monday = datetime(2026, 10, 19, 5, 0, tzinfo=UTC)
    hour = timedelta(hours=1)
    async with sessions.begin() as session:
        event, coordinator, _ = await given(session, now, 0, starts_at=monday, ends_at=monday + 6 * hour)
        for number, start in ((1, monday), (2, monday + 5 * hour)):
            session.add(Sitting(event_id=event.id, number=number, starts_at=start, ends_at=start + hour))
        await session.flush()
        view = await registrations.sign_up(session, coordinator, event.id, OFFLINE, now)
        assert (view.later_that_day, (await kinds(session, coordinator)).count(DAY)) == (1, 1)
        second = await participations.of_member(session, coordinator.owner(), event.id, now, 2)
        assert second is not None
        assert second.later_that_day == 0
