"""A meeting nobody had proposed is written down once: the other side confirms it, or says that it was not."""

import asyncio
from datetime import datetime, timedelta

import pytest

from db.engine import Session, Sessions
from db.models import PairMeeting
from domain.actors import Actor
from domain.errors import ConsentNeeded, InvalidAnswer, MeetingTold, NotFound, Outdated, PairEnded
from domain.mentoring.meeting_notes import Ask
from domain.mentoring.past_meetings import Past, Recorded
from domain.vocabulary import Attendance, MeetingStatus, MessageKind
from services.mentoring import meeting_notes, meeting_views, pairs, past_meetings
from tests.services.given_pairs import Two, given_pair, pair_row, waiting
from tests.services.given_requests import given_person
from tests.services.mentoring.test_meetings import agreed

JOURNAL, CHANGED = MessageKind.MEETING_JOURNAL, MessageKind.MEETING_CHANGED


async def given_old_pair(session: Session, now: datetime) -> Two:
    """A pair of two months."""
    two = await given_pair(session, now)
    (await pair_row(session, two.pair_id)).started_at = now - timedelta(days=60)
    await session.flush()
    return two


async def recorded(session: Session, by: Actor, two: Two, now: datetime, **ago: float) -> Recorded:
    past = Past(now - timedelta(**ago), Attendance.OFFLINE, 45)
    return await past_meetings.record(session, by, two.pair_id, past, now)


async def test_it_counts_at_once_and_the_other_side_is_asked_for_a_minute(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        two = await given_old_pair(session, now)
        found = await recorded(session, two.mentee, two, now, days=1)
        assert (found.known, found.meeting.status, found.meeting.noted) == (False, MeetingStatus.HELD, True)
        assert await meeting_views.totals(session, two.pair_id) == (1, 45)
        assert await waiting(session, two.mentee, JOURNAL) == []
        (asks,) = await waiting(session, two.mentor, JOURNAL)
        assert (asks.due_at, asks.payload) == (now, {})
        view = await meeting_notes.to_ask(session, two.mentor.owner(), found.meeting.id, now)
        assert view is not None
        assert view.deniable
        # a minute of one's own is a «yes»
        await meeting_notes.held(session, two.mentor, found.meeting.id, now)
        assert await meeting_notes.to_ask(session, two.mentor.owner(), found.meeting.id, now) is None
        with pytest.raises(MeetingTold):
            await meeting_notes.not_held(session, two.mentee, found.meeting.id, now + timedelta(minutes=1))


async def test_the_other_side_denies_it_once_and_words_are_not_lost(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        two = await given_old_pair(session, now)
        meeting_id = (await recorded(session, two.mentee, two, now, days=1)).meeting.id
        await meeting_notes.give(session, two.mentee, meeting_id, Ask.DONE, "Разобрали урок", now)
        then = now + timedelta(hours=1)
        view = await meeting_notes.not_held(session, two.mentor, meeting_id, then)
        assert (view.status, view.deniable) == (MeetingStatus.CANCELLED, False)
        assert await meeting_views.totals(session, two.pair_id) == (0, 0)
        assert len(await waiting(session, two.mentee, CHANGED)) == 1
        # written down a second time it is the same meeting, still denied
        assert (await recorded(session, two.mentee, two, then, days=1)).known
        form = await meeting_notes.held(session, two.mentee, meeting_id, then)
        assert form.note.done == "Разобрали урок"
        with pytest.raises(MeetingTold):
            await meeting_notes.not_held(session, two.mentor, meeting_id, then)


async def test_a_slip_of_ones_own_is_taken_back(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        two = await given_old_pair(session, now)
        meeting_id = (await recorded(session, two.mentor, two, now, days=2)).meeting.id
        assert (await meeting_notes.entry(session, two.mentor, meeting_id)).deniable
        await meeting_notes.not_held(session, two.mentor, meeting_id, now + timedelta(minutes=1))
        assert await waiting(session, two.mentee, JOURNAL) == []
        assert await meeting_views.totals(session, two.pair_id) == (0, 0)


async def test_one_meeting_is_never_counted_twice(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        two = await given_old_pair(session, now)

    async def record(number: int) -> bool:
        async with sessions.begin() as session:
            by = (two.mentor, two.mentee)[number % 2]
            # each remembers another minute
            return (await recorded(session, by, two, now, days=1, minutes=number * 10)).known

    outcomes = await asyncio.gather(*(record(number) for number in range(8)))
    assert sorted(outcomes) == [False] + [True] * 7
    async with sessions.begin() as session:
        assert await meeting_views.totals(session, two.pair_id) == (1, 45)
        assert not (await recorded(session, two.mentor, two, now, days=1, hours=4)).known, "another one of that day"
        # what was agreed upon is told in its own place
        planned = await agreed(session, two, now - timedelta(days=3), days=1)
        found = await recorded(session, two.mentor, two, now, days=2, hours=1)
        assert (found.known, found.meeting.id, found.meeting.to_tell) == (True, planned.id, True)
        # what was called off ahead says nothing of a meeting that came about all the same
        off = await agreed(session, two, now - timedelta(days=9), days=1)
        off_row = await session.get_one(PairMeeting, off.id)
        off_row.status, off_row.changed_at = MeetingStatus.CANCELLED, now - timedelta(days=9)
        await session.flush()
        assert not (await recorded(session, two.mentor, two, now, days=8)).known


async def test_what_can_not_have_been(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        two = await given_old_pair(session, now)
        for ago in ({"days": 31}, {"minutes": -1}):
            with pytest.raises(InvalidAnswer):
                await recorded(session, two.mentor, two, now, **ago)
        (await pair_row(session, two.pair_id)).started_at = now - timedelta(days=2)
        await session.flush()
        with pytest.raises(InvalidAnswer, match="Тогда пары ещё не было"):
            await recorded(session, two.mentor, two, now, days=4)
        with pytest.raises(Outdated):
            await past_meetings.record(session, two.mentor, two.pair_id, Past(now, Attendance.ONLINE, 7), now)
        form = await past_meetings.form(session, two.mentor, two.pair_id, now)
        assert all(now - timedelta(days=3) < one <= now for one in form.slots)
        # the talk is not over yet: the other side is asked afterwards
        going = await recorded(session, two.mentor, two, now, minutes=5)
        (asks,) = await waiting(session, two.mentee, JOURNAL)
        assert asks.due_at == now + timedelta(minutes=40)
        assert going.meeting.deniable


async def test_it_is_for_the_two_of_a_pair_that_goes_on(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        two = await given_old_pair(session, now)
        stranger = await given_person(session, now, "Чужой Пётр Ильич")
        for act in (
            recorded(session, stranger, two, now, days=1),
            past_meetings.form(session, stranger, two.pair_id, now),
        ):
            with pytest.raises(NotFound):
                await act
        with pytest.raises(ConsentNeeded):
            await recorded(session, Actor(1), two, now, days=1)
        await pairs.stop(session, two.mentor, two.pair_id, now)
        for act in (
            recorded(session, two.mentee, two, now, days=1),
            past_meetings.form(session, two.mentee, two.pair_id, now),
        ):
            with pytest.raises(PairEnded):
                await act
