"""A tip on request, or of one's own choice."""

from datetime import datetime

from aiogram import Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery, Message

from db.engine import Session
from domain.actors import Actor
from domain.errors import NotFound
from screens.kit import Reply
from screens.tips import tips as screens
from screens.tips.tip_ways import OpenTip
from screens.tips.tips import AnotherTip, ShowTip
from services.tips import tips


def build_router() -> Router:
    router = Router(name="tips")
    router.message.register(show_tip, Command("tip"))
    router.callback_query.register(show_tip, ShowTip.filter())
    router.callback_query.register(show_another, AnotherTip.filter())
    router.callback_query.register(open_tip, OpenTip.filter())
    return router


async def show_tip(act: Message | CallbackQuery, session: Session, actor: Actor, now: datetime) -> Reply:
    try:
        return screens.card(await tips.tip_now(session, actor, now))
    except NotFound:
        return screens.no_tips()


async def show_another(
    query: CallbackQuery, callback_data: AnotherTip, session: Session, actor: Actor, now: datetime
) -> Reply:
    return screens.card(await tips.another_tip(session, actor, callback_data.shown, now))


async def open_tip(
    query: CallbackQuery, callback_data: OpenTip, session: Session, actor: Actor, now: datetime
) -> Reply:
    return screens.card(await tips.open_tip(session, actor, callback_data.tip_id, now))
