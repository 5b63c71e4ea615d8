"""«Удалось встретиться?»: asked on its day of both sides, never in a pause; a «нет» calls for help."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from db.engine import Session, Sessions
from db.models import MemberRole, PairCheck
from domain.actors import Actor
from domain.errors import ConsentNeeded, NotFound, PairEnded
from domain.mentoring.pair_checks import CheckAnswer, Help, Occasion
from domain.vocabulary import MessageKind, Role
from scheduler.meetings import ask_pairs
from services.mentoring import meeting_notes, pair_checks, pairs
from tests.services.given_pairs import given_pair, waiting
from tests.services.given_requests import given_person
from tests.services.mentoring.test_meetings import agreed

CHECK = MessageKind.PAIR_CHECK


async def asked(session: Session, actor: Actor) -> list[str]:
    query = select(PairCheck.occasion).where(PairCheck.member_id == actor.member_id).order_by(PairCheck.asked_at)
    return list(await session.scalars(query))


async def pass_days(sessions: Sessions, now: datetime, days: float) -> None:
    await ask_pairs(sessions, lambda: now + timedelta(days=days))


async def test_both_sides_are_asked_on_their_days(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        two = await given_pair(session, now)
    for day in range(1, 127):
        for _ in range(2):
            await pass_days(sessions, now, day)
    async with sessions.begin() as session:
        for side in (two.mentor, two.mentee):
            assert await asked(session, side) == ["day5", "day30", "middle", "end"]
            assert len(await waiting(session, side, CHECK)) == 4


async def test_a_pause_is_waited_out_and_what_has_gone_by_is_not_asked(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        two = await given_pair(session, now)
        await pairs.pause(session, two.mentee, two.pair_id, 4, now)
    await pass_days(sessions, now, 20)
    async with sessions.begin() as session:
        assert await asked(session, two.mentor) == []
        await pairs.resume(session, two.mentee, two.pair_id, now + timedelta(days=31))
    await pass_days(sessions, now, 31)
    async with sessions.begin() as session:
        assert await asked(session, two.mentor) == [], "who has just come back is left to begin"
    await pass_days(sessions, now, 34)
    async with sessions.begin() as session:
        assert await asked(session, two.mentor) == ["day30"]


async def test_who_has_met_is_not_asked_whether(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        two = await given_pair(session, now)
        view = await agreed(session, two, now, days=1)
        await meeting_notes.held(session, two.mentor, view.id, now + timedelta(days=2))
    await pass_days(sessions, now, 5)
    async with sessions.begin() as session:
        assert await waiting(session, two.mentee, CHECK) == []
        row = await session.get_one(PairCheck, (two.pair_id, two.mentee.owner(), "day5"))
        assert row.answer == CheckAnswer.YES


async def test_an_answer_is_kept_and_may_change(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        two = await given_pair(session, now)
        day5, mentee_id = Occasion.DAY_5, two.mentee.owner()
        with pytest.raises(NotFound):
            await pair_checks.say(session, two.mentee, two.pair_id, day5, CheckAnswer.NO, now)
    await pass_days(sessions, now, 5)
    async with sessions.begin() as session:
        assert await pair_checks.to_ask(session, mentee_id, two.pair_id, day5) is not None
        for said in (CheckAnswer.NO, CheckAnswer.YES):
            view = await pair_checks.say(session, two.mentee, two.pair_id, day5, said, now)
            assert view.answer is said
        assert await pair_checks.to_ask(session, mentee_id, two.pair_id, day5) is None
        assert await pair_checks.to_ask(session, two.mentor.owner(), two.pair_id, day5) is not None
        stranger = await given_person(session, now, "Чужой Пётр Ильич")
        with pytest.raises(NotFound):
            await pair_checks.say(session, stranger, two.pair_id, day5, CheckAnswer.YES, now)
        with pytest.raises(ConsentNeeded):
            await pair_checks.say(session, Actor(1), two.pair_id, day5, CheckAnswer.YES, now)
        await pairs.stop(session, two.mentor, two.pair_id, now)
        assert await pair_checks.to_ask(session, two.mentor.owner(), two.pair_id, day5) is None
        with pytest.raises(PairEnded):
            await pair_checks.say(session, two.mentee, two.pair_id, day5, CheckAnswer.NO, now)


async def test_help_is_called_once_a_day(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        two = await given_pair(session, now)
        coordinator = await given_person(session, now, "Маркова Мария Петровна", Role.COORDINATOR)
        session.add(MemberRole(member_id=coordinator.owner(), role=Role.COORDINATOR, granted_at=now))
        await session.flush()
        for minutes in (0, 1):
            for wanted in Help:
                moment = now + timedelta(minutes=minutes)
                await pair_checks.call(session, two.mentee, two.pair_id, wanted, moment)
        assert len(await waiting(session, two.mentor, CHECK)) == 1
        assert await waiting(session, two.mentee, CHECK) == []
        (call,) = await waiting(session, coordinator, CHECK)
        assert call.payload == {"help": "coordinator", "by": two.mentee.owner()}
        seen = await pair_checks.called(session, coordinator.owner(), two.pair_id, two.mentee.owner())
        assert seen is not None
        assert (seen.asked_by, seen.mentor) == ("Светлова Анна Игоревна", "Лебедева Ирина Павловна")
        assert await pair_checks.called(session, two.mentor.owner(), two.pair_id, two.mentee.owner()) is None
        await pair_checks.call(session, two.mentee, two.pair_id, Help.NUDGE, now + timedelta(days=1))
        assert len(await waiting(session, two.mentor, CHECK)) == 2
        await pairs.stop(session, two.mentor, two.pair_id, now)
        assert await pair_checks.called(session, coordinator.owner(), two.pair_id, two.mentee.owner()) is None
