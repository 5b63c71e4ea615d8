"""Members who write to the coordinators: each text is one effect to be counted, and its place in the line is seen."""

import asyncio
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from db.engine import Sessions, create_engine, create_sessions
from db.migrate import migrate
from db.models import Announcement, InboxRow, Letter, LetterMessage, Member, MemberRole, OutboxRow
from domain.mailing.announcement_sending import mark
from domain.vocabulary import AnnouncementState, InboxState, OutboxState, Role
from screens.mailing.letters import WriteLetter
from services.mailing import announcement_sending, announcements
from tests.conftest import NOW
from tests.drills.conftest import ROUNDS
from tests.drills.processes.telegram import message, press
from tests.services.given_mailing import given_announcement, given_desk, given_recipients

FIRST = 800_000
long = pytest.mark.skipif(ROUNDS == 1, reason="only in the long form (make drill)")


@asynccontextmanager
async def opened(url: str) -> AsyncIterator[Sessions]:
    """The database as it is now."""
    engine = create_engine(url)
    try:
        yield create_sessions(engine)
    finally:
        await engine.dispose()


async def given_members(url: str, count: int) -> list[int]:
    """So many members, by their number in Telegram, in a database that is made for them."""
    await migrate(url)
    async with opened(url) as sessions, sessions.begin() as session:
        await given_recipients(session, count, NOW - timedelta(days=1))
    return [FIRST + number for number in range(count)]


def letters(people: list[int], each: int) -> list[dict[str, Any]]:
    """Everybody begins a letter and writes `each` texts, «1», «2», …; all at once, each person in order."""
    updates = [press(number, person, WriteLetter().pack()) for number, person in enumerate(people, 1)]
    for turn in range(each):
        updates += [
            message(len(people) * (turn + 1) + number, person, str(turn + 1)) for number, person in enumerate(people, 1)
        ]
    return updates


def in_order(people: list[int], each: int) -> dict[int, list[str]]:
    """What `written` says when every text has come once and in its place."""
    return {person: [str(number) for number in range(1, each + 1)] for person in people}


async def written(sessions: Sessions) -> dict[int, list[str]]:
    """What has come of each person's texts, in the order it came."""
    query = (
        select(Member.telegram_id, LetterMessage.text)
        .join(Letter, Letter.id == LetterMessage.letter_id)
        .join(Member, Member.id == Letter.member_id)
        .order_by(LetterMessage.id)
    )
    found: dict[int, list[str]] = {}
    async with sessions() as session:
        for person, text in (await session.execute(query)).all():
            found.setdefault(person, []).append(text)
    return found


async def unhandled(sessions: Sessions) -> dict[InboxState, int]:
    """How many updates are in each state."""
    async with sessions() as session:
        rows = await session.execute(select(InboxRow.state, func.count()).group_by(InboxRow.state))
        return {state: count for state, count in rows}  # noqa: C416 (a row is no tuple to mypy)


async def until(look: Callable[[], Awaitable[bool]], seconds: float = 60) -> bool:
    """Whether it comes true in time; other processes are at work."""
    deadline = time.monotonic() + seconds
    while True:
        if await look():
            return True
        if time.monotonic() > deadline:
            return False
        await asyncio.sleep(0.05)


async def given_mailing(url: str) -> int:
    """An announcement to all members, begun just now, by its id."""
    async with opened(url) as sessions, sessions.begin() as session:
        desk = await given_desk(session, NOW)
        assert desk.member_id is not None
        session.add(MemberRole(member_id=desk.member_id, role=Role.COORDINATOR, granted_at=NOW))
        number = await given_announcement(session, desk, NOW)
        agreed = mark(await announcements.view(session, desk, number))
        await announcement_sending.start(session, desk, number, agreed, NOW)
    return number


async def on_their_way(sessions: Sessions) -> int:
    """How many messages are claimed, and nobody knows how they fared."""
    async with sessions() as session:
        query = select(func.count()).select_from(OutboxRow).where(OutboxRow.state == OutboxState.SENDING)
        return await session.scalar(query) or 0


async def mailing_is_over(sessions: Sessions, number: int) -> bool:
    async with sessions() as session:
        return (await session.get_one(Announcement, number)).state is AnnouncementState.DONE


def report(figure: str) -> None:
    """A figure of the drill, seen where pytest shows output (-s or -rP)."""
    sys.stdout.write(f"\n    {figure}\n")
