"""«Все лайфхаки»: favourites and the best of the month."""

from datetime import datetime

from aiogram import Router
from aiogram.types import CallbackQuery

from db.engine import Session
from domain.actors import Actor
from screens.kit import PAGE_SIZE, Screen
from screens.tips import tip_library as screens
from screens.tips.tip_ways import BestTips, Favourites, Library
from services.tips import tip_library


async def home(query: CallbackQuery) -> Screen:
    return screens.home()


async def favourites(query: CallbackQuery, callback_data: Favourites, session: Session, actor: Actor) -> Screen:
    return screens.favourites(await tip_library.favourites(session, actor, callback_data.page, PAGE_SIZE))


async def best(query: CallbackQuery, session: Session, now: datetime) -> Screen:
    return screens.best(await tip_library.best_of_month(session, now))


def build_router() -> Router:
    router = Router(name="tip_library")
    router.callback_query.register(home, Library.filter())
    router.callback_query.register(favourites, Favourites.filter())
    router.callback_query.register(best, BestTips.filter())
    return router
