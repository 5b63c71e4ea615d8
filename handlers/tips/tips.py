"""A tip on request and an opinion about it."""

from datetime import datetime

from aiogram import Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery, Message

from db.engine import Session
from domain.actors import Actor
from domain.errors import NotFound
from screens.kit import Reply
from screens.tips import tips as screens
from screens.tips.tips import AnotherTip, ShowTip, VoteTip
from services.tips import tips


def build_router() -> Router:
    router = Router(name="tips")
    router.message.register(show_tip, Command("tip"))
    router.callback_query.register(show_tip, ShowTip.filter())
    router.callback_query.register(show_another, AnotherTip.filter())
    router.callback_query.register(vote, VoteTip.filter())
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


async def vote(query: CallbackQuery, callback_data: VoteTip, session: Session, actor: Actor) -> Reply:
    return screens.voted(await tips.vote(session, actor, callback_data.tip, callback_data.value))
