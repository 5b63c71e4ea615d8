"""The inbox: each update is taken once and handled once, whatever numbers it bears and whatever fails."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select

from db.engine import Sessions
from db.models import AuditEntry, InboxRow
from domain.vocabulary import InboxState
from services import intake
from services.intake import BACKOFF, KEPT

BOT = 42


def update(number: int, person: int = 1001) -> dict[str, Any]:
    return {"update_id": number, "message": {"message_id": 1, "from": {"id": person}, "text": "Привет"}}


async def test_a_batch_is_taken_once_in_its_order(sessions: Sessions, now: datetime) -> None:
    batch = [update(7), update(9), update(8)]
    async with sessions.begin() as session:
        taken = await intake.take(session, BOT, batch, now)
    assert [one.raw["update_id"] for one in taken] == [7, 9, 8]
    async with sessions.begin() as session:
        again = await intake.take(session, BOT, [*batch, update(10)], now)
    assert [one.raw["update_id"] for one in again] == [10]


async def test_what_is_in_a_batch_twice_is_taken_once(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        taken = await intake.take(session, BOT, [update(7), update(8), update(7), update(7)], now)
    assert [one.raw["update_id"] for one in taken] == [7, 8]
    async with sessions.begin() as session:
        assert await intake.waiting(session, BOT, now) == taken


async def test_numbers_that_begin_anew_are_no_repetition(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        await intake.take(session, BOT, [update(900_000)], now)
        taken = await intake.take(session, BOT, [update(5)], now)
    assert len(taken) == 1


async def test_another_bot_has_numbers_of_its_own(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        await intake.take(session, BOT, [update(1)], now)
        assert len(await intake.take(session, BOT + 1, [update(1)], now)) == 1


async def test_what_is_done_is_forgotten_but_for_its_number(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        (one,) = await intake.take(session, BOT, [update(1)], now)
        assert await intake.done(session, one.id, now)
        assert not await intake.done(session, one.id, now), "a second effect is noticed"
        row = await session.get_one(InboxRow, one.id, populate_existing=True)
        assert (row.raw, row.person_id, row.state) == (None, 0, InboxState.DONE)
        assert await intake.waiting(session, BOT, now) == []


async def test_a_poisonous_update_is_put_aside_after_five_attempts(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        poison, other = await intake.take(session, BOT, [update(1), update(2)], now)
    moment = now
    for attempt, pause in enumerate(BACKOFF, 1):
        async with sessions.begin() as session:
            assert await intake.failed(session, poison.id, "aa", moment) == attempt
            due = await intake.waiting(session, BOT, moment)
            assert [one.id for one in due] == [other.id], "it waits, and holds nobody else"
            moment += pause
            assert [one.id for one in await intake.waiting(session, BOT, moment)] == [poison.id, other.id]
    async with sessions.begin() as session:
        assert await intake.failed(session, poison.id, "aa", moment) == len(BACKOFF) + 1
        assert [one.id for one in await intake.waiting(session, BOT, moment + KEPT)] == [other.id]
        (entry,) = await session.scalars(select(AuditEntry).where(AuditEntry.act == "update.quarantined"))
        assert entry.details == {"incident": "aa"}


async def test_old_updates_are_swept_and_waiting_ones_stay(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        handled, waiting = await intake.take(session, BOT, [update(1), update(2)], now)
        await intake.done(session, handled.id, now)
        assert await intake.sweep(session, now + KEPT) == 0
        assert await intake.sweep(session, now + KEPT + timedelta(seconds=1)) == 1
        assert list(await session.scalars(select(InboxRow.id))) == [waiting.id]


async def test_who_leaves_takes_their_words_along(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        await intake.take(session, BOT, [update(1, person=1), update(2, person=2)], now)
        await intake.forget_person(session, 1)
        left = select(func.count()).where(InboxRow.raw.is_not(None))
        assert await session.scalar(left) == 1


def test_whose_update_it_is() -> None:
    assert intake.person_of({"update_id": 1, "callback_query": {"from": {"id": 5}}}) == 5
    assert intake.person_of({"update_id": 1, "poll": {"id": "x"}}) == 0
    assert intake.person_of({"update_id": 1, "message": {"from": "nobody"}}) == 0


def test_who_waits_for_an_answer_in_their_own_chat() -> None:
    person, club = {"id": 5}, {"id": -100}
    assert intake.writer_of({"update_id": 1, "message": {"from": person, "chat": person}}) == 5
    assert intake.writer_of({"update_id": 1, "callback_query": {"from": person, "message": {"chat": person}}}) == 5
    assert intake.writer_of({"update_id": 1, "message": {"from": person, "chat": club}}) == 0
    assert intake.writer_of({"update_id": 1, "inline_query": {"from": person}}) == 0


async def test_what_was_put_aside_is_tried_again_but_for_what_is_forgotten(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        await intake.take(session, BOT, [update(1, person=1), update(2, person=2), update(3, person=3)], now)
        for row in await session.scalars(select(InboxRow).where(InboxRow.update_id != 3)):
            await intake.unreadable(session, row.id, now)
        await intake.forget_person(session, 1)
    later = now + timedelta(hours=1)
    async with sessions.begin() as session:
        assert await intake.try_again(session, later) == 1
        assert await intake.try_again(session, later) == 0
        assert [one.raw["update_id"] for one in await intake.waiting(session, BOT, later)] == [2, 3]
        (entry,) = await session.scalars(select(AuditEntry).where(AuditEntry.act == "update.retried"))
        assert entry.details == {"count": 1}


async def test_what_was_never_tried_is_due_whatever_the_clocks_say(sessions: Sessions, now: datetime) -> None:
    """The door's clock is ahead of ours, or ours was put back while the process was down."""
    async with sessions.begin() as session:
        await intake.take(session, BOT, [update(1)], now + timedelta(hours=1))
        await intake.take(session, BOT, [update(2)], now)
        assert [one.raw["update_id"] for one in await intake.waiting(session, BOT, now)] == [1, 2]
        assert [one.raw["update_id"] for one in await intake.waiting_of(session, BOT, 1001, now)] == [1, 2]
        assert await intake.people_waiting(session, BOT, now - timedelta(hours=1)) == [1001]


async def test_what_is_forgotten_takes_no_room_of_what_nobody_sent(sessions: Sessions, now: datetime) -> None:
    """Whoever leaves in the middle of many presses leaves as many rows of nobody, with nothing in them."""
    async with sessions.begin() as session:
        await intake.take(session, BOT, [update(number, person=1) for number in range(60)], now)
        await intake.forget_person(session, 1)
        assert await intake.people_waiting(session, BOT, now) == []
        await intake.take(session, BOT, [{"update_id": 60, "poll": {"id": "x"}}], now)
        assert [one.raw["update_id"] for one in await intake.waiting_of(session, BOT, 0, now)] == [60]
