"""One person sends a hundred messages a second: others are answered as before, 95 of a hundred within two seconds.

In real time, some seconds, with a Telegram whose every answer takes a while: the flooder's own messages are a long
line, and the line is theirs alone.
"""

import asyncio
import time
from typing import Any

import pytest

from tests.drills.conftest import ROUNDS
from tests.stories.conftest import Club
from tests.stories.phones import Phone
from tests.stories.test_intake import Taking

SECONDS = 3.0 if ROUNDS == 1 else 10.0
A_SECOND = 100
STEP = 0.05
# what Telegram takes to answer
LATENCY = 0.05
OTHERS = 10
MOST_SECONDS = 2.0


class Watch:
    """How long each of the others waits for an answer."""

    def __init__(self, club: Club) -> None:
        self._club, self._call = club, club.telegram.call
        self.asked: dict[int, float] = {}
        self.waits: list[float] = []
        self.to_flooder = 0

    async def call(self, method: str, params: Any, *rest: Any, **named: Any) -> Any:
        await asyncio.sleep(LATENCY)
        answer = await self._call(method, params, *rest, **named)
        chat_id = int(params.get("chat_id", 0))
        if chat_id in self.asked:
            self.waits.append(time.monotonic() - self.asked.pop(chat_id))
        elif method == "sendMessage":
            self.to_flooder += 1
        return answer


async def poll(club: Club, intake: Taking) -> None:
    """Telegram hands over a hundred updates at most, as soon as the last batch was taken."""
    while True:
        updates = club.telegram.take_updates()
        for start in range(0, len(updates), 100):
            await intake.take(updates[start : start + 100])
        await asyncio.sleep(STEP / 5)


async def flood(club: Club, watch: Watch, flooder: Phone, others: list[Phone]) -> None:
    intake = Taking(club)
    polling = asyncio.create_task(poll(club, intake))
    began, sent = time.monotonic(), 0
    while (passed := time.monotonic() - began) < SECONDS:
        while sent < passed * A_SECOND:
            club.telegram.says(flooder.id, str(sent))
            sent += 1
        for one in others:
            if one.id not in watch.asked:
                watch.asked[one.id] = time.monotonic()
                club.telegram.says(one.id, "/menu")
                break
        await asyncio.sleep(STEP)
    # whoever is not answered by then has waited too long in any case
    await asyncio.sleep(MOST_SECONDS)
    watch.waits += [time.monotonic() - asked for asked in watch.asked.values()]
    polling.cancel()
    await intake.drain(0)


async def test_a_flooder_waits_alone(club: Club, monkeypatch: pytest.MonkeyPatch) -> None:
    people = [club.stranger(f"Гость {number}") for number in range(OTHERS + 1)]
    for one in people:
        await one.starts()
    watch = Watch(club)
    monkeypatch.setattr(club.telegram, "call", watch.call)
    flooder, *others = people
    await flood(club, watch, flooder, others)
    p95 = sorted(watch.waits)[int(len(watch.waits) * 0.95)]
    assert len(watch.waits) >= OTHERS
    assert p95 <= MOST_SECONDS, f"{len(watch.waits)} answers, p95 {p95:.1f} s; {watch.to_flooder} to the flooder"
