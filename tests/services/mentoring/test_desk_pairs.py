"""Pairs before a coordinator: lists, a search, one pair in figures, reminders, an end."""

import asyncio
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from db.engine import Session, Sessions
from db.models import AuditEntry, Goal
from domain.errors import NotAllowed, NotFound, PairEnded
from domain.mentoring.desk_pairs import Only
from domain.mentoring.pair_checks import CheckAnswer, Occasion
from domain.mentoring.pairs import Side
from domain.vocabulary import MeetingStatus, MessageKind, PairStatus, RequestState
from services.mentoring import desk_pairs, mentoring_table, pairs
from services.people import mydata
from tests.services.given_desk import given_check, given_meeting
from tests.services.given_pairs import given_pair, given_pair_by_hand, pair_row, waiting
from tests.services.given_people import given_organization
from tests.services.given_presence import given_coordinator
from tests.services.given_requests import given_mentee, given_person, submitted

NUDGE, CHANGED, FEEDBACK = MessageKind.PAIR_NUDGE, MessageKind.PAIR_CHANGED, MessageKind.PAIR_FEEDBACK


async def acts(session: Session) -> list[tuple[str, str]]:
    query = select(AuditEntry.act, AuditEntry.object).order_by(AuditEntry.id)
    return [(act, what) for act, what in await session.execute(query)]


async def test_lists_by_what_becomes_of_pairs(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        maria = await given_coordinator(session, now)
        old = await given_pair(session, now - timedelta(days=30))
        made = {}
        for name, days in (("Старше", 40), ("Моложе", 5), ("Отдыхает", 3), ("Закончил", 2)):
            mentee = await given_mentee(session, now, name)
            at = now - timedelta(days=days)
            made[name] = await given_pair_by_hand(session, at, old.mentor, mentee)
        await pairs.pause(session, old.mentor, made["Отдыхает"], 1, now)
        await pairs.stop(session, old.mentor, made["Закончил"], now)

        async def shown(only: Only, page: int = 0) -> list[str | None]:
            return [one.mentee for one in (await desk_pairs.pairs(session, maria, only, page, 2, now)).lines]

        assert await shown(Only.TROUBLED) == ["Старше", "Светлова Анна Игоревна"]
        assert await shown(Only.GOING) == ["Старше", "Светлова Анна Игоревна"]
        assert await shown(Only.GOING, 1) == ["Моложе"]
        assert await shown(Only.PAUSED) == ["Отдыхает"]
        assert await shown(Only.OVER, 99) == ["Закончил"]
        page = await desk_pairs.pairs(session, maria, Only.GOING, 0, 2, now)
        assert page.counts == {Only.TROUBLED: 2, Only.GOING: 3, Only.PAUSED: 1, Only.OVER: 1}
        assert [len(one.troubles) for one in page.lines] == [1, 1]

        # by name, whatever became of the pair
        by_mentor = await desk_pairs.find(session, maria, "лебед ирина", 4, now)
        assert (by_mentor.total, [one.mentee for one in by_mentor.lines][:2]) == (5, ["Отдыхает", "Моложе"])
        assert [one.status for one in (await desk_pairs.find(session, maria, "закон", 4, now)).lines] == [
            PairStatus.STOPPED
        ]
        assert (await desk_pairs.find(session, maria, "никто", 4, now)).total == 0


async def test_one_pair_in_figures(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        maria = await given_coordinator(session, now)
        two = await given_pair(session, now - timedelta(days=40))
        anna, irina = two.mentee.owner(), two.mentor.owner()
        for days, moods in ((30, {anna: 3, irina: 4}), (9, {anna: 5}), (2, {anna: None, irina: 2})):
            await given_meeting(session, two.pair_id, now - timedelta(days=days), moods)
        await given_meeting(session, two.pair_id, now + timedelta(days=2), status=MeetingStatus.AGREED)
        await given_meeting(session, two.pair_id, now - timedelta(days=1), status=MeetingStatus.AGREED)
        for reached in (now, None):
            goal = Goal(pair_id=two.pair_id, text="Тайна", author_id=anna, created_at=now, reached_at=reached)
            session.add(goal)
        await given_check(session, two.pair_id, two.mentor, Occasion.DAY_5, now, CheckAnswer.NO)
        await given_check(session, two.pair_id, two.mentee, Occasion.DAY_5, now)
        view = await desk_pairs.one(session, maria, two.pair_id, now)
    assert view.mentor is not None
    assert (view.mentor.id, view.mentor.name) == (irina, "Лебедева Ирина Павловна")
    assert (view.held, view.planned, view.last_met) == (3, 1, now - timedelta(days=2))
    assert (view.goals, view.reached) == (2, 1)
    assert view.moods == {Side.MENTOR: (4, 2), Side.MENTEE: (3, 5)}
    assert [(one.side, one.answer) for one in view.checks] == [(Side.MENTOR, CheckAnswer.NO), (Side.MENTEE, None)]
    assert (view.request is RequestState.ACCEPTED, view.troubles, view.nudged_at) == (True, (), None)
    assert "Тайна" not in str(view)


async def test_nothing_is_told_to_who_is_no_coordinator(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        maria = await given_coordinator(session, now)
        two = await given_pair(session, now)
        for act in (
            desk_pairs.pairs(session, two.mentor, Only.GOING, 0, 5, now),
            desk_pairs.find(session, two.mentor, "лебедева", 5, now),
            desk_pairs.one(session, two.mentor, two.pair_id, now),
            desk_pairs.nudge(session, two.mentor, two.pair_id, now),
            desk_pairs.resume(session, two.mentor, two.pair_id, now),
            desk_pairs.end(session, two.mentor, two.pair_id, PairStatus.STOPPED, now),
            mentoring_table.table(session, two.mentor, now),
        ):
            with pytest.raises(NotAllowed):
                await act
        for gone in (
            desk_pairs.one(session, maria, two.pair_id + 1, now),
            desk_pairs.nudge(session, maria, two.pair_id + 1, now),
            desk_pairs.end(session, maria, two.pair_id + 1, PairStatus.STOPPED, now),
        ):
            with pytest.raises(NotFound):
                await gone


async def test_both_are_reminded_once_a_week(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        maria = await given_coordinator(session, now)
        two = await given_pair(session, now)

    async def nudge(days: float) -> bool:
        async with sessions.begin() as session:
            return await desk_pairs.nudge(session, maria, two.pair_id, now + timedelta(days=days))

    assert sorted(await asyncio.gather(*(nudge(0) for _ in range(4)))) == [False, False, False, True]
    assert not await nudge(6.9)
    async with sessions.begin() as session:
        for one in (two.mentor, two.mentee):
            assert len(await waiting(session, one, NUDGE)) == 1
        view = await desk_pairs.one(session, maria, two.pair_id, now)
        assert (view.nudged_at, view.may_nudge(now), view.may_nudge(now + timedelta(days=7))) == (now, False, True)
    assert await nudge(7)
    async with sessions.begin() as session:
        await pairs.pause(session, two.mentor, two.pair_id, 1, now)
        with pytest.raises(PairEnded):
            await desk_pairs.nudge(session, maria, two.pair_id, now + timedelta(days=20))


async def test_a_coordinator_ends_a_pause_and_a_pair(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        maria = await given_coordinator(session, now)
        two = await given_pair(session, now)
        other = await given_pair_by_hand(session, now, two.mentor, await given_mentee(session, now, "Второй"))
        await pairs.pause(session, two.mentor, two.pair_id, 1, now)
        for _ in range(2):
            await desk_pairs.resume(session, maria, two.pair_id, now)
        assert (await pair_row(session, two.pair_id)).status is PairStatus.ACTIVE
        await desk_pairs.end(session, maria, two.pair_id, PairStatus.COMPLETED, now)
        await desk_pairs.end(session, maria, other, PairStatus.STOPPED, now)
        for _ in range(2):
            with pytest.raises(PairEnded):
                await desk_pairs.end(session, maria, two.pair_id, PairStatus.STOPPED, now)
        assert [len(await waiting(session, one, CHANGED)) for one in (two.mentor, two.mentee)] == [2, 1]
        assert [len(await waiting(session, one, FEEDBACK)) for one in (two.mentor, two.mentee)] == [1, 1]
        pair = f"pair:{two.pair_id}"
        assert await acts(session) == [
            ("pair.resumed", pair),
            ("pair.completed", pair),
            ("pair.stopped", f"pair:{other}"),
        ]


async def test_a_pair_that_waits_for_a_school_can_only_be_stopped(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        maria = await given_coordinator(session, now)
        two = await given_pair(session, now)
        (await pair_row(session, two.pair_id)).status = PairStatus.APPROVAL
        await session.flush()
        for act in (
            desk_pairs.nudge(session, maria, two.pair_id, now),
            desk_pairs.end(session, maria, two.pair_id, PairStatus.COMPLETED, now),
        ):
            with pytest.raises(PairEnded):
                await act
        await desk_pairs.end(session, maria, two.pair_id, PairStatus.STOPPED, now)


async def test_the_table_holds_figures_of_everybody(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        maria = await given_coordinator(session, now)
        school = await given_organization(session)
        mentor = await given_person(session, now, "Лебедева Ирина Павловна", organization_id=school)
        mentee = await given_mentee(session, now, organization_text="Лицей у моста")
        by_hand = await given_pair_by_hand(session, now - timedelta(days=40), mentor, mentee)
        two = await given_pair(session, now - timedelta(days=10))
        for days, mood in ((30, 4), (25, 5)):
            moods: dict[int, int | None] = {mentee.owner(): mood}
            await given_meeting(session, by_hand, now - timedelta(days=days), moods)
        open_id = await submitted(session, mentee, now - timedelta(days=3))
        await pairs.stop(session, two.mentee, two.pair_id, now)
    async with sessions.begin() as session:
        table = await mentoring_table.table(session, maria, now)
        assert (await acts(session))[-1] == ("mentoring.exported", "mentoring")
    first, last = table.pairs
    assert (first.mentor, first.mentor_school, first.mentee_school) == (
        "Лебедева Ирина Павловна",
        "Школа № 901",
        "Лицей у моста",
    )
    assert (first.held, first.mood, first.goals, len(first.troubles)) == (2, 4.5, 0, 1)
    assert (last.status, last.held, last.mood, last.troubles) == (PairStatus.STOPPED, 0, None, ())
    waits, accepted = table.requests
    assert (waits.id, waits.age, waits.first_answer) == (open_id, timedelta(days=3), None)
    assert (accepted.state, accepted.age, accepted.first_answer) == (
        RequestState.ACCEPTED,
        timedelta(),
        timedelta(),
    )


async def test_who_has_left_stays_nameless_in_lists(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        maria = await given_coordinator(session, now)
        two = await given_pair(session, now)
    async with sessions.begin() as session:
        await mydata.erase(session, two.mentor, now, now)
    async with sessions.begin() as session:
        [line] = (await desk_pairs.pairs(session, maria, Only.OVER, 0, 5, now)).lines
        assert (line.mentor, line.mentee) == (None, "Светлова Анна Игоревна")
        view = await desk_pairs.one(session, maria, two.pair_id, now)
        assert view.mentor is None
        assert (await mentoring_table.table(session, maria, now)).pairs[0].mentor is None
