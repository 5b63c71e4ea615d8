"""«Хочу продолжить»: wishes after an evening of quick meetings, and the request that is ready."""

from dataclasses import replace
from datetime import datetime

from aiogram import Router
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery

from db.engine import Session
from domain.actors import Actor
from domain.errors import RequestsFull
from domain.mentoring.request_form import Draft
from handlers import drafts
from screens.events import speed_wishes as screens
from screens.events.speed_wishes import MetMentors, ReadyRequest, WishPage, WishPerson
from screens.kit import Screen
from screens.mentoring import my_requests
from screens.mentoring import request_form as form_screens
from services.events import speed_wishes
from services.mentoring import request_form

_BUSY = "Этот наставник сейчас не берёт новых коллег. Выберите, кого спросить вместо него, или вернитесь позже."


async def show_page(
    query: CallbackQuery, callback_data: WishPage, session: Session, actor: Actor, now: datetime
) -> Screen:
    view = await speed_wishes.wishes(session, actor, callback_data.event_id, now)
    return screens.wishes(view, callback_data.page, now)


async def wish(
    query: CallbackQuery, callback_data: WishPerson, session: Session, actor: Actor, now: datetime
) -> Screen:
    view = await speed_wishes.wish(
        session, actor, callback_data.event_id, callback_data.member_id, callback_data.on, now
    )
    return screens.wishes(view, callback_data.page, now)


async def show_cards(
    query: CallbackQuery, callback_data: MetMentors, session: Session, actor: Actor, now: datetime
) -> Screen:
    return screens.met_mentors(await speed_wishes.wishes(session, actor, callback_data.event_id, now))


async def open_request(
    query: CallbackQuery, callback_data: ReadyRequest, session: Session, actor: Actor, state: FSMContext, now: datetime
) -> Screen:
    """The form at its summary: one press sends it. An unfinished request is not lost by a press."""
    event_id, mentor_id = callback_data.event_id, callback_data.mentor_id
    try:
        title, filled = await speed_wishes.ready(session, actor, event_id, mentor_id, now)
    except RequestsFull:
        return my_requests.full()
    wanted = replace(filled, need=screens.need(title))
    begun = await drafts.load_as(state, drafts.REQUEST, Draft)
    if begun is not None and begun.started and not callback_data.anew and begun.wanted != wanted:
        return screens.over_draft(event_id, mentor_id)
    asked = await request_form.asked(session, actor, Draft().after(wanted), now)
    await drafts.keep(state, drafts.REQUEST, asked.draft)
    return form_screens.ask(asked, None if mentor_id in wanted.mentors else _BUSY)


def build_router() -> Router:
    router = Router(name="speed_wishes")
    router.callback_query.register(show_page, WishPage.filter())
    router.callback_query.register(wish, WishPerson.filter())
    router.callback_query.register(show_cards, MetMentors.filter())
    router.callback_query.register(open_request, ReadyRequest.filter())
    return router
