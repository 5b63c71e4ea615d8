"""Thanks to a mentor: words, who may read them, the club's page of them."""

from datetime import datetime

from aiogram import Router
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from db.engine import Session
from domain.actors import Actor
from domain.errors import InvalidAnswer, NotFound, OtherSideAway
from domain.mentoring.pair_feedback import ThanksDraft, read_thanks
from handlers import drafts
from handlers.filters import Typed
from screens.kit import PAGE_SIZE, Screen
from screens.mentoring import thanks as screens
from screens.mentoring.mentoring import OpenThanks
from screens.mentoring.thanks import AnswerThanks, GiveThanks, RemoveThanks, SendThanks
from services.mentoring import thanks

KEY = drafts.THANKS


async def give(
    query: CallbackQuery, callback_data: GiveThanks, session: Session, actor: Actor, state: FSMContext
) -> Screen:
    """The thanks that were sent already, or the question what to thank for."""
    pair_id = callback_data.pair_id
    if not callback_data.again:
        try:
            return screens.one(await thanks.one(session, actor, pair_id))
        except NotFound:
            pass
    mentor = await thanks.may_thank(session, actor, pair_id)
    await drafts.keep(state, KEY, ThanksDraft(pair_id))
    return screens.ask(pair_id, mentor)


async def typed(message: Message, session: Session, actor: Actor, state: FSMContext) -> Screen:
    """The words: kept until the person says who may read them, or asked for once more."""
    draft = await drafts.begun(state, KEY, ThanksDraft)
    try:
        mentor = await thanks.may_thank(session, actor, draft.pair_id)
    except OtherSideAway:
        await drafts.forget(state, KEY)
        return screens.nobody()
    try:
        text = read_thanks(message.text or "")
    except InvalidAnswer as invalid:
        return screens.ask(draft.pair_id, mentor, invalid.hint)
    await drafts.keep(state, KEY, ThanksDraft(draft.pair_id, text))
    return screens.ask_public(draft.pair_id, text)


async def send(
    query: CallbackQuery, callback_data: SendThanks, session: Session, actor: Actor, state: FSMContext, now: datetime
) -> Screen:
    """A second tap shows what the first has sent; an old one has no words any more."""
    draft = await drafts.load_as(state, KEY, ThanksDraft)
    if draft is None or draft.text is None or draft.pair_id != callback_data.pair_id:
        return screens.one(await thanks.one(session, actor, callback_data.pair_id))
    view = await thanks.send(session, actor, draft.pair_id, draft.text, callback_data.public, now)
    await drafts.forget(state, KEY)
    return screens.sent(view)


async def answer(query: CallbackQuery, callback_data: AnswerThanks, session: Session, actor: Actor) -> Screen:
    return screens.received(await thanks.let_show(session, actor, callback_data.pair_id, callback_data.agrees))


async def remove(query: CallbackQuery, callback_data: RemoveThanks, session: Session, actor: Actor) -> Screen:
    await thanks.remove(session, actor, callback_data.pair_id)
    return screens.removed(callback_data.pair_id)


async def wall(query: CallbackQuery, callback_data: OpenThanks, session: Session, actor: Actor) -> Screen:
    return screens.wall(await thanks.wall(session, actor, callback_data.page, PAGE_SIZE))


def build_router() -> Router:
    router = Router(name=KEY)
    router.message.register(typed, drafts.awaited(KEY), Typed)
    router.callback_query.register(give, GiveThanks.filter())
    router.callback_query.register(send, SendThanks.filter())
    router.callback_query.register(answer, AnswerThanks.filter())
    router.callback_query.register(remove, RemoveThanks.filter())
    router.callback_query.register(wall, OpenThanks.filter())
    return router
