"""The end of a programme: it is completed, and each side says what they think, question by question."""

from datetime import datetime

from aiogram import Router
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from db.engine import Session
from domain.actors import Actor
from domain.errors import InvalidAnswer, PairEnded, PairOpinionClosed
from domain.mentoring.pair_feedback import EXAMPLES, Ask, PairOpinion, TypedAnswer
from domain.vocabulary import PairStatus
from handlers import drafts
from handlers.filters import Typed
from screens.kit import Screen
from screens.mentoring import pair_feedback as screens
from screens.mentoring import pairs as pair_screens
from screens.mentoring.pair_feedback import (
    AskOpinion,
    EndOpinion,
    EraseOpinion,
    FinishPair,
    GiveOpinion,
    OpinionWords,
    SetOpinion,
)
from services.mentoring import pair_feedback, pair_views

KEY = drafts.PAIR_FEEDBACK
# answers of one pair are long: a page of them must fit a message
_WORDS_ON_PAGE = 1


async def finish(
    query: CallbackQuery, callback_data: FinishPair, session: Session, actor: Actor, now: datetime
) -> Screen:
    """Ask once; a second tap, or the other side's end meanwhile, shows the pair as it is."""
    pair_id = callback_data.pair_id
    if callback_data.sure:
        try:
            return screens.finished(await pair_feedback.complete(session, actor, pair_id, now))
        except PairEnded:
            pass
    view = await pair_views.one(session, actor, pair_id)
    if view.live:
        return screens.ask_finish(pair_id, await pair_feedback.summary(session, actor, pair_id))
    if view.status is PairStatus.COMPLETED and callback_data.sure:
        return screens.finished(await pair_feedback.open(session, actor, pair_id, now))
    return pair_screens.pair(view)


async def give(
    query: CallbackQuery, callback_data: GiveOpinion, session: Session, actor: Actor, state: FSMContext, now: datetime
) -> Screen:
    """From the beginning, from where it was interrupted, or what came of it."""
    view = await pair_feedback.open(session, actor, callback_data.pair_id, now)
    return await _show(state, view, None if view.finished else view.goes_on)


async def ask(
    query: CallbackQuery, callback_data: AskOpinion, session: Session, actor: Actor, state: FSMContext, now: datetime
) -> Screen:
    view = await pair_feedback.open(session, actor, callback_data.pair_id, now)
    view.number(callback_data.ask)
    return await _show(state, view, None if view.sealed else callback_data.ask)


async def choose(
    query: CallbackQuery, callback_data: SetOpinion, session: Session, actor: Actor, state: FSMContext, now: datetime
) -> Screen:
    asked = callback_data.ask
    view = await pair_feedback.give(session, actor, callback_data.pair_id, asked, callback_data.value, now)
    return await _on(session, actor, state, view, asked, now)


async def typed(message: Message, session: Session, actor: Actor, state: FSMContext, now: datetime) -> Screen:
    """An answer in words: kept, or asked for once more with what was wrong."""
    draft = await drafts.begun(state, KEY, TypedAnswer)
    try:
        view = await pair_feedback.give(session, actor, draft.pair_id, draft.ask, message.text or "", now)
    except InvalidAnswer as invalid:
        view = await pair_feedback.open(session, actor, draft.pair_id, now)
        return screens.ask(view, draft.ask, invalid.hint)
    except PairOpinionClosed:
        # the other side has come to the end meanwhile: what was answered is open to both
        return await _show(state, await pair_feedback.open(session, actor, draft.pair_id, now), None)
    return await _on(session, actor, state, view, draft.ask, now)


async def erase(
    query: CallbackQuery, callback_data: EraseOpinion, session: Session, actor: Actor, state: FSMContext, now: datetime
) -> Screen:
    view = await pair_feedback.erase(session, actor, callback_data.pair_id, callback_data.ask, now)
    return await _show(state, view, callback_data.ask)


async def end(
    query: CallbackQuery, callback_data: EndOpinion, session: Session, actor: Actor, state: FSMContext, now: datetime
) -> Screen:
    return await _show(state, await pair_feedback.end(session, actor, callback_data.pair_id, now), None)


async def words(query: CallbackQuery, callback_data: OpinionWords, session: Session, actor: Actor) -> Screen:
    return screens.all_words(await pair_feedback.words(session, actor, callback_data.page, _WORDS_ON_PAGE))


async def _on(
    session: Session, actor: Actor, state: FSMContext, view: PairOpinion, answered: Ask, now: datetime
) -> Screen:
    """The next question; an answer to the last one is the end of the form."""
    following = view.after(answered)
    if following is None:
        view = await pair_feedback.end(session, actor, view.pair_id, now)
    return await _show(state, view, following)


async def _show(state: FSMContext, view: PairOpinion, asked: Ask | None) -> Screen:
    """A question or, past the last one, where things stand. Only some are answered in words."""
    if asked is None or asked not in EXAMPLES:
        await drafts.forget(state, KEY)
        return screens.ended(view) if asked is None else screens.ask(view, asked)
    await drafts.keep(state, KEY, TypedAnswer(view.pair_id, asked))
    return screens.ask(view, asked)


def build_router() -> Router:
    router = Router(name=KEY)
    router.message.register(typed, drafts.awaited(KEY), Typed)
    router.callback_query.register(finish, FinishPair.filter())
    router.callback_query.register(give, GiveOpinion.filter())
    router.callback_query.register(ask, AskOpinion.filter())
    router.callback_query.register(choose, SetOpinion.filter())
    router.callback_query.register(erase, EraseOpinion.filter())
    router.callback_query.register(end, EndOpinion.filter())
    router.callback_query.register(words, OpinionWords.filter())
    return router
