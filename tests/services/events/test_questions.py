"""An event's own questions: made up by a coordinator, answered by those who take part."""

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select

from db.engine import Session, Sessions
from db.models import Answer, AuditEntry, Event, Question
from domain import errors
from domain.actors import Actor
from domain.events.event_questions import MOST_QUESTIONS, FileRef, NewQuestion, mark
from domain.vocabulary import Attendance, EventForm, EventStatus, QuestionKind, Role
from services.events import question_setup, questions, registrations
from tests.services.given_events import STARTS_AT, given_event, given_members

TALK = NewQuestion(QuestionKind.TEXT, "Как называется ваш доклад?")
SECTION = NewQuestion(QuestionKind.CHOICE, "Секция?", ("Начальная школа", "Старшая школа"), required=False)
PAPER = NewQuestion(QuestionKind.FILE, "Тезисы")
ALL = (TALK, SECTION, PAPER)


async def given(session: Session, now: datetime, *asked: NewQuestion) -> tuple[Event, Actor, Actor, list[int]]:
    """A conference with these questions, its coordinator, somebody who takes part, and the questions' ids."""
    event = await given_event(session, form=EventForm.CONFERENCE)
    olga, anna = await given_members(session, 2, now)
    olga = replace(olga, roles=frozenset({Role.COORDINATOR}))
    for new in asked:
        await question_setup.add(session, olga, event.id, new, now)
    await registrations.sign_up(session, anna, event.id, Attendance.OFFLINE, now)
    sheet = await question_setup.sheet(session, olga, event.id, now)
    return event, olga, anna, [one.id for one in sheet.questions]


async def texts(session: Session, olga: Actor, event: Event, now: datetime) -> list[str]:
    return [one.text for one in (await question_setup.sheet(session, olga, event.id, now)).questions]


# --- making them up


async def test_questions_stand_in_the_order_they_are_put(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        event, olga, _, (talk, section, paper) = await given(session, now, *ALL)
        assert await texts(session, olga, event, now) == [TALK.text, SECTION.text, PAPER.text]
        for _ in range(2):
            # a double tap moves once
            await question_setup.place(session, olga, paper, 0, now)
        assert await texts(session, olga, event, now) == [PAPER.text, TALK.text, SECTION.text]
        await question_setup.place(session, olga, talk, 10**9, now)
        assert await texts(session, olga, event, now) == [PAPER.text, SECTION.text, TALK.text]
        await question_setup.place(session, olga, section, -(10**9), now)
        assert await texts(session, olga, event, now) == [SECTION.text, PAPER.text, TALK.text]

        acts = (await session.scalars(select(AuditEntry.act).where(AuditEntry.act.like("question.%")))).all()
        assert sorted(acts) == ["question.added"] * 3 + ["question.moved"] * 3


async def test_the_same_question_is_added_once(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        event, olga, _, (talk, section) = await given(session, now, TALK, SECTION)
        again = replace(TALK, text="как называется ваш доклад")
        assert len((await question_setup.add(session, olga, event.id, again, now)).questions) == 2
        with pytest.raises(errors.InvalidAnswer):
            await question_setup.reword(session, olga, section, TALK.text, now)
        await question_setup.reword(session, olga, talk, "Как называется ваш доклад", now)
        assert await texts(session, olga, event, now) == ["Как называется ваш доклад", SECTION.text]


async def test_there_is_an_end_to_questions(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        many = [replace(TALK, text=f"Вопрос {number}") for number in range(MOST_QUESTIONS)]
        event, olga, _, _ = await given(session, now, *many)
        with pytest.raises(errors.QuestionsFull):
            await question_setup.add(session, olga, event.id, TALK, now)
        assert len(await texts(session, olga, event, now)) == MOST_QUESTIONS


async def test_coordinators_at_once_do_not_go_past_the_end(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        event, olga, _, _ = await given(session, now)

    async def add(number: int) -> bool:
        new = replace(TALK, text=f"Вопрос {number}")
        try:
            async with sessions.begin() as session:
                await question_setup.add(session, olga, event.id, new, now)
        except errors.QuestionsFull:
            return False
        return True

    added = await asyncio.gather(*(add(number) for number in range(12)))
    assert added.count(True) == MOST_QUESTIONS
    async with sessions.begin() as session:
        numbers = (await session.scalars(select(Question.number).order_by(Question.number))).all()
        assert numbers == list(range(1, MOST_QUESTIONS + 1))


async def test_a_question_is_corrected(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        _, olga, _, (talk, section) = await given(session, now, TALK, SECTION)
        await question_setup.set_options(session, olga, section, ("А", "Б"), now)
        sheet = await question_setup.set_required(session, olga, section, True, now)
        found = sheet.find(section)
        assert found is not None
        assert (found.options, found.required) == (("А", "Б"), True)
        with pytest.raises(errors.Outdated):
            await question_setup.set_options(session, olga, talk, ("А", "Б"), now)


async def test_answers_go_with_a_question_only_when_one_is_sure(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        event, olga, anna, (talk, section) = await given(session, now, TALK, SECTION)
        await questions.write(session, anna, talk, "Первый год", now)
        assert await question_setup.remove(session, olga, talk, now) is None
        assert len(await texts(session, olga, event, now)) == 2
        assert await question_setup.remove(session, olga, section, now) is not None, "without answers nobody is asked"
        await question_setup.remove(session, olga, talk, now, sure=True)

        assert await texts(session, olga, event, now) == []
        assert await session.scalar(select(func.count()).select_from(Answer)) == 0
        with pytest.raises(errors.NotFound):
            await question_setup.remove(session, olga, talk, now, sure=True)


async def test_only_a_coordinator_makes_up_questions(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        event, _, anna, (talk,) = await given(session, now, TALK)
        for act in (
            question_setup.sheet(session, anna, event.id, now),
            question_setup.sheet_of(session, anna, talk, now),
            question_setup.add(session, anna, event.id, PAPER, now),
            question_setup.reword(session, anna, talk, "Другой", now),
            question_setup.set_options(session, anna, talk, ("А", "Б"), now),
            question_setup.set_required(session, anna, talk, False, now),
            question_setup.place(session, anna, talk, 0, now),
            question_setup.remove(session, anna, talk, now, sure=True),
            questions.answer_file(session, anna, 1, talk),
        ):
            with pytest.raises(errors.NotAllowed):
                await act


@pytest.mark.parametrize("changes", [{"status": EventStatus.CANCELLED}, {"ends_at": None}])
async def test_questions_of_what_is_over_stay(sessions: Sessions, now: datetime, changes: dict[str, object]) -> None:
    async with sessions.begin() as session:
        event, olga, _, (talk,) = await given(session, now, TALK)
        for name, value in changes.items():
            setattr(event, name, now if name == "ends_at" else value)
        await session.flush()
        assert not (await question_setup.sheet(session, olga, event.id, now)).open
        with pytest.raises(errors.QuestionsClosed):
            await question_setup.add(session, olga, event.id, PAPER, now)
        with pytest.raises(errors.QuestionsClosed):
            await question_setup.remove(session, olga, talk, now)


# --- answering


async def test_what_is_asked_next(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        event, _, anna, (talk, section, paper) = await given(session, now, *ALL)
        first = (await questions.own_answers(session, anna, event.id, now)).pending()
        assert first is not None
        assert (first.question.id, first.number, first.total) == (talk, 1, 3)

        view = await questions.write(session, anna, talk, "Первый  год", now)
        following = view.after(talk)
        assert following is not None
        assert following.question.id == section
        # the optional one is passed over: not asked again, the required one is
        pending = (await questions.own_answers(session, anna, event.id, now)).pending()
        assert pending is not None
        assert pending.question.id == paper
        assert view.missing == 1
        back = view.before(section)
        assert back is not None
        assert back.answer is not None
        assert back.answer.text == "Первый год"

        view = await questions.attach(session, anna, paper, FileRef("FILE", photo=True), "тезисы.docx", 10, now)
        assert view.missing == 0
        assert (await questions.own_answers(session, anna, event.id, now)).pending() is None


async def test_an_answer_is_replaced(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        event, olga, anna, (talk, section) = await given(session, now, TALK, SECTION)
        for text in ("Первый год", "Второй год"):
            await questions.write(session, anna, talk, text, now)
        for option in SECTION.options:
            await questions.choose(session, anna, section, mark(option), now)

        ((registration_id, answers),) = (await questions.answers_of(session, event.id)).items()
        assert [one.text for one in answers] == ["Второй год", "Старшая школа"]
        assert registration_id > 0
        sheet = await question_setup.sheet(session, olga, event.id, now)
        assert [one.answers for one in sheet.questions] == [1, 1]


async def test_an_option_that_is_gone_is_no_answer(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        _, olga, anna, (talk, section) = await given(session, now, TALK, SECTION)
        await question_setup.set_options(session, olga, section, ("Старшая школа", "Колледж"), now)
        with pytest.raises(errors.Outdated):
            await questions.choose(session, anna, section, mark("Начальная школа"), now)
        with pytest.raises(errors.Outdated):
            await questions.choose(session, anna, talk, mark("Старшая школа"), now)
        view = await questions.choose(session, anna, section, mark("Старшая школа"), now)
        found = view.question(section)
        assert found is not None
        assert found.answer is not None
        assert found.answer.text == "Старшая школа"


async def test_files(sessions: Sessions, now: datetime) -> None:
    limit = 20 * 1024 * 1024
    async with sessions.begin() as session:
        event, olga, anna, (talk, paper) = await given(session, now, TALK, PAPER)
        for question_id, size in ((paper, limit + 1), (talk, 10)):
            with pytest.raises(errors.InvalidAnswer):
                await questions.attach(session, anna, question_id, FileRef("BIG"), "книга.pdf", size, now)
        with pytest.raises(errors.InvalidAnswer):
            await questions.write(session, anna, paper, "тезисы", now)
        assert await questions.answers_of(session, event.id) == {}

        await questions.attach(session, anna, paper, FileRef("PIC", photo=True), None, limit, now)
        (registration_id,) = await questions.answers_of(session, event.id)
        found = await questions.answer_file(session, olga, registration_id, paper)
        assert (found.text, found.file) == ("Файл", FileRef("PIC", photo=True))
        await questions.write(session, anna, talk, "Слова", now)
        with pytest.raises(errors.NotFound):
            await questions.answer_file(session, olga, registration_id, talk)
        with pytest.raises(errors.NotFound):
            await questions.answer_file(session, olga, 2**40, paper)


async def test_who_may_answer_and_till_when(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        event, olga, anna, (talk,) = await given(session, now, TALK)
        with pytest.raises(errors.NotFound):
            await questions.write(session, olga, talk, "Я не участвую", now)
        with pytest.raises(errors.NotFound):
            await questions.own_answers(session, olga, event.id, now)
        with pytest.raises(errors.NotFound):
            await questions.write(session, anna, 2**40, "Нет такого", now)
        with pytest.raises(errors.ConsentNeeded):
            await questions.write(session, Actor(5), talk, "Гость", now)
        with pytest.raises(errors.EventStarted):
            await questions.write(session, anna, talk, "Поздно", STARTS_AT)
        assert not (await questions.own_answers(session, anna, event.id, STARTS_AT)).open

        await registrations.cancel(session, anna, event.id, now)
        with pytest.raises(errors.NotFound):
            await questions.write(session, anna, talk, "Не участвую", now)
        with pytest.raises(errors.NotFound):
            await questions.own_answers(session, anna, event.id, now)


async def test_who_comes_back_finds_their_answers(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        event, _, anna, (talk,) = await given(session, now, TALK)
        await questions.write(session, anna, talk, "Первый год", now)
        await registrations.cancel(session, anna, event.id, now)
        await registrations.sign_up(session, anna, event.id, Attendance.OFFLINE, now + timedelta(minutes=1))
        assert (await questions.own_answers(session, anna, event.id, now)).missing == 0
