"""Signing up, leaving, the line that moves, reminders that follow."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from db.engine import Session, Sessions
from db.models import Event, OutboxRow
from domain import errors
from domain.actors import Actor
from domain.events.events import RETURN_WINDOW
from domain.vocabulary import Attendance, EventFormat, EventStatus, MessageKind, RegistrationStatus
from services.events import events, participations, registrations
from tests.services.given_events import STARTS_AT, given_event, given_members, planned

OFFLINE, ONLINE = Attendance.OFFLINE, Attendance.ONLINE
OFFER, SEATED, CONFIRM = MessageKind.EVENT_OFFER, MessageKind.EVENT_SEATED, MessageKind.EVENT_CONFIRM
DAY, HOURS = MessageKind.EVENT_REMINDER_DAY, MessageKind.EVENT_REMINDER_HOURS
AHEAD = [(DAY, STARTS_AT - timedelta(days=1)), (HOURS, STARTS_AT - timedelta(hours=2))]
# a seminar ends at 17:00; two weeks later is a Wednesday
PLANNED = [
    (CONFIRM, STARTS_AT - timedelta(hours=48)),
    *AHEAD,
    (MessageKind.EVENT_FEEDBACK, STARTS_AT + timedelta(hours=2, minutes=30)),
    (MessageKind.EVENT_APPLIED, STARTS_AT + timedelta(days=14, hours=-3)),
]


async def line_of(session: Session, actor: Actor, event: Event) -> int | None:
    place = (await events.places(session, actor.member_id, [event.id]))[event.id]
    return place.line


async def test_a_seat_then_the_line(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        event = await given_event(session, seats_offline=1)
        anna, irina, maria = await given_members(session, 3, now)

        seat = await registrations.sign_up(session, anna, event.id, OFFLINE, now)
        second = await registrations.sign_up(session, irina, event.id, OFFLINE, now)
        third = await registrations.sign_up(session, maria, event.id, OFFLINE, now)

        assert seat.mine.holds_seat
        assert [(reminder.kind, reminder.at) for reminder in seat.reminders] == AHEAD
        assert (second.mine.line, third.mine.line) == (1, 2)
        assert third.reminders == ()
        assert await planned(session, anna) == PLANNED
        assert await planned(session, irina) == []


async def test_signing_up_again_changes_nothing(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        event = await given_event(session, seats_offline=1)
        anna, irina, maria = await given_members(session, 3, now)
        for actor in (anna, irina, maria):
            await registrations.sign_up(session, actor, event.id, OFFLINE, now)

        again = await registrations.sign_up(session, irina, event.id, OFFLINE, now)

        assert again.mine.line == 1
        assert await planned(session, anna) == PLANNED


async def test_a_freed_seat_is_offered_to_the_first_in_line(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        event = await given_event(session, seats_offline=1)
        anna, irina, maria = await given_members(session, 3, now)
        for actor in (anna, irina, maria):
            await registrations.sign_up(session, actor, event.id, OFFLINE, now)

        left = await registrations.cancel(session, anna, event.id, now)

        assert not left.room
        assert await planned(session, anna) == []
        assert await planned(session, irina) == [(OFFER, now)]
        assert await planned(session, maria) == []
        assert await line_of(session, maria, event) == 1

        again = await registrations.cancel(session, anna, event.id, now)
        assert again == left
        back = await registrations.sign_up(session, anna, event.id, OFFLINE, now)
        assert back.mine.line == 2


async def test_leaving_the_line_moves_nobody_into_a_seat(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        event = await given_event(session, seats_offline=1)
        anna, irina, maria = await given_members(session, 3, now)
        for actor in (anna, irina, maria):
            await registrations.sign_up(session, actor, event.id, OFFLINE, now)

        await registrations.cancel(session, irina, event.id, now)

        assert await line_of(session, maria, event) == 1
        assert await planned(session, maria) == []


async def test_who_refuses_an_offer_hears_no_old_news(sessions: Sessions, now: datetime) -> None:
    late = now + timedelta(hours=12)
    async with sessions.begin() as session:
        event = await given_event(session, seats_offline=1)
        anna, irina = await given_members(session, 2, now)
        for actor in (anna, irina):
            await registrations.sign_up(session, actor, event.id, OFFLINE, now)

        await registrations.cancel(session, anna, event.id, late)
        # 22:00 in Tyumen: the news waits for the morning
        assert await planned(session, irina) == [(OFFER, now + timedelta(hours=22))]
        await registrations.cancel(session, irina, event.id, late)
        assert await planned(session, irina) == []


async def test_news_that_can_not_wait_for_the_morning(sessions: Sessions) -> None:
    """A seat freed on Sunday noon for Sunday evening: after quiet hours it would be too late."""
    noon = STARTS_AT + timedelta(days=4) - timedelta(hours=3)
    async with sessions.begin() as session:
        event = await given_event(session, seats_offline=1, starts_at=noon + timedelta(hours=6))
        anna, irina = await given_members(session, 2, noon)
        for actor in (anna, irina):
            await registrations.sign_up(session, actor, event.id, OFFLINE, noon)
        await registrations.cancel(session, anna, event.id, noon)

        row = await session.scalar(select(OutboxRow).where(OutboxRow.recipient_id == irina.member_id))
        assert row is not None
        assert (row.kind, row.due_at, row.quiet_ok) == (OFFER, noon, True)


async def test_no_limit_means_nobody_waits(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        event = await given_event(session, seats_offline=None)
        for actor in await given_members(session, 5, now):
            assert (await registrations.sign_up(session, actor, event.id, OFFLINE, now)).mine.holds_seat


async def test_kinds_of_a_hybrid_event_are_counted_apart(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        event = await given_event(session, format=EventFormat.HYBRID, seats_offline=1, seats_online=1)
        anna, irina, maria = await given_members(session, 3, now)
        await registrations.sign_up(session, anna, event.id, OFFLINE, now)
        online = await registrations.sign_up(session, irina, event.id, ONLINE, now)
        waiting = await registrations.sign_up(session, maria, event.id, ONLINE, now)

        assert (online.mine.holds_seat, waiting.mine.line) == (True, 1)
        assert (online.online_url, waiting.online_url) == ("https://example.org/meet", None)
        await registrations.cancel(session, anna, event.id, now)
        assert await line_of(session, maria, event) == 1


async def test_moving_to_the_other_kind_frees_the_seat(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        event = await given_event(session, format=EventFormat.HYBRID, seats_offline=1, seats_online=1)
        anna, irina, maria = await given_members(session, 3, now)
        await registrations.sign_up(session, anna, event.id, OFFLINE, now)
        await registrations.sign_up(session, irina, event.id, OFFLINE, now)
        await registrations.sign_up(session, maria, event.id, OFFLINE, now)

        moved = await registrations.sign_up(session, anna, event.id, ONLINE, now)

        assert (moved.mine.status, moved.mine.attendance) == (RegistrationStatus.REGISTERED, ONLINE)
        link = (MessageKind.EVENT_LINK, STARTS_AT - timedelta(minutes=15))
        assert await planned(session, anna) == sorted([*PLANNED, link], key=lambda message: message[1])
        assert (OFFER, now) in await planned(session, irina)
        with pytest.raises(errors.SeatsTaken):
            await registrations.sign_up(session, maria, event.id, ONLINE, now)
        assert await line_of(session, maria, event) == 1


async def test_who_may_sign_up(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        event = await given_event(session)
        with pytest.raises(errors.ConsentNeeded):
            await registrations.sign_up(session, Actor(1), event.id, OFFLINE, now)
        with pytest.raises(errors.ProfileNeeded):
            await registrations.sign_up(session, Actor(1, member_id=1, consent_in_force=True), event.id, OFFLINE, now)


@pytest.mark.parametrize(
    ("changes", "attendance", "error"),
    [
        ({"status": EventStatus.CANCELLED}, OFFLINE, errors.EventCancelled),
        ({"starts_at": STARTS_AT - timedelta(days=7, hours=5)}, OFFLINE, errors.EventStarted),
        (
            {"registration_closes_at": STARTS_AT - timedelta(days=7, hours=5)},
            OFFLINE,
            errors.RegistrationClosed,
        ),
        ({}, ONLINE, errors.AttendanceNotOffered),
    ],
)
async def test_when_signing_up_is_refused(
    sessions: Sessions,
    now: datetime,
    changes: dict[str, object],
    attendance: Attendance,
    error: type[errors.ClubError],
) -> None:
    async with sessions.begin() as session:
        event = await given_event(session, **changes)
        (anna,) = await given_members(session, 1, now)
        with pytest.raises(error):
            await registrations.sign_up(session, anna, event.id, attendance, now)


async def test_no_such_event(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        event = await given_event(session)
        (anna,) = await given_members(session, 1, now)
        with pytest.raises(errors.NotFound):
            await registrations.sign_up(session, anna, 2**63 - 1, OFFLINE, now)
        with pytest.raises(errors.NotFound):
            await registrations.cancel(session, anna, 2**63 - 1, now)
        with pytest.raises(errors.NotFound):
            await registrations.cancel(session, anna, event.id, now)


async def test_leaving_is_refused_after_the_start(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        event = await given_event(session)
        (anna,) = await given_members(session, 1, now)
        await registrations.sign_up(session, anna, event.id, OFFLINE, now)
        with pytest.raises(errors.EventStarted):
            await registrations.cancel(session, anna, event.id, STARTS_AT)


async def test_a_slip_of_the_finger_past_the_deadline(sessions: Sessions, now: datetime) -> None:
    deadline = now + timedelta(days=1)
    async with sessions.begin() as session:
        event = await given_event(session, registration_closes_at=deadline)
        (anna,) = await given_members(session, 1, now)
        await registrations.sign_up(session, anna, event.id, OFFLINE, now)
        await registrations.cancel(session, anna, event.id, deadline)

        back = await registrations.sign_up(session, anna, event.id, OFFLINE, deadline + RETURN_WINDOW)
        assert back.mine.holds_seat

        await registrations.cancel(session, anna, event.id, deadline)
        late = deadline + RETURN_WINDOW + timedelta(seconds=1)
        with pytest.raises(errors.RegistrationClosed):
            await registrations.sign_up(session, anna, event.id, OFFLINE, late)


async def test_leaving_the_club_frees_every_seat(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        first, second = [await given_event(session, seats_offline=1) for _ in range(2)]
        anna, irina, maria = await given_members(session, 3, now)
        await registrations.sign_up(session, anna, first.id, OFFLINE, now)
        await registrations.sign_up(session, irina, first.id, OFFLINE, now)
        await registrations.sign_up(session, maria, second.id, OFFLINE, now)
        await registrations.sign_up(session, anna, second.id, OFFLINE, now)

        await registrations.cancel_all(session, anna.known(), now)

        assert (OFFER, now) in await planned(session, irina)
        assert await planned(session, anna) == []
        assert (await events.my_events(session, anna, 0, 6, now)).lines == ()


async def test_nothing_to_tell_of_a_place_that_is_gone(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        event = await given_event(session, seats_offline=1)
        anna, irina = await given_members(session, 2, now)
        await registrations.sign_up(session, anna, event.id, OFFLINE, now)
        await registrations.sign_up(session, irina, event.id, OFFLINE, now)

        async def told(actor: Actor, moment: datetime = now) -> bool:
            return await participations.of_member(session, actor.known(), event.id, moment) is not None

        assert await told(anna)
        assert await told(irina)
        assert await told(anna, STARTS_AT)
        assert not await told(anna, STARTS_AT + timedelta(hours=2))
        await registrations.cancel(session, irina, event.id, now)
        assert not await told(irina)
        event.status = EventStatus.CANCELLED
        await session.flush()
        assert not await told(anna)
        assert await participations.of_member(session, anna.known(), event.id + 1, now) is None
