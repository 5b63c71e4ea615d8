"""Delivery against a Telegram that fails in every way it knows."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from db.engine import Session
from db.models import Member, OutboxRow
from domain.vocabulary import OutboxState, Priority
from scheduler import delivery
from screens.kit import Screen
from services import outbox
from services.outbox import Due, Message
from tests.stories.conftest import Club


async def render(session: Session, due: Due, now: datetime) -> Screen | None:
    return Screen(f"весть {due.entity_id}")


async def refuse_to_render(session: Session, due: Due, now: datetime) -> Screen | None:
    raise RuntimeError("a broken renderer")


async def nothing_to_say(session: Session, due: Due, now: datetime) -> Screen | None:
    return None


RENDERERS = {"test": render, "broken": refuse_to_render, "pointless": nothing_to_say}


@pytest.fixture
async def anna_id(club: Club) -> int:
    """Anna as a member Telegram can write to."""
    await club.anna.starts()
    async with club.sessions.begin() as session:
        member = Member(telegram_id=club.anna.id, created_at=club.now, joined_at=club.now)
        session.add(member)
        await session.flush()
        return member.id


async def plan(club: Club, member_id: int, *numbers: int, kind: str = "test", priority: int = Priority.NOTICE) -> None:
    async with club.sessions.begin() as session:
        await outbox.plan(
            session,
            [Message(kind, f"event:{number}", member_id, club.now, Priority(priority)) for number in numbers],
        )


async def tick(club: Club, *, after: timedelta = timedelta()) -> None:
    club.telegram.clock.advance(after)
    await delivery.tick(club.sessions, club.messenger, RENDERERS, club.now)


async def states(club: Club) -> list[OutboxState]:
    async with club.sessions.begin() as session:
        query = select(OutboxRow.state).where(OutboxRow.kind.in_(RENDERERS)).order_by(OutboxRow.id)
        return list(await session.scalars(query))


def news(club: Club) -> list[str]:
    return [m["text"] for m in club.anna.from_bot if m["text"].startswith("весть")]


async def test_a_message_is_delivered_once(club: Club, anna_id: int) -> None:
    await plan(club, anna_id, 1)
    await tick(club)
    await tick(club)
    assert news(club) == ["весть 1"]
    assert await states(club) == [OutboxState.SENT]


async def test_after_a_flood_warning_nobody_sends_before_its_end(club: Club, anna_id: int) -> None:
    await plan(club, anna_id, 1)
    club.telegram.fault("sendMessage", retry_after=1)
    await tick(club)
    assert await states(club) == [OutboxState.RETRY]
    await tick(club)
    assert news(club) == []
    await tick(club, after=timedelta(seconds=2))
    assert news(club) == ["весть 1"]


async def test_a_person_who_blocked_the_bot_is_left_alone_until_they_write(club: Club, anna_id: int) -> None:
    club.telegram.blocks_bot(club.anna.id)
    club.telegram.take_updates()
    await plan(club, anna_id, 1)
    await tick(club)
    assert await states(club) == [OutboxState.BLOCKED]
    await plan(club, anna_id, 2)
    calls = len(club.telegram.log)
    await tick(club)
    assert len(club.telegram.log) == calls, "nothing is sent to somebody who is out of reach"
    await club.anna.starts()
    await plan(club, anna_id, 3)
    await tick(club)
    assert news(club) == ["весть 3"]


async def test_blocking_is_noticed_at_once(club: Club, anna_id: int) -> None:
    await club.anna.blocks_bot()
    async with club.sessions.begin() as session:
        member = await session.get_one(Member, anna_id)
        assert member.unreachable_since == club.now


async def test_a_chat_that_is_gone_is_given_up(club: Club, anna_id: int) -> None:
    async with club.sessions.begin() as session:
        (await session.get_one(Member, anna_id)).telegram_id = 987654321
    await plan(club, anna_id, 1)
    await tick(club)
    assert await states(club) == [OutboxState.DEAD]
    club.telegram.refused.clear()


@pytest.mark.parametrize("fault", [{"status": 502, "description": "Bad Gateway"}, {"kind": "html"}, {"kind": "reset"}])
async def test_a_failing_server_is_tried_again(club: Club, anna_id: int, fault: dict[str, object]) -> None:
    await plan(club, anna_id, 1)
    club.telegram.fault("sendMessage", **fault)  # type: ignore[arg-type]
    await tick(club)
    assert await states(club) == [OutboxState.RETRY]
    await tick(club, after=outbox.BACKOFF[0])
    assert news(club) == ["весть 1"]
    assert await states(club) == [OutboxState.SENT]


async def test_a_reminder_without_an_answer_gets_one_more_copy_and_no_third(club: Club, anna_id: int) -> None:
    await plan(club, anna_id, 1, priority=Priority.REMINDER)
    club.telegram.fault("sendMessage", kind="timeout_after", times=2)
    for _ in range(4):
        await tick(club, after=timedelta(hours=1))
    assert news(club) == ["весть 1", "весть 1"]
    assert await states(club) == [OutboxState.UNCERTAIN]


async def test_an_announcement_without_an_answer_gets_no_copy(club: Club, anna_id: int) -> None:
    await plan(club, anna_id, 1, priority=Priority.ANNOUNCEMENT)
    club.telegram.fault("sendMessage", kind="timeout_after")
    for _ in range(3):
        await tick(club, after=timedelta(hours=1))
    assert news(club) == ["весть 1"]
    assert await states(club) == [OutboxState.UNCERTAIN]


async def test_one_broken_message_does_not_hold_the_others(club: Club, anna_id: int) -> None:
    await plan(club, anna_id, 1, kind="broken")
    await plan(club, anna_id, 2, kind="pointless")
    await plan(club, anna_id, 3)
    await tick(club)
    assert news(club) == ["весть 3"]
    assert await states(club) == [OutboxState.RETRY, OutboxState.MISSED, OutboxState.SENT]


async def test_what_a_crash_left_in_flight_is_settled_at_the_next_start(club: Club, anna_id: int) -> None:
    await plan(club, anna_id, 1, priority=Priority.REMINDER)
    async with club.sessions.begin() as session:
        await outbox.claim(session, club.now)  # and the process dies here
    await club.restart()
    await delivery.recover(club.sessions, club.now)
    await tick(club, after=timedelta(minutes=1))
    assert news(club) == ["весть 1"]


async def test_what_a_lost_database_left_in_flight_needs_no_restart(
    club: Club, anna_id: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    await plan(club, anna_id, 1, priority=Priority.REMINDER)

    async def away(*_: object) -> None:
        raise ConnectionError("the database is away")

    club.telegram.fault("sendMessage")
    with monkeypatch.context() as lost:
        lost.setattr(outbox, "retry_later", away)
        with pytest.raises(ConnectionError):
            await tick(club)
    assert await states(club) == [OutboxState.SENDING]
    await tick(club, after=timedelta(minutes=5))
    assert await states(club) == [OutboxState.SENDING], "it may still be on its way"
    await tick(club, after=timedelta(minutes=10))
    await tick(club, after=timedelta(minutes=5))
    assert news(club) == ["весть 1"]
