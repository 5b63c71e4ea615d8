"""A coordinator makes up an event's own questions."""

from dataclasses import replace
from datetime import datetime

from aiogram import Router
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from db.engine import Session
from domain.actors import Actor
from domain.errors import InvalidAnswer, Outdated
from domain.events.event_questions import NewQuestion, SetUp, SetUpStep, read_options, read_question
from domain.vocabulary import QuestionKind
from handlers import drafts
from handlers.filters import Typed
from screens.desk import OpenQuestions
from screens.events import questions_of_event as screens
from screens.events.questions_of_event import (
    AddPreset,
    AddQuestion,
    BackInQuestion,
    EditQuestion,
    FinishQuestion,
    OpenQuestion,
    PickKind,
    PlaceQuestion,
    RemoveQuestion,
    SetRequired,
)
from screens.kit import Screen
from services.events import question_setup

KEY = drafts.EVENT_QUESTIONS


async def show_all(
    query: CallbackQuery, callback_data: OpenQuestions, session: Session, actor: Actor, state: FSMContext, now: datetime
) -> Screen:
    """The list; a question in the making is given up."""
    view = await question_setup.sheet(session, actor, callback_data.event_id, now)
    await drafts.forget(state, KEY)
    return screens.sheet(view)


async def show(
    query: CallbackQuery, callback_data: OpenQuestion, session: Session, actor: Actor, state: FSMContext, now: datetime
) -> Screen:
    view = await question_setup.sheet_of(session, actor, callback_data.question_id, now)
    await drafts.forget(state, KEY)
    return screens.one(view, callback_data.question_id)


# --- a new question


async def pick_kind(
    query: CallbackQuery, callback_data: PickKind, session: Session, actor: Actor, state: FSMContext, now: datetime
) -> Screen:
    view = await question_setup.sheet(session, actor, callback_data.event_id, now)
    await drafts.forget(state, KEY)
    return screens.kinds(view) if view.open and not view.full else screens.sheet(view)


async def add_preset(
    query: CallbackQuery, callback_data: AddPreset, session: Session, actor: Actor, now: datetime
) -> Screen:
    new = screens.preset(callback_data.preset)
    return screens.added(await question_setup.add(session, actor, callback_data.event_id, new, now))


async def begin(
    query: CallbackQuery, callback_data: AddQuestion, session: Session, actor: Actor, state: FSMContext, now: datetime
) -> Screen:
    view = await question_setup.sheet(session, actor, callback_data.event_id, now)
    if view.full or not view.open:
        return screens.sheet(view)
    return await _ask(state, SetUp(view.event_id, SetUpStep.TEXT, callback_data.kind))


async def back(
    query: CallbackQuery,
    callback_data: BackInQuestion,
    session: Session,
    actor: Actor,
    state: FSMContext,
    now: datetime,
) -> Screen:
    draft = await drafts.load_as(state, KEY, SetUp)
    if draft and draft.event_id == callback_data.event_id and (before := draft.moved(-1)):
        actor.coordinator()
        return await _ask(state, before)
    view = await question_setup.sheet(session, actor, callback_data.event_id, now)
    await drafts.forget(state, KEY)
    return screens.kinds(view)


async def finish(
    query: CallbackQuery,
    callback_data: FinishQuestion,
    session: Session,
    actor: Actor,
    state: FSMContext,
    now: datetime,
) -> Screen:
    """Saves once: the second tap finds no draft and shows the list."""
    draft = await drafts.load_as(state, KEY, SetUp)
    if draft is None or draft.event_id != callback_data.event_id or draft.step is not SetUpStep.REQUIRED:
        return screens.sheet(await question_setup.sheet(session, actor, callback_data.event_id, now))
    new = NewQuestion(draft.kind, draft.text, draft.options, callback_data.required)
    view = await question_setup.add(session, actor, draft.event_id, new, now)
    await drafts.forget(state, KEY)
    return screens.added(view)


# --- what is typed


async def edit(
    query: CallbackQuery, callback_data: EditQuestion, session: Session, actor: Actor, state: FSMContext, now: datetime
) -> Screen:
    view = await question_setup.sheet_of(session, actor, callback_data.question_id, now)
    found = view.find(callback_data.question_id)
    step = callback_data.step
    if found is None or step is SetUpStep.REQUIRED:
        raise Outdated
    if step is SetUpStep.OPTIONS and found.kind is not QuestionKind.CHOICE:
        raise Outdated
    return await _ask(state, SetUp(view.event_id, step, found.kind, found.id, found.text, found.options))


async def typed(message: Message, session: Session, actor: Actor, state: FSMContext, now: datetime) -> Screen:
    """Words or options: on to the next step, or saved when an old question is corrected."""
    actor.coordinator()
    draft = await drafts.begun(state, KEY, SetUp)
    try:
        read = _read(draft, message.text or "")
        if draft.question_id is not None:
            return await _save(session, actor, state, read, draft.question_id, now)
    except InvalidAnswer as invalid:
        return await _ask(state, draft, invalid.hint)
    return await _ask(state, read.moved(1) or read)


async def _save(
    session: Session, actor: Actor, state: FSMContext, draft: SetUp, question_id: int, now: datetime
) -> Screen:
    if draft.step is SetUpStep.OPTIONS:
        view = await question_setup.set_options(session, actor, question_id, draft.options, now)
    else:
        view = await question_setup.reword(session, actor, question_id, draft.text, now)
    await drafts.forget(state, KEY)
    return screens.one(view, question_id)


def _read(draft: SetUp, text: str) -> SetUp:
    match draft.step:
        case SetUpStep.TEXT:
            return replace(draft, text=read_question(text))
        case SetUpStep.OPTIONS:
            return replace(draft, options=read_options(text))
        case SetUpStep.REQUIRED:
            raise InvalidAnswer("Осталось нажать кнопку: обязателен ответ или его можно пропустить.")


async def _ask(state: FSMContext, draft: SetUp, problem: str | None = None) -> Screen:
    await drafts.keep(state, KEY, draft)
    return screens.ask(draft, problem)


# --- one question


async def set_required(
    query: CallbackQuery, callback_data: SetRequired, session: Session, actor: Actor, now: datetime
) -> Screen:
    question_id = callback_data.question_id
    view = await question_setup.set_required(session, actor, question_id, callback_data.required, now)
    return screens.one(view, question_id)


async def place(
    query: CallbackQuery, callback_data: PlaceQuestion, session: Session, actor: Actor, now: datetime
) -> Screen:
    question_id = callback_data.question_id
    return screens.one(await question_setup.place(session, actor, question_id, callback_data.at, now), question_id)


async def remove(
    query: CallbackQuery, callback_data: RemoveQuestion, session: Session, actor: Actor, now: datetime
) -> Screen:
    question_id = callback_data.question_id
    view = await question_setup.remove(session, actor, question_id, now, sure=callback_data.sure)
    if view is not None:
        return screens.sheet(view)
    found = (await question_setup.sheet_of(session, actor, question_id, now)).find(question_id)
    if found is None:
        raise Outdated
    return screens.confirm_removal(found)


def build_router() -> Router:
    router = Router(name=KEY)
    router.message.register(typed, drafts.awaited(KEY), Typed)
    router.callback_query.register(show_all, OpenQuestions.filter())
    router.callback_query.register(show, OpenQuestion.filter())
    router.callback_query.register(pick_kind, PickKind.filter())
    router.callback_query.register(add_preset, AddPreset.filter())
    router.callback_query.register(begin, AddQuestion.filter())
    router.callback_query.register(back, BackInQuestion.filter())
    router.callback_query.register(finish, FinishQuestion.filter())
    router.callback_query.register(edit, EditQuestion.filter())
    router.callback_query.register(set_required, SetRequired.filter())
    router.callback_query.register(place, PlaceQuestion.filter())
    router.callback_query.register(remove, RemoveQuestion.filter())
    return router
