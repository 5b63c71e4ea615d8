"""Events: the calendar, a card, «Мои встречи»."""

import re
from datetime import datetime

from aiogram import Bot, F, Router
from aiogram.filters import Command, CommandObject, CommandStart
from aiogram.types import CallbackQuery, Message

from db.engine import Session
from documents import events as documents
from domain.errors import NotFound
from domain.events import EventFilter
from domain.people import Actor
from screens import event_card
from screens import events as screens
from screens.event_card import ToCalendar
from screens.events import Calendar, CalendarFilter, MyEvents, OpenEvent
from screens.kit import PAGE_SIZE, File, Screen
from services import events

_LINK = re.compile(r"event_([1-9]\d{0,17})")


async def open_calendar(message: Message, session: Session, actor: Actor, now: datetime) -> Screen:
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
    bot: Bot,
) -> Screen:
    """`/start event_12`: the link people pass to each other."""
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
    return event_card.card(view, now, await _address(bot, event_id))


async def _address(bot: Bot, event_id: int) -> str:
    """The link of an event that people pass to each other."""
    # asked of Telegram once in the life of the process
    me = await bot.me()
    return f"https://t.me/{me.username}?start=event_{event_id}"


async def calendar_file(
    query: CallbackQuery, callback_data: ToCalendar, session: Session, actor: Actor, now: datetime, bot: Bot
) -> File:
    view = await events.card(session, actor, callback_data.event_id, now)
    return event_card.calendar_file(documents.calendar_file(view, now, await _address(bot, view.id)))


async def open_my_events(message: Message, session: Session, actor: Actor, now: datetime) -> Screen:
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
    router.callback_query.register(calendar_file, ToCalendar.filter())
    router.callback_query.register(show_my_events, MyEvents.filter())
    return router
