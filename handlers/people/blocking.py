"""Closing the club to a person and opening it again, by coordinators."""

from datetime import datetime

from aiogram import Router
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from db.engine import Session
from domain.actors import Actor
from domain.errors import InvalidAnswer, Outdated
from domain.people.blocking import LONGEST_REASON, Closing
from domain.typed import phrase
from handlers import drafts
from handlers.filters import Typed
from screens.kit import Screen
from screens.people import blocking as screens
from screens.people import members_desk as member_screens
from screens.people.blocking import BlockSure
from screens.people.members_desk import BlockMember, UnblockMember
from services.people import blocking, members_desk

AWAITED = drafts.awaited(drafts.BLOCKING)


async def begin(
    query: CallbackQuery,
    callback_data: BlockMember,
    session: Session,
    actor: Actor,
    state: FSMContext,
    now: datetime,
) -> Screen:
    card = await members_desk.card(session, actor, callback_data.member_id, now)
    if not card.may_be_blocked:
        raise Outdated
    await drafts.keep(state, drafts.BLOCKING, Closing(card.member_id))
    return screens.ask_reason(card)


async def typed(message: Message, session: Session, actor: Actor, state: FSMContext, now: datetime) -> Screen:
    """The reason; typed again, it is another one."""
    actor.coordinator()
    draft = await drafts.begun(state, drafts.BLOCKING, Closing)
    card = await members_desk.card(session, actor, draft.member_id, now)
    try:
        reason = phrase(message.text or "", longest=LONGEST_REASON, example="реклама в сообщениях участникам")
    except InvalidAnswer as invalid:
        return screens.ask_reason(card, invalid.hint)
    await drafts.keep(state, drafts.BLOCKING, Closing(card.member_id, reason))
    return screens.confirm(card, reason)


async def sure(
    query: CallbackQuery,
    callback_data: BlockSure,
    session: Session,
    actor: Actor,
    state: FSMContext,
    now: datetime,
) -> Screen:
    """The second of two taps finds the draft gone and the club closed already."""
    actor.coordinator()
    draft = await drafts.load_as(state, drafts.BLOCKING, Closing)
    card = await members_desk.card(session, actor, callback_data.member_id, now)
    if draft is None or draft.member_id != card.member_id or draft.reason is None:
        if card.blocked_at is None:
            raise Outdated
        return member_screens.card(card)
    await blocking.block(session, actor, card.member_id, draft.reason, now)
    await drafts.forget(state, drafts.BLOCKING)
    return member_screens.card(await members_desk.card(session, actor, card.member_id, now), screens.BLOCKED)


async def unblock(
    query: CallbackQuery, callback_data: UnblockMember, session: Session, actor: Actor, now: datetime
) -> Screen:
    """Asks first."""
    card = await members_desk.card(session, actor, callback_data.member_id, now)
    if card.blocked_at is None:
        return member_screens.card(card)
    if not callback_data.sure:
        return screens.ask_open(card)
    await blocking.unblock(session, actor, card.member_id, now)
    return member_screens.card(await members_desk.card(session, actor, card.member_id, now), screens.OPENED)


def build_router() -> Router:
    router = Router(name=drafts.BLOCKING)
    router.message.register(typed, AWAITED, Typed)
    router.callback_query.register(begin, BlockMember.filter())
    router.callback_query.register(sure, BlockSure.filter())
    router.callback_query.register(unblock, UnblockMember.filter())
    return router
