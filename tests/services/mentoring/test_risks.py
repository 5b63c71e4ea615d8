"""Pairs in trouble as the database finds them, and the weekly word to coordinators."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from db.engine import Session, Sessions
from db.models import Member, OutboxRow
from domain.errors import NotAllowed
from domain.mentoring.pair_checks import CheckAnswer, Occasion
from domain.mentoring.pairs import Side
from domain.mentoring.risks import Risk
from domain.vocabulary import MeetingStatus, MessageKind, PairStatus
from scheduler.desk_pairs import tell_coordinators
from services.mentoring import pairs, risks
from tests.services.given_desk import given_check, given_meeting
from tests.services.given_pairs import Two, given_pair, given_pair_by_hand, pair_row
from tests.services.given_presence import given_coordinator
from tests.services.given_requests import given_mentee


async def given_old_pair(session: Session, now: datetime, days: int = 60) -> Two:
    """A pair of so many days that met yesterday."""
    two = await given_pair(session, now - timedelta(days=days))
    await given_meeting(session, two.pair_id, now - timedelta(days=1))
    return two


async def found(session: Session, pair_id: int, now: datetime) -> list[tuple[Risk, Side | None, int]]:
    """(what, whose, days ago) of this pair; asked for by itself it is told the same as among all."""
    told = await risks.of_pairs(session, [pair_id], now)
    everybody = await risks.troubled(session, now)
    assert told.get(pair_id) == everybody.get(pair_id)
    return [(one.risk, one.side, (now - one.since).days) for one in told.get(pair_id, ())]


async def test_a_pair_without_a_meeting(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        two = await given_pair(session, now - timedelta(days=25))
        young = await given_pair_by_hand(
            session, now - timedelta(days=20), two.mentor, await given_mentee(session, now)
        )
        await given_meeting(session, two.pair_id, now - timedelta(days=2), status=MeetingStatus.CANCELLED)
        await given_meeting(session, two.pair_id, now + timedelta(days=2), status=MeetingStatus.AGREED)
        assert await found(session, two.pair_id, now) == [(Risk.SILENT, None, 25)]
        assert await found(session, young, now) == []
        await given_meeting(session, two.pair_id, now - timedelta(days=22))
        assert await found(session, two.pair_id, now) == [(Risk.SILENT, None, 22)]
        await given_meeting(session, two.pair_id, now - timedelta(days=3))
        assert await found(session, two.pair_id, now) == []


async def test_a_pause_is_no_silence(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        two = await given_pair(session, now - timedelta(days=30))
        await pairs.pause(session, two.mentee, two.pair_id, 2, now - timedelta(days=28))
        assert await found(session, two.pair_id, now) == [], "it rests"
        await pairs.wake(session, two.pair_id, now - timedelta(days=13))
        assert await found(session, two.pair_id, now) == [], "16 days count of 30"
        assert await found(session, two.pair_id, now + timedelta(days=5)) == [(Risk.SILENT, None, 21)]


async def test_low_moods_in_a_row_of_one_side(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        two = await given_old_pair(session, now)
        anna, irina = two.mentee.owner(), two.mentor.owner()
        await given_meeting(session, two.pair_id, now - timedelta(days=40), {anna: 5, irina: 1})
        await given_meeting(session, two.pair_id, now - timedelta(days=20), {anna: 2, irina: 3})
        assert await found(session, two.pair_id, now) == []
        # who left the mood out breaks no row
        await given_meeting(session, two.pair_id, now - timedelta(days=15), {anna: None})
        await given_meeting(session, two.pair_id, now - timedelta(days=9), {anna: 1, irina: 2})
        assert await found(session, two.pair_id, now) == [(Risk.LOW_MOOD, Side.MENTEE, 20)]
        await given_meeting(session, two.pair_id, now - timedelta(days=4), {anna: 1, irina: 2})
        assert await found(session, two.pair_id, now) == [
            (Risk.LOW_MOOD, Side.MENTEE, 20),
            (Risk.LOW_MOOD, Side.MENTOR, 9),
        ]
        await given_meeting(session, two.pair_id, now - timedelta(days=2), {anna: 4, irina: 3})
        assert await found(session, two.pair_id, now) == []


async def test_a_question_left_without_an_answer(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        two = await given_pair(session, now - timedelta(days=15))
        await given_check(session, two.pair_id, two.mentee, Occasion.DAY_5, now - timedelta(days=10))
        await given_check(session, two.pair_id, two.mentor, Occasion.DAY_5, now - timedelta(days=10), CheckAnswer.NO)
        assert await found(session, two.pair_id, now) == [(Risk.UNANSWERED, None, 10)]
        await given_check(session, two.pair_id, two.mentee, Occasion.DAY_30, now - timedelta(days=4), CheckAnswer.YES)
        assert await found(session, two.pair_id, now) == [], "they have answered a later one"
        await given_check(session, two.pair_id, two.mentor, Occasion.DAY_30, now - timedelta(days=4))
        assert await found(session, two.pair_id, now) == [(Risk.UNANSWERED, None, 4)]
        assert await found(session, two.pair_id, now - timedelta(days=2)) == []
        await given_meeting(session, two.pair_id, now - timedelta(days=1))
        assert await found(session, two.pair_id, now) == [], "they have met since"


async def test_a_side_out_of_reach(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        two = await given_old_pair(session, now)
        mentee = await session.get_one(Member, two.mentee.owner())
        mentee.unreachable_since = now - timedelta(days=6)
        await session.flush()
        assert await found(session, two.pair_id, now) == [(Risk.AWAY, Side.MENTEE, 6)]
        await pairs.pause(session, two.mentor, two.pair_id, 1, now)
        assert await found(session, two.pair_id, now) == [(Risk.AWAY, Side.MENTEE, 6)]
        mentee.unreachable_since = None
        (await pair_row(session, two.pair_id)).mentor_id = None
        await session.flush()
        assert await found(session, two.pair_id, now) == [(Risk.GONE, Side.MENTOR, 0)]
        (await pair_row(session, two.pair_id)).status = PairStatus.STOPPED
        await session.flush()
        assert await found(session, two.pair_id, now) == []


async def digests(session: Session) -> list[OutboxRow]:
    query = select(OutboxRow).where(OutboxRow.kind == MessageKind.PAIR_RISKS).order_by(OutboxRow.id)
    return list(await session.scalars(query))


async def test_coordinators_are_told_once_a_week_and_not_when_all_is_well(sessions: Sessions, now: datetime) -> None:
    monday = now + timedelta(days=4, hours=23)
    async with sessions.begin() as session:
        maria = await given_coordinator(session, now)
        two = await given_pair(session, monday - timedelta(days=20))
    for moment in (monday, monday + timedelta(days=1), monday + timedelta(days=7), monday + timedelta(days=7, hours=1)):
        await tell_coordinators(sessions, lambda moment=moment: moment)  # type: ignore[misc]
    async with sessions.begin() as session:
        [row] = await digests(session)
        assert (row.recipient_id, row.due_at, row.payload) == (maria.member_id, monday + timedelta(days=7), {})
        view = await risks.digest(session, maria, monday + timedelta(days=7))
        assert (view.pairs, view.figures) == (1, {Risk.SILENT: 1})
        for stranger in (two.mentee, two.mentor):
            with pytest.raises(NotAllowed):
                await risks.digest(session, stranger, monday)
