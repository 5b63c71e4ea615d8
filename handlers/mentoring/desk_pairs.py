"""Pairs before a coordinator: lists, a search, one pair with what may be done, the spreadsheet."""

from datetime import datetime
from functools import partial

from aiogram import Router
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from db.engine import Session
from documents import mentoring_table as spreadsheets
from domain.actors import Actor
from domain.events.roster import read_query
from domain.vocabulary import PairStatus
from handlers import drafts
from handlers.filters import Typed
from screens.kit import PAGE_SIZE, Reply, Screen
from screens.mentoring import desk_pairs as screens
from screens.mentoring import mentoring_table as table_screens
from screens.mentoring.desk_pairs import EndPair, FindPairs, NudgePair, PairsTable, WakePair
from screens.mentoring.desk_ways import OpenPairDesk, ShowPairs
from services.mentoring import desk_pairs, mentoring_table

KEY = drafts.DESK_PAIRS
AWAITED = drafts.awaited(KEY)


# --- lists


async def show_pairs(
    query: CallbackQuery, callback_data: ShowPairs, session: Session, actor: Actor, state: FSMContext, now: datetime
) -> Screen:
    await state.set_state(None)
    view = await desk_pairs.pairs(session, actor, callback_data.only, callback_data.page, PAGE_SIZE, now)
    return screens.pairs(view, now)


async def ask_name(query: CallbackQuery, callback_data: FindPairs, actor: Actor, state: FSMContext) -> Screen:
    actor.coordinator()
    await state.set_state(AWAITED)
    return screens.ask_name()


async def typed(message: Message, session: Session, actor: Actor, now: datetime) -> Screen:
    """A name to look for; another may follow at once."""
    actor.coordinator()
    name = read_query(message.text or "")
    if not name:
        return screens.ask_name(screens.UNREADABLE)
    return screens.found(await desk_pairs.find(session, actor, name, PAGE_SIZE, now), now)


async def table(
    query: CallbackQuery, callback_data: PairsTable, session: Session, actor: Actor, now: datetime
) -> Reply:
    view = await mentoring_table.table(session, actor, now)
    content = partial(spreadsheets.workbook, view, partial(table_screens.say, now))
    return table_screens.spreadsheet(content, now), table_screens.after_file()


# --- one pair


async def show(
    query: CallbackQuery, callback_data: OpenPairDesk, session: Session, actor: Actor, state: FSMContext, now: datetime
) -> Screen:
    """One pair; no name is awaited any more, nor kept."""
    await drafts.forget(state, drafts.HANDOVER)
    view = await desk_pairs.one(session, actor, callback_data.pair_id, now)
    return screens.pair(view, now, callback_data.only, callback_data.page)


async def nudge(
    query: CallbackQuery, callback_data: NudgePair, session: Session, actor: Actor, now: datetime
) -> Screen:
    done = await desk_pairs.nudge(session, actor, callback_data.pair_id, now)
    said = screens.NUDGED if done else screens.NUDGED_BEFORE
    return await _pair(session, actor, callback_data.pair_id, now, said)


async def wake(query: CallbackQuery, callback_data: WakePair, session: Session, actor: Actor, now: datetime) -> Screen:
    await desk_pairs.resume(session, actor, callback_data.pair_id, now)
    return await _pair(session, actor, callback_data.pair_id, now, screens.WOKEN)


async def end(query: CallbackQuery, callback_data: EndPair, session: Session, actor: Actor, now: datetime) -> Screen:
    """Asks first. A second tap, or a pair that is over already, is shown as it stands."""
    view = await desk_pairs.one(session, actor, callback_data.pair_id, now)
    completed = callback_data.completed
    if not (view.live if completed else view.open):
        return screens.pair(view, now)
    if not callback_data.sure:
        return screens.ask_end(view, completed=completed)
    status = PairStatus.COMPLETED if completed else PairStatus.STOPPED
    await desk_pairs.end(session, actor, view.id, status, now)
    return await _pair(session, actor, view.id, now, screens.ENDED[completed])


async def _pair(session: Session, actor: Actor, pair_id: int, now: datetime, said: str) -> Screen:
    return screens.pair(await desk_pairs.one(session, actor, pair_id, now), now, said=said)


def build_router() -> Router:
    router = Router(name=KEY)
    router.message.register(typed, AWAITED, Typed)
    router.callback_query.register(show_pairs, ShowPairs.filter())
    router.callback_query.register(ask_name, FindPairs.filter())
    router.callback_query.register(table, PairsTable.filter())
    router.callback_query.register(show, OpenPairDesk.filter())
    router.callback_query.register(nudge, NudgePair.filter())
    router.callback_query.register(wake, WakePair.filter())
    router.callback_query.register(end, EndPair.filter())
    return router
