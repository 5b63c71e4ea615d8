"""«Люди»: the list with its search, one person's card, the table, erasing at a person's own request."""

from dataclasses import replace
from datetime import UTC, datetime
from functools import partial

from aiogram import Router
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from db.engine import Session
from documents import people as spreadsheets
from domain.actors import Actor
from domain.people.members_desk import Look, read_query
from handlers import drafts
from handlers.filters import Typed
from screens.kit import PAGE_SIZE, Reply, Screen
from screens.people import member_files
from screens.people import member_history as history_screens
from screens.people import members_desk as screens
from screens.people.members_desk import (
    EraseMember,
    MemberPast,
    NarrowPeople,
    OpenMember,
    OpenPeople,
    PeoplePage,
    PeopleTable,
)
from services.people import member_history, members_desk, mydata

AWAITED = drafts.awaited(drafts.PEOPLE)


async def open_people(query: CallbackQuery, session: Session, actor: Actor, state: FSMContext) -> Screen:
    return await _list(session, actor, state, Look())


async def turn(
    query: CallbackQuery, callback_data: PeoplePage, session: Session, actor: Actor, state: FSMContext
) -> Screen:
    look = await _look(state)
    if callback_data.only is not None:
        # among other people another name is looked for
        look = replace(look, only=callback_data.only, words=())
    if callback_data.page is not None:
        look = replace(look, page=callback_data.page)
    return await _list(session, actor, state, look)


async def typed(message: Message, session: Session, actor: Actor, state: FSMContext) -> Screen:
    """A name or a school to look for, among those shown now."""
    look = await _look(state)
    return await _list(session, actor, state, replace(look, words=read_query(message.text or ""), page=0))


async def narrow(query: CallbackQuery, actor: Actor, state: FSMContext) -> Screen:
    actor.coordinator()
    return screens.filters(await _look(state))


async def table(query: CallbackQuery, session: Session, actor: Actor, state: FSMContext, now: datetime) -> Reply:
    rows = await members_desk.table(session, actor, await _look(state), now)
    content = partial(spreadsheets.workbook, rows, member_files.say)
    return member_files.spreadsheet(content), screens.after_table(len(rows))


async def show(
    query: CallbackQuery,
    callback_data: OpenMember,
    session: Session,
    actor: Actor,
    state: FSMContext,
    now: datetime,
) -> Screen:
    """A name typed under a card looks for the next person."""
    card = await members_desk.card(session, actor, callback_data.member_id, now)
    await state.set_state(AWAITED)
    return screens.card(card)


async def past(query: CallbackQuery, callback_data: MemberPast, session: Session, actor: Actor) -> Screen:
    return history_screens.history(await member_history.history(session, actor, callback_data.member_id))


async def erase(
    query: CallbackQuery, callback_data: EraseMember, session: Session, actor: Actor, now: datetime
) -> Screen:
    """Asks first; the second of two taps finds nobody."""
    if callback_data.asked is None:
        card = await members_desk.card(session, actor, callback_data.member_id, now)
        return screens.ask_erase(card, int(now.timestamp()))
    asked_at = datetime.fromtimestamp(callback_data.asked, UTC)
    await mydata.erase_member(session, actor, callback_data.member_id, asked_at, now)
    return screens.erased()


async def forget_search(state: FSMContext) -> None:
    """A name that was looked for is kept no longer than one stays with people: its bearer may be gone tomorrow."""
    look = await drafts.load_as(state, drafts.PEOPLE, Look)
    if look is not None and look.words:
        await state.update_data({drafts.PEOPLE: replace(look, words=(), page=0).dump()})


async def _look(state: FSMContext) -> Look:
    return await drafts.load_as(state, drafts.PEOPLE, Look) or Look()


async def _list(session: Session, actor: Actor, state: FSMContext, look: Look) -> Screen:
    view = await members_desk.people(session, actor, look, PAGE_SIZE)
    await drafts.keep(state, drafts.PEOPLE, view.look)
    return screens.people(view)


def build_router() -> Router:
    router = Router(name=drafts.PEOPLE)
    router.message.register(typed, AWAITED, Typed)
    router.callback_query.register(open_people, OpenPeople.filter())
    router.callback_query.register(turn, PeoplePage.filter())
    router.callback_query.register(narrow, NarrowPeople.filter())
    router.callback_query.register(table, PeopleTable.filter())
    router.callback_query.register(show, OpenMember.filter())
    router.callback_query.register(past, MemberPast.filter())
    router.callback_query.register(erase, EraseMember.filter())
    return router
