"""The life of a planned message, on both databases."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, update

from db.engine import Sessions
from db.models import Member, OutboxRow
from domain.vocabulary import OutboxState, Priority
from services import deliveries, outbox
from services.outbox import Message
from services.people import people

pytestmark = pytest.mark.usefixtures("engine")


@pytest.fixture
async def member_id(sessions: Sessions, now: datetime) -> int:
    return await add_member(sessions, 42, now)


async def add_member(sessions: Sessions, telegram_id: int, now: datetime) -> int:
    async with sessions.begin() as session:
        member = Member(telegram_id=telegram_id, created_at=now)
        session.add(member)
        await session.flush()
        return member.id


def notice(member_id: int, due_at: datetime, **changes: object) -> Message:
    fields = {"kind": "test", "entity": "event:1", "priority": Priority.NOTICE, **changes}
    return Message(recipient_id=member_id, due_at=due_at, **fields)  # type: ignore[arg-type]


async def plan(sessions: Sessions, *messages: Message) -> None:
    async with sessions.begin() as session:
        await outbox.plan(session, messages)


async def claim(sessions: Sessions, now: datetime) -> list[outbox.Due]:
    async with sessions.begin() as session:
        return await deliveries.claim(session, now)


async def only_row(sessions: Sessions) -> OutboxRow:
    async with sessions.begin() as session:
        return (await session.scalars(select(OutboxRow))).one()


async def test_the_same_message_is_planned_once(sessions: Sessions, member_id: int, now: datetime) -> None:
    await plan(sessions, notice(member_id, now))
    await plan(sessions, notice(member_id, now))
    assert len(await claim(sessions, now)) == 1
    assert await claim(sessions, now) == [], "a claimed row is not claimed again"


async def test_a_message_to_many_is_a_row_for_each_and_planned_once(sessions: Sessions, now: datetime) -> None:
    ids = [await add_member(sessions, telegram_id, now) for telegram_id in range(100, 130)]
    late, till = now.replace(hour=17), now + timedelta(days=3)
    await plan(sessions, notice(ids[3], late, payload={"sitting": 2}))
    to_all = [notice(one, late, payload={"sitting": 2, "ids": [1]}, expires_at=till) for one in ids]
    await plan(sessions, *to_all, notice(ids[0], now, payload={"sitting": 3}))
    await plan(sessions, *to_all)
    async with sessions.begin() as session:
        rows = (await session.scalars(select(OutboxRow).order_by(OutboxRow.recipient_id, OutboxRow.due_at))).all()
    morning = now.replace(hour=3) + timedelta(days=1)
    assert [(row.recipient_id, row.due_at) for row in rows] == [(ids[0], now), *((one, morning) for one in ids)]
    assert [row.payload for row in rows if row.recipient_id == ids[3]] == [{"sitting": 2}], "the first stays"
    last = rows[-1]
    assert (last.kind, last.entity, last.payload) == ("test", "event:1", {"sitting": 2, "ids": [1]})
    assert (last.priority, last.state, last.attempts) == (Priority.NOTICE, OutboxState.PENDING, 0)
    assert (last.expires_at, last.next_attempt_at, last.quiet_ok, last.sent_at) == (till, morning, False, None)


async def test_quiet_hours_move_the_plan_to_the_morning(sessions: Sessions, member_id: int, now: datetime) -> None:
    late = now.replace(hour=17)  # 22:00 in Tyumen
    await plan(sessions, notice(member_id, late))
    assert (await only_row(sessions)).due_at == now.replace(hour=3) + timedelta(days=1)


async def test_rows_that_became_due_in_quiet_hours_wait_for_the_morning(
    sessions: Sessions, member_id: int, now: datetime
) -> None:
    await plan(sessions, notice(member_id, now), notice(member_id, now, entity="event:2", quiet_ok=True))
    night = now.replace(hour=18)
    assert [due.entity for due in await claim(sessions, night)] == ["event:2"]
    assert [due.entity for due in await claim(sessions, now + timedelta(days=1))] == ["event:1"]


async def test_the_urgent_goes_first(sessions: Sessions, member_id: int, now: datetime) -> None:
    await plan(
        sessions,
        notice(member_id, now - timedelta(minutes=5), priority=Priority.TIP, kind="tip"),
        notice(member_id, now, priority=Priority.NOTICE, kind="notice"),
    )
    assert [due.kind for due in await claim(sessions, now)] == ["notice", "tip"]


async def test_what_comes_too_late_is_missed(sessions: Sessions, member_id: int, now: datetime) -> None:
    await plan(sessions, notice(member_id, now, expires_at=now + timedelta(hours=1)))
    assert await claim(sessions, now + timedelta(hours=2)) == []
    assert (await only_row(sessions)).state is OutboxState.MISSED


async def test_nothing_is_sent_to_the_unreachable(sessions: Sessions, member_id: int, now: datetime) -> None:
    async with sessions.begin() as session:
        await people.mark_unreachable(session, 42, now)
    await plan(sessions, notice(member_id, now))
    assert await claim(sessions, now) == []
    assert (await only_row(sessions)).state is OutboxState.BLOCKED


async def test_withdrawing_takes_back_only_what_matches(sessions: Sessions, member_id: int, now: datetime) -> None:
    other = await add_member(sessions, 43, now)
    await plan(sessions, notice(member_id, now), notice(other, now), notice(member_id, now, entity="event:2"))
    async with sessions.begin() as session:
        await outbox.withdraw(session, entity="event:1", kinds=["test"], recipient_id=member_id)
    assert {(due.recipient_id, due.entity) for due in await claim(sessions, now)} == {
        (other, "event:1"),
        (member_id, "event:2"),
    }


@pytest.mark.parametrize(
    ("priority", "states"),
    [
        (Priority.REMINDER, [OutboxState.RETRY, OutboxState.UNCERTAIN]),
        (Priority.TIP, [OutboxState.UNCERTAIN]),
        (Priority.ANNOUNCEMENT, [OutboxState.UNCERTAIN]),
    ],
)
async def test_a_silent_answer_costs_at_most_one_more_copy_of_a_reminder(
    sessions: Sessions, member_id: int, now: datetime, priority: Priority, states: list[OutboxState]
) -> None:
    await plan(sessions, notice(member_id, now, priority=priority))
    for number, state in enumerate(states):
        moment = now + number * timedelta(hours=1)
        (due,) = await claim(sessions, moment)
        async with sessions.begin() as session:
            await deliveries.mark_uncertain(session, due, moment)
        assert (await only_row(sessions)).state is state
    assert await claim(sessions, now + timedelta(days=1)) == []


async def test_a_failing_server_is_tried_with_growing_pauses_and_at_last_given_up(
    sessions: Sessions, member_id: int, now: datetime
) -> None:
    await plan(sessions, notice(member_id, now, quiet_ok=True))
    moment = now
    for pause in deliveries.BACKOFF:
        (due,) = await claim(sessions, moment)
        async with sessions.begin() as session:
            await deliveries.retry_later(session, due, moment, "502")
        assert await claim(sessions, moment + pause - timedelta(seconds=1)) == []
        moment += pause
    (due,) = await claim(sessions, moment)
    async with sessions.begin() as session:
        await deliveries.retry_later(session, due, moment, "502")
    assert (await only_row(sessions)).state is OutboxState.DEAD


async def test_a_blocked_bot_makes_the_member_unreachable_till_they_write(
    sessions: Sessions, member_id: int, now: datetime
) -> None:
    await plan(sessions, notice(member_id, now))
    (due,) = await claim(sessions, now)
    async with sessions.begin() as session:
        await deliveries.mark_blocked(session, due, now)
        assert (await session.get_one(Member, member_id)).unreachable_since == now
    async with sessions.begin() as session:
        await people.identify(session, 42, wrote=True)
        assert (await session.get_one(Member, member_id)).unreachable_since is None


async def recover(sessions: Sessions, now: datetime, *except_ids: int) -> int:
    async with sessions.begin() as session:
        return await deliveries.recover(session, now, timedelta(minutes=2), except_ids=except_ids)


@pytest.mark.parametrize("priority", [Priority.REMINDER, Priority.ANNOUNCEMENT])
async def test_what_a_crash_left_on_its_way_is_sent_again_but_not_for_ever(
    sessions: Sessions, member_id: int, now: datetime, priority: Priority
) -> None:
    await plan(sessions, notice(member_id, now, priority=priority))
    for left in (False, False, False, False, True):
        assert (await only_row(sessions)).state is not OutboxState.UNCERTAIN
        (due,) = await claim(sessions, now)
        if left:
            # the last try is known to have left, and only that one
            async with sessions.begin() as session:
                await deliveries.leaves(session, due)
        now += timedelta(minutes=2)
        assert await recover(sessions, now) == 1
    assert due.attempts == deliveries.MOST_TRIES
    assert (await only_row(sessions)).state is OutboxState.UNCERTAIN


async def test_what_is_on_its_way_is_not_taken_for_lost(sessions: Sessions, member_id: int, now: datetime) -> None:
    await plan(sessions, notice(member_id, now))
    (due,) = await claim(sessions, now)
    assert await recover(sessions, now + timedelta(seconds=119)) == 0
    assert await recover(sessions, now + timedelta(days=1), due.id) == 0
    assert (await only_row(sessions)).state is OutboxState.SENDING


async def next_due(sessions: Sessions, now: datetime) -> datetime | None:
    async with sessions.begin() as session:
        return await outbox.next_due(session, now)


async def test_the_next_message_is_the_earliest_that_may_leave(
    sessions: Sessions, member_id: int, now: datetime
) -> None:
    assert await next_due(sessions, now) is None
    await plan(sessions, notice(member_id, now + timedelta(hours=3)))
    await plan(sessions, notice(member_id, now + timedelta(hours=5), quiet_ok=True))
    assert await next_due(sessions, now) == now + timedelta(hours=3)


async def test_the_next_message_waits_for_the_end_of_quiet_hours(
    sessions: Sessions, member_id: int, now: datetime
) -> None:
    await plan(sessions, notice(member_id, now))
    night = now.replace(hour=18)
    morning = now.replace(hour=3) + timedelta(days=1)
    assert await next_due(sessions, night) == morning
    await plan(sessions, notice(member_id, night + timedelta(hours=1), entity="event:2", quiet_ok=True))
    assert await next_due(sessions, night) == night + timedelta(hours=1)


async def test_nothing_is_awaited_that_will_not_be_sent(sessions: Sessions, member_id: int, now: datetime) -> None:
    silent = await add_member(sessions, 43, now)
    async with sessions.begin() as session:
        await people.mark_unreachable(session, 43, now)
    await plan(sessions, notice(silent, now), notice(member_id, now, expires_at=now + timedelta(hours=1)))
    assert await next_due(sessions, now + timedelta(hours=2)) is None


async def test_a_line_that_moves_is_not_stalled(sessions: Sessions, member_id: int, now: datetime) -> None:
    await plan(sessions, notice(member_id, now), notice(member_id, now, entity="event:2"))
    later = now + timedelta(minutes=20)
    async with sessions.begin() as session:
        assert await outbox.stalled_since(session, later) == now
        assert len(await deliveries.claim(session, later, limit=1)) == 1
    async with sessions.begin() as session:
        assert await outbox.oldest_due(session, later) == now
        assert await outbox.stalled_since(session, later + timedelta(seconds=59)) is None
        assert await outbox.stalled_since(session, later + timedelta(seconds=61)) == now


async def test_withdrawing_leaves_alone_what_is_on_its_way(sessions: Sessions, member_id: int, now: datetime) -> None:
    await plan(sessions, notice(member_id, now))
    await claim(sessions, now)
    async with sessions.begin() as session:
        await outbox.withdraw(session, entity="event:1")
    assert (await only_row(sessions)).state is OutboxState.SENDING


async def test_two_senders_never_take_the_same_row(sessions: Sessions, now: datetime, backend: str) -> None:
    if backend == "sqlite":
        pytest.skip("SQLite has a single writer: the second sender waits")
    for number in range(20):
        member_id = await add_member(sessions, 100 + number, now)
        await plan(sessions, notice(member_id, now))
    async with sessions.begin() as first, sessions.begin() as second:
        taken = await deliveries.claim(first, now, limit=10)
        others = await deliveries.claim(second, now, limit=20)
    assert len(taken) == 10
    assert len(others) == 10
    assert not {due.id for due in taken} & {due.id for due in others}


async def test_a_row_of_a_priority_this_version_does_not_know_goes_last(
    sessions: Sessions, member_id: int, now: datetime
) -> None:
    await plan(sessions, notice(member_id, now))
    async with sessions.begin() as session:
        await session.execute(update(OutboxRow).values(priority=77))
    (due,) = await claim(sessions, now)
    assert due.priority is Priority.ANNOUNCEMENT
