"""Delivery against a Telegram that fails in every way it knows."""

from datetime import timedelta

import pytest

from db.models import Member
from domain.vocabulary import OutboxState, Priority
from services import deliveries
from tests.stories.conftest import Club
from tests.stories.outgoing import member, news, plan, rows, states, tick


@pytest.fixture
async def anna_id(club: Club) -> int:
    return await member(club, club.anna)


async def test_a_message_is_delivered_once(club: Club, anna_id: int) -> None:
    await plan(club, anna_id, 1)
    await tick(club)
    await tick(club)
    assert news(club.anna) == ["весть 1"]
    assert await states(club) == [OutboxState.SENT]


async def test_after_a_flood_warning_nobody_sends_before_its_end(club: Club, anna_id: int) -> None:
    irina_id = await member(club, club.irina)
    await plan(club, anna_id, 1)
    club.telegram.fault("sendMessage", retry_after=60)
    await tick(club)
    assert await states(club) == [OutboxState.RETRY]
    await plan(club, irina_id, 2)
    calls = len(club.telegram.log)
    await tick(club, after=timedelta(seconds=59))
    assert await states(club) == [OutboxState.RETRY, OutboxState.PENDING], "nothing is claimed only to wait"
    assert len(club.telegram.log) == calls
    await tick(club, after=timedelta(seconds=1))
    assert (news(club.anna), news(club.irina)) == (["весть 1"], ["весть 2"])


async def test_replies_wait_out_a_flood_warning_as_well(club: Club, anna_id: int) -> None:
    await club.irina.starts()
    await plan(club, anna_id, 1)
    club.telegram.fault("sendMessage", retry_after=60)
    await tick(club)
    warned_at = club.pace_time.monotonic()
    count = len(club.irina.from_bot)
    await club.irina.says("/menu")
    assert len(club.irina.from_bot) == count + 1
    assert club.pace_time.monotonic() >= warned_at + 60


async def test_a_press_is_answered_again_only_after_the_pause(club: Club) -> None:
    await club.anna.starts()
    club.telegram.fault("answerCallbackQuery", retry_after=60)
    warned_at = club.pace_time.monotonic()
    await club.anna.presses("no such button")
    assert club.anna.toast
    assert club.pace_time.monotonic() >= warned_at + 60


async def test_telegrams_words_are_not_kept(club: Club, anna_id: int) -> None:
    """They may quote the message."""
    await plan(club, anna_id, 1, 2)
    club.telegram.fault("sendMessage", status=400, description="Bad Request: can't parse «весть 1»")
    await tick(club)
    club.telegram.fault("sendMessage", status=500, description="Internal Server Error: «весть 2»")
    await plan(club, anna_id, 3)
    await tick(club)
    assert [row.error for row in await rows(club)] == ["Refused", None, "ServerFault"]


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
    assert news(club.anna) == ["весть 3"]


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
    await tick(club, after=deliveries.BACKOFF[0])
    assert news(club.anna) == ["весть 1"]
    assert await states(club) == [OutboxState.SENT]


async def test_a_reminder_without_an_answer_gets_one_more_copy_and_no_third(club: Club, anna_id: int) -> None:
    await plan(club, anna_id, 1, priority=Priority.REMINDER)
    club.telegram.fault("sendMessage", kind="timeout_after", times=2)
    for _ in range(4):
        await tick(club, after=timedelta(hours=1))
    assert news(club.anna) == ["весть 1", "весть 1"]
    assert await states(club) == [OutboxState.UNCERTAIN]


async def test_an_announcement_without_an_answer_gets_no_copy(club: Club, anna_id: int) -> None:
    await plan(club, anna_id, 1, priority=Priority.ANNOUNCEMENT)
    club.telegram.fault("sendMessage", kind="timeout_after")
    for _ in range(3):
        await tick(club, after=timedelta(hours=1))
    assert news(club.anna) == ["весть 1"]
    assert await states(club) == [OutboxState.UNCERTAIN]


async def test_one_broken_message_does_not_hold_the_others(club: Club, anna_id: int) -> None:
    await plan(club, anna_id, 1, kind="broken")
    await plan(club, anna_id, 2, kind="pointless")
    await plan(club, anna_id, 3)
    await tick(club)
    assert news(club.anna) == ["весть 3"]
    assert await states(club) == [OutboxState.RETRY, OutboxState.MISSED, OutboxState.SENT]
