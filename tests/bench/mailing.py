"""An announcement to 3,000 people through a Telegram that keeps its limits: the time it takes, and everybody else's.

`make bench` runs it in real time, two minutes; it fails when that is 5 % above the ideal of 25 messages a second, when
Telegram had to ask for a pause, or when people who write meanwhile wait too long for their answers. A coordinator
looks at the progress all along; it and the answers come out of the reserve, not out of the mailing's time.
`python -m tests.bench.mailing 150` is a short form.
"""

import asyncio
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from aiogram.exceptions import TelegramRetryAfter
from sqlalchemy import func, select

from bot.routers import build_routers
from db.engine import Sessions, create_engine, create_sessions
from db.migrate import migrate
from db.models import Announcement, Member, MemberRole, OutboxRow
from domain.mailing.announcement_sending import mark
from domain.vocabulary import AnnouncementState, MessageKind, OutboxState, Role
from sandbox.clock import Clock
from sandbox.flood import Limits
from sandbox.telegram import Telegram
from scheduler.pace import PER_SECOND, Pace
from scheduler.ticks import CHORES, DELIVERY, ERRANDS, create_scheduler
from screens.mailing.announcements import OpenAnnouncement
from services.mailing import announcement_sending, announcements
from services.people import people
from tests.conftest import NOW
from tests.services.given_mailing import TEXT, given_announcement, given_recipients
from tests.stories.conftest import Club
from tests.stories.phones import Phone

PEOPLE = 3_000
MOST_LATE = 0.05
# a tick comes once a second, and a short run feels that
GRACE_SECONDS = 2.0
MOST_MILLISECONDS = 300.0
WRITES_EVERY = 0.5
_PACED = ("sendMessage", "editMessageText")


@dataclass(frozen=True, slots=True)
class Figures:
    """How it went. `said` is everything that went through the pace; `waits` are seconds till a person's answer;
    `cpu` is what the process has used, the local Telegram and those who write included.
    """

    people: int
    arrived: int
    said: int
    seconds: float
    floods: int
    waits: Sequence[float]
    cpu: float

    @property
    def ideal(self) -> float:
        return self.people / PER_SECOND

    @property
    def p95(self) -> float:
        """In milliseconds."""
        return sorted(self.waits)[int(len(self.waits) * 0.95)] * 1000

    @property
    def fine(self) -> bool:
        in_time = self.seconds <= max(self.ideal * (1 + MOST_LATE), self.ideal + GRACE_SECONDS)
        return in_time and self.arrived == self.people and not self.floods and self.p95 <= MOST_MILLISECONDS


class LiveClub(Club):
    """The club in real time and at the bot's own pace, on a school day outside quiet hours."""

    def __init__(self, sessions: Sessions) -> None:
        super().__init__(sessions)
        began = time.monotonic()
        clock = Clock(wall=lambda: NOW + timedelta(seconds=time.monotonic() - began))
        self.telegram = Telegram(clock=clock, limits=Limits())
        self._open(build_routers())
        self.messenger._pace = Pace()
        self.said = self.floods = 0
        self._watch_telegram()

    def _watch_telegram(self) -> None:
        send = self.bot.session.make_request

        async def watched(bot: Any, method: Any, **named: Any) -> Any:
            self.said += method.__api_method__ in _PACED
            try:
                return await send(bot, method, **named)
            except TelegramRetryAfter:
                self.floods += 1
                raise

        self.bot.session.make_request = watched  # type: ignore[method-assign]

    async def arrive(self) -> list[Phone]:
        """All members have a phone and have started the bot."""
        async with self.sessions() as session:
            ids = [one for one in await session.scalars(select(Member.telegram_id).order_by(Member.id)) if one]
        for one in ids:
            self.telegram.add_person(one, "Участник")
            self.telegram.starts(one)
            self.telegram.take_updates()
        return [Phone(self, one) for one in ids]


async def measure(sessions: Sessions, count: int) -> Figures:
    """One announcement to so many people, in real time."""
    club = LiveClub(sessions)
    async with sessions.begin() as session:
        ids = await given_recipients(session, count, NOW)
        session.add(MemberRole(member_id=ids[0], role=Role.COORDINATOR, granted_at=NOW))
    phones = await club.arrive()
    async with sessions.begin() as session:
        desk = await people.identify(session, phones[0].id, wrote=True)
        id_ = await given_announcement(session, desk, NOW, TEXT)
        agreed = mark(await announcements.view(session, desk, id_))
        await announcement_sending.start(session, desk, id_, agreed, club.now)
    club.said, busy = 0, time.process_time()
    scheduler = create_scheduler(
        {
            DELIVERY: {"deliver": club.delivery.tick},
            ERRANDS: {"redraw": club.live.tick, **club.errands},
            CHORES: club.chores,
        }
    )
    scheduler.start()
    try:
        await phones[0].says("/menu")
        await phones[0].presses(OpenAnnouncement(announcement_id=id_).pack())
        waits = await _write_meanwhile(club, phones, id_)
    finally:
        scheduler.shutdown(wait=False)
    await club.delivery.drain()
    return await _figures(club, id_, count, waits, time.process_time() - busy)


async def _write_meanwhile(club: LiveClub, phones: list[Phone], id_: int) -> list[float]:
    """Until the announcement is done, somebody else writes every half a second; how long each waits."""
    waits: list[float] = []
    deadline = time.monotonic() + len(phones) / PER_SECOND * 2 + 30
    while await _state(club, id_) is AnnouncementState.SENDING and time.monotonic() < deadline:
        started = time.monotonic()
        await phones[-1 - len(waits) % len(phones)].says("/menu")
        waits.append(time.monotonic() - started)
        await asyncio.sleep(max(WRITES_EVERY - waits[-1], 0))
    return waits


async def _state(club: LiveClub, id_: int) -> AnnouncementState:
    async with club.sessions() as session:
        return (await session.get_one(Announcement, id_)).state


async def _figures(club: LiveClub, id_: int, count: int, waits: list[float], cpu: float) -> Figures:
    async with club.sessions() as session:
        begun = (await session.get_one(Announcement, id_)).started_at
        arrived = (OutboxRow.kind == MessageKind.ANNOUNCEMENT_SENT, OutboxRow.state == OutboxState.SENT)
        number, last = (await session.execute(select(func.count(), func.max(OutboxRow.sent_at)).where(*arrived))).one()
    assert begun is not None
    seconds = (last - begun).total_seconds() if last else 0.0
    return Figures(count, number, club.said, seconds, club.floods, waits, cpu)


async def bench(folder: Path, count: int) -> Figures:
    url = f"sqlite+aiosqlite:///{folder / 'club.db'}"
    await migrate(url)
    engine = create_engine(url)
    figures = await measure(create_sessions(engine), count)
    await engine.dispose()
    return figures


def main() -> int:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else PEOPLE
    with tempfile.TemporaryDirectory() as folder:
        figures = asyncio.run(bench(Path(folder), count))
    print(  # noqa: T201 (a bench is read)
        f"{figures.arrived} of {figures.people} people in {figures.seconds:.1f} s, "
        f"ideal {figures.ideal:.1f} s at {PER_SECOND} a second; {figures.said} messages went out in all; "
        f"pauses asked for: {figures.floods}; CPU {figures.cpu:.1f} s\n"
        f"meanwhile {len(figures.waits)} people wrote, p95 of their answers {figures.p95:.0f} ms "
        f"(limit {MOST_MILLISECONDS:g})"
    )
    return 0 if figures.fine else 1


if __name__ == "__main__":
    sys.exit(main())
