"""The club's mentors: the list by direction, and a card as colleagues see it."""

from datetime import datetime

from aiogram import Router
from aiogram.types import CallbackQuery

from db.engine import Session
from domain.actors import Actor
from screens.kit import PAGE_SIZE, Screen
from screens.mentoring import mentors as screens
from screens.mentoring.mentoring import OpenMentors
from screens.mentoring.mentors import FilterMentors, OpenMentor
from services.mentoring import card_views


async def browse(
    query: CallbackQuery, callback_data: OpenMentors, session: Session, actor: Actor, now: datetime
) -> Screen:
    found = await card_views.mentors(session, actor, callback_data.direction, callback_data.page, PAGE_SIZE, now)
    return screens.mentors(found)


async def choose_direction(query: CallbackQuery, actor: Actor) -> Screen:
    actor.member()
    return screens.directions()


async def open_mentor(
    query: CallbackQuery, callback_data: OpenMentor, session: Session, actor: Actor, now: datetime
) -> Screen:
    view = await card_views.seen(session, actor, callback_data.member_id, now)
    own = view.member_id == actor.member_id
    return screens.mentor(view, callback_data, own=own, coordinator=actor.is_coordinator)


def build_router() -> Router:
    router = Router(name="mentors")
    router.callback_query.register(browse, OpenMentors.filter())
    router.callback_query.register(choose_direction, FilterMentors.filter())
    router.callback_query.register(open_mentor, OpenMentor.filter())
    return router
