"""One process works, another stands by: it takes over from one that hangs and from one that dies."""

import signal
import time

import pytest

from tests.conftest import POSTGRES
from tests.drills.processes.club import given_members, report
from tests.drills.processes.fleet import Fleet, Process, wait_until
from tests.drills.processes.telegram import BareTelegram, message

pytestmark = pytest.mark.skipif(not POSTGRES, reason="TEST_POSTGRES_URL is not set")

MOST_SECONDS = 15
ON_DUTY = "this process does it now"
STANDS_BY = "standing by"


@pytest.fixture
def backend() -> str:
    return "postgres"


async def test_a_standby_takes_over_within_fifteen_seconds(url: str, telegram: BareTelegram, ships: Fleet) -> None:
    (anna,) = await given_members(url, 1)
    first = ships.start().is_up()
    wait_until(lambda: ON_DUTY in first.log)
    second = ships.start().is_up()
    wait_until(lambda: STANDS_BY in second.log)
    _answers(telegram, anna, 1)

    first.signal(signal.SIGSTOP)
    _takes_over(second, 1)
    _answers(telegram, anna, 2)
    first.signal(signal.SIGCONT)
    wait_until(lambda: STANDS_BY in first.log, why=lambda: first.log)

    second.kill()
    _takes_over(first, 2)
    _answers(telegram, anna, 3)
    assert first.stop() == 0


def _takes_over(process: Process, times: int) -> None:
    began = time.monotonic()
    wait_until(lambda: process.log.count(ON_DUTY) == times, MOST_SECONDS, lambda: process.log)
    report(f"taken over after {time.monotonic() - began:.1f} s")


def _answers(telegram: BareTelegram, person: int, number: int) -> None:
    """The person writes, and is answered once."""
    telegram.brings([message(number, person, "/help")])
    wait_until(lambda: len(telegram.said()) >= number, 30, lambda: f"no answer to message {number}")
    assert len(telegram.said()) == number
