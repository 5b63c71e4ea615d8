"""Pairs of a large city before a coordinator: lists, one pair, the desk, the spreadsheet's rows, against the limit.

`make bench` runs it; it fails when a screen takes longer than the club's limit. 5,000 pairs go on, with a year's
meetings, journals and questions; more than a fifth of them are in trouble.
"""

import asyncio
import gc
import random
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import insert

from db.engine import Session, Sessions, create_engine, create_sessions
from db.migrate import migrate
from db.models import MeetingNote, Member, MemberRole, Mentorship, PairCheck, PairMeeting
from domain.actors import Actor
from domain.mentoring.desk_pairs import Only
from domain.vocabulary import Attendance, Direction, MeetingStatus, MentoringForm, PairStatus, Role
from services.mentoring import desk_pairs, mentoring, mentoring_table

NOW = datetime(2026, 10, 7, 5, 0, tzinfo=UTC)
PAIRS, MENTORS, MEETINGS = 5_000, 2_000, 8
MOST_MILLISECONDS = 100.0
TRIES = 9
COORDINATOR = 1


async def plant(session: Session, chance: random.Random) -> Actor:
    """Mentors, a mentee for each pair, what they did together; returns a coordinator."""
    people = [COORDINATOR, *range(2, MENTORS + PAIRS + 2)]
    await session.execute(insert(Member), [_member(number) for number in people])
    session.add(MemberRole(member_id=COORDINATOR, role=Role.COORDINATOR, granted_at=NOW))
    await session.execute(insert(Mentorship), [_pair(number) for number in range(1, PAIRS + 1)])
    meetings = [_meeting(pair, back) for pair in range(1, PAIRS + 1) for back in range(MEETINGS)]
    for number, meeting in enumerate(meetings, 1):
        meeting["id"] = number
    await session.execute(insert(PairMeeting), meetings)
    notes = [_note(one["id"], author, chance) for one in meetings for author in _sides(one["pair_id"])]
    await session.execute(insert(MeetingNote), notes)
    checks = [_check(pair, side, n) for pair in range(1, PAIRS + 1) for side in _sides(pair) for n in range(3)]
    await session.execute(insert(PairCheck), checks)
    return Actor(COORDINATOR, COORDINATOR, consent_in_force=True, joined=True, roles=frozenset({Role.COORDINATOR}))


def _member(number: int) -> dict[str, Any]:
    return {
        "telegram_id": number,
        "full_name": f"Участников Пётр {number}",
        "created_at": NOW,
        "joined_at": NOW,
    }


def _sides(pair: int) -> tuple[int, int]:
    return 2 + pair % MENTORS, 2 + MENTORS + pair - 1


def _pair(number: int) -> dict[str, Any]:
    mentor_id, mentee_id = _sides(number)
    began = NOW - timedelta(days=180)
    return {
        "id": number,
        "mentor_id": mentor_id,
        "mentee_id": mentee_id,
        "form": MentoringForm.ONE_TO_ONE,
        "directions": [Direction.METHODICAL],
        "status": PairStatus.ACTIVE,
        "mentor_shares": False,
        "mentee_shares": False,
        "started_at": began,
        "planned_end_at": began + timedelta(weeks=18),
        "changed_at": began,
    }


def _meeting(pair: int, back: int) -> dict[str, Any]:
    # every fifth pair has been silent for a month
    day = NOW - timedelta(days=(35 if pair % 5 == 0 else 5) + 14 * back, minutes=pair)
    return {
        "pair_id": pair,
        "status": MeetingStatus.HELD,
        "options": [],
        "starts_at": day,
        "minutes": 60,
        "way": Attendance.ONLINE,
        "created_at": day,
        "changed_at": day,
    }


def _note(meeting: int, author: int, chance: random.Random) -> dict[str, Any]:
    mood = chance.choices((1, 2, 3, 4, 5), (4, 6, 20, 30, 40))[0]
    return {"meeting_id": meeting, "author_id": author, "mood": mood, "written_at": NOW}


def _check(pair: int, member_id: int, number: int) -> dict[str, Any]:
    unanswered = number == 2 and pair % 10 == 0
    return {
        "pair_id": pair,
        "member_id": member_id,
        "occasion": ("day5", "day30", "middle")[number],
        "asked_at": NOW - timedelta(days=170 - 80 * number),
        "answer": None if unanswered else "yes",
    }


async def median(sessions: Sessions, look: Callable[[Session], Awaitable[object]]) -> float:
    """Milliseconds of processor time of a look, SQLite's included: the median of a few."""
    taken = []
    for _ in range(TRIES):
        async with sessions.begin() as session:
            began = time.process_time()
            await look(session)
            taken.append((time.process_time() - began) * 1000)
    return sorted(taken)[TRIES // 2]


async def measure() -> dict[str, float]:
    """Milliseconds by what is looked at."""
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite+aiosqlite:///{Path(folder) / 'club.db'}"
        await migrate(url)
        engine = create_engine(url)
        sessions = create_sessions(engine)
        async with sessions.begin() as session:
            maria = await plant(session, random.Random(1))
        # as the bot does: collecting garbage among thousands of model classes is time lost
        gc.collect()
        gc.freeze()
        looks: dict[str, Callable[[Session], Awaitable[object]]] = {
            "the desk": lambda session: mentoring.desk(session, maria, NOW),
            "pairs in trouble": lambda session: desk_pairs.pairs(session, maria, Only.TROUBLED, 3, 5, NOW),
            "pairs that go on": lambda session: desk_pairs.pairs(session, maria, Only.GOING, 3, 5, NOW),
            "pairs by name": lambda session: desk_pairs.find(session, maria, "петр 27", 5, NOW),
            "one pair": lambda session: desk_pairs.one(session, maria, 3, NOW),
        }
        found = {what: await median(sessions, look) for what, look in looks.items()}
        found["the spreadsheet's rows (a file)"] = await median(
            sessions, lambda session: mentoring_table.table(session, maria, NOW)
        )
        await engine.dispose()
    return found


def main() -> int:
    over = False
    for what, figure in asyncio.run(measure()).items():
        # a file is waited for longer than a screen
        limit = MOST_MILLISECONDS * (10 if "file" in what else 1)
        over |= figure > limit
        print(f"{what:45} {figure:9.1f} ms  limit {limit:.0f}{'  OVER' if figure > limit else ''}")  # noqa: T201
    return over


if __name__ == "__main__":
    sys.exit(main())
