"""Telegram fails in every way it knows: nobody is missed, nothing is sent that may not be, and it is said once."""

import asyncio
import shutil
import time
from collections import Counter
from pathlib import Path

import pytest
from sqlalchemy import select
from starlette.responses import HTMLResponse, Response

from db.engine import Sessions
from db.models import Member, OutboxRow
from domain.vocabulary import MessageKind, OutboxState, Priority
from services import outbox
from services.outbox import Message
from tests.conftest import NOW
from tests.drills.conftest import ROUNDS
from tests.drills.processes.club import (
    FIRST,
    given_mailing,
    given_members,
    long,
    mailing_is_over,
    opened,
    report,
    until,
)
from tests.drills.processes.fleet import Fleet, Process, fleet, wait_until
from tests.drills.processes.servers import free_port
from tests.drills.processes.telegram import BareTelegram, CutOff, late, message, refusal, serving

WORDS = "встречаемся"
PAUSE = 3 if ROUNDS == 1 else 30

# each of the first members has a trouble of their own: what Telegram answers, how often, and what becomes of the row
TROUBLES = {
    "403": (lambda: refusal(403, "Forbidden: bot was blocked by the user"), 99, OutboxState.BLOCKED),
    "chat not found": (lambda: refusal(400, "Bad Request: chat not found"), 99, OutboxState.DEAD),
    "400": (lambda: refusal(400, "Bad Request: can't parse entities"), 99, OutboxState.DEAD),
    "413": (lambda: refusal(413, "Request Entity Too Large"), 99, OutboxState.DEAD),
    "moved": (lambda: refusal(400, "Bad Request: upgraded", migrate_to_chat_id=-100), 99, OutboxState.DEAD),
    "401": (lambda: refusal(401, "Unauthorized"), 1, OutboxState.SENT),
    "500": (lambda: refusal(500, "Internal Server Error"), 1, OutboxState.SENT),
    "html": (lambda: HTMLResponse("<h1>502 Bad Gateway</h1>", 502), 1, OutboxState.SENT),
    "reset": (lambda: CutOff(), 1, OutboxState.SENT),
    "late": (late, 1, OutboxState.UNCERTAIN),
}
# nothing more can be said to them until they write
LOST = {"403", "chat not found", "moved"}


@pytest.fixture
def backend() -> str:
    return "sqlite"


@long
async def test_a_mailing_meets_every_trouble_and_a_flood_limit(url: str, telegram: BareTelegram, ships: Fleet) -> None:
    """0 lost; no send before the end of the pause; the states of the outbox tell what became of each."""
    members = await given_members(url, 100)
    announcement_id = await given_mailing(url)
    flood = Flood(members)
    telegram.fault = flood.answer
    process = ships.start(answer_seconds=3).is_up()
    # the token is refused for a moment in the middle of it all: updates wait
    flood.refused_polls = 3
    telegram.brings([message(1, members[50], "/help")])
    async with opened(url) as sessions:
        assert await until(lambda: mailing_is_over(sessions, announcement_id), 90 + 2 * PAUSE), process.log
        states = await _states(sessions)
        wanted = dict.fromkeys(members, OutboxState.SENT)
        wanted |= {FIRST + number: state for number, (_, _, state) in enumerate(TROUBLES.values())}
        assert states == wanted
        assert await _unreachable(sessions) == {FIRST + list(TROUBLES).index(name) for name in LOST}
    took = Counter(call.chat_id for call in flood.accepted(telegram) if WORDS in call.text)
    assert took == dict.fromkeys(members[len(TROUBLES) :], 1) | {
        FIRST + number: 1
        for number, name in enumerate(TROUBLES)
        if wanted[FIRST + number] in {OutboxState.SENT, OutboxState.UNCERTAIN}
    }
    assert flood.too_early == [], "somebody sent in the pause"
    report(f"429 of {PAUSE} s: {len(flood.refused)} refused, the first one after it {flood.after:.2f} s late")
    wait_until(lambda: any(call.chat_id == members[50] and WORDS not in call.text for call in telegram.said()), 60)
    assert process.log.count("Telegram rejects BOT_TOKEN") == 1
    assert process.log.count("updates are taken again") == 1
    assert process.stop() == 0
    assert "CANARY" not in process.log


@long
async def test_a_reminder_without_an_answer_gets_one_more_copy(url: str, telegram: BareTelegram, ships: Fleet) -> None:
    members = await given_members(url, 2)
    async with opened(url) as sessions, sessions.begin() as session:
        people = list(await session.scalars(select(Member.id)))
        kind = MessageKind.ROLE_CHANGED
        await outbox.plan(session, [Message(kind, "role:mentor", one, NOW, Priority.NOTICE) for one in people])
    telegram.fault = lambda method, params: late() if params.get("chat_id") == str(members[0]) else None
    ships.start(answer_seconds=2).is_up()
    async with opened(url) as sessions:

        async def settled() -> bool:
            return await _states(sessions) == {members[0]: OutboxState.UNCERTAIN, members[1]: OutboxState.SENT}

        assert await until(settled, 90), await _states(sessions)
    assert Counter(call.chat_id for call in telegram.said()) == {members[0]: 2, members[1]: 1}


@long
async def test_ten_minutes_offline_at_the_start_are_waited_out(tmp_path: Path) -> None:
    """A hundred times as fast: each pause between attempts is a hundredth of what it is."""
    port, url = free_port(), f"sqlite+aiosqlite:///{tmp_path / 'club.db'}"
    (anna,) = await given_members(url, 1)
    with fleet(tmp_path, f"http://127.0.0.1:{port}", url) as ships:
        process = ships.start(sooner=100)
        wait_until(lambda: _waited(process) * 100 >= 600, 120, lambda: process.log)
        assert process.running
        with serving(BareTelegram(), port) as telegram:
            telegram.brings([message(1, anna, "/help")])
            process.is_up()
            wait_until(lambda: len(telegram.said()) == 1)
            assert process.stop() == 0


@long
async def test_of_two_pollers_it_is_said_once_and_the_one_that_stays_recovers(
    url: str, telegram: BareTelegram, ships: Fleet, tmp_path: Path
) -> None:
    """Somebody started the bot on another machine with a copy of the database."""
    (anna,) = await given_members(url, 1)
    other = tmp_path / "other"
    other.mkdir()
    shutil.copy(tmp_path / "club.db", other / "club.db")
    telegram.one_poller = True
    first = ships.start().is_up()
    with fleet(other, telegram.url, f"sqlite+aiosqlite:///{other / 'club.db'}") as others:
        second = others.start().is_up()
        wait_until(lambda: "another process polls" in first.log + second.log)
        await asyncio.sleep(15)
        said = first.log.count("another process polls") + second.log.count("another process polls")
        report(f"two pollers for 15 s: said {said} times, {telegram.polls} polls")
        assert said <= 2, "each says it once"
        second.kill()
    telegram.brings([message(1, anna, "/help")])
    wait_until(lambda: len(telegram.said()) == 1, 40, lambda: first.log)
    assert "updates are taken again" in first.log
    assert first.stop() == 0


class Flood:
    """Everybody's troubles, and after thirty messages a 429 for all."""

    def __init__(self, members: list[int]) -> None:
        self._troubles = dict(zip(members, TROUBLES.values(), strict=False))
        self._times: Counter[int] = Counter()
        self._sent = 0
        self._ends_at = 0.0
        self.refused_polls = 0
        self.refused: list[int] = []
        self.too_early: list[int] = []
        self.after = -1.0
        self._accepted: list[tuple[str, str]] = []

    def answer(self, method: str, params: dict[str, str]) -> Response | None:
        if method == "getUpdates" and self.refused_polls:
            self.refused_polls -= 1
            return refusal(401, "Unauthorized")
        if method != "sendMessage":
            return None
        chat_id, now = int(params["chat_id"]), time.monotonic()
        self._sent += 1
        if self._sent == 30:
            self._ends_at = now + PAUSE
        if now < self._ends_at:
            # what was on its way already when Telegram said so is nobody's fault
            (self.refused if now < self._ends_at - PAUSE + 0.5 else self.too_early).append(chat_id)
            return refusal(429, "Too Many Requests", retry_after=max(round(self._ends_at - now), 1))
        if self._ends_at and self.after < 0:
            self.after = now - self._ends_at
        trouble, times, _ = self._troubles.get(chat_id, (None, 0, None))
        if trouble is None or self._times[chat_id] >= times:
            self._accepted.append((params["chat_id"], params["text"]))
            return None
        self._times[chat_id] += 1
        if trouble is late:
            self._accepted.append((params["chat_id"], params["text"]))
        return trouble()

    def accepted(self, telegram: BareTelegram) -> list["Accepted"]:
        """What has reached people."""
        return [Accepted(int(chat_id), text) for chat_id, text in self._accepted]


class Accepted:
    def __init__(self, chat_id: int, text: str) -> None:
        self.chat_id, self.text = chat_id, text


def _waited(process: Process) -> float:
    """How many seconds of pauses the process has said."""
    lines = [line for line in process.log.splitlines() if "Telegram is unreachable" in line]
    return sum(float(word.partition("=")[2]) for line in lines for word in line.split() if "in_seconds=" in word)


async def _states(sessions: Sessions) -> dict[int, OutboxState]:
    query = select(Member.telegram_id, OutboxRow.state).join(Member, Member.id == OutboxRow.recipient_id)
    async with sessions() as session:
        rows = (await session.execute(query.where(Member.telegram_id >= FIRST))).all()
    return {telegram_id or 0: state for telegram_id, state in rows}


async def _unreachable(sessions: Sessions) -> set[int]:
    async with sessions() as session:
        found = await session.scalars(select(Member.telegram_id).where(Member.unreachable_since.is_not(None)))
        return {one for one in found if one is not None}
