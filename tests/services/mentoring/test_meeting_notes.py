"""The journal of a pair: whether they met, each side's own minute, what stays its author's."""

from datetime import datetime, timedelta

import pytest

from db.engine import Session, Sessions
from domain.actors import Actor
from domain.errors import ConsentNeeded, InvalidAnswer, MeetingAhead, MeetingChanged, MeetingTold, NotFound
from domain.mentoring.meeting_notes import Ask, Note
from domain.vocabulary import MeetingStatus, MessageKind
from services.mentoring import meeting_notes, meeting_views, meetings, pairs
from tests.services.given_pairs import Two, given_pair, waiting
from tests.services.given_requests import given_person
from tests.services.mentoring.test_meetings import agreed

JOURNAL, CHANGED = MessageKind.MEETING_JOURNAL, MessageKind.MEETING_CHANGED


async def given_met(session: Session, now: datetime) -> tuple[Two, int, datetime]:
    """A pair, its meeting, and a moment just after it."""
    two = await given_pair(session, now)
    view = await agreed(session, two, now, days=1)
    return two, view.id, now + timedelta(days=1, hours=2)


async def test_each_side_writes_its_own_and_sees_what_is_for_both(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        two, meeting_id, after = await given_met(session, now)
        form = await meeting_notes.held(session, two.mentee, meeting_id, after)
        assert form.note == Note()
        assert await waiting(session, two.mentee, JOURNAL) == []
        assert len(await waiting(session, two.mentor, JOURNAL)) == 1
        assert await meeting_notes.to_ask(session, two.mentor.owner(), meeting_id, after) is not None
        assert await meeting_notes.to_ask(session, two.mentee.owner(), meeting_id, after) is None
        for ask, value in (
            (Ask.BLOCK, "M1"),
            (Ask.DONE, "Разобрали урок"),
            (Ask.AGREEMENT, "Карта урока к пятнице"),
            (Ask.MOOD, "2"),
            (Ask.REMARK, "Волновалась зря"),
        ):
            form = await meeting_notes.give(session, two.mentee, meeting_id, ask, value, after)
        mine = Note("M1", "Разобрали урок", "Карта урока к пятнице", 2, "Волновалась зря")
        assert form.note == mine

        entry = await meeting_notes.entry(session, two.mentor, meeting_id)
        assert (entry.mine, entry.theirs) == (None, Note("M1", "Разобрали урок", "Карта урока к пятнице"))
        (entry,) = (await meeting_notes.journal(session, two.mentee, two.pair_id, 0, 3)).entries
        assert (entry.mine, entry.theirs) == (mine, None)

        await meeting_notes.held(session, two.mentor, meeting_id, after)
        form = await meeting_notes.forget(session, two.mentee, meeting_id, Ask.REMARK, after)
        assert form.note.remark is None
        view = await meeting_notes.journal(session, two.mentor, two.pair_id, 99, 3)
        assert (view.held, view.minutes, view.page.number) == (1, 60, 0)


async def test_before_the_start_there_is_nothing_to_write(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        two = await given_pair(session, now)
        view = await agreed(session, two, now)
        for act in (
            meeting_notes.held(session, two.mentor, view.id, now),
            meeting_notes.not_held(session, two.mentor, view.id, now),
        ):
            with pytest.raises(MeetingAhead):
                await act
        with pytest.raises(MeetingChanged):
            await meeting_notes.give(session, two.mentor, view.id, Ask.DONE, "Ничего", now)
        await meetings.cancel(session, two.mentor, view.id, now)
        with pytest.raises(MeetingChanged):
            await meeting_notes.held(session, two.mentor, view.id, now + timedelta(days=9))
        assert await meeting_notes.to_ask(session, two.mentor.owner(), view.id, now + timedelta(days=9)) is None


async def test_a_meeting_that_was_not_may_turn_out_to_have_been(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        two, meeting_id, after = await given_met(session, now)
        view = await meeting_notes.not_held(session, two.mentee, meeting_id, after)
        assert view.status is MeetingStatus.CANCELLED
        (news,) = await waiting(session, two.mentor, CHANGED)
        assert news.entity == f"meeting:{meeting_id}"
        assert await waiting(session, two.mentor, JOURNAL) == []

        await meeting_notes.held(session, two.mentor, meeting_id, after)
        assert (await meeting_views.one(session, two.mentee, meeting_id, after)).status is MeetingStatus.HELD
        with pytest.raises(MeetingTold):
            await meeting_notes.not_held(session, two.mentee, meeting_id, after)
        # a slip of one's own finger, with nothing written yet, is taken back
        await meeting_notes.not_held(session, two.mentor, meeting_id, after)
        assert await meeting_views.totals(session, two.pair_id) == (0, 0)


async def test_written_words_are_not_lost_to_a_tap(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        two, meeting_id, after = await given_met(session, now)
        await meeting_notes.held(session, two.mentor, meeting_id, after)
        await meeting_notes.give(session, two.mentor, meeting_id, Ask.MOOD, "5", after)
        with pytest.raises(MeetingTold):
            await meeting_notes.not_held(session, two.mentor, meeting_id, after)


async def test_nonsense_is_refused(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        two, meeting_id, after = await given_met(session, now)
        await meeting_notes.held(session, two.mentor, meeting_id, after)
        for ask, value in ((Ask.BLOCK, "Z9"), (Ask.MOOD, "6"), (Ask.MOOD, "")):
            with pytest.raises(NotFound):
                await meeting_notes.give(session, two.mentor, meeting_id, ask, value, after)
        for value in ("…", "ы" * 501):
            with pytest.raises(InvalidAnswer):
                await meeting_notes.give(session, two.mentor, meeting_id, Ask.DONE, value, after)


async def test_a_journal_is_for_the_two_alone(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        two, meeting_id, after = await given_met(session, now)
        await meeting_notes.held(session, two.mentor, meeting_id, after)
        stranger = await given_person(session, now, "Чужой Пётр Ильич")
        for act in (
            meeting_notes.held(session, stranger, meeting_id, after),
            meeting_notes.not_held(session, stranger, meeting_id, after),
            meeting_notes.open(session, stranger, meeting_id),
            meeting_notes.entry(session, stranger, meeting_id),
            meeting_notes.give(session, stranger, meeting_id, Ask.DONE, "Чужое", after),
            meeting_notes.journal(session, stranger, two.pair_id, 0, 3),
            meeting_notes.open(session, two.mentor, meeting_id + 1),
        ):
            with pytest.raises(NotFound):
                await act
        with pytest.raises(ConsentNeeded):
            await meeting_notes.open(session, Actor(1), meeting_id)


async def test_the_last_meeting_is_written_down_after_the_end(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        two, meeting_id, after = await given_met(session, now)
        await pairs.stop(session, two.mentor, two.pair_id, after)
        assert await meeting_notes.to_ask(session, two.mentor.owner(), meeting_id, after) is None
        form = await meeting_notes.held(session, two.mentee, meeting_id, after)
        assert not form.live
        await meeting_notes.give(session, two.mentee, meeting_id, Ask.DONE, "Попрощались тепло", after)
        assert await meeting_views.totals(session, two.pair_id) == (1, 60)
