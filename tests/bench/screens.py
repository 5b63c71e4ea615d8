"""Every screen one can reach, with 1,000 events and one of 2,000 people: the bot's own time for each press.

`make bench` runs it; it fails when a screen takes longer than the club's limit. Presses every kind of button a few
times, beginning with the menu of a coordinator and of a member; Telegram's own time is left out, and files are told
apart: they are drawn after the answer is saved.
"""

import asyncio
import gc
import sys
import tempfile
import time
from collections import Counter, deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import insert, select

from db.engine import Session, create_engine, create_sessions
from db.migrate import migrate
from db.models import Event, EventDirection, Feedback, Member, Presence, Registration
from domain.vocabulary import (
    Attendance,
    Direction,
    EventForm,
    EventFormat,
    EventStatus,
    ParticipantRole,
    PresenceMethod,
    PresenceState,
    RegistrationStatus,
)
from services import seeds
from tests.stories.conftest import BEGINNING, Club
from tests.stories.phones import Phone, buttons_of

EVENTS, PEOPLE = 1_000, 2_000
MOST_MILLISECONDS = 100.0
TRIES = 3
# not screens but acts that write a notice for each of the people
MASS = {"doffy", "dmovy", "dback"}
# the end of the one who presses
FINAL = {"erase"}
FULL, PAST = "Большая конференция", "Прошедшая конференция"


async def plant(session: Session) -> None:
    """A full calendar; one coming and one past event with everybody at both."""
    await seeds.plant(session, BEGINNING)
    forms, directions = list(EventForm), list(Direction)
    rows = [_event(f"Встреча № {n}", n + 2, forms[n % len(forms)]) for n in range(EVENTS)]
    rows += [_event(FULL, 1, EventForm.CONFERENCE), _event(PAST, -3, EventForm.CONFERENCE)]
    await session.execute(insert(Event), rows)
    ids = (await session.scalars(select(Event.id).order_by(Event.id))).all()
    await session.execute(
        insert(EventDirection), [{"event_id": i, "direction": directions[i % 9]} for i in ids if i > ids[-1] - EVENTS]
    )
    people = [
        {
            "telegram_id": 50_000 + n,
            "full_name": f"Участников Пётр {n}",
            "position": "учитель",
            "created_at": BEGINNING,
            "joined_at": BEGINNING,
        }
        for n in range(PEOPLE)
    ]
    await session.execute(insert(Member), people)
    members = (await session.scalars(select(Member.id).where(Member.telegram_id >= 50_000))).all()
    for title in (FULL, PAST):
        event_id = await session.scalar(select(Event.id).where(Event.title == title))
        assert event_id is not None
        await session.execute(insert(Registration), [_seat(event_id, m, n) for n, m in enumerate(members)])
    past = (await session.scalars(select(Registration).where(Registration.event_id == event_id))).all()
    await session.execute(insert(Presence), [_came(row.id) for row in past[::2]])
    await session.execute(insert(Feedback), [_opinion(row) for row in past[::4]])


def _event(title: str, days: float, form: EventForm) -> dict[str, Any]:
    starts_at = BEGINNING + timedelta(days=days / 3 if days > 1 else days)
    return {
        "title": title,
        "form": form,
        "format": EventFormat.HYBRID,
        "announcement": "Приходите с вопросами. " * 20,
        "starts_at": starts_at,
        "ends_at": starts_at + timedelta(hours=3),
        "place": "Школа № 901",
        "online_url": "https://example.org/meet",
        "seats_offline": 1_500,
        "seats_online": None,
        "hours": 3,
        "status": EventStatus.PUBLISHED,
        "revision": 0,
    }


def _seat(event_id: int, member_id: int, number: int) -> dict[str, Any]:
    return {
        "event_id": event_id,
        "member_id": member_id,
        "status": RegistrationStatus.REGISTERED if number < 1_500 else RegistrationStatus.WAITLISTED,
        "attendance": Attendance.OFFLINE,
        "arrival": number + 1,
        "created_at": BEGINNING,
        "changed_at": BEGINNING,
        "role": ParticipantRole.PARTICIPANT,
        "word_misses": 0,
        "word_sitting": 1,
    }


def _came(registration_id: int) -> dict[str, Any]:
    return {
        "registration_id": registration_id,
        "sitting": 1,
        "state": PresenceState.ATTENDED,
        "attendance": Attendance.OFFLINE,
        "method": PresenceMethod.QR,
        "marked_at": BEGINNING,
    }


def _opinion(row: Registration) -> dict[str, Any]:
    return {
        "event_id": row.event_id,
        "member_id": row.member_id,
        "usefulness": row.id % 5 + 1,
        "organisation": row.id % 4 + 1,
        "plan": "попробую тихий сигнал",
        "created_at": BEGINNING,
        "changed_at": BEGINNING,
    }


class Crawl:
    """Presses every kind of button some times and notes the bot's own milliseconds."""

    def __init__(self, club: Club) -> None:
        self.club = club
        self.screens: list[tuple[float, str, str]] = []
        self.files: list[tuple[float, str, str]] = []
        self.acts: list[tuple[float, str, str]] = []
        self._telegram = 0.0
        self._watch_telegram()

    def _watch_telegram(self) -> None:
        send = self.club.bot.session.make_request

        async def timed(*arguments: Any, **named: Any) -> Any:
            started = time.perf_counter()
            try:
                return await send(*arguments, **named)
            finally:
                self._telegram += time.perf_counter() - started

        self.club.bot.session.make_request = timed  # type: ignore[method-assign]

    async def crawl(self, phone: Phone, *commands: str) -> None:
        pressed: Counter[str] = Counter()
        waiting: deque[tuple[int, str, str]] = deque()
        for command in commands:
            await self._timed(phone, command, lambda text=command: phone.says(text))
            waiting.extend(_buttons(phone.newest))
        while waiting:
            message_id, label, data = waiting.popleft()
            kind = data.partition(":")[0]
            if pressed[kind] == TRIES or kind in FINAL:
                continue
            pressed[kind] += 1
            self.club.telegram.presses(phone.id, message_id, data)
            before = len(phone.from_bot)
            await self._timed(phone, f"{kind} «{label}»", self.club.handle_updates, before)
            waiting.extend(_buttons(phone.newest))
            shown = next((m for m in phone.from_bot if m["message_id"] == message_id), None)
            waiting.extend(_buttons(shown) if shown else ())

    async def _timed(self, phone: Phone, name: str, act: Any, before: int | None = None) -> None:
        telegram, started = self._telegram, time.perf_counter()
        await act()
        own = (time.perf_counter() - started - (self._telegram - telegram)) * 1000
        new = phone.from_bot[before:] if before is not None else []
        drawn = any("document" in message or "photo" in message for message in new)
        mass = name.partition(" ")[0] in MASS
        (self.files if drawn else self.acts if mass else self.screens).append(
            (own, name, phone.sees[:40].replace("\n", " "))
        )


def _buttons(message: dict[str, Any]) -> list[tuple[int, str, str]]:
    return [
        (message["message_id"], button["text"], button["callback_data"])
        for button in buttons_of(message)
        if "callback_data" in button
    ]


@asynccontextmanager
async def club_in(folder: Path) -> AsyncIterator[Club]:
    url = f"sqlite+aiosqlite:///{folder / 'club.db'}"
    await migrate(url)
    engine = create_engine(url)
    sessions = create_sessions(engine)
    async with sessions.begin() as session:
        await plant(session)
    yield Club(sessions)
    await engine.dispose()


async def bench(folder: Path) -> Crawl:
    async with club_in(folder) as club:
        # as the process does at its start (bot/run.py)
        gc.freeze()
        crawl = Crawl(club)
        for phone, commands in (
            (club.maria, ("/menu", "/desk", "/events", "/my")),
            (club.anna, ("/menu", "/events", "/my", "/certificates")),
        ):
            await phone.joins()
            if phone is club.maria:
                await club.coordinator(phone)
            for title in (FULL, PAST):
                await _sign_up(club, phone, title)
            await crawl.crawl(phone, *commands)
            event_ids = await _ids(club)
            for event_id in event_ids:
                await crawl.crawl(phone, f"/start event_{event_id}")
            if phone is club.maria:
                for event_id in event_ids:
                    await _open(phone, f"dev:{event_id}")
                    await crawl.crawl(phone)
        return crawl


async def _ids(club: Club) -> list[int]:
    async with club.sessions.begin() as session:
        return list(await session.scalars(select(Event.id).where(Event.title.in_((FULL, PAST)))))


async def _open(phone: Phone, data: str) -> None:
    await phone.says("/menu")
    await phone.presses(data)


async def _sign_up(club: Club, phone: Phone, title: str) -> None:
    async with club.sessions.begin() as session:
        event_id = (await session.execute(select(Event.id).where(Event.title == title))).scalar_one()
        member_id = (await session.execute(select(Member.id).where(Member.telegram_id == phone.id))).scalar_one()
        await session.execute(insert(Registration), [_seat(event_id, member_id, 0) | {"arrival": 9_000 + phone.id}])


def main() -> int:
    started = datetime.now().astimezone()
    with tempfile.TemporaryDirectory() as folder:
        crawl = asyncio.run(bench(Path(folder)))
    crawl.screens.sort(reverse=True)
    kinds = {name.partition(" ")[0] for _, name, _ in crawl.screens}
    middle = crawl.screens[len(crawl.screens) // 2][0]
    seconds = (datetime.now().astimezone() - started).total_seconds()
    lines = [
        f"{len(crawl.screens)} presses of {len(kinds)} kinds, {EVENTS} events, {PEOPLE} people, in {seconds:.0f} s:",
        f"median {middle:.0f} ms, slowest {crawl.screens[0][0]:.0f} ms (limit {MOST_MILLISECONDS:g})",
        *(f"  {own:6.1f} ms  {name}  → {text}" for own, name, text in crawl.screens[:8]),
        "acts that write to everybody at the event:",
        *(f"  {own:6.1f} ms  {name}  → {text}" for own, name, text in sorted(crawl.acts, reverse=True)[:3]),
        "files, drawn after the answer is saved:",
        *(f"  {own:6.1f} ms  {name}  → {text}" for own, name, text in sorted(crawl.files, reverse=True)[:6]),
    ]
    print("\n".join(lines))  # noqa: T201 (a bench is read)
    return 0 if crawl.screens[0][0] <= MOST_MILLISECONDS else 1


if __name__ == "__main__":
    sys.exit(main())
