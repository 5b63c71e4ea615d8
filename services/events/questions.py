"""An event's own questions: a coordinator makes them up, those who sign up answer.

A seat never hangs on an answer: it is the person's already when they are asked.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import func, select

from db.engine import Session
from db.models import Answer, Event, Question, Registration
from domain.actors import Actor
from domain.errors import NotFound, Outdated
from domain.events import event_questions as rules
from domain.events.event_questions import AnswerView, FileRef, OwnAnswers, QuestionView
from domain.vocabulary import EventStatus, QuestionKind
from services.events import events, seats


async def own_answers(session: Session, actor: Actor, event_id: int, now: datetime) -> OwnAnswers:
    """The person's answers to all questions of an event; they may change till it starts; `now` is aware.

    Raises ConsentNeeded, NotFound (they take no part).
    """
    return await _answers(session, actor.owner(), event_id, now)


async def write(session: Session, actor: Actor, question_id: int, text: str, now: datetime) -> OwnAnswers:
    """Keep a typed answer to a question; one given before is replaced.

    Raises ConsentNeeded, NotFound, EventCancelled, EventStarted and InvalidAnswer.
    """
    mine, question = await _asked(session, actor, question_id, now)
    return await _save(session, mine, question, rules.read_answer(question, text), None, now)


async def choose(session: Session, actor: Actor, question_id: int, mark: int, now: datetime) -> OwnAnswers:
    """Keep a pressed option, known by its mark.

    Raises ConsentNeeded, NotFound, EventCancelled, EventStarted, and Outdated when there is no such option any more.
    """
    mine, question = await _asked(session, actor, question_id, now)
    option = rules.option_of(question.options, mark)
    if question.kind is not QuestionKind.CHOICE or option is None:
        raise Outdated
    return await _save(session, mine, question, option, None, now)


async def attach(
    session: Session, actor: Actor, question_id: int, file: FileRef, name: str | None, size: int | None, now: datetime
) -> OwnAnswers:
    """Keep a file as an answer: its name in the messenger, for the file stays there. `size` is in bytes.

    Raises ConsentNeeded, NotFound, EventCancelled, EventStarted and InvalidAnswer (too big, or no file was asked for).
    """
    mine, question = await _asked(session, actor, question_id, now)
    return await _save(session, mine, question, rules.read_file(question, name, size), file, now)


async def answers_of(
    session: Session, event_id: int, registration_id: int | None = None
) -> dict[int, tuple[AnswerView, ...]]:
    """Answers by registration id, everybody's or one's, in the order of the questions. For coordinators' lists."""
    query = (
        select(Answer, Question)
        .join(Question, Question.id == Answer.question_id)
        .where(Question.event_id == event_id)
        .order_by(Answer.registration_id, Question.number)
    )
    if registration_id is not None:
        query = query.where(Answer.registration_id == registration_id)
    found: dict[int, list[AnswerView]] = {}
    for row, question in (await session.execute(query)).all():
        found.setdefault(row.registration_id, []).append(_answer(row, question))
    return {registration_id: tuple(answers) for registration_id, answers in found.items()}


async def answer_file(session: Session, actor: Actor, registration_id: int, question_id: int) -> AnswerView:
    """A file somebody answered with, for a coordinator. Raises ConsentNeeded, NotAllowed, NotFound."""
    actor.coordinator()
    query = (
        select(Answer, Question)
        .join(Question, Question.id == Answer.question_id)
        .where(Answer.registration_id == registration_id, Answer.question_id == question_id)
    )
    row = (await session.execute(query)).one_or_none()
    if row is None or row[0].file is None:
        raise NotFound
    return _answer(row[0], row[1])


async def questions_of(session: Session, event_id: int) -> tuple[QuestionView, ...]:
    """The event's questions in order, each with how many people have answered it."""
    counted = (
        select(Answer.question_id, func.count().label("answers"))
        .join(Question, Question.id == Answer.question_id)
        .where(Question.event_id == event_id)
        .group_by(Answer.question_id)
        .subquery()
    )
    query = (
        select(Question, func.coalesce(counted.c.answers, 0))
        .outerjoin(counted, counted.c.question_id == Question.id)
        .where(Question.event_id == event_id)
        .order_by(Question.number, Question.id)
    )
    return tuple(_question(row, answers) for row, answers in (await session.execute(query)).all())


async def _answers(session: Session, member_id: int, event_id: int, now: datetime) -> OwnAnswers:
    event = await session.get(Event, event_id)
    mine = await seats.of_member(session, event_id, member_id)
    if event is None or event.status is EventStatus.DRAFT or mine is None or mine.status not in events.ACTIVE:
        raise NotFound
    rows = await session.scalars(
        select(Question).where(Question.event_id == event_id).order_by(Question.number, Question.id)
    )
    given = await _given(session, mine.id)
    return OwnAnswers(
        event_id=event_id,
        title=event.title,
        answers=tuple((_question(row), _given_to(row, given)) for row in rows),
        open=event.status is EventStatus.PUBLISHED and event.starts_at > now,
    )


async def _given(session: Session, registration_id: int) -> Mapping[int, Answer]:
    rows: Sequence[Answer] = (
        await session.scalars(select(Answer).where(Answer.registration_id == registration_id))
    ).all()
    return {row.question_id: row for row in rows}


def _given_to(question: Question, given: Mapping[int, Answer]) -> AnswerView | None:
    row = given.get(question.id)
    return _answer(row, question) if row else None


async def _asked(session: Session, actor: Actor, question_id: int, now: datetime) -> tuple[Registration, QuestionView]:
    member_id = actor.known()
    # the question can't be removed till the answer is kept; others answer it meanwhile
    lock = {"read": True, "key_share": True}
    question = await session.get(Question, question_id, populate_existing=True, with_for_update=lock)
    event = await session.get(Event, question.event_id) if question else None
    if question is None or event is None:
        raise NotFound
    mine = await seats.of_member(session, event.id, member_id)
    if mine is None or mine.status not in events.ACTIVE:
        raise NotFound
    events.terms(event).ensure_changeable(now)
    return mine, _question(question)


async def _save(
    session: Session, mine: Registration, question: QuestionView, text: str, file: FileRef | None, now: datetime
) -> OwnAnswers:
    row = await session.get(Answer, (mine.id, question.id))
    if row is None:
        row = Answer(registration_id=mine.id, question_id=question.id)
        session.add(row)
    row.text = text
    row.file = file.dump() if file else None
    row.answered_at = now
    await session.flush()
    return await _answers(session, mine.member_id, question.event_id, now)


def _question(row: Question, answers: int = 0) -> QuestionView:
    return QuestionView(row.id, row.event_id, row.kind, row.text, tuple(row.options), row.required, answers)


def _answer(row: Answer, question: Question) -> AnswerView:
    file = FileRef.load(row.file) if row.file else None
    return AnswerView(question.id, question.text, question.kind, row.text, file)
