"""The whole bot through the direct door of the local Telegram: tests read as stories."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from aiogram import Router
from aiogram.types import Update
from sqlalchemy import event, func, select
from sqlalchemy.ext.asyncio import AsyncEngine

from bot import excuses
from bot.connection import create_bot
from bot.messenger import Messenger
from bot.routers import build_routers
from bot.wiring import build_chores, build_delivery, build_dispatcher, build_errands, build_live
from db.engine import Sessions, create_engine, create_sessions
from db.models import OutboxRow
from domain.addresses import Addresses
from domain.vocabulary import OutboxState, Role
from sandbox import demo
from sandbox.clock import Clock
from sandbox.direct import DirectSession
from sandbox.flood import Limits
from sandbox.telegram import Telegram
from scheduler.pace import Pace
from screens.kit import LABEL_LIMIT
from services import seeds
from services.people import invites
from tests.conftest import engine_of_copies
from tests.stories.phones import Phone, buttons_of

# Wednesday, 7 October 2026, 10:00 in Tyumen
BEGINNING = datetime(2026, 10, 7, 5, 0, tzinfo=UTC)
LONGEST_STEP = timedelta(hours=12)


@cache
def _routers() -> list[Router]:
    return build_routers()


def _free_routers() -> list[Router]:
    """The bot's routers, ready for the next story: they keep nothing, and building them takes longer than most stories.

    A restarted club has new ones all the same.
    """
    for router in _routers():
        router._parent_router = None
    return _routers()


class PaceTime:
    """The pace's own time: it goes with the club's clock, and whoever waits jumps over the wait."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._waited = 0.0

    def monotonic(self) -> float:
        return self._clock.now().timestamp() + self._waited

    async def sleep(self, seconds: float) -> None:
        self._waited += seconds
        await asyncio.sleep(0)


class Club:
    """A running bot with its people. Time stands still until `advance`."""

    def __init__(self, sessions: Sessions) -> None:
        self.sessions = sessions
        self.telegram = Telegram(clock=Clock(wall=lambda: BEGINNING), limits=Limits.unlimited())
        demo.populate(self.telegram)
        self.anna = Phone(self, demo.ANNA)
        self.irina = Phone(self, demo.IRINA)
        self.maria = Phone(self, demo.MARIA)
        self.pavel = Phone(self, demo.PAVEL)
        self.pace_time = PaceTime(self.telegram.clock)
        self._strangers = 0
        # where the pages are, from the next restart on; None: none are served
        self.public_url: str | None = None
        # the coordinators' group, from the next restart on; None: there is none
        self.desk_chat_id: int | None = None
        self._open(_free_routers())

    def _open(self, routers: list[Router]) -> None:
        self.bot = create_bot(self.telegram.state.account.token, session=DirectSession(self.telegram))
        time = self.pace_time
        pace = Pace(per_second=100_000, per_chat_seconds=0, monotonic=time.monotonic, sleep=time.sleep)
        clock = self.telegram.clock.now
        self.messenger = Messenger(self.bot, pace)
        self.addresses = Addresses(str(self.telegram.bot["username"]), self.public_url, self.desk_chat_id)
        self.live = build_live(self.sessions, clock, self.messenger, self.addresses)
        self.dispatcher = build_dispatcher(self.sessions, clock, self.messenger, self.live, self.addresses, routers)
        self.delivery = build_delivery(self.sessions, clock, self.messenger, self.addresses)
        self.errands = build_errands(self.sessions, clock, self.messenger, self.addresses)
        self.chores = build_chores(self.sessions, clock, self.delivery)

    async def restart(self) -> None:
        """A new process on the same database: nothing kept in memory survives."""
        self._open(build_routers())

    @property
    def now(self) -> datetime:
        return self.telegram.clock.now()

    def stranger(self, first_name: str = "Вера", last_name: str = "Тихая") -> Phone:
        """One more person nobody knows."""
        self._strangers += 1
        person = self.telegram.add_person(5000 + self._strangers, first_name, last_name)
        return Phone(self, person.id)

    async def coordinator(self, person: Phone) -> None:
        """Give a member a coordinator's rights, by a link as in life."""
        async with self.sessions.begin() as session:
            link = await invites.create(session, Role.COORDINATOR, self.now)
        await person.starts(f"i_{link}")
        assert "координатор" in person.sees, person.sees

    async def handle_updates(self) -> None:
        """Feed what people did, as polling does: all at once, each as a task."""
        while updates := self.telegram.take_updates():
            await asyncio.gather(*(self.feed(update) for update in updates))

    async def feed(self, update: dict[str, Any]) -> None:
        await self.dispatcher.feed_update(self.bot, Update.model_validate(update, context={"bot": self.bot}))

    async def deliver(self) -> None:
        """Let happen what happens by itself, until nothing more is due now."""
        for happening in (*self.errands.values(), *self.chores.values()):
            await happening()
        while await self.delivery.tick():
            await self.delivery.drain()

    async def advance(self, *, days: float = 0, hours: float = 0, minutes: float = 0) -> None:
        """Let time pass to each message that is due, and half a day at most: chores happen on the way."""
        end = self.now + timedelta(days=days, hours=hours, minutes=minutes)
        while self.now < end:
            self.telegram.clock.advance(min(end, await self._next_stop()) - self.now)
            await self.deliver()

    async def _next_stop(self) -> datetime:
        waiting = (OutboxState.PENDING, OutboxState.RETRY)
        due = select(func.min(OutboxRow.next_attempt_at)).where(
            OutboxRow.state.in_(waiting), OutboxRow.next_attempt_at > self.now
        )
        async with self.sessions() as session:
            return min(await session.scalar(due) or datetime.max.replace(tzinfo=UTC), self.now + LONGEST_STEP)

    async def advance_to(self, moment: datetime) -> None:
        """Jump to `moment` and deliver what is due: for long waits where the way there does not matter."""
        self.telegram.clock.advance(moment - self.now)
        await self.deliver()


@pytest.fixture
def backend() -> str:
    """Stories run on SQLite: what differs between databases is tested where it lives, in services."""
    return "sqlite"


@pytest.fixture(scope="session")
def sqlite_engine(sqlite_template: Path) -> AsyncEngine:
    """An engine without the driver's thread: a story is thousands of statements, and each went there and back."""
    engine = engine_of_copies(sqlite_template)
    event.listen(engine.sync_engine, "connect", _stay_in_this_thread)
    return engine


def _stay_in_this_thread(connection: Any, _: object) -> None:
    async def execute(function: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        result = function(*args, **kwargs)
        # others have their turn at every statement, as with the thread
        await asyncio.sleep(0)
        return result

    connection.driver_connection._execute = execute


@pytest.fixture(scope="session")
def planted_template(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with the club's words planted, copied for each story: planting takes longer than most of them."""
    path = tmp_path_factory.mktemp("planted") / "club.db"
    shutil.copyfile(sqlite_template, path)

    async def plant() -> None:
        engine = create_engine(f"sqlite+aiosqlite:///{path}")
        async with create_sessions(engine).begin() as session:
            await seeds.plant(session, BEGINNING)
        await engine.dispose()

    asyncio.run(plant())
    return path


@pytest.fixture
def database_url(planted_template: Path, tmp_path: Path) -> str:
    """The URL of this story's own copy."""
    path = tmp_path / "club.db"
    shutil.copyfile(planted_template, path)
    return f"sqlite+aiosqlite:///{path}"


@pytest.fixture
async def club(sessions: Sessions, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Club]:
    # a busy machine is no reason for a word to those who wait
    monkeypatch.setattr(excuses, "PATIENCE_SECONDS", 3600)
    club = Club(sessions)
    yield club
    assert club.telegram.refused == [], "the bot sent what the Bot API refuses"
    assert club.telegram.open_queries() == [], "a press was left without an answer"
    for chat_id in club.telegram.people:
        for message in club.telegram.chat(chat_id):
            for button in buttons_of(message):
                assert len(button["text"]) <= LABEL_LIMIT, f"a phone cuts the label «{button['text']}»"
