"""Telegram brings updates by itself: only Telegram, only updates, and «200» only for what is kept."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pytest
from aiogram.types import Update
from sqlalchemy import event, func, select
from starlette.applications import Starlette

from bot import excuses
from bot.excuses import Excuses
from bot.hands import Feed
from bot.parts import Door as DoorPart
from bot.state import ProcessState
from bot.webhook import MOST_BYTES, webhook_route
from db.models import InboxRow
from services import intake as inbox
from tests.stories.conftest import Club
from tests.stories.test_intake import Taking

URL = "https://club.example.org/telegram"
SECRET = "a-secret-of-twenty-signs"
HEADER = "X-Telegram-Bot-Api-Secret-Token"


class Door:
    """The webhook of the club's bot, and Telegram on its other side."""

    def __init__(self, club: Club, feed: Feed | None = None) -> None:
        self.club = club
        self.intake = Taking(club, feed, Excuses(club.messenger))
        self.state = ProcessState()
        self.part = DoorPart(self.intake, self.state, webhook=True)
        app = Starlette(routes=[webhook_route(URL, SECRET, lambda: self.state.take)])
        self._client = httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="https://club.example.org")

    async def post(self, body: bytes, secret: bytes | None = SECRET.encode()) -> int:
        code = await self.bring(body, secret)
        await self.intake.drain(60)
        return code

    async def bring(self, body: bytes, secret: bytes | None = SECRET.encode()) -> int:
        """The answer of the webhook, whatever becomes of the update."""
        headers = {HEADER.encode(): secret} if secret is not None else {}
        return (await self._client.post("/telegram", content=body, headers=headers)).status_code

    def bringing(self, *bodies: bytes) -> list[asyncio.Task[int]]:
        """All at once."""
        return [asyncio.create_task(self.bring(body)) for body in bodies]

    def start(self, person_id: int | None = None) -> bytes:
        """Somebody starts the bot, Anna if nobody is named: what Telegram will bring."""
        self.club.telegram.starts(person_id or self.club.anna.id)
        return json.dumps(self.club.telegram.take_updates()[0]).encode()

    async def in_line(self, count: int) -> None:
        """Returns when so many updates wait for others to be kept."""
        await until(lambda: len(self.part._batches._waiting) >= count)

    async def close(self) -> None:
        await self.part.end()
        await self.part.drain(0)
        await self._client.aclose()


async def until(look: Callable[[], bool]) -> None:
    """Let everybody else go on until it is true."""
    async with asyncio.timeout(10):
        while True:
            if look():
                return
            await asyncio.sleep(0)


@asynccontextmanager
async def opened(club: Club, feed: Feed | None = None) -> AsyncIterator[Door]:
    """The door of a running bot; `feed` handles an update."""
    door = Door(club, feed)
    await door.part.begin()
    try:
        yield door
    finally:
        await door.close()


@pytest.fixture
async def door(club: Club) -> AsyncIterator[Door]:
    async with opened(club) as door:
        yield door


class Hanging:
    """The inbox's `take` while the database hangs: `asked` when somebody waits for it, until `free`."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.asked = asyncio.Event()
        self.free = asyncio.Event()
        self.batches: list[int] = []
        self._whole = inbox.take
        monkeypatch.setattr(inbox, "take", self._take)

    async def _take(self, session: Any, bot_id: int, raws: Sequence[Any], now: Any) -> Any:
        self.batches.append(len(raws))
        self.asked.set()
        await self.free.wait()
        return await self._whole(session, bot_id, raws, now)


async def test_an_update_is_kept_and_answered_once(door: Door) -> None:
    body = door.start()
    assert [await door.post(body), await door.post(body)] == [200, 200]
    assert len(door.club.anna.from_bot) == 1


@pytest.mark.parametrize("secret", [None, b"", b"another-secret-of-signs", "секрет".encode(), SECRET.encode() + b"x"])
async def test_who_does_not_know_the_secret_is_not_telegram(door: Door, secret: bytes | None) -> None:
    assert await door.post(door.start(), secret) == 403
    assert door.club.anna.from_bot == []


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"7", b'{"update_id": "7"}', b"\xed\xa0\x80"])
async def test_what_is_no_update_is_refused(door: Door, body: bytes) -> None:
    assert await door.post(body) == 400


async def test_a_body_longer_than_any_update_is_not_read_to_its_end(door: Door) -> None:
    assert await door.post(b"{" + b" " * 2 * MOST_BYTES) == 413


async def test_what_can_not_be_kept_comes_again(door: Door) -> None:
    async def broken(_: object) -> None:
        raise OSError("disk full")

    body = door.start()
    whole = door.state.take
    for take in (None, broken):
        door.state.take = take
        assert await door.post(body) == 503
    door.state.take = whole
    assert await door.post(body) == 200
    assert "Здравствуйте" in door.club.anna.sees


async def test_what_comes_at_once_is_kept_by_a_few_commits(door: Door) -> None:
    people = [door.club.stranger() for _ in range(50)]
    commits = 0

    def count(_: object) -> None:
        nonlocal commits
        commits += 1

    engine = door.club.sessions.kw["bind"].sync_engine
    bodies = [door.start(person.id) for person in people]
    event.listen(engine, "commit", count)
    try:
        assert await asyncio.gather(*door.bringing(*bodies)) == [200] * 50
    finally:
        event.remove(engine, "commit", count)
    await door.intake.drain(60)
    assert all("Здравствуйте" in person.sees for person in people)
    # besides, each turn has one of its own
    assert commits <= 50 + 5


async def test_one_update_brought_several_times_at_once_is_answered_once(
    door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    hanging = Hanging(monkeypatch)
    first = door.bringing(door.start(door.club.irina.id))
    await hanging.asked.wait()
    body = door.start()
    copies = door.bringing(body, body, body)
    await door.in_line(3)
    hanging.free.set()
    assert await asyncio.gather(*first, *copies) == [200] * 4
    assert hanging.batches == [1, 3], "they went together"
    await door.intake.drain(60)
    assert len(door.club.anna.from_bot) == 1


async def test_one_that_can_not_be_kept_takes_nobody_along(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    """No database has room for its number."""
    hanging = Hanging(monkeypatch)
    first = door.bringing(door.start(door.club.irina.id))
    await hanging.asked.wait()
    others = door.bringing(door.start(), b'{"update_id": 1' + b"0" * 30 + b"}", door.start(door.club.maria.id))
    await door.in_line(3)
    hanging.free.set()
    assert await asyncio.gather(*first, *others) == [200, 200, 503, 200]
    assert hanging.batches == [1, 3, 1, 1, 1]
    await door.intake.drain(60)
    for phone in (door.club.irina, door.club.anna, door.club.maria):
        assert len(phone.from_bot) == 1


async def test_who_waits_behind_a_database_that_hangs_is_told_so(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(excuses, "PATIENCE_SECONDS", 0)
    hanging = Hanging(monkeypatch)
    coming = door.bringing(door.start(door.club.irina.id))
    await hanging.asked.wait()
    coming += door.bringing(door.start())
    async with asyncio.timeout(10):
        async for _ in door.club.telegram.subscribe():
            if door.club.anna.from_bot:
                break
    assert "не пропало" in door.club.anna.sees.replace("\N{NO-BREAK SPACE}", " ")
    hanging.free.set()
    assert await asyncio.gather(*coming) == [200, 200]
    await door.intake.drain(60)
    assert "Здравствуйте" in door.club.anna.sees


async def test_a_stop_keeps_what_was_begun_and_sends_the_rest_away(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    hanging = Hanging(monkeypatch)
    first = door.bringing(door.start(door.club.irina.id))
    await hanging.asked.wait()
    rest = door.bringing(door.start(), door.start(door.club.maria.id))
    await door.in_line(2)
    await door.part.end()
    assert await asyncio.gather(*rest, *door.bringing(door.start())) == [503] * 3
    hanging.free.set()
    await door.part.drain(60)
    assert await asyncio.gather(*first) == [200]
    assert hanging.batches == [1]


async def test_a_stop_leaves_nobody_hanging(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    hanging = Hanging(monkeypatch)
    coming = door.bringing(door.start(door.club.irina.id))
    await hanging.asked.wait()
    await door.part.end()
    await door.part.drain(0)
    assert await asyncio.gather(*coming) == [503]


async def test_who_finds_everybody_busy_waits_at_the_door(club: Club, monkeypatch: pytest.MonkeyPatch) -> None:
    """Telegram holds back what is not answered, so a crowd waits there and not in our memory."""
    monkeypatch.setattr("bot.hands.AT_ONCE", 1)
    free, busy = asyncio.Event(), asyncio.Event()

    async def feed(update: Update, row_id: int) -> None:
        busy.set()
        await free.wait()
        await club.dispatcher.feed_update(club.bot, update, row_id=row_id)

    async with opened(club, feed) as door:
        coming = door.bringing(door.start(club.irina.id))
        await busy.wait()
        coming += door.bringing(door.start())
        await until(lambda: club.anna.id in door.intake.hands._lines)
        crowd = [door.start(club.stranger().id) for _ in range(20)]
        coming += door.bringing(*crowd)
        await door.in_line(20)
        async with club.sessions() as session:
            assert await session.scalar(select(func.count(InboxRow.id))) == 2, "nobody behind Anna was kept"
        assert [one.done() for one in coming] == [True] + [False] * 21
        free.set()
        assert await asyncio.gather(*coming) == [200] * 22
        await door.intake.drain(60)
    assert "Здравствуйте" in club.anna.sees
