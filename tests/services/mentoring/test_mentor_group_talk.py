"""A mentor speaks to the whole group: each pair gets it as its own, and who can't be told is named."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select

from db.engine import Sessions
from db.models import Member, PairMeeting, RelayMessage
from domain.errors import MeetingPassed, NotFound
from domain.mentoring.meetings import MOST_OPEN, Proposal
from domain.mentoring.relay import Outgoing, RelayKind
from domain.vocabulary import Attendance, MeetingStatus, MessageKind, PairStatus
from services.mentoring import meetings, mentor_group_talk, mentor_groups, relay
from tests.services.given_groups import given_group, given_leader
from tests.services.given_pairs import pair_row, waiting
from tests.services.given_requests import given_mentee

WORDS = Outgoing(RelayKind.TEXT, "Завтра начинаем с разминки")
PHOTO = Outgoing(RelayKind.PHOTO, "План", "file-1")
NAMES = ("Первая Вера", "Вторая Нина", "Третья Инна")


async def test_everybody_gets_it_in_their_own_pair(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        mentor = await given_leader(session, now)
        group_id = await given_group(session, now, mentor)
        mentees = [await given_mentee(session, now, name) for name in NAMES]
        pair_ids = [(await mentor_groups.join(session, one, group_id, now)).pair_id for one in mentees]
        (await session.get_one(Member, mentees[1].owner())).unreachable_since = now
        (await pair_row(session, pair_ids[2])).status = PairStatus.APPROVAL
        await session.flush()
        told = await mentor_group_talk.write(session, mentor, group_id, [WORDS, PHOTO], now)
        assert (told.reached, told.away, told.unmet) == (1, ("Вторая Нина",), ("Третья Инна",))
        assert len(await waiting(session, mentees[0], MessageKind.PAIR_RELAY)) == 2
        history = await relay.history(session, mentees[0], pair_ids[0])
        assert [one.text for one in history.messages] == [WORDS.text, PHOTO.text]
        assert await session.scalar(select(func.count()).select_from(RelayMessage)) == 2
        with pytest.raises(NotFound):
            await mentor_group_talk.write(session, mentees[0], group_id, [WORDS], now)


async def test_one_time_for_everybody_each_answers_alone(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        mentor = await given_leader(session, now)
        group_id = await given_group(session, now, mentor)
        mentees = [await given_mentee(session, now, name) for name in NAMES[:2]]
        pair_ids = [(await mentor_groups.join(session, one, group_id, now)).pair_id for one in mentees]
        at = now + timedelta(days=2)
        proposal = Proposal((at,), Attendance.OFFLINE, "кабинет 12", 60)
        for days in range(MOST_OPEN):
            other = Proposal((at + timedelta(days=days + 1),), Attendance.ONLINE, None, 30)
            await meetings.propose(session, mentor, pair_ids[1], other, now)
        told = await mentor_group_talk.call(session, mentor, group_id, proposal, now)
        assert (told.reached, told.full) == (1, ("Вторая Нина",))
        (meeting,) = await session.scalars(select(PairMeeting).where(PairMeeting.pair_id == pair_ids[0]))
        assert (meeting.status, meeting.options, meeting.place) == (
            MeetingStatus.PROPOSED,
            [at.isoformat()],
            "кабинет 12",
        )
        taken = await meetings.accept(session, mentees[0], meeting.id, at, now)
        assert taken.starts_at == at
        with pytest.raises(MeetingPassed):
            await mentor_group_talk.call(session, mentor, group_id, proposal, at)
        with pytest.raises(NotFound):
            await mentor_group_talk.call(session, mentees[0], group_id, proposal, now)
