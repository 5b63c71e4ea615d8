"""The coordinator's desk: /desk, the list of events with the ways to the rest of the desk, one event."""

from datetime import datetime

from aiogram import Router
from aiogram.filters import Command
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from db.engine import Session
from domain.actors import Actor
from domain.events.event_draft import Draft
from handlers import drafts
from screens.desk import Desk, ManageEvent
from screens.events import event_desk as screens
from screens.hub import hub
from screens.kit import PAGE_SIZE, Screen
from services import desk
from services.events import event_desk


async def open_desk(message: Message, session: Session, actor: Actor, state: FSMContext, now: datetime) -> Screen:
    return await _desk(session, actor, state, Desk(), now)


async def show_desk(
    query: CallbackQuery, callback_data: Desk, session: Session, actor: Actor, state: FSMContext, now: datetime
) -> Screen:
    return await _desk(session, actor, state, callback_data, now)


async def _desk(session: Session, actor: Actor, state: FSMContext, asked: Desk, now: datetime) -> Screen:
    view = await event_desk.desk(session, actor, asked.page, PAGE_SIZE, asked.past, now)
    draft = await drafts.load_as(state, drafts.EVENT_PLAN, Draft)
    ways = () if asked.past else hub(await desk.figures(session, actor))
    return screens.desk(view, now, unfinished=draft is not None and draft.started, ways=ways)


async def show_event(
    query: CallbackQuery, callback_data: ManageEvent, session: Session, actor: Actor, now: datetime
) -> Screen:
    return screens.event(await event_desk.manage(session, actor, callback_data.event_id), now)


def build_router() -> Router:
    router = Router(name="desk")
    router.message.register(open_desk, Command("desk"))
    router.callback_query.register(show_desk, Desk.filter())
    router.callback_query.register(show_event, ManageEvent.filter())
    return router
