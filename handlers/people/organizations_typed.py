"""Places people typed by hand, settled by coordinators."""

from datetime import datetime

from aiogram import Router
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from db.engine import Session
from domain.actors import Actor
from domain.people.members_desk import read_query
from domain.people.organizations_typed import Settling
from handlers import drafts
from handlers.filters import Typed
from screens.kit import PAGE_SIZE, Screen
from screens.people import organizations_desk as card_screens
from screens.people import organizations_typed as screens
from screens.people.organization_ways import NO_WORDS, OpenPlace, OpenPlaces
from screens.people.organizations_typed import KeepPlace, SeekPlace, SettlePlace, UnsettlePlace
from services.people import organizations_desk as desk
from services.people import organizations_typed as places

AWAITED = drafts.awaited(drafts.ORGANIZATIONS_TYPED)


async def show_all(query: CallbackQuery, callback_data: OpenPlaces, session: Session, actor: Actor) -> Screen:
    return screens.places(await places.page(session, actor, callback_data.page, PAGE_SIZE, callback_data.kept))


async def show(query: CallbackQuery, callback_data: OpenPlace, session: Session, actor: Actor) -> Screen:
    return screens.place(await places.place(session, actor, callback_data.key))


async def settle(
    query: CallbackQuery,
    callback_data: SettlePlace,
    session: Session,
    actor: Actor,
    state: FSMContext,
    now: datetime,
) -> Screen:
    one, key = callback_data.organization_id, callback_data.key
    people = await places.settle(session, actor, key, one, now)
    await drafts.forget(state, drafts.ORGANIZATIONS_TYPED)
    await state.set_state(drafts.awaited(drafts.ORGANIZATIONS))
    card = await desk.card(session, actor, one)
    return card_screens.card(card, screens.settled(people), undo=screens.undo(key, one), more=screens.next_place())


async def unsettle(
    query: CallbackQuery, callback_data: UnsettlePlace, session: Session, actor: Actor, now: datetime
) -> Screen:
    key = callback_data.key
    await places.unsettle(session, actor, key, callback_data.organization_id, now)
    return screens.place(await places.place(session, actor, key), screens.UNSETTLED)


async def keep(query: CallbackQuery, callback_data: KeepPlace, session: Session, actor: Actor, now: datetime) -> Screen:
    key, kept = callback_data.key, callback_data.kept
    await places.keep(session, actor, key, kept, now)
    view = await places.place(session, actor, key)
    return screens.place(view, screens.KEPT, more=screens.next_place()) if kept else screens.place(view, screens.ASKED)


async def seek(
    query: CallbackQuery, callback_data: SeekPlace, session: Session, actor: Actor, state: FSMContext
) -> Screen:
    view = await places.place(session, actor, callback_data.key)
    await drafts.keep(state, drafts.ORGANIZATIONS_TYPED, Settling(callback_data.key))
    return screens.seek(view)


async def typed(message: Message, session: Session, actor: Actor, state: FSMContext) -> Screen:
    """A name to look for; another may follow at once."""
    actor.coordinator()
    draft = await drafts.begun(state, drafts.ORGANIZATIONS_TYPED, Settling)
    view = await places.place(session, actor, draft.key)
    words = read_query(message.text or "")
    if not words:
        return screens.seek(view, NO_WORDS)
    return screens.found(view, await places.search(session, actor, words))


def build_router() -> Router:
    router = Router(name=drafts.ORGANIZATIONS_TYPED)
    router.message.register(typed, AWAITED, Typed)
    router.callback_query.register(show_all, OpenPlaces.filter())
    router.callback_query.register(show, OpenPlace.filter())
    router.callback_query.register(settle, SettlePlace.filter())
    router.callback_query.register(unsettle, UnsettlePlace.filter())
    router.callback_query.register(keep, KeepPlace.filter())
    router.callback_query.register(seek, SeekPlace.filter())
    return router
