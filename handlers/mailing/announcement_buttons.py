"""Buttons under an announcement: which there are, and where one more leads."""

from dataclasses import replace
from datetime import datetime

from aiogram import Router
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from db.engine import Session
from domain.actors import Actor
from domain.errors import AnnouncementMoved, InvalidAnswer, NotFound, Outdated
from domain.mailing.announcement_buttons import Asking, read_link_button
from domain.mailing.announcements import PartButton, Target
from domain.typed import clean
from handlers import drafts
from handlers.filters import Typed
from handlers.mailing.announcements import show, while_written
from screens.kit import PAGE_SIZE, Screen
from screens.mailing import announcement_buttons as screens
from screens.mailing.announcement_buttons import (
    AddEvent,
    AddHelp,
    AddLink,
    AddTip,
    ChooseEvent,
    ChooseTip,
    RemoveWay,
)
from screens.mailing.announcements import ArrangeButtons
from services.mailing import announcement_buttons, announcements

KEY = drafts.ANNOUNCEMENT_BUTTONS
_HELP = "Нужна помощь"


@while_written
async def arrange(
    query: CallbackQuery,
    callback_data: ArrangeButtons,
    session: Session,
    actor: Actor,
    state: FSMContext,
    now: datetime,
) -> Screen:
    view = await announcements.unsent_view(session, actor, callback_data.announcement_id)
    await drafts.forget(state, KEY)
    return screens.arrange(view)


@while_written
async def ask_link(
    query: CallbackQuery, callback_data: AddLink, session: Session, actor: Actor, state: FSMContext, now: datetime
) -> Screen:
    view = await announcements.unsent_view(session, actor, callback_data.announcement_id)
    await drafts.keep(state, KEY, Asking(view.id, Target.LINK))
    return screens.ask_link(view.id)


@while_written
async def add_help(
    query: CallbackQuery, callback_data: AddHelp, session: Session, actor: Actor, state: FSMContext, now: datetime
) -> Screen:
    return await _add(session, actor, state, callback_data.announcement_id, PartButton(_HELP, Target.REQUEST), now)


@while_written
async def choose_event(
    query: CallbackQuery, callback_data: ChooseEvent, session: Session, actor: Actor, now: datetime
) -> Screen:
    view = await announcements.unsent_view(session, actor, callback_data.announcement_id)
    choices = await announcement_buttons.events(session, actor, callback_data.page, PAGE_SIZE, now)
    return screens.choose_event(view.id, choices)


@while_written
async def add_event(
    query: CallbackQuery, callback_data: AddEvent, session: Session, actor: Actor, state: FSMContext, now: datetime
) -> Screen:
    """Its title becomes the label."""
    button = PartButton("", Target.EVENT, id=callback_data.event_id)
    return await _add(session, actor, state, callback_data.announcement_id, button, now)


@while_written
async def choose_tip(
    query: CallbackQuery, callback_data: ChooseTip, session: Session, actor: Actor, state: FSMContext, now: datetime
) -> Screen:
    """By pages, of all or of what the last words have found; other words may be typed."""
    id_ = (await announcements.unsent_view(session, actor, callback_data.announcement_id)).id
    asking = await _asking(state, Target.TIP)
    words = asking.words if callback_data.found and asking and asking.announcement_id == id_ else None
    choices = await announcement_buttons.tips(session, actor, words, callback_data.page, PAGE_SIZE)
    await drafts.keep(state, KEY, Asking(id_, Target.TIP, words))
    return screens.choose_tip(id_, choices)


@while_written
async def add_tip(
    query: CallbackQuery, callback_data: AddTip, session: Session, actor: Actor, state: FSMContext, now: datetime
) -> Screen:
    button = PartButton("", Target.TIP, id=callback_data.tip_id)
    return await _add(session, actor, state, callback_data.announcement_id, button, now)


@while_written
async def remove(
    query: CallbackQuery, callback_data: RemoveWay, session: Session, actor: Actor, state: FSMContext, now: datetime
) -> Screen:
    id_ = callback_data.announcement_id
    try:
        view = await announcement_buttons.remove(session, actor, id_, callback_data.number, callback_data.mark, now)
    except Outdated:
        return screens.arrange(await announcements.view(session, actor, id_))
    await drafts.forget(state, KEY)
    return screens.arrange(view, "Убрано.")


async def typed(message: Message, session: Session, actor: Actor, state: FSMContext, now: datetime) -> Screen:
    """A label with an address, or words to find a tip by."""
    actor.coordinator()
    asking = await drafts.begun(state, KEY, Asking)
    text = message.text or ""
    try:
        await announcements.unsent_view(session, actor, asking.announcement_id)
    except AnnouncementMoved:
        await drafts.forget(state, KEY)
        return await show(session, actor, asking.announcement_id, now)
    if asking.target is Target.TIP:
        words = clean(text) or None
        choices = await announcement_buttons.tips(session, actor, words, 0, PAGE_SIZE)
        await drafts.keep(state, KEY, replace(asking, words=words))
        return screens.choose_tip(asking.announcement_id, choices)
    try:
        button = read_link_button(text)
    except InvalidAnswer as invalid:
        return screens.ask_link(asking.announcement_id, invalid.hint)
    return await _add(session, actor, state, asking.announcement_id, button, now)


async def _add(
    session: Session, actor: Actor, state: FSMContext, announcement_id: int, button: PartButton, now: datetime
) -> Screen:
    """One more, or why not: nothing is written then."""
    try:
        view = await announcement_buttons.add(session, actor, announcement_id, button, now)
        news = "Кнопка добавлена."
    except InvalidAnswer as invalid:
        view, news = await announcements.view(session, actor, announcement_id), f"⚠️ {invalid.hint}"
    except NotFound:
        view, news = await announcements.view(session, actor, announcement_id), "⚠️ Этого уже нет. Выберите другое."
    await drafts.forget(state, KEY)
    return screens.arrange(view, news)


async def _asking(state: FSMContext, target: Target) -> Asking | None:
    asking = await drafts.load_as(state, KEY, Asking)
    return asking if asking and asking.target is target else None


def build_router() -> Router:
    router = Router(name=KEY)
    router.message.register(typed, drafts.awaited(KEY), Typed)
    router.callback_query.register(arrange, ArrangeButtons.filter())
    router.callback_query.register(ask_link, AddLink.filter())
    router.callback_query.register(add_help, AddHelp.filter())
    router.callback_query.register(choose_event, ChooseEvent.filter())
    router.callback_query.register(add_event, AddEvent.filter())
    router.callback_query.register(choose_tip, ChooseTip.filter())
    router.callback_query.register(add_tip, AddTip.filter())
    router.callback_query.register(remove, RemoveWay.filter())
    return router
