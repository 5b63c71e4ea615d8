"""SIGTERM while fifty people wait for their answers: everything in progress ends, nothing is cut off or done twice."""

import random
import signal
import time
from collections import Counter

import pytest
from starlette.responses import Response

from domain.vocabulary import InboxState
from screens.mailing.letters import WriteLetter
from tests.drills.processes.club import given_members, long, opened, report, unhandled
from tests.drills.processes.fleet import Fleet, wait_until
from tests.drills.processes.telegram import BareTelegram, press

PEOPLE = 50
MOST_SECONDS = 20


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=long)])
def backend(request: pytest.FixtureRequest) -> str:
    return str(request.param)


async def test_a_stop_waits_for_fifty_busy_turns(url: str, telegram: BareTelegram, ships: Fleet) -> None:
    members = await given_members(url, PEOPLE)
    process = ships.start().is_up()
    chance = random.Random(50)

    def slow(method: str, params: dict[str, str]) -> Response | None:
        # how long the next call takes
        telegram.seconds = chance.uniform(0.5, 2)
        return None

    telegram.seconds, telegram.fault = 1.0, slow
    telegram.brings([press(number, person, WriteLetter().pack()) for number, person in enumerate(members, 1)])
    wait_until(lambda: telegram.said("answerCallbackQuery"), why=lambda: process.log)
    began = time.monotonic()
    process.signal(signal.SIGTERM)
    assert process.stop(MOST_SECONDS + 20) == 0
    report(f"stopped after {(took := time.monotonic() - began):.1f} s")
    assert took < MOST_SECONDS, process.log
    assert "cut off" not in process.log
    answered = Counter(call.chat_id for call in telegram.said("sendMessage", "editMessageText"))
    assert answered == dict.fromkeys(members, 1)
    assert len(telegram.said("answerCallbackQuery")) == PEOPLE
    async with opened(url) as sessions:
        assert await unhandled(sessions) == {InboxState.DONE: PEOPLE}
    # the last batch was confirmed: it does not come again
    assert telegram.updates == []
