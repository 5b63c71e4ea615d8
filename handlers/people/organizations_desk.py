"""«Организации»: the list with its search, one organisation's card, its people, the table."""

from dataclasses import replace
from datetime import datetime
from functools import partial

from aiogram import Router
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from db.engine import Session
from documents import organizations as spreadsheets
from domain.actors import Actor
from domain.people.members_desk import read_query
from domain.people.organizations_desk import Field, Look
from handlers import drafts
from handlers.filters import Typed
from screens.kit import PAGE_SIZE, Reply, Screen
from screens.people import organizations_desk as screens
from screens.people.organization_ways import (
    Archive,
    OpenOrganization,
    OpenOrganizations,
    OpenPeopleOf,
    OrganizationsPage,
    OrganizationsTable,
    SetTown,
    SetType,
)
from services.people import organizations_desk as desk

AWAITED = drafts.awaited(drafts.ORGANIZATIONS)


async def open_list(query: CallbackQuery, session: Session, actor: Actor, state: FSMContext) -> Screen:
    return await _list(session, actor, state, Look())


async def turn(
    query: CallbackQuery, callback_data: OrganizationsPage, session: Session, actor: Actor, state: FSMContext
) -> Screen:
    look = await _look(state)
    if callback_data.archived is not None:
        # among others another name is looked for
        look = replace(look, archived=callback_data.archived, words=())
    if callback_data.page is not None:
        look = replace(look, page=callback_data.page)
    return await _list(session, actor, state, look)


async def typed(message: Message, session: Session, actor: Actor, state: FSMContext) -> Screen:
    """A number or a name to look for, among those shown now."""
    look = await _look(state)
    return await _list(session, actor, state, replace(look, words=read_query(message.text or ""), page=0))


async def table(query: CallbackQuery, session: Session, actor: Actor, state: FSMContext, now: datetime) -> Reply:
    lines = await desk.export(session, actor, await _look(state), now)
    content = partial(spreadsheets.workbook, lines, screens.say)
    return screens.spreadsheet(content), screens.after_table(len(lines))


async def show(
    query: CallbackQuery, callback_data: OpenOrganization, session: Session, actor: Actor, state: FSMContext
) -> Screen:
    """A name typed under a card looks for the next organisation."""
    card = await desk.card(session, actor, callback_data.organization_id)
    await state.set_state(AWAITED)
    return screens.card(card)


async def people(query: CallbackQuery, callback_data: OpenPeopleOf, session: Session, actor: Actor) -> Screen:
    one, number = callback_data.organization_id, callback_data.page
    return screens.people(await desk.people(session, actor, one, number, PAGE_SIZE))


async def set_type(
    query: CallbackQuery, callback_data: SetType, session: Session, actor: Actor, state: FSMContext, now: datetime
) -> Screen:
    one = callback_data.organization_id
    await desk.change(session, actor, one, Field.TYPE, callback_data.type, now)
    return await _changed(session, actor, state, one, screens.CHANGED)


async def set_town(
    query: CallbackQuery, callback_data: SetTown, session: Session, actor: Actor, state: FSMContext, now: datetime
) -> Screen:
    one = callback_data.organization_id
    await desk.change(session, actor, one, Field.MUNICIPALITY, callback_data.municipality, now)
    return await _changed(session, actor, state, one, screens.CHANGED)


async def archive(
    query: CallbackQuery, callback_data: Archive, session: Session, actor: Actor, state: FSMContext, now: datetime
) -> Screen:
    """Putting away asks first; bringing back is its undo and asks nothing."""
    one, away = callback_data.organization_id, callback_data.away
    if away and not callback_data.sure:
        return screens.ask_archive(await desk.card(session, actor, one))
    await desk.archive(session, actor, one, away, now)
    return await _changed(session, actor, state, one, screens.ARCHIVED if away else screens.RESTORED)


async def _changed(session: Session, actor: Actor, state: FSMContext, organization_id: int, said: str) -> Screen:
    await state.set_state(AWAITED)
    return screens.card(await desk.card(session, actor, organization_id), said)


async def _look(state: FSMContext) -> Look:
    return await drafts.load_as(state, drafts.ORGANIZATIONS, Look) or Look()


async def _list(session: Session, actor: Actor, state: FSMContext, look: Look) -> Screen:
    view = await desk.page(session, actor, look, PAGE_SIZE)
    await drafts.keep(state, drafts.ORGANIZATIONS, view.look)
    return screens.organizations(view)


def build_router() -> Router:
    router = Router(name=drafts.ORGANIZATIONS)
    router.message.register(typed, AWAITED, Typed)
    router.callback_query.register(open_list, OpenOrganizations.filter())
    router.callback_query.register(turn, OrganizationsPage.filter())
    router.callback_query.register(table, OrganizationsTable.filter())
    router.callback_query.register(show, OpenOrganization.filter())
    router.callback_query.register(people, OpenPeopleOf.filter())
    router.callback_query.register(set_type, SetType.filter())
    router.callback_query.register(set_town, SetTown.filter())
    router.callback_query.register(archive, Archive.filter())
    return router
