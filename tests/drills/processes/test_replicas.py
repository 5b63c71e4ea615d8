"""Two replicas behind one address, a clock beside them, PostgreSQL and Redis; one replica is killed in the middle."""

import asyncio
import itertools
import os
import random
import socket
from typing import Any

import httpx
import pytest

from domain.vocabulary import InboxState
from services import intake as inbox
from tests.conftest import POSTGRES
from tests.drills.conftest import ROUNDS
from tests.drills.processes.club import given_members, in_order, letters, long, opened, unhandled, until, written
from tests.drills.processes.fleet import Fleet, Process
from tests.drills.processes.telegram import BareTelegram, message

REDIS = os.environ.get("TEST_REDIS_URL")
SECRET = "a-secret-of-twenty-signs"

pytestmark = [
    pytest.mark.skipif(not POSTGRES, reason="TEST_POSTGRES_URL is not set"),
    pytest.mark.skipif(not REDIS, reason="TEST_REDIS_URL is not set"),
]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Proxy:
    """What stands before the replicas: one after another gets an update, and another one when that is away."""

    def __init__(self, ports: list[int]) -> None:
        self._ports = itertools.cycle(ports)
        self._client = httpx.AsyncClient(headers={"X-Telegram-Bot-Api-Secret-Token": SECRET}, timeout=10)
        self.taken = 0

    async def brings_all(self, updates: list[dict[str, Any]]) -> None:
        """Each person's updates one after another, as Telegram does for one chat; everybody at once."""
        people = {inbox.person_of(one) for one in updates}
        lines = ([one for one in updates if inbox.person_of(one) == person] for person in people)
        try:
            await asyncio.gather(*(self._brings(line) for line in lines))
        finally:
            await self._client.aclose()

    async def has_brought(self, count: int) -> bool:
        return self.taken >= count

    async def _brings(self, updates: list[dict[str, Any]]) -> None:
        for update in updates:
            assert await until(lambda update=update: self._taken(update)), "nobody takes an update"
            self.taken += 1

    async def _taken(self, update: dict[str, Any]) -> bool:
        try:
            answer = await self._client.post(f"http://127.0.0.1:{next(self._ports)}/telegram", json=update)
        except httpx.HTTPError:
            return False
        return answer.status_code == 200


@pytest.fixture
def backend() -> str:
    return "postgres"


@long
async def test_nothing_is_lost_and_order_kept_when_a_replica_is_killed(
    url: str, telegram: BareTelegram, ships: Fleet
) -> None:
    members, ordered = await given_members(url, 10), 20 * ROUNDS
    updates = letters(members, ordered)
    replicas = Replicas(ships)
    bringing = asyncio.create_task(replicas.proxy.brings_all(updates))
    assert await until(lambda: replicas.proxy.has_brought(len(updates) // 2), 60 + len(updates) / 20)
    replicas.first.kill()
    await bringing
    async with opened(url) as sessions:

        async def settled() -> bool:
            return await unhandled(sessions) == {InboxState.DONE: len(updates)}

        # answers leave at Telegram's pace
        assert await until(settled, 60 + len(updates) / 20), await unhandled(sessions)
        assert await written(sessions) == in_order(members, ordered)
    assert [replicas.second.stop(), replicas.clock.stop()] == [0, 0]
    assert "Traceback" not in ships.logs()


@long
@pytest.mark.parametrize("without", [None, "lanes"], ids=["guarded", "negative control"])
async def test_answers_keep_their_order(url: str, telegram: BareTelegram, ships: Fleet, without: str | None) -> None:
    """Telegram takes now longer, now shorter for an answer, and the next press is in the other replica's hands."""
    members = await given_members(url, 5)
    commands = [(person, word) for word in ("/help", "/menu") * 20 for person in members]
    updates = [message(number, person, word) for number, (person, word) in enumerate(commands, 1)]
    chance = random.Random(5)

    def dawdle(method: str, params: dict[str, str]) -> None:
        telegram.seconds = chance.uniform(0, 0.3)

    telegram.fault = dawdle
    replicas = Replicas(ships, without=without)
    await replicas.proxy.brings_all(updates)

    async def answered() -> bool:
        return len(telegram.said()) == len(updates)

    assert await until(answered, 120), len(telegram.said())
    in_turn = all(_alternate([call.text for call in telegram.said() if call.chat_id == one]) for one in members)
    assert in_turn == (without is None)


def _alternate(texts: list[str]) -> bool:
    help_text, menu = texts[:2]
    return help_text != menu and texts == [help_text, menu] * (len(texts) // 2)


class Replicas:
    """Two that take and handle updates, one that keeps the clock, and a proxy before them."""

    def __init__(self, ships: Fleet, **drill: Any) -> None:
        ports = [free_port(), free_port()]
        self.first, self.second = (_replica(ships, port, **drill) for port in ports)
        self.clock = ships.start("--role", "clock", settings={"REDIS_URL": str(REDIS)})
        for process in (self.first, self.second, self.clock):
            process.is_up()
        self.proxy = Proxy(ports)


def _replica(ships: Fleet, port: int, **drill: Any) -> Process:
    return ships.start(
        **drill,
        settings={
            "HTTP_PORT": str(port),
            "WEBHOOK_URL": "https://127.0.0.1:8443/telegram",
            "WEBHOOK_SECRET": SECRET,
            "REDIS_URL": str(REDIS),
        },
    )
