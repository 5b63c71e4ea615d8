"""Choosing reminders of events."""

from datetime import datetime

from aiogram import Router
from aiogram.types import CallbackQuery

from db.engine import Session
from domain.actors import Actor
from screens.events import reminders as screens
from screens.events.event_card import EventReminders
from screens.events.events import RemindersInGeneral
from screens.events.reminders import ChooseReminder
from screens.kit import Screen
from services.events import reminder_choice


async def of_event(query: CallbackQuery, callback_data: EventReminders, session: Session, actor: Actor) -> Screen:
    return screens.choice(await reminder_choice.choice(session, actor, callback_data.event_id))


async def in_general(query: CallbackQuery, session: Session, actor: Actor) -> Screen:
    return screens.choice(await reminder_choice.choice(session, actor, None))


async def choose(
    query: CallbackQuery, callback_data: ChooseReminder, session: Session, actor: Actor, now: datetime
) -> Screen:
    event_id = callback_data.event_id or None
    view = await reminder_choice.choose(session, actor, event_id, callback_data.kind, callback_data.on, now)
    return screens.choice(view)


def build_router() -> Router:
    router = Router(name="reminders")
    router.callback_query.register(of_event, EventReminders.filter())
    router.callback_query.register(in_general, RemindersInGeneral.filter())
    router.callback_query.register(choose, ChooseReminder.filter())
    return router
