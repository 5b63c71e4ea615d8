"""A new organisation, or what is to change of one: its name is typed, the rest is pressed."""

from dataclasses import replace
from datetime import datetime

from aiogram import Router
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from db.engine import Session
from domain.actors import Actor
from domain.errors import InvalidAnswer, OrganizationExists
from domain.people.organizations_desk import Field, OrganizationForm, read_name
from handlers import drafts
from handlers.filters import Typed
from screens import errors
from screens.kit import Screen
from screens.people import organization_form as screens
from screens.people import organizations_desk as card_screens
from screens.people import organizations_typed as typed_screens
from screens.people.organization_form import NewName, NewTown, NewType, SaveOrganization
from screens.people.organization_ways import AddOrganization, AskChange
from services.people import organizations_desk as desk
from services.people import organizations_typed

AWAITED = drafts.awaited(drafts.ORGANIZATION_FORM)


async def begin(
    query: CallbackQuery, callback_data: AddOrganization, session: Session, actor: Actor, state: FSMContext
) -> Screen:
    actor.coordinator()
    form = OrganizationForm(key=callback_data.key)
    if form.key is not None:
        # most of who wrote so are of that town
        form = replace(form, municipality=(await organizations_typed.place(session, actor, form.key)).town)
    return await _ask_name(session, actor, state, form)


async def ask_change(
    query: CallbackQuery, callback_data: AskChange, session: Session, actor: Actor, state: FSMContext
) -> Screen:
    view = (await desk.card(session, actor, callback_data.organization_id)).view
    match callback_data.field:
        case Field.TYPE:
            return card_screens.ask_type(view)
        case Field.MUNICIPALITY:
            return card_screens.ask_town(view)
        case Field.NAME:
            return await _ask_name(session, actor, state, OrganizationForm(organization_id=view.id, name=view.name))


async def typed(message: Message, session: Session, actor: Actor, state: FSMContext, now: datetime) -> Screen:
    """A name: of an organisation that is there it is saved, of a new one the next question follows."""
    actor.coordinator()
    form = await _form(state)
    try:
        name = read_name(message.text or "")
        if form.organization_id is not None:
            return await _rename(session, actor, state, form.organization_id, name, now)
    except InvalidAnswer as invalid:
        return await _ask_name(session, actor, state, form, invalid.hint)
    except OrganizationExists:
        return await _ask_name(session, actor, state, form, errors.TEXTS[OrganizationExists])
    return await _ask_next(session, actor, state, replace(form, name=name))


async def _rename(
    session: Session, actor: Actor, state: FSMContext, organization_id: int, name: str, now: datetime
) -> Screen:
    await desk.change(session, actor, organization_id, Field.NAME, name, now)
    await drafts.forget(state, drafts.ORGANIZATION_FORM)
    await state.set_state(drafts.awaited(drafts.ORGANIZATIONS))
    return card_screens.card(await desk.card(session, actor, organization_id), screens.RENAMED)


async def rename(
    query: CallbackQuery, callback_data: NewName, session: Session, actor: Actor, state: FSMContext
) -> Screen:
    """The name anew, or as people wrote it."""
    actor.coordinator()
    form = await _form(state)
    if not callback_data.as_typed or form.key is None:
        return await _ask_name(session, actor, state, form)
    written = (await organizations_typed.place(session, actor, form.key)).place.text
    try:
        name = read_name(written)
    except InvalidAnswer as invalid:
        return await _ask_name(session, actor, state, form, invalid.hint)
    return await _ask_next(session, actor, state, replace(form, name=name))


async def choose_type(
    query: CallbackQuery, callback_data: NewType, session: Session, actor: Actor, state: FSMContext
) -> Screen:
    actor.coordinator()
    form = await _form(state)
    return await _ask_next(session, actor, state, replace(form, type=callback_data.type))


async def choose_town(
    query: CallbackQuery, callback_data: NewTown, session: Session, actor: Actor, state: FSMContext
) -> Screen:
    actor.coordinator()
    form = replace(await _form(state), municipality=callback_data.municipality)
    return await _ask_next(session, actor, state, form)


async def save(query: CallbackQuery, session: Session, actor: Actor, state: FSMContext, now: datetime) -> Screen:
    """Saves once: a second tap finds no form any more."""
    actor.coordinator()
    form = await _form(state)
    new = form.complete
    if new is None:
        return await _ask_next(session, actor, state, form)
    if form.key is None:
        one, undo, more = await desk.add(session, actor, new, now), None, None
    else:
        one = await organizations_typed.create(session, actor, form.key, new, now)
        undo, more = typed_screens.undo(form.key, one), typed_screens.next_place()
    await drafts.forget(state, drafts.ORGANIZATION_FORM)
    await state.set_state(drafts.awaited(drafts.ORGANIZATIONS))
    return card_screens.card(await desk.card(session, actor, one), screens.ADDED, undo=undo, more=more)


async def _form(state: FSMContext) -> OrganizationForm:
    return await drafts.begun(state, drafts.ORGANIZATION_FORM, OrganizationForm)


async def _ask_name(
    session: Session, actor: Actor, state: FSMContext, form: OrganizationForm, problem: str | None = None
) -> Screen:
    await drafts.keep(state, drafts.ORGANIZATION_FORM, form)
    typed_words = None
    if form.key is not None:
        typed_words = (await organizations_typed.place(session, actor, form.key)).place.text
    return screens.ask_name(form, typed_words, problem)


async def _ask_next(session: Session, actor: Actor, state: FSMContext, form: OrganizationForm) -> Screen:
    """The first question still open, or everything once more."""
    await drafts.keep(state, drafts.ORGANIZATION_FORM, form)
    if form.name is None:
        return await _ask_name(session, actor, state, form)
    if form.type is None:
        return screens.ask_type(form)
    new = form.complete
    if new is None:
        return screens.ask_town(form)
    return screens.summary(form, new, await desk.near(session, actor, new.name, new.municipality))


def build_router() -> Router:
    router = Router(name=drafts.ORGANIZATION_FORM)
    router.message.register(typed, AWAITED, Typed)
    router.callback_query.register(begin, AddOrganization.filter())
    router.callback_query.register(ask_change, AskChange.filter())
    router.callback_query.register(rename, NewName.filter())
    router.callback_query.register(choose_type, NewType.filter())
    router.callback_query.register(choose_town, NewTown.filter())
    router.callback_query.register(save, SaveOrganization.filter())
    return router
