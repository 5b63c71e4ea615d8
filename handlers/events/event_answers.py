"""Who signs up answers the event's questions. Each answer is saved at once, so an interruption loses nothing."""

from datetime import datetime

from aiogram import F, Router
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from db.engine import Session
from domain.actors import Actor
from domain.errors import EventCancelled, EventStarted, InvalidAnswer, NotFound, Outdated
from domain.events.event_questions import Asking, FileRef, OwnAnswers, QuestionToAnswer
from handlers import drafts
from handlers.filters import Typed
from screens.events import event_answers as screens
from screens.events.event_answers import AnswerChoice, AnswerGo, AnswerMove, CorrectAnswer, OpenAnswerFile
from screens.events.event_card import EventAnswers
from screens.kit import File, Photo, Screen
from services.events import questions

KEY = drafts.EVENT_ANSWERS
# the question is gone, the event began, the person takes no part any more: nothing has been written yet
_OVER = (EventCancelled, EventStarted, NotFound, Outdated)


async def open_answers(
    query: CallbackQuery, callback_data: EventAnswers, session: Session, actor: Actor, state: FSMContext, now: datetime
) -> Screen:
    """The first question still open, or all answers."""
    return await _anew(session, actor, state, callback_data.event_id, now)


async def typed(message: Message, session: Session, actor: Actor, state: FSMContext, now: datetime) -> Screen:
    """Words or a file: on to the next question, or the same one again with what was wrong."""
    draft = await drafts.begun(state, KEY, Asking)
    try:
        view = await _save(session, actor, draft.question_id, message, now)
    except InvalidAnswer as invalid:
        return await _again(session, actor, state, draft, now, invalid.hint)
    except _OVER:
        return await _anew(session, actor, state, draft.event_id, now)
    return await _onward(state, view, draft)


async def choose(
    query: CallbackQuery, callback_data: AnswerChoice, session: Session, actor: Actor, state: FSMContext, now: datetime
) -> Screen:
    """An option; a button as old as it may be answers its own question."""
    draft = await _draft(state, callback_data.event_id, callback_data.question_id)
    try:
        view = await questions.choose(session, actor, draft.question_id, callback_data.mark, now)
    except Outdated:
        return await _again(session, actor, state, draft, now, "Варианты изменились. Выберите ещё раз.")
    except _OVER:
        return await _anew(session, actor, state, draft.event_id, now)
    return await _onward(state, view, draft)


async def go(
    query: CallbackQuery, callback_data: AnswerGo, session: Session, actor: Actor, state: FSMContext, now: datetime
) -> Screen:
    draft = await _draft(state, callback_data.event_id, callback_data.question_id)
    try:
        view = await questions.own_answers(session, actor, draft.event_id, now)
    except NotFound:
        await drafts.forget(state, KEY)
        return screens.no_part(draft.event_id)
    match callback_data.move:
        case AnswerMove.LATER:
            await state.set_state(None)
            return screens.later(view)
        case AnswerMove.BACK:
            return await _ask(state, view, view.before(draft.question_id))
        case AnswerMove.SKIP:
            return await _onward(state, view, draft, skipped=True)


async def correct(
    query: CallbackQuery, callback_data: CorrectAnswer, session: Session, actor: Actor, state: FSMContext, now: datetime
) -> Screen:
    draft = Asking(callback_data.event_id, callback_data.question_id, single=True)
    return await _again(session, actor, state, draft, now)


async def open_file(
    query: CallbackQuery, callback_data: OpenAnswerFile, session: Session, actor: Actor
) -> File | Photo:
    """A coordinator looks at a file somebody sent."""
    view = await questions.answer_file(session, actor, callback_data.registration_id, callback_data.question_id)
    return screens.file(view)


async def _save(session: Session, actor: Actor, question_id: int, message: Message, now: datetime) -> OwnAnswers:
    if message.document:
        sent = message.document
        file = FileRef(sent.file_id)
        return await questions.attach(session, actor, question_id, file, sent.file_name, sent.file_size, now)
    if message.photo:
        largest = message.photo[-1]
        file = FileRef(largest.file_id, photo=True)
        return await questions.attach(session, actor, question_id, file, "Фото", largest.file_size, now)
    return await questions.write(session, actor, question_id, message.text or "", now)


async def _draft(state: FSMContext, event_id: int, question_id: int) -> Asking:
    """The draft if it is about this question; else the button is old, and its question is asked in a row."""
    draft = await drafts.load_as(state, KEY, Asking)
    return draft if draft and draft.question_id == question_id else Asking(event_id, question_id)


async def _onward(state: FSMContext, view: OwnAnswers, draft: Asking, *, skipped: bool = False) -> Screen:
    following = None if draft.single else view.after(draft.question_id)
    return await _ask(state, view, following, finished=not skipped)


async def _ask(
    state: FSMContext, view: OwnAnswers, asked: QuestionToAnswer | None, *, finished: bool = False
) -> Screen:
    """A question, or at the end all answers."""
    if asked is None or not view.open:
        await drafts.forget(state, KEY)
        return screens.answers(view, finished=finished)
    await drafts.keep(state, KEY, Asking(view.event_id, asked.question.id))
    return screens.ask(asked)


async def _again(
    session: Session, actor: Actor, state: FSMContext, draft: Asking, now: datetime, problem: str | None = None
) -> Screen:
    """The same question once more; one that is gone leads to what is left."""
    try:
        view = await questions.own_answers(session, actor, draft.event_id, now)
    except NotFound:
        await drafts.forget(state, KEY)
        return screens.no_part(draft.event_id)
    asked = view.question(draft.question_id)
    if asked is None or not view.open:
        return await _ask(state, view, None)
    await drafts.keep(state, KEY, draft)
    return screens.ask(asked, problem, single=draft.single)


async def _anew(session: Session, actor: Actor, state: FSMContext, event_id: int, now: datetime) -> Screen:
    try:
        view = await questions.own_answers(session, actor, event_id, now)
    except NotFound:
        await drafts.forget(state, KEY)
        return screens.no_part(event_id)
    return await _ask(state, view, view.pending())


def build_router() -> Router:
    router = Router(name=KEY)
    router.message.register(typed, drafts.awaited(KEY), Typed | F.document | F.photo)
    router.callback_query.register(open_answers, EventAnswers.filter())
    router.callback_query.register(choose, AnswerChoice.filter())
    router.callback_query.register(go, AnswerGo.filter())
    router.callback_query.register(correct, CorrectAnswer.filter())
    router.callback_query.register(open_file, OpenAnswerFile.filter())
    return router
