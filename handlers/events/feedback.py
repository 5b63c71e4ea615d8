"""What one thinks of an event: question by question, each answer kept at once."""

from datetime import datetime

from aiogram import Router
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from db.engine import Session
from domain.actors import Actor
from domain.errors import InvalidAnswer, Outdated
from domain.events.feedback import Ask, FeedbackForm, after
from handlers import drafts
from handlers.filters import Typed
from screens.events import feedback as screens
from screens.events.event_card import GiveFeedback
from screens.events.feedback import AskApplied, AskFeedback, EndFeedback, ErasePlan, SetApplied, SetFeedback
from screens.kit import Screen
from services.events import feedback

AWAITED = drafts.awaited(drafts.FEEDBACK)


async def give(
    query: CallbackQuery,
    callback_data: GiveFeedback,
    session: Session,
    actor: Actor,
    state: FSMContext,
    now: datetime,
) -> Screen:
    """From the beginning, or from where it was interrupted."""
    form = await feedback.open(session, actor, callback_data.event_id, now)
    return await _show(state, form, form.opinion.goes_on)


async def ask(
    query: CallbackQuery,
    callback_data: AskFeedback,
    session: Session,
    actor: Actor,
    state: FSMContext,
    now: datetime,
) -> Screen:
    return await _show(state, await feedback.open(session, actor, callback_data.event_id, now), callback_data.ask)


async def choose(
    query: CallbackQuery,
    callback_data: SetFeedback,
    session: Session,
    actor: Actor,
    state: FSMContext,
    now: datetime,
) -> Screen:
    asked = callback_data.ask
    form = await feedback.give(session, actor, callback_data.event_id, asked, callback_data.value, now)
    return await _show(state, form, after(asked))


async def typed(message: Message, session: Session, actor: Actor, state: FSMContext, now: datetime) -> Screen:
    """What the person will try: the one answer given in words."""
    event_id = (await state.get_data()).get(drafts.FEEDBACK)
    if event_id is None:
        raise Outdated
    try:
        form = await feedback.give(session, actor, event_id, Ask.PLAN, message.text or "", now)
    except InvalidAnswer as invalid:
        return screens.ask(await feedback.open(session, actor, event_id, now), Ask.PLAN, invalid.hint)
    return await _show(state, form, after(Ask.PLAN))


async def erase_plan(
    query: CallbackQuery,
    callback_data: ErasePlan,
    session: Session,
    actor: Actor,
    state: FSMContext,
    now: datetime,
) -> Screen:
    return await _show(state, await feedback.forget_plan(session, actor, callback_data.event_id, now), Ask.PLAN)


async def end(
    query: CallbackQuery,
    callback_data: EndFeedback,
    session: Session,
    actor: Actor,
    state: FSMContext,
    now: datetime,
) -> Screen:
    return await _show(state, await feedback.open(session, actor, callback_data.event_id, now), None)


async def _show(state: FSMContext, form: FeedbackForm, asked: Ask | None) -> Screen:
    """A question or, past the last one, thanks. Only what will be tried is answered in words."""
    if asked is not Ask.PLAN:
        await drafts.forget(state, drafts.FEEDBACK)
        return screens.ended(form) if asked is None else screens.ask(form, asked)
    await state.update_data({drafts.FEEDBACK: form.event_id})
    await state.set_state(AWAITED)
    return screens.ask(form, asked)


async def apply(
    query: CallbackQuery,
    callback_data: SetApplied,
    session: Session,
    actor: Actor,
    state: FSMContext,
    now: datetime,
) -> Screen:
    form = await feedback.apply(session, actor, callback_data.event_id, callback_data.applied, now)
    await drafts.forget(state, drafts.FEEDBACK)
    return screens.applied(form, callback_data.applied)


async def ask_applied(
    query: CallbackQuery,
    callback_data: AskApplied,
    session: Session,
    actor: Actor,
    state: FSMContext,
    now: datetime,
) -> Screen:
    form = await feedback.open(session, actor, callback_data.event_id, now)
    await drafts.forget(state, drafts.FEEDBACK)
    return screens.two_weeks_later(form, fresh=False)


def build_router() -> Router:
    router = Router(name=drafts.FEEDBACK)
    router.message.register(typed, AWAITED, Typed)
    router.callback_query.register(give, GiveFeedback.filter())
    router.callback_query.register(ask, AskFeedback.filter())
    router.callback_query.register(choose, SetFeedback.filter())
    router.callback_query.register(erase_plan, ErasePlan.filter())
    router.callback_query.register(end, EndFeedback.filter())
    router.callback_query.register(apply, SetApplied.filter())
    router.callback_query.register(ask_applied, AskApplied.filter())
    return router
