"""One's own mentor's card: the form, its state, urgent requests, taking it away."""

from dataclasses import replace
from datetime import datetime

from aiogram import Router
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message, TelegramObject

from db.engine import Session
from domain.actors import Actor
from domain.errors import InvalidAnswer
from domain.mentoring import card_answers as answering
from domain.mentoring.card_form import Draft
from domain.vocabulary import CardStatus
from handlers import drafts
from handlers.filters import Typed
from screens.kit import Screen
from screens.mentoring import card_form as form_screens
from screens.mentoring import mentor_card as screens
from screens.mentoring.card_form import CardChoice, CardEdit, CardMove, CardTick, DropEdit, Move, SaveCard
from screens.mentoring.mentor_card import FillCard, OnDuty, WithdrawCard
from screens.mentoring.mentoring import MyCard
from services.mentoring import card_views, cards

KEY = drafts.MENTOR_CARD


async def show(event: TelegramObject, session: Session, actor: Actor, state: FSMContext, now: datetime) -> Screen:
    """The card, or where its form stopped; nothing typed is awaited any more."""
    view = await card_views.mine(session, actor, now)
    await state.set_state(None)
    draft = await drafts.load_as(state, KEY, Draft)
    if view is None:
        return screens.paused(draft) if draft and draft.started else screens.none_yet()
    return screens.own(view, editing=draft is not None)


async def _as_it_is(
    event: TelegramObject, session: Session, actor: Actor, state: FSMContext, now: datetime, **_: object
) -> Screen:
    return await show(event, session, actor, state, now)


_in_the_middle = drafts.going_on(KEY, Draft, _as_it_is, Actor.member)


# --- the form


async def begin(
    query: CallbackQuery, callback_data: FillCard, session: Session, actor: Actor, state: FSMContext, now: datetime
) -> Screen:
    """Where the form stopped, else the saved card's summary, else the first question."""
    draft = await _draft(actor, state)
    if draft is None or callback_data.anew:
        view = await card_views.mine(session, actor, now)
        draft = Draft() if view is None else Draft.of(view.view.card)
    return await _ask(state, draft)


@_in_the_middle
async def typed(
    message: Message, session: Session, actor: Actor, state: FSMContext, now: datetime, draft: Draft
) -> Screen:
    """A typed answer: on to the next question, or the same one again with what was wrong."""
    try:
        answers = answering.read(draft.step, message.text or "", draft.answers)
    except InvalidAnswer as invalid:
        return await _ask(state, draft, invalid.hint)
    return await _ask(state, draft.after(answers))


@_in_the_middle
async def choose(
    query: CallbackQuery,
    callback_data: CardChoice,
    session: Session,
    actor: Actor,
    state: FSMContext,
    now: datetime,
    draft: Draft,
) -> Screen:
    if draft.step is callback_data.step:
        draft = draft.after(answering.choose(draft.step, callback_data.value, draft.answers))
    return await _ask(state, draft)


@_in_the_middle
async def tick(
    query: CallbackQuery,
    callback_data: CardTick,
    session: Session,
    actor: Actor,
    state: FSMContext,
    now: datetime,
    draft: Draft,
) -> Screen:
    if draft.step is callback_data.step:
        answers = answering.tick(draft.step, callback_data.value, callback_data.on, draft.answers)
        draft = replace(draft, answers=answers)
    return await _ask(state, draft)


@_in_the_middle
async def move(
    query: CallbackQuery,
    callback_data: CardMove,
    session: Session,
    actor: Actor,
    state: FSMContext,
    now: datetime,
    draft: Draft,
) -> Screen:
    if draft.step is callback_data.step:
        match callback_data.move:
            case Move.BACK:
                draft = draft.back()
            case Move.DONE:
                draft = draft.after(answering.settle(draft.step, draft.answers))
            case Move.KEEP:
                draft = draft.after(draft.answers)
    return await _ask(state, draft)


@_in_the_middle
async def edit(
    query: CallbackQuery,
    callback_data: CardEdit,
    session: Session,
    actor: Actor,
    state: FSMContext,
    now: datetime,
    draft: Draft,
) -> Screen:
    return await _ask(state, draft.at(callback_data.step) if draft.reviewing else draft)


@_in_the_middle
async def save(
    query: CallbackQuery, session: Session, actor: Actor, state: FSMContext, now: datetime, draft: Draft
) -> Screen:
    """Saves once: a second tap finds no answers any more, and shows the card they became."""
    card = draft.card()
    if card is None:
        return await _ask(state, draft.after(draft.answers))
    view = await cards.save(session, actor, card, now)
    await drafts.forget(state, KEY)
    waits = view.view.status is CardStatus.PENDING
    return screens.own(view, said="Спасибо! Карточка у координатора." if waits else "Сохранили.")


async def drop(query: CallbackQuery, session: Session, actor: Actor, state: FSMContext, now: datetime) -> Screen:
    await drafts.forget(state, KEY)
    return await show(query, session, actor, state, now)


# --- the saved card


async def on_duty(
    query: CallbackQuery, callback_data: OnDuty, session: Session, actor: Actor, state: FSMContext, now: datetime
) -> Screen:
    view = await cards.set_on_duty(session, actor, callback_data.on, now)
    await state.set_state(None)
    draft = await drafts.load_as(state, KEY, Draft)
    if draft is not None:
        # an unfinished edit must not undo this when it is saved
        answers = replace(draft.answers, on_duty=callback_data.on)
        await state.update_data({KEY: replace(draft, answers=answers).dump()})
    said = "Срочные вопросы будут приходить и вам." if callback_data.on else "Срочных вопросов больше не пришлём."
    return screens.own(view, editing=draft is not None, said=said)


async def withdraw(
    query: CallbackQuery, callback_data: WithdrawCard, session: Session, actor: Actor, state: FSMContext, now: datetime
) -> Screen:
    view = await card_views.mine(session, actor, now)
    if view is None:
        return await show(query, session, actor, state, now)
    if not callback_data.sure:
        await state.set_state(None)
        return screens.ask_withdrawal(view)
    await cards.withdraw(session, actor, now)
    await drafts.forget(state, KEY)
    return screens.withdrawn()


# --- the draft in the conversation


async def _draft(actor: Actor, state: FSMContext) -> Draft | None:
    """The unfinished form. Raises ConsentNeeded, ProfileNeeded."""
    actor.member()
    return await drafts.load_as(state, KEY, Draft)


async def _ask(state: FSMContext, draft: Draft, problem: str | None = None) -> Screen:
    await drafts.keep(state, KEY, draft)
    return form_screens.ask(draft, problem)


def build_router() -> Router:
    router = Router(name=KEY)
    router.message.register(typed, drafts.awaited(KEY), Typed)
    router.callback_query.register(show, MyCard.filter())
    router.callback_query.register(begin, FillCard.filter())
    router.callback_query.register(choose, CardChoice.filter())
    router.callback_query.register(tick, CardTick.filter())
    router.callback_query.register(move, CardMove.filter())
    router.callback_query.register(edit, CardEdit.filter())
    router.callback_query.register(save, SaveCard.filter())
    router.callback_query.register(drop, DropEdit.filter())
    router.callback_query.register(on_duty, OnDuty.filter())
    router.callback_query.register(withdraw, WithdrawCard.filter())
    return router
