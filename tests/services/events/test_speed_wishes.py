"""«Хочу продолжить»: secret wishes, the news of a mutual one, the request that is ready."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from db.engine import Session, Sessions
from db.models import Interest, OutboxRow
from domain.actors import Actor
from domain.errors import NotFound, WishesClosed
from domain.events.speed import WISHES_OPEN
from domain.events.speed_place import SpeedPhase
from domain.mentoring.request_form import Draft, Step
from domain.vocabulary import Direction, MentoringForm, MessageKind
from services.events import speed_evening, speed_own, speed_wishes
from services.mentoring import request_form
from services.people import mydata
from tests.services.given_requests import given_card
from tests.services.given_speed import Evening, given_evening

NEED = "Познакомились на быстрых встречах «Быстрые встречи», хочу продолжить работу вместе."


async def over(session: Session, now: datetime, mentors: int = 2, mentees: int = 2) -> tuple[Evening, datetime]:
    """An evening in which all of both sides have met, and the moment of its end."""
    evening = await given_evening(session, now, mentors, mentees)
    view = await speed_evening.start(session, evening.coordinator, evening.event_id, True, 8, now)
    return evening, view.ends_at


async def told(session: Session, person: Actor) -> list[str]:
    """About whom a person was told that it is mutual."""
    query = select(OutboxRow.entity).where(
        OutboxRow.recipient_id == person.owner(), OutboxRow.kind == MessageKind.SPEED_MATCH
    )
    return list(await session.scalars(query))


async def test_a_wish_is_a_secret_until_it_is_mutual(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        evening, end = await over(session, now)
        event_id, (irina, _), (anna, pavel) = evening.event_id, evening.mentors, evening.mentees
        await speed_wishes.wish(session, anna, event_id, irina.owner(), True, end)
        await speed_wishes.wish(session, pavel, event_id, irina.owner(), True, end)
        view = await speed_wishes.wishes(session, irina, event_id, end)
        assert [(one.wished, one.mutual) for one in view.met] == [(False, False)] * 2
        assert await told(session, irina) == []
        view = await speed_wishes.wish(session, irina, event_id, anna.owner(), True, end)
        assert {one.member_id for one in view.met if one.mutual} == {anna.owner()}
        assert await told(session, irina) == [f"member:{anna.owner()}"]
        assert await told(session, anna) == [f"member:{irina.owner()}"]
        assert await told(session, pavel) == []
        # there and back again is no news
        for on in (False, True):
            await speed_wishes.wish(session, anna, event_id, irina.owner(), on, end + timedelta(hours=1))
        assert await told(session, irina) == [f"member:{anna.owner()}"]
        run = await speed_evening.run(session, evening.coordinator, event_id, end)
        assert run is not None
        assert run.mutual == 1


async def test_news_of_a_wish_taken_back_is_not_told(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        evening, end = await over(session, now)
        event_id, irina, anna = evening.event_id, evening.mentors[0], evening.mentees[0]
        await given_card(session, irina, now)
        for one, other in ((anna, irina), (irina, anna)):
            await speed_wishes.wish(session, one, event_id, other.owner(), True, end)
        news = await speed_wishes.mutual(session, anna.owner(), irina.owner(), event_id, end)
        assert news is not None
        assert (news.other, news.as_mentor, news.free) == ("Наставник 1", False, True)
        await speed_wishes.wish(session, irina, event_id, anna.owner(), False, end)
        assert await speed_wishes.mutual(session, anna.owner(), irina.owner(), event_id, end) is None
        # what is told names nobody who has left
        await mydata.erase(session, irina, end, end)
        assert await told(session, anna) == []
        assert len((await speed_wishes.wishes(session, anna, event_id, end)).met) == 1


async def test_when_and_about_whom_one_may_wish(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        evening, end = await over(session, now)
        event_id, irina, (anna, pavel) = evening.event_id, evening.mentors[0], evening.mentees
        for early_or_late in (end - timedelta(seconds=1), end + WISHES_OPEN):
            with pytest.raises(WishesClosed):
                await speed_wishes.wish(session, anna, event_id, irina.owner(), True, early_or_late)
        assert await speed_own.phase(session, anna, event_id, end) is SpeedPhase.WISHES
        assert await speed_own.phase(session, anna, event_id, end + WISHES_OPEN) is None
        assert await speed_wishes.asks(session, anna.owner(), event_id, end + WISHES_OPEN) is None
        with pytest.raises(NotFound):
            await speed_wishes.wish(session, anna, event_id, pavel.owner(), True, end)
        with pytest.raises(NotFound):
            await speed_wishes.wishes(session, evening.coordinator, event_id, end)
        # a mentor sends no request to who came to look for one
        with pytest.raises(NotFound):
            await speed_wishes.ready(session, irina, event_id, anna.owner(), end)


async def test_the_ready_request_is_at_its_summary(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        evening, end = await over(session, now)
        event_id, irina, anna = evening.event_id, evening.mentors[0], evening.mentees[0]
        taught = [Direction.METHODICAL, Direction.DIGITAL, Direction.CONTEST]
        forms = [MentoringForm.SPEED, MentoringForm.SHORT_GOAL]
        await given_card(session, irina, now, directions=taught, forms=forms)
        for one in (Direction.DIGITAL, Direction.PARENTS):
            session.add(Interest(member_id=anna.owner(), direction=one))
        await session.flush()
        title, wanted = await speed_wishes.ready(session, anna, event_id, irina.owner(), end)
        assert (title, wanted.directions, wanted.form) == (
            "Быстрые встречи",
            (Direction.DIGITAL,),
            MentoringForm.SHORT_GOAL,
        )
        assert wanted.mentors == (irina.owner(),)
        draft = Draft().after(wanted)
        assert draft.step is Step.NEED
        draft = Draft().after(replace(wanted, need=NEED))
        asked = await request_form.asked(session, anna, draft, end)
        assert (asked.step, asked.lost) == (Step.SUMMARY, False)


async def test_a_mentor_without_a_card_is_left_out_of_the_request(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        evening, end = await over(session, now)
        irina, anna = evening.mentors[0], evening.mentees[0]
        _, wanted = await speed_wishes.ready(session, anna, evening.event_id, irina.owner(), end)
        assert (wanted.mentors, wanted.form) == ((), MentoringForm.ONE_TO_ONE)
        assert Step.MENTORS not in wanted.settled
