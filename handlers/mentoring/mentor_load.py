"""Mentors by load: the list with its search, one mentor, and what a coordinator does for them."""

from dataclasses import replace
from datetime import date, datetime, timedelta

from aiogram import Router
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State
from aiogram.types import CallbackQuery, Message

from db.engine import Session
from domain import clubtime
from domain.actors import Actor
from domain.errors import InvalidAnswer, Outdated
from domain.events.moments import read_day
from domain.events.roster import read_query
from domain.mentoring.mentor_load import Look, read_capacity
from handlers import drafts
from handlers.filters import Typed
from screens.kit import PAGE_SIZE, Screen
from screens.mentoring import mentor_load as screens
from screens.mentoring import mentor_load_page as pages
from screens.mentoring.found_people import UNREADABLE
from screens.mentoring.mentor_load import BackToLoads, OpenLoad, OpenLoads, ShowLoads
from screens.mentoring.mentor_load_page import (
    AskCapacity,
    LoadCard,
    PauseLoad,
    PauseLoadFor,
    RelieveLoad,
    SetCapacity,
    WakeLoad,
)
from services.mentoring import card_views, mentor_care, mentor_load

KEY = drafts.MENTOR_LOAD
# a name for the list is awaited as any form's answer is; these are about one mentor
DAY_AWAITED = State("day", group_name=KEY)
CAPACITY_AWAITED = State("capacity", group_name=KEY)


# --- the list


async def open_list(query: CallbackQuery, session: Session, actor: Actor, state: FSMContext, now: datetime) -> Screen:
    return await _list(session, actor, state, Look(), now)


async def show_page(
    query: CallbackQuery, callback_data: ShowLoads, session: Session, actor: Actor, state: FSMContext, now: datetime
) -> Screen:
    look = replace(await _look(state), only=callback_data.only, page=callback_data.page)
    return await _list(session, actor, state, look, now)


async def back(query: CallbackQuery, session: Session, actor: Actor, state: FSMContext, now: datetime) -> Screen:
    return await _list(session, actor, state, await _look(state), now)


async def typed_name(message: Message, session: Session, actor: Actor, state: FSMContext, now: datetime) -> Screen:
    """A mentor's name to look for, among everybody."""
    found = read_query(message.text or "")
    if not found:
        return await _list(session, actor, state, await _look(state), now, UNREADABLE)
    return await _list(session, actor, state, Look(query=found), now)


async def _look(state: FSMContext) -> Look:
    return await drafts.load_as(state, KEY, Look) or Look()


async def _list(
    session: Session, actor: Actor, state: FSMContext, look: Look, now: datetime, problem: str | None = None
) -> Screen:
    view = await mentor_load.mentors(session, actor, look.only, look.query, look.page, PAGE_SIZE, now)
    await drafts.keep(state, KEY, replace(look, member_id=None))
    return screens.mentors(view, problem)


# --- one mentor


async def show(
    query: CallbackQuery, callback_data: OpenLoad, session: Session, actor: Actor, state: FSMContext, now: datetime
) -> Screen:
    return await _page(session, actor, state, callback_data.member_id, now, page=callback_data.page)


async def show_card(
    query: CallbackQuery, callback_data: LoadCard, session: Session, actor: Actor, now: datetime
) -> Screen:
    return pages.card(await card_views.review(session, actor, callback_data.member_id, now))


async def ask_pause(
    query: CallbackQuery, callback_data: PauseLoad, session: Session, actor: Actor, state: FSMContext, now: datetime
) -> Screen:
    return await _ask_pause(session, actor, state, callback_data.member_id, now)


async def typed_day(message: Message, session: Session, actor: Actor, state: FSMContext, now: datetime) -> Screen:
    """The last day of the pause in words."""
    member_id = await _whom(state)
    try:
        until = read_day(message.text or "", now)
    except InvalidAnswer as invalid:
        return await _ask_pause(session, actor, state, member_id, now, invalid.hint)
    return await _pause(session, actor, state, member_id, until, now)


async def pause_for(
    query: CallbackQuery, callback_data: PauseLoadFor, session: Session, actor: Actor, state: FSMContext, now: datetime
) -> Screen:
    until = clubtime.local(now).date() + timedelta(days=callback_data.days)
    return await _pause(session, actor, state, callback_data.member_id, until, now)


async def wake(
    query: CallbackQuery, callback_data: WakeLoad, session: Session, actor: Actor, state: FSMContext, now: datetime
) -> Screen:
    await mentor_care.pause(session, actor, callback_data.member_id, None, now)
    return await _page(session, actor, state, callback_data.member_id, now, "Пауза закончена, наставнику напишем.")


async def relieve(
    query: CallbackQuery, callback_data: RelieveLoad, session: Session, actor: Actor, state: FSMContext, now: datetime
) -> Screen:
    """Asks first. A second tap shows how it stands."""
    member_id = callback_data.member_id
    if not callback_data.sure:
        await state.set_state(None)
        view = await mentor_load.one(session, actor, member_id, 0, PAGE_SIZE, now)
        return pages.ask_relief(view) if view.load.on_duty else pages.mentor(view)
    await mentor_care.relieve(session, actor, member_id, now)
    return await _page(session, actor, state, member_id, now, "Срочных вопросов больше не будет, наставнику напишем.")


async def ask_capacity(
    query: CallbackQuery, callback_data: AskCapacity, session: Session, actor: Actor, state: FSMContext, now: datetime
) -> Screen:
    return await _ask_capacity(session, actor, state, callback_data.member_id, now)


async def typed_capacity(message: Message, session: Session, actor: Actor, state: FSMContext, now: datetime) -> Screen:
    """How many pairs at once."""
    member_id = await _whom(state)
    try:
        capacity = read_capacity(message.text or "")
    except InvalidAnswer as invalid:
        return await _ask_capacity(session, actor, state, member_id, now, invalid.hint)
    return await _set_capacity(session, actor, state, member_id, capacity, now)


async def set_capacity(
    query: CallbackQuery, callback_data: SetCapacity, session: Session, actor: Actor, state: FSMContext, now: datetime
) -> Screen:
    return await _set_capacity(session, actor, state, callback_data.member_id, callback_data.capacity, now)


# --- inside


async def _page(
    session: Session, actor: Actor, state: FSMContext, member_id: int, now: datetime, said: str = "", page: int = 0
) -> Screen:
    """The mentor; nothing typed is awaited any more, and the list stays where it was."""
    view = await mentor_load.one(session, actor, member_id, page, PAGE_SIZE, now)
    await state.set_state(None)
    return pages.mentor(view, said)


async def _ask_pause(
    session: Session, actor: Actor, state: FSMContext, member_id: int, now: datetime, problem: str | None = None
) -> Screen:
    view = await mentor_load.one(session, actor, member_id, 0, PAGE_SIZE, now)
    await _await(state, DAY_AWAITED, member_id)
    return pages.ask_pause(view, problem)


async def _ask_capacity(
    session: Session, actor: Actor, state: FSMContext, member_id: int, now: datetime, problem: str | None = None
) -> Screen:
    view = await mentor_load.one(session, actor, member_id, 0, PAGE_SIZE, now)
    await _await(state, CAPACITY_AWAITED, member_id)
    return pages.ask_capacity(view, problem)


async def _await(state: FSMContext, what: State, member_id: int) -> None:
    await drafts.keep(state, KEY, replace(await _look(state), member_id=member_id))
    await state.set_state(what)


async def _whom(state: FSMContext) -> int:
    """Whose day or number is typed. Raises Outdated."""
    member_id = (await _look(state)).member_id
    if member_id is None:
        raise Outdated
    return member_id


async def _pause(
    session: Session, actor: Actor, state: FSMContext, member_id: int, until: date, now: datetime
) -> Screen:
    await mentor_care.pause(session, actor, member_id, until, now)
    return await _page(session, actor, state, member_id, now, "Пауза стоит, наставнику напишем.")


async def _set_capacity(
    session: Session, actor: Actor, state: FSMContext, member_id: int, capacity: int, now: datetime
) -> Screen:
    await mentor_care.set_capacity(session, actor, member_id, capacity, now)
    return await _page(session, actor, state, member_id, now, "Записали, наставнику напишем.")


def build_router() -> Router:
    router = Router(name=KEY)
    router.message.register(typed_name, drafts.awaited(KEY), Typed)
    router.message.register(typed_day, DAY_AWAITED, Typed)
    router.message.register(typed_capacity, CAPACITY_AWAITED, Typed)
    router.callback_query.register(open_list, OpenLoads.filter())
    router.callback_query.register(show_page, ShowLoads.filter())
    router.callback_query.register(back, BackToLoads.filter())
    router.callback_query.register(show, OpenLoad.filter())
    router.callback_query.register(show_card, LoadCard.filter())
    router.callback_query.register(ask_pause, PauseLoad.filter())
    router.callback_query.register(pause_for, PauseLoadFor.filter())
    router.callback_query.register(wake, WakeLoad.filter())
    router.callback_query.register(relieve, RelieveLoad.filter())
    router.callback_query.register(ask_capacity, AskCapacity.filter())
    router.callback_query.register(set_capacity, SetCapacity.filter())
    return router
