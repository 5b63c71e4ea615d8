"""Events: the calendar, a card, signing up and leaving, «Мои встречи»."""

import re
from datetime import datetime

from aiogram import Bot, F, Router
from aiogram.filters import Command, CommandObject, CommandStart
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from db.engine import Session
from domain.errors import ConsentNeeded, NotFound, ProfileNeeded
from domain.events import EventFilter
from domain.people import Actor
from screens import event_card
from screens import events as screens
from screens import joining as joining_screens
from screens import registrations as outcomes
from screens.event_card import CancelSeat, SignUp
from screens.events import Calendar, CalendarFilter, MyEvents, OpenEvent
from screens.kit import PAGE_SIZE, Screen
from services import events, registrations

_LINK = re.compile(r"event_([1-9]\d{0,17})")


async def open_calendar(message: Message, session: Session, actor: Actor, now: datetime, state: FSMContext) -> Screen:
    await state.set_state(None)
    view = await events.calendar(session, actor, EventFilter(), 0, PAGE_SIZE, now)
    return screens.calendar(view, EventFilter(), now)


async def show_calendar(
    query: CallbackQuery, callback_data: Calendar, session: Session, actor: Actor, now: datetime
) -> Screen:
    wanted = callback_data.wanted
    view = await events.calendar(session, actor, wanted, callback_data.page, PAGE_SIZE, now)
    return screens.calendar(view, wanted, now)


async def choose_filter(query: CallbackQuery, callback_data: CalendarFilter, session: Session, now: datetime) -> Screen:
    choices = await events.filter_choices(session, callback_data.wanted, now)
    return screens.calendar_filter(choices, callback_data)


async def open_link(
    message: Message,
    command: CommandObject,
    session: Session,
    actor: Actor,
    now: datetime,
    state: FSMContext,
    bot: Bot,
) -> Screen:
    """`/start event_12`: the link people pass to each other."""
    await state.set_state(None)
    link = _LINK.fullmatch(command.args or "")
    if link is None:
        raise NotFound
    return await _card(session, actor, int(link[1]), now, bot)


async def show_card(
    query: CallbackQuery, callback_data: OpenEvent, session: Session, actor: Actor, now: datetime, bot: Bot
) -> Screen:
    return await _card(session, actor, callback_data.event_id, now, bot)


async def _card(session: Session, actor: Actor, event_id: int, now: datetime, bot: Bot) -> Screen:
    view = await events.card(session, actor, event_id, now)
    # asked of Telegram once in the life of the process
    me = await bot.me()
    return event_card.card(view, now, f"https://t.me/{me.username}?start=event_{event_id}")


async def sign_up(query: CallbackQuery, callback_data: SignUp, session: Session, actor: Actor, now: datetime) -> Screen:
    """Who has not joined yet is led there and, at the end, back to this event."""
    event_id = callback_data.event_id
    # both are raised before anything is written, so the turn may go on
    try:
        view = await registrations.sign_up(session, actor, event_id, callback_data.attendance, now)
    except ConsentNeeded:
        return joining_screens.consent_needed(event_id)
    except ProfileNeeded:
        return joining_screens.profile_needed(event_id)
    return outcomes.signed_up(view, now)


async def cancel(
    query: CallbackQuery, callback_data: CancelSeat, session: Session, actor: Actor, now: datetime
) -> Screen:
    view = await registrations.cancel(session, actor, callback_data.event_id, now)
    return outcomes.cancelled(view)


async def open_my_events(message: Message, session: Session, actor: Actor, now: datetime, state: FSMContext) -> Screen:
    await state.set_state(None)
    return screens.my_events(await events.my_events(session, actor, 0, PAGE_SIZE, now))


async def show_my_events(
    query: CallbackQuery, callback_data: MyEvents, session: Session, actor: Actor, now: datetime
) -> Screen:
    return screens.my_events(await events.my_events(session, actor, callback_data.page, PAGE_SIZE, now))


def build_router() -> Router:
    router = Router(name="events")
    router.message.register(open_link, CommandStart(deep_link=True, magic=F.args.startswith("event")))
    router.message.register(open_calendar, Command("events"))
    router.message.register(open_my_events, Command("my"))
    router.callback_query.register(show_calendar, Calendar.filter())
    router.callback_query.register(choose_filter, CalendarFilter.filter())
    router.callback_query.register(show_card, OpenEvent.filter())
    router.callback_query.register(sign_up, SignUp.filter())
    router.callback_query.register(cancel, CancelSeat.filter())
    router.callback_query.register(show_my_events, MyEvents.filter())
    return router
