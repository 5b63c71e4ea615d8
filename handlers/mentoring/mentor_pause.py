"""A mentor's pause: nobody new through a day, which is pressed or typed."""

from datetime import date, datetime, timedelta

from aiogram import Router
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from db.engine import Session
from domain import clubtime
from domain.actors import Actor
from domain.errors import InvalidAnswer, NotFound
from domain.events.moments import read_day
from domain.mentoring.cards import OwnCard
from handlers import drafts
from handlers.filters import Typed
from screens.kit import Screen
from screens.mentoring import mentor_card as screens
from screens.mentoring.mentor_card import EndPause, PauseCard, PauseFor
from services.mentoring import card_views, cards

KEY = drafts.MENTOR_PAUSE


async def ask(query: CallbackQuery, session: Session, actor: Actor, state: FSMContext, now: datetime) -> Screen:
    view = await _mine(session, actor, now)
    await state.set_state(drafts.awaited(KEY))
    return screens.ask_pause(view)


async def typed(message: Message, session: Session, actor: Actor, state: FSMContext, now: datetime) -> Screen:
    """The last day of the pause in words."""
    view = await card_views.mine(session, actor, now)
    if view is None:
        await state.set_state(None)
        return screens.none_yet()
    try:
        until = read_day(message.text or "", now)
    except InvalidAnswer as invalid:
        return screens.ask_pause(view, invalid.hint)
    return await _pause(session, actor, state, until, now)


async def pause_for(
    query: CallbackQuery, callback_data: PauseFor, session: Session, actor: Actor, state: FSMContext, now: datetime
) -> Screen:
    until = clubtime.local(now).date() + timedelta(days=callback_data.days)
    return await _pause(session, actor, state, until, now)


async def end(query: CallbackQuery, session: Session, actor: Actor, state: FSMContext, now: datetime) -> Screen:
    view = await cards.pause(session, actor, None, now)
    await state.set_state(None)
    return screens.own(view, said="С возвращением! Новые заявки снова будут приходить.")


async def _pause(session: Session, actor: Actor, state: FSMContext, until: date, now: datetime) -> Screen:
    view = await cards.pause(session, actor, until, now)
    await state.set_state(None)
    return screens.own(view, said="Хорошего отдыха! Вернёмся к заявкам после паузы.")


async def _mine(session: Session, actor: Actor, now: datetime) -> OwnCard:
    """One's own card. Raises ConsentNeeded, NotFound."""
    view = await card_views.mine(session, actor, now)
    if view is None:
        raise NotFound
    return view


def build_router() -> Router:
    router = Router(name=KEY)
    router.message.register(typed, drafts.awaited(KEY), Typed)
    router.callback_query.register(ask, PauseCard.filter())
    router.callback_query.register(pause_for, PauseFor.filter())
    router.callback_query.register(end, EndPause.filter())
    return router
