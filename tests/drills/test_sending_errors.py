"""Every way Telegram fails to take a message, in the middle of twenty: nobody else notices, nothing is lost in silence.

A message ends as delivered, or in a state that says why not. Nothing is sent twice but where no answer came, and in a
pause nobody sends at all.
"""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from db.models import Member, OutboxRow
from domain.vocabulary import OutboxState, Priority
from scheduler.pace import Pace
from services import deliveries
from tests.stories.conftest import Club
from tests.stories.outgoing import member, news, plan, rows, tick
from tests.stories.phones import Phone

PEOPLE = 20
SENT, DEAD, BLOCKED, UNCERTAIN = OutboxState.SENT, OutboxState.DEAD, OutboxState.BLOCKED, OutboxState.UNCERTAIN

# what happens to the third message once; how it ends, and how often its person gets it
FAULTS: dict[str, tuple[dict[str, Any], OutboxState, int]] = {
    "403": ({"status": 403, "description": "Forbidden: bot was blocked by the user"}, BLOCKED, 0),
    "403 of an account that is gone": ({"status": 403, "description": "Forbidden: user is deactivated"}, BLOCKED, 0),
    "400 of a chat": ({"status": 400, "description": "Bad Request: chat not found"}, DEAD, 0),
    "400 of a text": ({"status": 400, "description": "Bad Request: can't parse entities"}, DEAD, 0),
    "413": ({"status": 413, "description": "Request Entity Too Large"}, DEAD, 0),
    "401": ({"status": 401, "description": "Unauthorized"}, SENT, 1),
    "409": ({"status": 409, "description": "Conflict"}, SENT, 1),
    "429": ({"retry_after": 30}, SENT, 1),
    "500": ({"status": 500, "description": "Internal Server Error"}, SENT, 1),
    "502": ({"status": 502, "description": "Bad Gateway"}, SENT, 1),
    "a page of a proxy": ({"kind": "html"}, SENT, 1),
    "a reset": ({"kind": "reset"}, SENT, 1),
    "taken, and no answer": ({"kind": "timeout_after"}, SENT, 2),
}
# after these nobody writes to the person until they write themselves
OUT_OF_REACH = {"403", "403 of an account that is gone", "400 of a chat"}


@pytest.fixture
async def people(club: Club) -> list[tuple[Phone, int]]:
    """Phones and ids of members who can be reached."""
    found = [club.stranger(f"Гость {number}") for number in range(PEOPLE)]
    return [(one, await member(club, one)) for one in found]


async def plan_all(club: Club, people: list[tuple[Phone, int]], priority: int = Priority.REMINDER) -> None:
    for number, (_, member_id) in enumerate(people):
        await plan(club, member_id, number, priority=priority)


async def until_settled(club: Club) -> None:
    """Ticks with the pauses between attempts, until nothing waits."""
    for pause in (timedelta(), timedelta(), *deliveries.BACKOFF, *deliveries.BACKOFF):
        await tick(club, after=pause)
        await tick(club)
        if await waiting(club) == 0:
            return


async def waiting(club: Club) -> int:
    async with club.sessions() as session:
        going = (OutboxState.PENDING, OutboxState.RETRY, OutboxState.SENDING)
        return (
            await session.scalar(select(func.count()).where(OutboxRow.kind == "test", OutboxRow.state.in_(going))) or 0
        )


@pytest.mark.parametrize("name", FAULTS)
async def test_one_that_fails_harms_no_other(club: Club, people: list[tuple[Phone, int]], name: str) -> None:
    fault, end, copies = FAULTS[name]
    await plan_all(club, people)
    failing = people[2][0]
    club.telegram.fault("sendMessage", chat_id=failing.id, **fault)
    await until_settled(club)
    assert [len(news(one)) for one, _ in people if one is not failing] == [1] * (PEOPLE - 1)
    assert len(news(failing)) == copies
    assert [row.state for row in await rows(club)] == [SENT, SENT, end, *[SENT] * (PEOPLE - 3)]
    async with club.sessions() as session:
        away = await session.scalars(select(Member.telegram_id).where(Member.unreachable_since.is_not(None)))
        assert list(away) == ([failing.id] if name in OUT_OF_REACH else [])


@pytest.mark.parametrize("name", ["401", "500", "a page of a proxy", "a reset"])
async def test_an_outage_of_all_is_outlived(club: Club, people: list[tuple[Phone, int]], name: str) -> None:
    await plan_all(club, people)
    club.telegram.fault("sendMessage", times=PEOPLE * 2, **FAULTS[name][0])
    await until_settled(club)
    assert [news(one) for one, _ in people] == [[f"весть {number}"] for number in range(PEOPLE)]


async def test_an_announcement_without_an_answer_is_uncertain_and_never_sent_again(
    club: Club, people: list[tuple[Phone, int]]
) -> None:
    await plan_all(club, people, Priority.ANNOUNCEMENT)
    club.telegram.fault("sendMessage", times=5, kind="timeout_after")
    await until_settled(club)
    assert [len(news(one)) for one, _ in people] == [1] * PEOPLE
    states = [row.state for row in await rows(club)]
    assert sorted(states) == sorted([UNCERTAIN] * 5 + [SENT] * (PEOPLE - 5))


async def in_a_pause(club: Club, people: list[tuple[Phone, int]]) -> int:
    """How many calls reach Telegram in the thirty seconds after it asked for silence in the middle of a mailing."""
    await plan_all(club, people)
    club.telegram.fault("sendMessage", chat_id=people[2][0].id, retry_after=30)
    await tick(club)
    before = sum(call.method == "sendMessage" for call in club.telegram.log)
    for _ in range(29):
        await tick(club, after=timedelta(seconds=1))
    return sum(call.method == "sendMessage" for call in club.telegram.log) - before


async def test_in_a_pause_of_thirty_seconds_nobody_sends_and_nothing_is_lost(
    club: Club, people: list[tuple[Phone, int]]
) -> None:
    assert await in_a_pause(club, people) == 0
    await tick(club, after=timedelta(seconds=1))
    await until_settled(club)
    assert [len(news(one)) for one, _ in people] == [1] * PEOPLE


async def test_without_the_pause_of_the_pace_they_would_send_on(
    club: Club, people: list[tuple[Phone, int]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Pace, "pause", lambda self, seconds: None)
    calls = sum(call.method == "sendMessage" for call in club.telegram.log)
    assert await in_a_pause(club, people) + calls > 0
    delivered_early = sum(len(news(one)) for one, _ in people)
    assert delivered_early > PEOPLE / 2
