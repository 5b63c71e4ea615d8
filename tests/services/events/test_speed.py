"""An evening of quick meetings before it begins: settings, sides, what moves with the event."""

import asyncio
from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select

from db.engine import Session, Sessions
from db.models import OutboxRow, SpeedEvening, SpeedSeat, SpeedTable
from domain.actors import Actor
from domain.errors import (
    EventStarted,
    NoSeat,
    NotAllowed,
    NotFound,
    SideFull,
    SpeedBegun,
)
from domain.events.speed import Knob, Settings
from domain.events.speed_place import SpeedPhase, SpeedPlace
from domain.vocabulary import Attendance, EventFormat, MentoringForm, MessageKind, RegistrationStatus
from services.events import event_changes, event_desk, events, registrations, speed, speed_evening
from tests.services.given_events import STARTS_AT, given_event, given_members
from tests.services.given_presence import given_coordinator
from tests.services.given_requests import given_card, given_mentors, given_person
from tests.services.given_speed import given_evening, tables, takes_part


async def sides(session: Session, event_id: int) -> dict[int, bool]:
    rows = await session.scalars(select(SpeedSeat).where(SpeedSeat.event_id == event_id))
    return {row.member_id: row.as_mentor for row in rows}


async def test_settings_change_until_the_beginning(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        event = await given_event(session)
        coordinator = await given_coordinator(session, now)
        (anna,) = await given_members(session, 1, now)
        with pytest.raises(NotAllowed):
            await speed.switch_on(session, anna, event.id, now)
        assert (await speed.hall(session, coordinator, event.id)).settings is None
        await speed.switch_on(session, coordinator, event.id, now)
        await speed.turn(session, coordinator, event.id, Knob.MINUTES, 10, now)
        await speed.turn(session, coordinator, event.id, Knob.LIMIT, 24, now)
        # a second tap on «Включить» leaves them as they are
        view = await speed.switch_on(session, coordinator, event.id, now)
        assert view.settings == Settings(10, 1, 24)
        with pytest.raises(NotFound):
            await speed.turn(session, coordinator, event.id, Knob.MINUTES, 600, now)
        assert (await speed.switch_off(session, coordinator, event.id, now)).settings is None
        assert (await speed.switch_off(session, coordinator, event.id, now)).settings is None
        online = await given_event(session, format=EventFormat.ONLINE)
        with pytest.raises(NotFound):
            await speed.switch_on(session, coordinator, online.id, now)


async def test_a_copy_takes_the_settings_over(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        evening = await given_evening(session, now, limit=12, starts_at=STARTS_AT)
        plan = (await event_desk.saved_plan(session, evening.coordinator, evening.event_id)).plan
        copied = await event_desk.save_draft(session, evening.coordinator, plan, now, evening.event_id)
        row = await session.get_one(SpeedEvening, copied)
        assert (row.minutes, row.break_minutes, row.side_limit, row.started_at) == (7, 1, 12, None)
        assert await sides(session, copied) == {}


async def test_a_side_is_chosen_and_changed(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        evening = await given_evening(session, now, mentors=1, mentees=1, limit=2, starts_at=STARTS_AT)
        event_id = evening.event_id
        anna, irina = await given_members(session, 2, now)
        await given_card(session, irina, now)
        for person in (anna, irina):
            view = await registrations.sign_up(session, person, event_id, Attendance.OFFLINE, now)
            assert view.speed == SpeedPlace(SpeedPhase.CHOOSING, None, guess_mentor=person is irina)
        assert (await speed.choose(session, anna, event_id, True, now)).mentors == 2
        with pytest.raises(SideFull):
            await speed.choose(session, irina, event_id, True, now)
        # one's own place is no reason to refuse the same again
        assert (await speed.choose(session, anna, event_id, True, now)).as_mentor is True
        assert (await speed.choose(session, anna, event_id, False, now)).mentees == 2
        assert (await speed.choose(session, irina, event_id, True, now)).as_mentor is True
        card = await events.card(session, irina, event_id, now)
        assert card.speed == SpeedPlace(SpeedPhase.CHOOSING, True)


async def test_who_has_no_seat_at_the_event_has_none_at_its_tables(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        evening = await given_evening(session, now, starts_at=STARTS_AT)
        anna, stranger = evening.mentees[0], (await given_members(session, 1, now))[0]
        with pytest.raises(NoSeat):
            await speed.choose(session, stranger, evening.event_id, True, now)
        await registrations.cancel(session, anna, evening.event_id, now)
        assert anna.owner() not in await sides(session, evening.event_id)
        assert len(await sides(session, evening.event_id)) == 5
        with pytest.raises(NoSeat):
            await speed.choice(session, anna, evening.event_id, now)
        ordinary = await given_event(session)
        with pytest.raises(NotFound):
            await speed.choose(session, anna, ordinary.id, True, now)


async def test_the_last_place_of_a_side_goes_to_one(sessions: Sessions, now: datetime, backend: str) -> None:
    """Both phones at once: the event's lock lets one count after the other."""
    async with sessions.begin() as session:
        evening = await given_evening(session, now, mentors=1, mentees=1, limit=2, starts_at=STARTS_AT)
        people = await given_members(session, 6, now)
        for person in people:
            await takes_part(session, evening.event_id, person, now)

    async def choose(person: Actor) -> bool:
        try:
            async with sessions.begin() as session:
                await speed.choose(session, person, evening.event_id, True, now)
        except SideFull:
            return False
        return True

    assert sum(await asyncio.gather(*(choose(person) for person in people))) == 1


async def test_an_evening_begun_too_soon_goes_back_with_its_event(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        soon = now + timedelta(minutes=20)
        evening = await given_evening(session, now, starts_at=soon)
        event_id, coordinator = evening.event_id, evening.coordinator
        for change in ("moved", "called off"):
            await speed_evening.start(session, coordinator, event_id, True, 3, now)
            assert len(await tables(session, event_id)) == 3
            with pytest.raises(SpeedBegun):
                await speed.choose(session, evening.mentees[0], event_id, True, now)
            with pytest.raises(SpeedBegun):
                await speed.switch_off(session, coordinator, event_id, now)
            if change == "moved":
                await event_changes.move(session, coordinator, event_id, soon + timedelta(minutes=5), None, now)
            else:
                await event_changes.call_off(session, coordinator, event_id, None, now)
            row = await session.get_one(SpeedEvening, event_id, populate_existing=True)
            assert row.started_at is None
            assert await session.scalar(select(func.count()).select_from(SpeedTable)) == 0
            planned = select(func.count()).where(
                OutboxRow.kind.in_((MessageKind.SPEED_ROUND, MessageKind.SPEED_WISHES))
            )
            assert await session.scalar(planned) == 0
            assert len(await sides(session, event_id)) == 6


async def test_mentors_of_quick_meetings_are_invited_once(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        evening = await given_evening(session, now, starts_at=STARTS_AT)
        event_id, coordinator = evening.event_id, evening.coordinator
        ready, there = await given_mentors(session, 2, now, forms=[MentoringForm.ONE_TO_ONE, MentoringForm.SPEED])
        await given_mentors(session, 1, now, forms=[MentoringForm.ONE_TO_ONE])
        resting = await given_person(session, now, "На паузе")
        await given_card(session, resting, now, forms=[MentoringForm.SPEED], paused_until=now.date())
        await registrations.add(session, coordinator, event_id, there.owner(), Attendance.OFFLINE, now)
        assert await speed.invite(session, coordinator, event_id, now) == 1
        assert await speed.invite(session, coordinator, event_id, now) == 0
        query = select(OutboxRow.recipient_id).where(OutboxRow.kind == MessageKind.SPEED_INVITE)
        assert (await session.scalars(query)).all() == [ready.member_id]
        assert await speed.invitation(session, ready, event_id, now) is not None
        await registrations.sign_up(session, ready, event_id, Attendance.OFFLINE, now)
        assert await speed.invitation(session, ready, event_id, now) is None
        with pytest.raises(EventStarted):
            await speed.invite(session, coordinator, event_id, STARTS_AT)


async def test_people_in_line_are_not_asked(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        evening = await given_evening(session, now, starts_at=STARTS_AT, seats_offline=6)
        (late,) = await given_members(session, 1, now)
        view = await registrations.sign_up(session, late, evening.event_id, Attendance.OFFLINE, now)
        assert (view.mine.status, view.speed) == (RegistrationStatus.WAITLISTED, None)
        hall = await speed.hall(session, evening.coordinator, evening.event_id)
        assert (hall.mentors, hall.mentees, hall.unchosen, hall.came) == (3, 3, 0, 0)
