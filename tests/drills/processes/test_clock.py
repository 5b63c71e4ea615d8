"""Two clocks, one that hangs, one that was away, one that is wrong: each reminder goes out once, or never if late."""

import asyncio
import os
import signal
from collections import Counter
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from db.engine import Sessions
from db.models import Event, Member, OutboxRow, Registration
from domain.vocabulary import Attendance, MessageKind, OutboxState, Priority, RegistrationStatus
from services import outbox
from services.outbox import Message
from tests.conftest import NOW, POSTGRES
from tests.drills.processes.club import given_members, long, opened, report, until
from tests.drills.processes.fleet import Fleet, Process, wait_until
from tests.drills.processes.telegram import BareTelegram, message
from tests.services.given_events import given_event

REDIS = os.environ.get("TEST_REDIS_URL")
ON_DUTY = "this process does it now"
PEOPLE = 30

shared = pytest.mark.skipif(not POSTGRES or not REDIS, reason="TEST_POSTGRES_URL or TEST_REDIS_URL is not set")


@long
@shared
@pytest.mark.parametrize("backend", ["postgres"])
async def test_of_two_clocks_one_reminds_and_the_other_takes_over(
    url: str, telegram: BareTelegram, ships: Fleet
) -> None:
    """The one on duty hangs for as long as it takes; what it wakes up to has been done."""
    members = await given_members(url, PEOPLE)
    event_id = await given_seats(url)
    first, second = _clocks(ships)
    await given_reminders(url, event_id, 1)
    _each_got(telegram, members, 1)

    holder, standby = (first, second) if ON_DUTY in first.log else (second, first)
    holder.signal(signal.SIGSTOP)
    await given_reminders(url, event_id, 2)
    wait_until(lambda: ON_DUTY in standby.log, 15, lambda: standby.log)
    _each_got(telegram, members, 2)
    holder.signal(signal.SIGCONT)
    await given_reminders(url, event_id, 3)
    _each_got(telegram, members, 3)
    async with opened(url) as sessions:
        assert await until(lambda: _all_sent(sessions, 3 * PEOPLE))
    await asyncio.sleep(3)
    _each_got(telegram, members, 3)
    assert [first.stop(), second.stop()] == [0, 0]


@long
@shared
@pytest.mark.parametrize("backend", ["postgres"])
async def test_without_the_lock_claims_still_keep_it_to_once(url: str, telegram: BareTelegram, ships: Fleet) -> None:
    members = await given_members(url, PEOPLE)
    event_id = await given_seats(url)
    clocks = _clocks(ships, without="leader")
    assert all(ON_DUTY in clock.log for clock in clocks), "both keep the clock"
    for number in range(1, 4):
        await given_reminders(url, event_id, number)
        _each_got(telegram, members, number)
    await asyncio.sleep(3)
    _each_got(telegram, members, 3)


@long
@shared
@pytest.mark.parametrize("backend", ["postgres"])
async def test_without_claims_two_clocks_remind_twice(url: str, telegram: BareTelegram, ships: Fleet) -> None:
    members = await given_members(url, PEOPLE)
    event_id = await given_seats(url)
    _clocks(ships, without="claims")
    await given_reminders(url, event_id, 1)
    wait_until(lambda: len(_reminded(telegram)) > len(members), why=lambda: f"only {len(_reminded(telegram))}")


@long
async def test_after_two_hours_away_what_is_late_is_missed_and_the_rest_comes_once(
    url: str, telegram: BareTelegram, ships: Fleet
) -> None:
    members = await given_members(url, PEOPLE)
    event_id = await given_seats(url)
    ships.start().is_up().stop()
    in_half_an_hour, in_an_hour = NOW + timedelta(minutes=30), NOW + timedelta(hours=1)
    await given_reminders(url, event_id, 1, due_at=in_half_an_hour, expires_at=NOW + timedelta(minutes=90))
    await given_reminders(url, event_id, 2, due_at=in_an_hour, expires_at=NOW + timedelta(hours=5))
    process = ships.start(later=2 * 3600).is_up()
    _each_got(telegram, members, 1)
    async with opened(url) as sessions:
        assert await until(lambda: _all_sent(sessions, PEOPLE))
        assert await _states(sessions) == {OutboxState.MISSED: PEOPLE, OutboxState.SENT: PEOPLE}
    assert process.stop() == 0


@long
async def test_a_clock_that_jumps_between_starts_neither_repeats_nor_forgets(
    url: str, telegram: BareTelegram, ships: Fleet
) -> None:
    """An hour back, an hour ahead, a day ahead: what was sent stays sent, what is due goes out, people are answered."""
    members = await given_members(url, PEOPLE)
    event_id = await given_seats(url)
    for number, hours in enumerate((0, -1, 1, 24), 1):
        process = ships.start(later=hours * 3600).is_up()
        await given_reminders(url, event_id, number, due_at=NOW + timedelta(hours=hours))
        _each_got(telegram, members, number)
        # their numbers fall: what is new is told by membership
        telegram.brings([message(1_000 - number, members[0], "/help")])
        wait_until(lambda number=number: len(telegram.said()) == number * (PEOPLE + 1), why=ships.logs)
        assert process.stop() == 0
    async with opened(url) as sessions:
        assert await _states(sessions) == {OutboxState.SENT: 4 * PEOPLE}


async def given_seats(url: str) -> int:
    """An event of next week where every member has a seat."""
    async with opened(url) as sessions, sessions.begin() as session:
        event: Event = await given_event(session, title="Посиделки", seats_offline=PEOPLE)
        for number, member_id in enumerate(await session.scalars(select(Member.id).order_by(Member.id)), 1):
            session.add(
                Registration(
                    event_id=event.id,
                    member_id=member_id,
                    attendance=Attendance.OFFLINE,
                    status=RegistrationStatus.REGISTERED,
                    arrival=number,
                    created_at=NOW - timedelta(days=1),
                    changed_at=NOW - timedelta(days=1),
                )
            )
        return event.id


async def given_reminders(
    url: str, event_id: int, number: int, due_at: datetime = NOW, expires_at: datetime | None = None
) -> None:
    """One more reminder for everybody."""
    async with opened(url) as sessions, sessions.begin() as session:
        people = list(await session.scalars(select(Member.id)))
        kind = (MessageKind.EVENT_REMINDER_WEEK, MessageKind.EVENT_REMINDER_DAY, MessageKind.EVENT_REMINDER_HOURS)
        messages = [
            Message(
                kind[number % len(kind)],
                f"event:{event_id}",
                one,
                due_at + timedelta(seconds=number),
                Priority.REMINDER,
                expires_at,
            )
            for one in people
        ]
        await outbox.plan(session, messages)


def _clocks(ships: Fleet, **drill: str) -> tuple[Process, Process]:
    settings = {"REDIS_URL": str(REDIS)}
    first, second = (ships.start("--role", "clock", settings=settings, **drill) for _ in range(2))
    for clock in (first, second):
        clock.is_up()
        wait_until(lambda clock=clock: "CLOCK".lower() in clock.log, why=lambda: ships.logs())
    return first, second


def _reminded(telegram: BareTelegram) -> list[int]:
    return [call.chat_id for call in telegram.said() if "Посиделки" in call.text]


def _each_got(telegram: BareTelegram, members: list[int], times: int) -> None:
    wait_until(lambda: len(_reminded(telegram)) >= times * len(members), 60, lambda: f"{Counter(_reminded(telegram))}")
    assert Counter(_reminded(telegram)) == dict.fromkeys(members, times)
    report(f"{times} × {len(members)} reminders, each once")


async def _states(sessions: Sessions) -> Counter[OutboxState]:
    async with sessions() as session:
        return Counter(await session.scalars(select(OutboxRow.state)))


async def _all_sent(sessions: Sessions, count: int) -> bool:
    return (await _states(sessions))[OutboxState.SENT] == count
