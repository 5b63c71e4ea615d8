"""The roster of an event: the list, the search, a person's card and what can be done there."""

from dataclasses import replace
from datetime import datetime

from aiogram import Router
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from db.engine import Session
from domain.actors import Actor
from domain.errors import SeatsTaken
from domain.events.roster import Look, read_query
from domain.vocabulary import PresenceMethod
from handlers import drafts
from handlers.filters import Typed
from screens.desk import OpenRoster
from screens.events import participant as card_screens
from screens.events import roster as screens
from screens.events.participant import (
    ChooseRole,
    EraseParticipant,
    GiveRole,
    GiveSeat,
    MarkParticipant,
    RemoveParticipant,
)
from screens.events.roster import NarrowRoster, OpenParticipant, RosterPage, SearchRoster
from screens.kit import PAGE_SIZE, Reply, Screen, Toast
from services.events import presence, registrations, roster, roster_changes
from services.people import mydata

AWAITED = drafts.awaited(drafts.ROSTER)


# --- the list


async def open_roster(
    query: CallbackQuery, callback_data: OpenRoster, session: Session, actor: Actor, state: FSMContext
) -> Screen:
    """Everybody: a search and a choice made before are over."""
    return await _list(session, actor, state, Look(callback_data.event_id, callback_data.page))


async def show_page(
    query: CallbackQuery, callback_data: RosterPage, session: Session, actor: Actor, state: FSMContext
) -> Screen:
    look = await _look(state, callback_data.event_id)
    return await _list(session, actor, state, replace(look, page=callback_data.page, only=callback_data.only))


async def narrow(
    query: CallbackQuery,
    callback_data: NarrowRoster,
    session: Session,
    actor: Actor,
    state: FSMContext,
    now: datetime,
) -> Screen:
    look = await _look(state, callback_data.event_id)
    view = await roster.roster(session, actor, look.event_id, look.page, PAGE_SIZE, look.query, look.only)
    return screens.narrow(view, now)


async def ask_name(
    query: CallbackQuery, callback_data: SearchRoster, session: Session, actor: Actor, state: FSMContext
) -> Screen:
    event = await roster.event(session, actor, callback_data.event_id)
    await drafts.keep(state, drafts.ROSTER, Look(event.id))
    return screens.ask_name(event)


async def typed(message: Message, session: Session, actor: Actor, state: FSMContext) -> Screen:
    """A name to look for among everybody; after a search that found nobody another may follow at once."""
    look = await drafts.begun(state, drafts.ROSTER, Look)
    found = read_query(message.text or "")
    if not found:
        event = await roster.event(session, actor, look.event_id)
        return screens.ask_name(event, "Здесь нужны буквы. Например: Иванова.")
    view = await roster.roster(session, actor, look.event_id, 0, PAGE_SIZE, found)
    await drafts.keep(state, drafts.ROSTER, Look(look.event_id, query=found))
    return screens.roster(view)


async def _list(session: Session, actor: Actor, state: FSMContext, look: Look) -> Screen:
    view = await roster.roster(session, actor, look.event_id, look.page, PAGE_SIZE, look.query, look.only)
    await _remember(state, replace(look, page=view.page.number))
    return screens.roster(view)


async def _look(state: FSMContext, event_id: int) -> Look:
    """What of this roster was looked at last; of another one, nothing."""
    look = await drafts.load_as(state, drafts.ROSTER, Look)
    return look if look is not None and look.event_id == event_id else Look(event_id)


async def forget_search(state: FSMContext) -> None:
    """A name that was looked for is kept no longer than one stays in the roster: its bearer may be gone tomorrow."""
    look = await drafts.load_as(state, drafts.ROSTER, Look)
    if look is not None and look.query is not None:
        await state.update_data({drafts.ROSTER: replace(look, query=None, page=0).dump()})


async def _remember(state: FSMContext, look: Look) -> None:
    """Where to come back to; no name is awaited any more."""
    await drafts.keep(state, drafts.ROSTER, look)
    await state.set_state(None)


# --- one participant


async def open_card(
    query: CallbackQuery,
    callback_data: OpenParticipant,
    session: Session,
    actor: Actor,
    state: FSMContext,
    now: datetime,
) -> Screen:
    return await _card(session, actor, state, callback_data.registration_id, now, callback_data.sitting)


async def mark(
    query: CallbackQuery,
    callback_data: MarkParticipant,
    session: Session,
    actor: Actor,
    state: FSMContext,
    now: datetime,
) -> Screen:
    registration_id, sitting = callback_data.registration_id, callback_data.sitting
    if callback_data.state is None:
        held = (await roster.participant(session, actor, registration_id)).mark_of(sitting)
        if held is not None:
            await presence.unmark(session, actor, registration_id, sitting, held.at, now)
    else:
        await presence.mark(
            session, actor, registration_id, sitting, callback_data.state, None, PresenceMethod.MANUAL, now
        )
    return await _card(session, actor, state, registration_id, now, sitting)


async def choose_role(query: CallbackQuery, callback_data: ChooseRole, session: Session, actor: Actor) -> Screen:
    return card_screens.choose_role(await roster.participant(session, actor, callback_data.registration_id))


async def give_role(
    query: CallbackQuery,
    callback_data: GiveRole,
    session: Session,
    actor: Actor,
    state: FSMContext,
    now: datetime,
) -> Screen:
    await roster_changes.give_role(session, actor, callback_data.registration_id, callback_data.role, now)
    return await _card(session, actor, state, callback_data.registration_id, now)


async def give_seat(
    query: CallbackQuery,
    callback_data: GiveSeat,
    session: Session,
    actor: Actor,
    state: FSMContext,
    now: datetime,
) -> Screen:
    try:
        await registrations.seat(session, actor, callback_data.registration_id, now, over=callback_data.over)
    except SeatsTaken:
        return card_screens.ask_over(await roster.participant(session, actor, callback_data.registration_id))
    return await _card(session, actor, state, callback_data.registration_id, now)


async def remove(
    query: CallbackQuery,
    callback_data: RemoveParticipant,
    session: Session,
    actor: Actor,
    state: FSMContext,
    now: datetime,
) -> Reply:
    view = await roster.participant(session, actor, callback_data.registration_id)
    if not callback_data.sure:
        return card_screens.ask_removal(view, now)
    await registrations.remove(session, actor, callback_data.registration_id, now)
    return Toast("Человека в списке больше нет."), await _list(session, actor, state, await _look(state, view.event.id))


async def _card(
    session: Session, actor: Actor, state: FSMContext, registration_id: int, now: datetime, sitting: int = 0
) -> Screen:
    view = await roster.participant(session, actor, registration_id)
    look = await _look(state, view.event.id)
    # a name typed now would be a new search of a list that is no longer shown
    await state.set_state(None)
    return card_screens.card(view, look, now, sitting)


async def erase(
    query: CallbackQuery,
    callback_data: EraseParticipant,
    session: Session,
    actor: Actor,
    state: FSMContext,
    now: datetime,
) -> Reply:
    view = await roster.participant(session, actor, callback_data.registration_id)
    if not callback_data.sure:
        return card_screens.ask_erasure(view)
    await mydata.erase_absent(session, actor, callback_data.registration_id, now)
    return Toast("Данные удалены."), await _list(session, actor, state, await _look(state, view.event.id))


def build_router() -> Router:
    router = Router(name=drafts.ROSTER)
    router.message.register(typed, AWAITED, Typed)
    router.callback_query.register(open_roster, OpenRoster.filter())
    router.callback_query.register(show_page, RosterPage.filter())
    router.callback_query.register(narrow, NarrowRoster.filter())
    router.callback_query.register(ask_name, SearchRoster.filter())
    router.callback_query.register(open_card, OpenParticipant.filter())
    router.callback_query.register(mark, MarkParticipant.filter())
    router.callback_query.register(choose_role, ChooseRole.filter())
    router.callback_query.register(give_role, GiveRole.filter())
    router.callback_query.register(give_seat, GiveSeat.filter())
    router.callback_query.register(remove, RemoveParticipant.filter())
    router.callback_query.register(erase, EraseParticipant.filter())
    return router
