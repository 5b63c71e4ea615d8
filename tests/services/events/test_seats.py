"""200 people press «Записаться» at once for 20 seats. With the lock removed the same race must oversell."""

import asyncio
from datetime import datetime

import pytest
from sqlalchemy import delete, select
from sqlalchemy.exc import DBAPIError

from db.engine import Sessions
from db.models import OutboxRow, Registration
from domain.actors import Actor
from domain.vocabulary import Attendance, MessageKind, RegistrationStatus
from services.events import registrations
from tests.services.given_events import given_event, given_members, standing

SEATS = 20
PEOPLE = 200
# enough to oversell the seats when nobody waits for anybody
FEW = 60
TRIES = 25


async def sign_up(sessions: Sessions, event_id: int, actor: Actor, now: datetime) -> None:
    async with sessions.begin() as session:
        await registrations.sign_up(session, actor, event_id, Attendance.OFFLINE, now)


async def race(sessions: Sessions, event_id: int, people: list[Actor], now: datetime) -> None:
    """Everybody signs up at once, each in a transaction of their own."""
    await asyncio.gather(*(sign_up(sessions, event_id, actor, now) for actor in people))


async def test_the_last_seat_is_given_once(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        event = await given_event(session, seats_offline=SEATS)
        people = await given_members(session, PEOPLE, now)

    await race(sessions, event.id, people, now)

    rows = await standing(sessions, event.id)
    assert [arrival for arrival, _, _ in rows] == list(range(1, PEOPLE + 1))
    statuses = [status for _, status, _ in rows]
    assert statuses[:SEATS] == [RegistrationStatus.REGISTERED] * SEATS
    assert statuses[SEATS:] == [RegistrationStatus.WAITLISTED] * (PEOPLE - SEATS)
    assert len({member for _, _, member in rows}) == PEOPLE


async def test_seats_change_hands_at_once(sessions: Sessions, now: datetime) -> None:
    """Leaving, coming and moving up all together: every seat is taken or offered, nobody was jumped over."""
    async with sessions.begin() as session:
        event = await given_event(session, seats_offline=SEATS)
        people = await given_members(session, SEATS * 4, now)
    here, newcomers = people[: SEATS * 2], people[SEATS * 2 :]
    await race(sessions, event.id, here, now)
    before = await standing(sessions, event.id)
    leaving = {member for _, _, member in before[::2]}

    async def leave(actor: Actor) -> None:
        async with sessions.begin() as session:
            await registrations.cancel(session, actor, event.id, now)

    gone = [actor for actor in here if actor.member_id in leaving]
    await asyncio.gather(race(sessions, event.id, newcomers, now), *(leave(actor) for actor in gone))

    stayed = [row for row in await standing(sessions, event.id) if row[1] is not RegistrationStatus.CANCELLED]
    statuses = [status for _, status, _ in stayed]
    half = SEATS // 2
    assert statuses[:SEATS] == [RegistrationStatus.REGISTERED] * half + [RegistrationStatus.OFFERED] * half
    assert statuses[SEATS:] == [RegistrationStatus.WAITLISTED] * (len(stayed) - SEATS)
    assert len(stayed) == SEATS * 3
    async with sessions.begin() as session:
        told = await session.scalars(select(OutboxRow.recipient_id).where(OutboxRow.kind == MessageKind.EVENT_OFFER))
        # half of the seats were left, and the half of the line that stayed takes them
        promoted = {member for _, status, member in before if status is RegistrationStatus.WAITLISTED} - leaving
        assert sorted(told) == sorted(promoted)


async def test_without_the_lock_seats_are_oversold(sessions: Sessions, unguarded: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        event = await given_event(session, seats_offline=SEATS)
        people = await given_members(session, FEW, now)

    for _ in range(TRIES):
        turns = (sign_up(unguarded, event.id, actor, now) for actor in people)
        # SQLite turns away who has polled its busy file for too long
        outcomes = await asyncio.gather(*turns, return_exceptions=True)
        assert all(one is None or isinstance(one, DBAPIError) for one in outcomes)
        statuses = [status for _, status, _ in await standing(sessions, event.id)]
        if statuses.count(RegistrationStatus.REGISTERED) > SEATS:
            return
        async with sessions.begin() as session:
            await session.execute(delete(Registration))
    pytest.fail("the race never oversold, so the test of the lock proves nothing")
