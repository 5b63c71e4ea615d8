"""Members' tips that wait for a coordinator: read, mended, published, sent back."""

from datetime import datetime

from aiogram import Router
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from db.engine import Session
from domain.actors import Actor
from domain.errors import InvalidAnswer, NotFound, TipMoved
from domain.tips.proposals import Mended, Mending
from domain.vocabulary import TipState
from handlers import drafts
from handlers.filters import Typed
from screens.kit import PAGE_SIZE, Reply, Screen
from screens.tips import tip_moderation as screens
from screens.tips import tip_words
from screens.tips.tip_moderation import MendDirection, MendSeason, MendTip, PublishTip, ReturnTip, ReviewTip
from screens.tips.tip_ways import TipsToReview
from services.tips import tip_moderation

KEY = drafts.TIP_MODERATION

_TYPED = frozenset({Mended.TITLE, Mended.TEXT, Mended.NOTE})


async def queue(
    query: CallbackQuery, callback_data: TipsToReview, session: Session, actor: Actor, state: FSMContext
) -> Screen:
    page, published = callback_data.page, callback_data.published
    view = await tip_moderation.queue(session, actor, page, PAGE_SIZE, published=published)
    await drafts.forget(state, KEY)
    return screens.queue(view)


async def review(
    query: CallbackQuery, callback_data: ReviewTip, session: Session, actor: Actor, state: FSMContext
) -> Reply:
    view = await tip_moderation.review(session, actor, callback_data.tip_id)
    await drafts.forget(state, KEY)
    return screens.opened(view)


async def publish(
    query: CallbackQuery, callback_data: PublishTip, session: Session, actor: Actor, state: FSMContext, now: datetime
) -> Screen:
    tip_id = callback_data.tip_id
    await drafts.forget(state, KEY)
    try:
        view = await tip_moderation.publish(session, actor, tip_id, callback_data.mark, now)
    except TipMoved:
        return await _moved(session, actor, tip_id, TipState.PUBLISHED)
    return screens.review(view, screens.done(view))


async def ask_mend(
    query: CallbackQuery, callback_data: MendTip, session: Session, actor: Actor, state: FSMContext
) -> Screen:
    view = await tip_moderation.review(session, actor, callback_data.tip_id)
    await drafts.forget(state, KEY)
    if view.mark != callback_data.mark:
        return screens.moved(view)
    if callback_data.what in _TYPED:
        await drafts.keep(state, KEY, Mending(view.id, view.mark, callback_data.what))
    return screens.ask_mend(view, callback_data.what)


async def typed(message: Message, session: Session, actor: Actor, state: FSMContext, now: datetime) -> Screen:
    """New words of the tip, or why it goes back."""
    draft = await drafts.begun(state, KEY, Mending)
    try:
        screen = await _mend(session, actor, draft, message.text or "", now)
    except InvalidAnswer as invalid:
        view = await tip_moderation.review(session, actor, draft.tip_id)
        return screens.ask_mend(view, draft.what, invalid.hint)
    except NotFound:
        # its author has left the club while the coordinator was typing
        await drafts.forget(state, KEY)
        return screens.queue(await tip_moderation.queue(session, actor, 0, PAGE_SIZE), "Этого лайфхака больше нет.")
    await drafts.forget(state, KEY)
    return screen


async def mend_direction(
    query: CallbackQuery, callback_data: MendDirection, session: Session, actor: Actor, now: datetime
) -> Screen:
    draft = Mending(callback_data.tip_id, callback_data.mark, Mended.DIRECTION)
    return await _mend(session, actor, draft, callback_data.direction, now)


async def mend_season(
    query: CallbackQuery, callback_data: MendSeason, session: Session, actor: Actor, now: datetime
) -> Screen:
    draft = Mending(callback_data.tip_id, callback_data.mark, Mended.SEASON)
    return await _mend(session, actor, draft, callback_data.season or "", now)


async def send_back(
    query: CallbackQuery, callback_data: ReturnTip, session: Session, actor: Actor, state: FSMContext, now: datetime
) -> Screen:
    await drafts.forget(state, KEY)
    draft = Mending(callback_data.tip_id, callback_data.mark, Mended.NOTE)
    return await _mend(session, actor, draft, tip_words.REASON_WORDS[callback_data.reason], now)


async def _mend(session: Session, actor: Actor, draft: Mending, value: str, now: datetime) -> Screen:
    tip_id, mark = draft.tip_id, draft.mark
    try:
        if draft.what is Mended.NOTE:
            view = await tip_moderation.hand_back(session, actor, tip_id, mark, value, now)
        else:
            view = await tip_moderation.mend(session, actor, tip_id, mark, draft.what, value, now)
    except TipMoved:
        wanted = TipState.RETURNED if draft.what is Mended.NOTE else TipState.PENDING
        return await _moved(session, actor, tip_id, wanted)
    return screens.review(view, screens.done(view))


async def _moved(session: Session, actor: Actor, tip_id: int, wanted: TipState) -> Screen:
    return screens.moved(await tip_moderation.review(session, actor, tip_id), wanted)


def build_router() -> Router:
    router = Router(name=KEY)
    router.message.register(typed, drafts.awaited(KEY), Typed)
    router.callback_query.register(queue, TipsToReview.filter())
    router.callback_query.register(review, ReviewTip.filter())
    router.callback_query.register(publish, PublishTip.filter())
    router.callback_query.register(ask_mend, MendTip.filter())
    router.callback_query.register(mend_direction, MendDirection.filter())
    router.callback_query.register(mend_season, MendSeason.filter())
    router.callback_query.register(send_back, ReturnTip.filter())
    return router
