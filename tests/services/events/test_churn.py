"""Everybody changes their mind at once: leaving, coming, changing the way to attend, seats added and taken away.

`make drill` repeats it with many seeds; here one is enough. Without the lock the same churn must break the rules.
"""

import asyncio
import os
import random
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime

import pytest
from sqlalchemy import delete, select

from db.engine import Session, Sessions
from db.models import Event, Member, OutboxRow, Registration
from domain.actors import Actor
from domain.errors import ClubError
from domain.events.events import Seats
from domain.vocabulary import Attendance, EventFormat, MessageKind, RegistrationStatus
from services.events import events, registrations, seats
from tests.services.given_events import given_event, given_members

OFFLINE, ONLINE = Attendance.OFFLINE, Attendance.ONLINE
OTHER = {OFFLINE: ONLINE, ONLINE: OFFLINE}
SEEDS = range(int(os.environ.get("DRILL_ROUNDS", "1")))
# how many edits of the seats there are; everything else is so many times that
CROWD = 10
# a few are enough to break the rules once nothing keeps them, and are sooner gathered
FEW = 2
TRIES = 25

Act = Callable[[Session], Awaitable[object]]


@dataclass(frozen=True)
class Crowd:
    """A hybrid event with both kinds of seats full and people waiting; those who are there, and newcomers."""

    event_id: int
    here: list[Actor]
    newcomers: list[Actor]


async def given_crowd(sessions: Sessions, now: datetime, size: int) -> Crowd:
    async with sessions.begin() as session:
        event = await given_event(session, format=EventFormat.HYBRID, seats_offline=4 * size, seats_online=3 * size)
        people = await given_members(session, 15 * size, now)
        here, newcomers = people[: 10 * size], people[10 * size :]
        for number, actor in enumerate(here):
            await registrations.sign_up(session, actor, event.id, OFFLINE if number < 6 * size else ONLINE, now)
    return Crowd(event.id, here, newcomers)


def acts(crowd: Crowd, size: int, now: datetime, chance: random.Random) -> list[Act]:
    """What everybody wants to do, in an order nobody chose."""
    event_id = crowd.event_id

    def leave(actor: Actor) -> Act:
        return lambda session: registrations.cancel(session, actor, event_id, now)

    def come(actor: Actor, attendance: Attendance) -> Act:
        return lambda session: registrations.sign_up(session, actor, event_id, attendance, now)

    def edit(offline: int, online: int) -> Act:
        async def change(session: Session) -> None:
            event = await seats.lock_event(session, event_id)
            event.seats_offline, event.seats_online = offline, online
            await session.flush()
            await seats.fill(session, event, now)

        return change

    def switch(actor: Actor) -> Act:
        async def change(session: Session) -> None:
            mine = await seats.of_member(session, event_id, actor.owner())
            if mine is not None and mine.status in events.ACTIVE:
                await registrations.sign_up(session, actor, event_id, OTHER[mine.attendance], now)

        return change

    found = [leave(actor) for actor in chance.sample(crowd.here, 5 * size)]
    found += [come(actor, chance.choice([OFFLINE, ONLINE])) for actor in crowd.newcomers]
    found += [switch(actor) for actor in chance.sample(crowd.here, 2 * size)]
    found += [edit(chance.randint(3 * size, 6 * size), chance.randint(2 * size, 5 * size)) for _ in range(size)]
    chance.shuffle(found)
    return found


async def churn(sessions: Sessions, event_id: int, wanted: list[Act]) -> list[str]:
    """All at once, each in a transaction of its own; returns the rules that were broken on the way."""
    broken: list[str] = []

    async def one(act: Act) -> None:
        async with sessions.begin() as session:
            before = await state(session, event_id)
            await act(session)
            broken.extend(faults(before, await state(session, event_id)))

    outcomes = await asyncio.gather(*(one(act) for act in wanted), return_exceptions=True)
    # no room the other way is an answer: what they had stays theirs
    fallen = [repr(one) for one in outcomes if isinstance(one, BaseException) and not isinstance(one, ClubError)]
    return broken + fallen


async def state(session: Session, event_id: int) -> tuple[Seats, ...]:
    event = await seats.lock_event(session, event_id)
    return (await events.seats(session, [event]))[event_id]


def faults(before: tuple[Seats, ...], after: tuple[Seats, ...]) -> list[str]:
    """A seat given above the limit, or one left free beside a line."""
    found = []
    for old, new in zip(before, after, strict=True):
        assert new.limit is not None
        # seats taken away from under people are no fault: nobody is put out, and nobody new comes in
        if new.held > max(new.limit, old.held):
            found.append(f"oversold: {old} -> {new}")
        if new.free and new.waiting:
            found.append(f"a free seat beside a line: {new}")
    return found


async def notices(sessions: Sessions, event_id: int) -> tuple[Counter[int], set[int]]:
    """How many offers wait in the outbox for whom, and whom a seat is held for."""
    async with sessions.begin() as session:
        kinds = select(OutboxRow.recipient_id).where(OutboxRow.kind == MessageKind.EVENT_OFFER)
        held = select(Registration.member_id).where(
            Registration.event_id == event_id, Registration.status == RegistrationStatus.OFFERED
        )
        return Counter(await session.scalars(kinds)), set(await session.scalars(held))


@pytest.mark.parametrize("seed", SEEDS)
async def test_churn(sessions: Sessions, now: datetime, seed: int) -> None:
    crowd = await given_crowd(sessions, now, CROWD)

    broken = await churn(sessions, crowd.event_id, acts(crowd, CROWD, now, random.Random(seed)))

    assert broken == []
    told, held = await notices(sessions, crowd.event_id)
    # one notice each, and none to who has answered, left or moved meanwhile
    assert held
    assert told == Counter(held)
    async with sessions.begin() as session:
        assert await seats.stuck(session, now) == []


async def test_without_the_lock_the_churn_breaks_the_rules(
    sessions: Sessions, unguarded: Sessions, now: datetime
) -> None:
    for seed in range(TRIES):
        crowd = await given_crowd(sessions, now, FEW)
        await churn(unguarded, crowd.event_id, acts(crowd, FEW, now, random.Random(seed)))
        async with sessions.begin() as session:
            seats_now = await state(session, crowd.event_id)
        told, held = await notices(sessions, crowd.event_id)
        if faults(seats_now, seats_now) or told != Counter(held):
            return
        async with sessions.begin() as session:
            await session.execute(delete(Event))
            await session.execute(delete(Member))
    pytest.fail("the churn never broke a rule, so the test of the lock proves nothing")
