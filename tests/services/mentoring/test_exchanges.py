"""A mentor asks twice at most before deciding; what was asked and answered stays for whoever reads the request."""

from datetime import datetime

import pytest

from db.engine import Sessions
from domain.errors import ConsentNeeded, NotFound, QuestionsSpent, RequestMoved
from domain.mentoring.exchanges import Exchange, Reader
from domain.vocabulary import DeclineReason, RequestState
from services.mentoring import exchanges, inbox, queue, request_views, requests
from services.people import mydata
from tests.services.given_presence import given_coordinator
from tests.services.given_requests import given_mentee, given_mentors, row, standing, submitted

FIRST, SECOND = Exchange("Какой класс?", "Седьмой.\n\nИ восьмой"), Exchange("Какой предмет?", "Химия")


async def test_a_second_question_leaves_the_first_in_its_place(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        maria = await given_coordinator(session, now)
        mentor, other = await given_mentors(session, 2, now)
        anna = await given_mentee(session, now)
        request_id = await submitted(session, anna, now, mentor, other)
        for number, one in enumerate((FIRST, SECOND)):
            await requests.ask(session, mentor, request_id, one.question, now)
            seen = await inbox.asked(session, mentor, request_id)
            assert (seen.question, seen.answer, seen.questions_left) == (one.question, None, 1 - number)
            assert seen.earlier == (FIRST,)[:number]
            with pytest.raises(RequestMoved):
                await requests.ask(session, mentor, request_id, "А школа?", now)
            await requests.answer(session, anna, request_id, one.answer or "", now)
        with pytest.raises(QuestionsSpent):
            await requests.ask(session, mentor, request_id, "А школа?", now)
        assert (await standing(session, request_id))[0] is RequestState.WAITING
        own = await request_views.one(session, anna, request_id)
        assert (own.earlier, own.question, own.answer) == ((FIRST,), SECOND.question, SECOND.answer)
        for reader, actor in ((Reader.MENTEE, anna), (Reader.MENTOR, mentor), (Reader.COORDINATOR, maria)):
            page = await exchanges.read(session, actor, request_id, 0, 5)
            assert (page.reader, page.exchanges) == (reader, (FIRST, SECOND))
        assert (await queue.one(session, maria, request_id)).asked == 2


async def test_the_next_mentor_reads_what_was_answered_and_asks_anew(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        irina, pavel, last = await given_mentors(session, 3, now)
        anna = await given_mentee(session, now)
        request_id = await submitted(session, anna, now, irina, pavel, last)
        await requests.ask(session, irina, request_id, FIRST.question, now)
        await requests.answer(session, anna, request_id, FIRST.answer or "", now)
        await requests.ask(session, irina, request_id, "А школа?", now)
        await requests.decline(session, irina, request_id, DeclineReason.NO_TIME, None, now)
        seen = await inbox.asked(session, pavel, request_id)
        assert (seen.earlier, seen.question, seen.answer) == ((), FIRST.question, FIRST.answer)
        assert seen.questions_left == 2
        with pytest.raises(NotFound):
            await exchanges.read(session, irina, request_id, 0, 5)
        await requests.ask(session, pavel, request_id, SECOND.question, now)
        await requests.answer(session, anna, request_id, SECOND.answer or "", now)
        stranger = await given_mentee(session, now, "Чужая Вера Ильинична")
        with pytest.raises(NotFound):
            await exchanges.read(session, stranger, request_id, 0, 5)
        with pytest.raises(ConsentNeeded):
            await exchanges.read(session, type(anna)(1), request_id, 0, 5)
    async with sessions.begin() as session:
        await mydata.erase(session, irina, now, now)
    async with sessions.begin() as session:
        kept = await row(session, request_id)
        assert "класс?" not in str(kept.question), "the words of who has left are gone"
        found = await exchanges.read(session, pavel, request_id, 0, 5)
        assert found.exchanges == (Exchange("", FIRST.answer), SECOND)
