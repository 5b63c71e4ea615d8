"""«Наставничество»: the home, for whoever joined, and the coordinators' view of it."""

from datetime import datetime

from aiogram import Router
from aiogram.filters import Command
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, TelegramObject

from db.engine import Session
from domain.actors import Actor
from domain.mentoring.request_form import Draft
from handlers import drafts
from screens.kit import Screen
from screens.mentoring import mentoring as screens
from screens.mentoring import mentoring_desk as desk_screens
from screens.mentoring.mentoring import Mentoring, MentoringDesk
from screens.mentoring.request_stops import to_resume
from services.mentoring import mentoring


async def home(event: TelegramObject, session: Session, actor: Actor, state: FSMContext) -> Screen:
    view = await mentoring.home(session, actor)
    draft = await drafts.load_as(state, drafts.REQUEST, Draft)
    return screens.home(view, to_resume() if draft is not None and draft.started else None)


async def desk(query: CallbackQuery, session: Session, actor: Actor, now: datetime) -> Screen:
    return desk_screens.desk(await mentoring.desk(session, actor, now))


def build_router() -> Router:
    router = Router(name="mentoring")
    router.message.register(home, Command("mentoring"))
    router.callback_query.register(home, Mentoring.filter())
    router.callback_query.register(desk, MentoringDesk.filter())
    return router
