"""Events: the calendar, a card, «Мои встречи»."""

from datetime import datetime

from aiogram import F, Router
from aiogram.filters import Command, CommandObject, CommandStart
from aiogram.types import CallbackQuery, Message

from db.engine import Session
from documents import events as documents
from domain.actors import Actor
from domain.addresses import Addresses
from domain.errors import NotFound
from domain.events.events import EventFilter
from domain.events.sharing import read_link
from domain.vocabulary import EventStatus
from screens.events import event_card
from screens.events import events as screens
from screens.events.event_card import ShowCover, ToCalendar
from screens.events.events import Calendar, CalendarFilter, MyEvents, OpenEvent, OpenFound, OpenListed, PastEvents
from screens.kit import PAGE_SIZE, File, Reply, Screen
from services.events import calendar_feed, events


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


async def open_link(message: Message, command: CommandObject, session: Session, actor: Actor, now: datetime) -> Screen:
    """`/start event_12_inline`: the link people pass to each other."""
    link = read_link(command.args or "")
    if link is None:
        raise NotFound
    return event_card.card(await events.card(session, actor, link.event_id, now), now, source=link.source)


async def show_card(
    query: CallbackQuery, callback_data: OpenEvent, session: Session, actor: Actor, now: datetime
) -> Screen:
    return event_card.card(await events.card(session, actor, callback_data.event_id, now), now)


async def show_listed(
    query: CallbackQuery, callback_data: OpenListed, session: Session, actor: Actor, now: datetime
) -> Screen:
    view = await events.card(session, actor, callback_data.event_id, now)
    return event_card.card(view, now, back=screens.to_calendar(callback_data.back))


async def show_found(
    query: CallbackQuery, callback_data: OpenFound, session: Session, actor: Actor, now: datetime
) -> Screen:
    view = await events.card(session, actor, callback_data.event_id, now)
    return event_card.card(view, now, source=callback_data.source)


async def show_cover(
    query: CallbackQuery, callback_data: ShowCover, session: Session, actor: Actor, now: datetime
) -> Reply:
    return event_card.cover(await events.card(session, actor, callback_data.event_id, now))


async def calendar_file(
    query: CallbackQuery,
    callback_data: ToCalendar,
    session: Session,
    actor: Actor,
    now: datetime,
    addresses: Addresses,
) -> File:
    entry = await calendar_feed.entry(session, actor, callback_data.event_id, now)
    content = documents.calendar_file(entry, now, addresses.event(entry.event_id))
    return event_card.calendar_file(content, called_off=entry.status is EventStatus.CANCELLED)


async def open_my_events(message: Message, session: Session, actor: Actor, now: datetime) -> Screen:
    return screens.my_events(await events.my_events(session, actor, 0, PAGE_SIZE, now), now)


async def show_my_events(
    query: CallbackQuery, callback_data: MyEvents, session: Session, actor: Actor, now: datetime
) -> Screen:
    return screens.my_events(await events.my_events(session, actor, callback_data.page, PAGE_SIZE, now), now)


async def show_past_events(
    query: CallbackQuery, callback_data: PastEvents, session: Session, actor: Actor, now: datetime
) -> Screen:
    view = await events.my_events(session, actor, callback_data.page, PAGE_SIZE, now, past=True)
    return screens.past_events(view)


def build_router() -> Router:
    router = Router(name="events")
    router.message.register(open_link, CommandStart(deep_link=True, magic=F.args.startswith("event")))
    router.message.register(open_calendar, Command("events"))
    router.message.register(open_my_events, Command("my"))
    router.callback_query.register(show_calendar, Calendar.filter())
    router.callback_query.register(choose_filter, CalendarFilter.filter())
    router.callback_query.register(show_card, OpenEvent.filter())
    router.callback_query.register(show_listed, OpenListed.filter())
    router.callback_query.register(show_found, OpenFound.filter())
    router.callback_query.register(show_cover, ShowCover.filter())
    router.callback_query.register(calendar_file, ToCalendar.filter())
    router.callback_query.register(show_my_events, MyEvents.filter())
    router.callback_query.register(show_past_events, PastEvents.filter())
    return router
