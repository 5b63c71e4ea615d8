"""«Удалось встретиться?»: the answer, and a call for help."""

from datetime import datetime

from aiogram import Router
from aiogram.types import CallbackQuery

from db.engine import Session
from domain.actors import Actor
from screens.kit import Screen
from screens.mentoring import pair_checks as screens
from screens.mentoring.pair_checks import AnswerCheck, AskHelp
from services.mentoring import pair_checks


async def answer(
    query: CallbackQuery, callback_data: AnswerCheck, session: Session, actor: Actor, now: datetime
) -> Screen:
    said = callback_data.answer
    check = await pair_checks.say(session, actor, callback_data.pair_id, callback_data.occasion, said, now)
    return screens.answered(check)


async def ask_help(
    query: CallbackQuery, callback_data: AskHelp, session: Session, actor: Actor, now: datetime
) -> Screen:
    await pair_checks.call(session, actor, callback_data.pair_id, callback_data.wanted, now)
    return screens.helped(callback_data.pair_id, callback_data.wanted)


def build_router() -> Router:
    router = Router(name="pair_checks")
    router.callback_query.register(answer, AnswerCheck.filter())
    router.callback_query.register(ask_help, AskHelp.filter())
    return router
