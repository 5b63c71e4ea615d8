"""Mentors' cards that wait for a coordinator: read, confirmed, returned with a word on what to mend."""

from datetime import datetime

from aiogram import Router
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from db.engine import Session
from domain.actors import Actor
from domain.errors import CardChanged, InvalidAnswer, NotFound
from domain.mentoring.cards import NoteDraft, read_note
from domain.vocabulary import CardStatus
from handlers import drafts
from handlers.filters import Typed
from screens.kit import PAGE_SIZE, Screen
from screens.mentoring import mentors as screens
from screens.mentoring.mentors import CardsToReview, ConfirmCard, ReturnCard, ReviewCard
from services.mentoring import card_views, cards

KEY = drafts.CARD_REVIEW

_CHANGED = "Карточка уже другая, вот она."


async def queue(
    query: CallbackQuery, callback_data: CardsToReview, session: Session, actor: Actor, state: FSMContext
) -> Screen:
    return await _queue(session, actor, state, callback_data.page)


async def review(
    query: CallbackQuery, callback_data: ReviewCard, session: Session, actor: Actor, state: FSMContext, now: datetime
) -> Screen:
    view = await card_views.review(session, actor, callback_data.member_id, now)
    await drafts.forget(state, KEY)
    return screens.review(view)


async def confirm(
    query: CallbackQuery, callback_data: ConfirmCard, session: Session, actor: Actor, state: FSMContext, now: datetime
) -> Screen:
    member_id = callback_data.member_id
    await drafts.forget(state, KEY)
    try:
        view = await cards.confirm(session, actor, member_id, callback_data.version, now)
    except CardChanged:
        return screens.review(await card_views.review(session, actor, member_id, now), _CHANGED)
    return screens.review(view, "Готово, наставнику сообщим.")


async def ask_note(
    query: CallbackQuery, callback_data: ReturnCard, session: Session, actor: Actor, state: FSMContext, now: datetime
) -> Screen:
    view = await card_views.review(session, actor, callback_data.member_id, now)
    if view.card.version != callback_data.version or view.status is CardStatus.RETURNED:
        return screens.review(view, _CHANGED)
    await drafts.keep(state, KEY, NoteDraft(view.member_id, view.card.version))
    return screens.ask_note(view)


async def typed(message: Message, session: Session, actor: Actor, state: FSMContext, now: datetime) -> Screen:
    """What to mend: the card is returned with these words."""
    draft = await drafts.load_as(state, KEY, NoteDraft)
    if draft is None:
        return await _queue(session, actor, state)
    try:
        view = await card_views.review(session, actor, draft.member_id, now)
    except NotFound:
        # taken away while the coordinator was typing
        return await _queue(session, actor, state)
    try:
        note = read_note(message.text or "")
    except InvalidAnswer as invalid:
        return screens.ask_note(view, invalid.hint)
    await drafts.forget(state, KEY)
    try:
        view = await cards.hand_back(session, actor, draft.member_id, draft.version, note, now)
    except CardChanged:
        return screens.review(await card_views.review(session, actor, draft.member_id, now), _CHANGED)
    return screens.review(view, "Вернули, наставник получит ваши слова.")


async def _queue(session: Session, actor: Actor, state: FSMContext, page: int = 0) -> Screen:
    found = await card_views.to_review(session, actor, page, PAGE_SIZE)
    await drafts.forget(state, KEY)
    return screens.queue(found)


def build_router() -> Router:
    router = Router(name=KEY)
    router.message.register(typed, drafts.awaited(KEY), Typed)
    router.callback_query.register(queue, CardsToReview.filter())
    router.callback_query.register(review, ReviewCard.filter())
    router.callback_query.register(confirm, ConfirmCard.filter())
    router.callback_query.register(ask_note, ReturnCard.filter())
    return router
