"""Coordinators make up an event's own questions. Every change locks the event, so that no two get one number."""

from datetime import datetime

from sqlalchemy import func, select

from db.engine import Session
from db.models import Answer, Event, Question
from domain.actors import Actor
from domain.errors import InvalidAnswer, NotFound, Outdated, QuestionsClosed, QuestionsFull
from domain.events import event_questions as rules
from domain.events.event_questions import NewQuestion, QuestionSheet
from domain.typed import folded
from domain.vocabulary import EventStatus, QuestionKind
from services import journal
from services.events import questions, seats


async def sheet(session: Session, actor: Actor, event_id: int, now: datetime) -> QuestionSheet:
    """All questions of an event, also of a draft; `now` is aware. Raises ConsentNeeded, NotAllowed, NotFound."""
    actor.coordinator()
    event = await session.get(Event, event_id)
    if event is None:
        raise NotFound
    return await _sheet(session, event, now)


async def sheet_of(session: Session, actor: Actor, question_id: int, now: datetime) -> QuestionSheet:
    """All questions of the event this one belongs to. Raises ConsentNeeded, NotAllowed, NotFound."""
    actor.coordinator()
    question = await session.get(Question, question_id)
    if question is None:
        raise NotFound
    return await sheet(session, actor, question.event_id, now)


async def add(session: Session, actor: Actor, event_id: int, new: NewQuestion, now: datetime) -> QuestionSheet:
    """Add a question at the end. One with the same words is there already: nothing changes.

    Raises ConsentNeeded, NotAllowed, NotFound, QuestionsClosed, QuestionsFull.
    """
    actor_id = actor.coordinator()
    event = await _locked(session, event_id, now)
    before = await _sheet(session, event, now)
    if any(folded(one.text) == folded(new.text) for one in before.questions):
        return before
    if before.full:
        raise QuestionsFull
    last = await session.scalar(select(func.max(Question.number)).where(Question.event_id == event_id))
    question = Question(
        event_id=event_id,
        number=(last or 0) + 1,
        kind=new.kind,
        text=new.text,
        options=list(new.options),
        required=new.required,
    )
    session.add(question)
    await session.flush()
    await _note(session, actor_id, "question.added", question, now)
    return await _sheet(session, event, now)


async def reword(session: Session, actor: Actor, question_id: int, text: str, now: datetime) -> QuestionSheet:
    """Give a question other words; answers stay.

    Raises ConsentNeeded, NotAllowed, NotFound, QuestionsClosed and InvalidAnswer when another one asks the same.
    """
    actor_id = actor.coordinator()
    event, question = await _of(session, question_id, now)
    others = (one for one in await questions.questions_of(session, event.id) if one.id != question_id)
    if any(folded(one.text) == folded(text) for one in others):
        raise InvalidAnswer("Такой вопрос у мероприятия уже есть. Напишите другой.")
    question.text = text
    await session.flush()
    await _note(session, actor_id, "question.changed", question, now)
    return await _sheet(session, event, now)


async def set_options(
    session: Session, actor: Actor, question_id: int, options: tuple[str, ...], now: datetime
) -> QuestionSheet:
    """Offer other options; answers given stay as they are.

    Raises ConsentNeeded, NotAllowed, NotFound, QuestionsClosed, and Outdated when there is nothing to choose from.
    """
    actor_id = actor.coordinator()
    event, question = await _of(session, question_id, now)
    if question.kind is not QuestionKind.CHOICE:
        raise Outdated
    question.options = list(options)
    await session.flush()
    await _note(session, actor_id, "question.changed", question, now)
    return await _sheet(session, event, now)


async def set_required(
    session: Session, actor: Actor, question_id: int, required: bool, now: datetime
) -> QuestionSheet:
    """Whether the question may be passed over. Raises ConsentNeeded, NotAllowed, NotFound, QuestionsClosed."""
    actor_id = actor.coordinator()
    event, question = await _of(session, question_id, now)
    if question.required is not required:
        question.required = required
        await session.flush()
        await _note(session, actor_id, "question.changed", question, now)
    return await _sheet(session, event, now)


async def place(session: Session, actor: Actor, question_id: int, at: int, now: datetime) -> QuestionSheet:
    """Put a question at the place `at` (from 0), so that a double tap moves it once.

    Raises ConsentNeeded, NotAllowed, NotFound, QuestionsClosed.
    """
    actor_id = actor.coordinator()
    event, question = await _of(session, question_id, now)
    query = select(Question).where(Question.event_id == event.id).order_by(Question.number, Question.id)
    rows = list(await session.scalars(query))
    before = rows.index(question)
    rows.remove(question)
    rows.insert(max(0, at), question)
    for number, row in enumerate(rows, 1):
        row.number = number
    await session.flush()
    if rows.index(question) != before:
        await _note(session, actor_id, "question.moved", question, now)
    return await _sheet(session, event, now)


async def remove(
    session: Session, actor: Actor, question_id: int, now: datetime, *, sure: bool = False
) -> QuestionSheet | None:
    """Remove a question; with answers only when `sure`, for they go with it: None says that one must ask first.

    Raises ConsentNeeded, NotAllowed, NotFound, QuestionsClosed.
    """
    actor_id = actor.coordinator()
    event, question = await _of(session, question_id, now)
    answered = await session.scalar(select(func.count()).select_from(Answer).where(Answer.question_id == question_id))
    if answered and not sure:
        return None
    await _note(session, actor_id, "question.removed", question, now)
    await session.delete(question)
    await session.flush()
    return await _sheet(session, event, now)


async def _of(session: Session, question_id: int, now: datetime) -> tuple[Event, Question]:
    event_id = await session.scalar(select(Question.event_id).where(Question.id == question_id))
    if event_id is None:
        raise NotFound
    event = await _locked(session, event_id, now)
    # somebody may have removed it while this turn waited for the lock; an answer just being given is waited for
    question = await session.get(Question, question_id, populate_existing=True, with_for_update=True)
    if question is None:
        raise NotFound
    return event, question


async def _locked(session: Session, event_id: int, now: datetime) -> Event:
    event = await seats.lock_event(session, event_id)
    if not _open(event, now):
        raise QuestionsClosed
    return event


def _open(event: Event, now: datetime) -> bool:
    return event.status is not EventStatus.CANCELLED and event.ends_at > now


async def _sheet(session: Session, event: Event, now: datetime) -> QuestionSheet:
    return QuestionSheet(
        event_id=event.id,
        title=event.title,
        questions=await questions.questions_of(session, event.id),
        presets=rules.presets(event.form),
        open=_open(event, now),
    )


async def _note(session: Session, actor_id: int, act: str, question: Question, now: datetime) -> None:
    await journal.record(
        session,
        actor_id=actor_id,
        act=act,
        object=f"event:{question.event_id}",
        now=now,
        question=question.id,
        kind=question.kind.value,
    )
