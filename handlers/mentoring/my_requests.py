"""«Мои заявки»: the list, one request, the answer to a mentor's question, withdrawing, opening again."""

from datetime import datetime

from aiogram import Router
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State
from aiogram.types import CallbackQuery, Message

from db.engine import Session
from domain.actors import Actor
from domain.errors import InvalidAnswer, NotFound, RequestMoved, RequestsFull
from domain.mentoring import request_answers as answers
from domain.mentoring.request_views import Answering, RequestView
from domain.vocabulary import RequestState
from handlers import drafts
from handlers.filters import Typed
from screens.kit import PAGE_SIZE, Screen
from screens.mentoring import my_requests as screens
from screens.mentoring import request_stops as form_stops
from screens.mentoring.mentoring import MyRequests, OpenRequest
from screens.mentoring.my_requests import AnswerRequest, ReopenRequest, RewordRequest, WithdrawRequest
from services.mentoring import request_form, request_views, requests
from services.mentoring.requests import answer as answer_mentor

KEY = drafts.MY_REQUESTS
AWAITED = drafts.awaited(KEY)
NEED_AWAITED = State("need", group_name=KEY)


async def show_all(
    query: CallbackQuery, callback_data: MyRequests, session: Session, actor: Actor, state: FSMContext
) -> Screen:
    await drafts.forget(state, KEY)
    return screens.requests(await request_views.mine(session, actor, callback_data.page, PAGE_SIZE))


async def show(
    query: CallbackQuery, callback_data: OpenRequest, session: Session, actor: Actor, state: FSMContext
) -> Screen:
    """One request; an answer that was being written is not awaited any more."""
    await drafts.forget(state, KEY)
    return screens.request(await request_views.one(session, actor, callback_data.request_id))


# --- answering the mentor


async def begin_answer(
    query: CallbackQuery, callback_data: AnswerRequest, session: Session, actor: Actor, state: FSMContext
) -> Screen:
    actor.known()
    return await _ask(state, await request_views.one(session, actor, callback_data.request_id))


async def typed(message: Message, session: Session, actor: Actor, state: FSMContext, now: datetime) -> Screen:
    """The answer, given once; to a question that is not the one that was shown, it is asked for anew."""
    draft = await drafts.load_as(state, KEY, Answering)
    if draft is None:
        return form_stops.nothing_to_resume()
    try:
        view = await request_views.one(session, actor, draft.request_id)
    except NotFound:
        await drafts.forget(state, KEY)
        return form_stops.nothing_to_resume()
    if view.state is not RequestState.DETAILS:
        return await _ask(state, view)
    if view.changed_at != draft.asked_at:
        return await _ask(state, view, "Вопрос сменился, пока вы писали. Посмотрите на новый.")
    try:
        text = answers.read_details(message.text or "")
    except InvalidAnswer as invalid:
        return await _ask(state, view, invalid.hint)
    await answer_mentor(session, actor, view.id, text, now)
    await drafts.forget(state, KEY)
    return screens.answered(await request_views.one(session, actor, view.id))


async def _ask(state: FSMContext, view: RequestView, problem: str | None = None) -> Screen:
    """The question; where nothing is asked any more, the request as it stands."""
    if view.state is not RequestState.DETAILS:
        await drafts.forget(state, KEY)
        return screens.request(view)
    await drafts.keep(state, KEY, Answering(view.id, view.changed_at))
    return screens.ask_details(view, problem)


# --- other words for the need


async def begin_need(
    query: CallbackQuery, callback_data: RewordRequest, session: Session, actor: Actor, state: FSMContext
) -> Screen:
    actor.known()
    return await _ask_need(state, await request_views.one(session, actor, callback_data.request_id))


async def typed_need(message: Message, session: Session, actor: Actor, state: FSMContext, now: datetime) -> Screen:
    """The need in other words; of a request that has moved on, how it stands."""
    draft = await drafts.load_as(state, KEY, Answering)
    if draft is None:
        return form_stops.nothing_to_resume()
    view = await request_views.one(session, actor, draft.request_id)
    try:
        need = answers.read_need(message.text or "")
    except InvalidAnswer as invalid:
        return await _ask_need(state, view, invalid.hint)
    await drafts.forget(state, KEY)
    try:
        await requests.reword(session, actor, view.id, need, now)
    except RequestMoved:
        # raised before anything is written
        return screens.request(view)
    return screens.reworded(await request_views.one(session, actor, view.id))


async def _ask_need(state: FSMContext, view: RequestView, problem: str | None = None) -> Screen:
    if view.state is not RequestState.COORDINATOR:
        await drafts.forget(state, KEY)
        return screens.request(view)
    await drafts.keep(state, KEY, Answering(view.id, view.changed_at))
    await state.set_state(NEED_AWAITED)
    return screens.ask_need(view, problem)


# --- withdrawing, opening again


async def withdraw(
    query: CallbackQuery, callback_data: WithdrawRequest, session: Session, actor: Actor, now: datetime
) -> Screen:
    """Asks first. A second tap, or a request that has moved on, is shown as it stands."""
    view = await request_views.one(session, actor, callback_data.request_id)
    if not view.open:
        return screens.request(view)
    if not callback_data.sure:
        return screens.ask_withdrawal(view)
    await requests.withdraw(session, actor, view.id, now)
    return screens.withdrawn(await request_views.one(session, actor, view.id))


async def reopen(
    query: CallbackQuery, callback_data: ReopenRequest, session: Session, actor: Actor, now: datetime
) -> Screen:
    try:
        await request_form.reopen(session, actor, callback_data.request_id, now)
    except RequestsFull:
        return screens.full()
    except RequestMoved:
        # raised before anything is written: the second tap
        return screens.request(await request_views.one(session, actor, callback_data.request_id))
    return screens.reopened(await request_views.one(session, actor, callback_data.request_id))


def build_router() -> Router:
    router = Router(name=KEY)
    router.message.register(typed, AWAITED, Typed)
    router.message.register(typed_need, NEED_AWAITED, Typed)
    router.callback_query.register(begin_need, RewordRequest.filter())
    router.callback_query.register(show_all, MyRequests.filter())
    router.callback_query.register(show, OpenRequest.filter())
    router.callback_query.register(begin_answer, AnswerRequest.filter())
    router.callback_query.register(withdraw, WithdrawRequest.filter())
    router.callback_query.register(reopen, ReopenRequest.filter())
    return router
