"""Meetings of a pair: proposed, taken, moved, called off; each act sees what the one before it has done."""

import asyncio
from collections import Counter
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from db.engine import Session, Sessions
from db.models import PairMeeting
from domain.actors import Actor
from domain.errors import (
    ClubError,
    ConsentNeeded,
    MeetingChanged,
    MeetingPassed,
    MeetingsFull,
    NotFound,
    OtherSideAway,
    PairEnded,
    PairWaits,
)
from domain.mentoring.meetings import MOST_OPEN, MeetingView, Proposal
from domain.vocabulary import Attendance, MeetingStatus, MessageKind, PairStatus
from services.mentoring import meeting_views, meetings, pairs
from tests.services.given_pairs import Two, given_pair, pair_row, waiting
from tests.services.given_requests import given_person

PROPOSED, AGREED, CHANGED = MessageKind.MEETING_PROPOSED, MessageKind.MEETING_AGREED, MessageKind.MEETING_CHANGED
REMINDER, JOURNAL = MessageKind.MEETING_REMINDER, MessageKind.MEETING_JOURNAL
ALL = (PROPOSED, AGREED, CHANGED, REMINDER, JOURNAL)


def times(now: datetime, *days: float) -> tuple[datetime, ...]:
    return tuple(now + timedelta(days=one) for one in days)


def proposal(now: datetime, *days: float, **changes: Any) -> Proposal:
    values: dict[str, Any] = {"way": Attendance.ONLINE, "place": "ссылка", "minutes": 60}
    return Proposal(times(now, *days), **(values | changes))


async def told(session: Session, actor: Actor) -> dict[MessageKind, int]:
    """How many of each kind wait for a person."""
    counts = Counter({kind: len(await waiting(session, actor, kind)) for kind in ALL})
    return {kind: count for kind, count in counts.items() if count}


async def agreed(session: Session, two: Two, now: datetime, days: float = 3) -> MeetingView:
    """A meeting the mentee proposed and the mentor has agreed to."""
    view = await meetings.propose(session, two.mentee, two.pair_id, proposal(now, days), now)
    return await meetings.accept(session, two.mentor, view.id, now + timedelta(days=days), now)


async def test_one_of_three_times_is_taken(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        two = await given_pair(session, now)
        view = await meetings.propose(session, two.mentee, two.pair_id, proposal(now, 5, 3, 4), now)
        assert (view.mine, view.options, view.starts_at) == (True, times(now, 3, 4, 5), None)
        assert await told(session, two.mentor) == {PROPOSED: 2}, "asked now, and once more a day later"
        assert await told(session, two.mentee) == {}
        asked = await meeting_views.one(session, two.mentor, view.id, now)
        assert (asked.mine, asked.to_answer, asked.other) == (False, True, "Светлова Анна Игоревна")

        (chosen,) = times(now, 4)
        for _ in range(2):
            taken = await meetings.accept(session, two.mentor, view.id, chosen, now)
            assert (taken.status, taken.starts_at, taken.options) == (MeetingStatus.AGREED, chosen, ())
        assert await told(session, two.mentee) == {AGREED: 1, REMINDER: 2, JOURNAL: 1}
        assert await told(session, two.mentor) == {REMINDER: 2, JOURNAL: 1}
        (asks,) = await waiting(session, two.mentor, JOURNAL)
        assert asks.due_at >= chosen + timedelta(minutes=90)
        assert all(one.payload == {} for one in await waiting(session, two.mentor, REMINDER))


async def test_a_time_is_taken_by_the_other_side_alone(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        two = await given_pair(session, now)
        view = await meetings.propose(session, two.mentee, two.pair_id, proposal(now, 3), now)
        (chosen, never) = times(now, 3, 9)
        with pytest.raises(MeetingChanged):
            await meetings.accept(session, two.mentee, view.id, chosen, now)
        with pytest.raises(MeetingChanged):
            await meetings.accept(session, two.mentor, view.id, never, now)
        with pytest.raises(MeetingPassed):
            await meetings.accept(session, two.mentor, view.id, chosen, chosen)
        with pytest.raises(MeetingPassed):
            await meetings.propose(session, two.mentee, two.pair_id, proposal(now, -1, 0), now)


async def test_of_somebody_elses_meeting_nothing_is_told(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        two = await given_pair(session, now)
        view = await meetings.propose(session, two.mentee, two.pair_id, proposal(now, 3), now)
        stranger = await given_person(session, now, "Чужой Пётр Ильич")
        (chosen,) = times(now, 3)
        for act in (
            meeting_views.one(session, stranger, view.id, now),
            meeting_views.of_pair(session, stranger, two.pair_id, now),
            meetings.propose(session, stranger, two.pair_id, proposal(now, 3), now),
            meetings.propose_again(session, stranger, view.id, proposal(now, 3), now),
            meetings.accept(session, stranger, view.id, chosen, now),
            meetings.keep(session, stranger, view.id, now),
            meetings.change_place(session, stranger, view.id, Attendance.ONLINE, None, now),
            meetings.cancel(session, stranger, view.id, now),
            meetings.cancel(session, two.mentee, view.id + 1, now),
        ):
            with pytest.raises(NotFound):
                await act
        with pytest.raises(ConsentNeeded):
            await meetings.cancel(session, Actor(1), view.id, now)
        assert await meeting_views.seen_by(session, stranger.owner(), view.id, now) is None


async def test_other_times_come_back(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        two = await given_pair(session, now)
        view = await meetings.propose(session, two.mentee, two.pair_id, proposal(now, 3), now)
        again = proposal(now, 6, way=Attendance.OFFLINE, place=None, minutes=45)
        view = await meetings.propose_again(session, two.mentor, view.id, again, now)
        assert (view.mine, view.options, view.way, view.minutes) == (True, times(now, 6), Attendance.OFFLINE, 45)
        assert await told(session, two.mentor) == {}
        assert await told(session, two.mentee) == {PROPOSED: 2}
        with pytest.raises(MeetingChanged):
            await meetings.accept(session, two.mentor, view.id, *times(now, 3), now)


async def test_an_agreed_time_stands_until_another_is_taken(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        two = await given_pair(session, now)
        before = await agreed(session, two, now)
        later = now + timedelta(hours=1)
        moving = proposal(now, 7, way=Attendance.OFFLINE, minutes=30)
        view = await meetings.propose_again(session, two.mentor, before.id, moving, later)
        assert (view.status, view.starts_at, view.options) == (MeetingStatus.AGREED, before.starts_at, times(now, 7))
        assert (view.way, view.minutes) == (Attendance.ONLINE, 60), "the agreed meeting keeps its ways"
        assert (await told(session, two.mentee))[REMINDER] == 2

        moved = await meetings.accept(session, two.mentee, view.id, *times(now, 7), later)
        assert moved.starts_at == times(now, 7)[0]
        assert moved.revision > before.revision
        for side in (two.mentor, two.mentee):
            due = [one.due_at for one in await waiting(session, side, REMINDER)]
            assert len(due) == 2
            assert min(due) > now + timedelta(days=5), "nothing reminds of the old time"


async def test_a_move_may_be_refused_by_either(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        two = await given_pair(session, now)
        before = await agreed(session, two, now)
        for by, other in ((two.mentee, two.mentor), (two.mentor, two.mentee)):
            await meetings.propose_again(session, two.mentor, before.id, proposal(now, 7), now)
            view = await meetings.keep(session, by, before.id, now)
            assert (view.starts_at, view.options) == (before.starts_at, ())
            assert PROPOSED not in await told(session, by)
            assert (await told(session, other))[CHANGED] == 1


async def test_what_has_passed_is_moved_without_the_old_time(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        two = await given_pair(session, now)
        before = await agreed(session, two, now)
        after = now + timedelta(days=4)
        view = await meetings.propose_again(session, two.mentee, before.id, proposal(now, 9), after)
        assert (view.status, view.starts_at) == (MeetingStatus.PROPOSED, None)
        assert JOURNAL not in await told(session, two.mentor)
        with pytest.raises(MeetingChanged):
            await meetings.keep(session, two.mentor, before.id, after)


async def test_a_meeting_is_called_off_once(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        two = await given_pair(session, now)
        view = await agreed(session, two, now)
        for _ in range(2):
            off = await meetings.cancel(session, two.mentor, view.id, now)
            assert off.status is MeetingStatus.CANCELLED
        assert await told(session, two.mentee) == {CHANGED: 1}
        assert await told(session, two.mentor) == {}
        with pytest.raises(MeetingChanged):
            await meetings.accept(session, two.mentee, view.id, *times(now, 3), now)
        with pytest.raises(MeetingChanged):
            await meetings.propose_again(session, two.mentee, view.id, proposal(now, 4), now)
        second = await agreed(session, two, now)
        with pytest.raises(MeetingChanged):
            await meetings.cancel(session, two.mentor, second.id, now + timedelta(days=3))


async def test_another_place_at_the_same_time(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        two = await given_pair(session, now)
        before = await agreed(session, two, now)
        then = now + timedelta(hours=1)
        moved = await meetings.propose_again(session, two.mentee, before.id, proposal(now, 5), then)
        then += timedelta(minutes=5)
        for _ in range(2):
            after = await meetings.change_place(session, two.mentor, before.id, Attendance.OFFLINE, "кабинет 7", then)
        assert (after.way, after.place, after.starts_at) == (Attendance.OFFLINE, "кабинет 7", before.starts_at)
        assert after.revision > moved.revision, "phones mend the entry they have"
        assert after.options == moved.options, "a move under discussion goes on"
        (news,) = await waiting(session, two.mentee, CHANGED)
        assert news.payload == {"what": "place"}
        assert CHANGED not in await told(session, two.mentor)
        await meetings.change_place(session, two.mentor, before.id, Attendance.OFFLINE, None, then)
        assert len(await waiting(session, two.mentee, CHANGED)) == 1, "the newest place alone is told"
        late = now + timedelta(days=3)
        with pytest.raises(MeetingChanged):
            await meetings.change_place(session, two.mentor, before.id, Attendance.ONLINE, None, late)
        asked = await meetings.propose(session, two.mentee, two.pair_id, proposal(now, 6), now)
        with pytest.raises(MeetingChanged):
            await meetings.change_place(session, two.mentee, asked.id, Attendance.ONLINE, None, now)


async def test_the_list_shows_what_waits_for_a_word_first(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        two = await given_pair(session, now)
        late = await agreed(session, two, now, days=8)
        past = await agreed(session, two, now, days=1)
        asked = await meetings.propose(session, two.mentee, two.pair_id, proposal(now, 6), now)
        off = await agreed(session, two, now, days=5)
        await meetings.cancel(session, two.mentor, off.id, now)
        view = await meeting_views.of_pair(session, two.mentor, two.pair_id, now + timedelta(days=2))
        assert [one.id for one in view.meetings] == [past.id, asked.id, late.id]
        assert (view.meetings[0].to_tell, view.held, view.minutes) == (True, 0, 0)


async def test_a_pair_has_only_so_many_meetings_ahead(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        two = await given_pair(session, now)

    async def propose(number: int) -> bool:
        try:
            async with sessions.begin() as session:
                by = (two.mentor, two.mentee)[number % 2]
                await meetings.propose(session, by, two.pair_id, proposal(now, 3), now)
        except MeetingsFull:
            return False
        return True

    assert sum(await asyncio.gather(*(propose(number) for number in range(12)))) == MOST_OPEN
    async with sessions.begin() as session:
        assert await session.scalar(select(func.count()).select_from(PairMeeting)) == MOST_OPEN
        # all of them lapse, and give way
        view = await meetings.propose(session, two.mentor, two.pair_id, proposal(now, 9), now + timedelta(days=4))
        listed = await meeting_views.of_pair(session, two.mentor, two.pair_id, now + timedelta(days=4))
        assert [one.id for one in listed.meetings] == [view.id]


async def test_of_many_taps_at_once_one_counts(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        two = await given_pair(session, now)
        view = await meetings.propose(session, two.mentee, two.pair_id, proposal(now, 3, 4, 5), now)

    async def take(day: int) -> str:
        try:
            async with sessions.begin() as session:
                await meetings.accept(session, two.mentor, view.id, *times(now, day), now)
        except ClubError as error:
            return type(error).__name__
        return "taken"

    results = await asyncio.gather(*(take(day) for day in (3, 4, 5)))
    assert sorted(results) == ["MeetingChanged", "MeetingChanged", "taken"]
    async with sessions.begin() as session:
        assert (await told(session, two.mentee))[AGREED] == 1


async def test_a_pair_that_does_not_go_on_meets_no_more(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        two = await given_pair(session, now)
        view = await agreed(session, two, now)
        row = await pair_row(session, two.pair_id)
        row.status = PairStatus.APPROVAL
        await session.flush()
        with pytest.raises(PairWaits):
            await meetings.propose(session, two.mentee, two.pair_id, proposal(now, 3), now)
        row.status, mentor_id, row.mentor_id = PairStatus.ACTIVE, row.mentor_id, None
        await session.flush()
        with pytest.raises(OtherSideAway):
            await meetings.propose(session, two.mentee, two.pair_id, proposal(now, 3), now)
        row.mentor_id = mentor_id
        await session.flush()
        await pairs.stop(session, two.mentor, two.pair_id, now)
        for act in (
            meetings.propose(session, two.mentee, two.pair_id, proposal(now, 3), now),
            meetings.cancel(session, two.mentee, view.id, now),
        ):
            with pytest.raises(PairEnded):
                await act
        seen = await meeting_views.one(session, two.mentee, view.id, now)
        assert (seen.live, seen.changeable, seen.discussed) == (False, False, False)
