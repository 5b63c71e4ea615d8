"""Codes for people without Telegram: made by coordinators, brought by their owners."""

from datetime import datetime
from functools import partial

from aiogram import F, Router
from aiogram.filters import CommandObject, CommandStart
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from db.engine import Session
from documents import qr
from domain.actors import Actor
from domain.addresses import CLAIM_PREFIX, Addresses
from domain.people.claims import LIFETIME, Missed, Taken, read_code
from handlers import drafts
from handlers.filters import Typed
from screens.kit import Photo, Screen, Toast
from screens.people import claims as screens
from screens.people import joining as joining_screens
from screens.people.claim_ways import EnterCode
from screens.people.claims import NOT_TYPED, TakeRecord
from screens.people.members_desk import IssueClaim
from services.people import claims, consents, members_desk

AWAITED = drafts.awaited(drafts.CLAIMS)


async def issue(
    query: CallbackQuery,
    callback_data: IssueClaim,
    session: Session,
    actor: Actor,
    addresses: Addresses,
    now: datetime,
) -> Screen | Photo | Toast:
    """Asks first, as the code before stops working; a second tap makes none."""
    card = await members_desk.card(session, actor, callback_data.member_id, now)
    if not callback_data.sure:
        return screens.ask_issue(card)
    if callback_data.till != screens.till_of(card):
        return screens.issued_already()
    code = await claims.issue(session, actor, card.member_id, now)
    address = addresses.claim(code)
    return screens.issued(card, code, address, now + LIFETIME, partial(qr.png, address))


# --- by the person


async def enter(query: CallbackQuery, actor: Actor, state: FSMContext) -> Screen:
    if not actor.consented:
        return joining_screens.consent(consents.text(), claim=NOT_TYPED)
    return await _await_code(state)


async def follow_link(
    message: Message, command: CommandObject, session: Session, actor: Actor, state: FSMContext, now: datetime
) -> Screen:
    """A guest is asked for consent first: before it nothing is kept, not even that a code was wrong.

    What can't be a code is no part of a button either: after the consent the person is asked to type it.
    """
    code = (command.args or "").removeprefix(CLAIM_PREFIX)
    if not actor.consented:
        return joining_screens.consent(consents.text(), claim=read_code(code) or NOT_TYPED)
    return await bring(session, actor, state, code, now)


async def typed(message: Message, session: Session, actor: Actor, state: FSMContext, now: datetime) -> Screen:
    return await bring(session, actor, state, message.text or "", now)


async def bring(session: Session, actor: Actor, state: FSMContext, code: str, now: datetime) -> Screen:
    """Whose record the code opens; also the end of a consent that the code was waiting for."""
    if code == NOT_TYPED:
        return await _await_code(state)
    found = await claims.look(session, actor, code, now)
    if isinstance(found, Missed):
        return await _missed(state, found)
    await state.set_state(None)
    return screens.taken() if isinstance(found, Taken) else screens.ask_take(found)


async def take(
    query: CallbackQuery,
    callback_data: TakeRecord,
    session: Session,
    actor: Actor,
    state: FSMContext,
    now: datetime,
) -> Screen:
    """What was answered of an unfinished joining is needed no more."""
    taken = await claims.take(session, actor, callback_data.code, now)
    if isinstance(taken, Missed):
        return await _missed(state, taken)
    await drafts.forget(state, drafts.JOINING)
    return screens.taken()


async def _missed(state: FSMContext, missed: Missed) -> Screen:
    await state.set_state(AWAITED if missed.left else None)
    return screens.missed(missed)


async def _await_code(state: FSMContext) -> Screen:
    await state.set_state(AWAITED)
    return screens.ask_code()


def build_router() -> Router:
    router = Router(name=drafts.CLAIMS)
    router.message.register(follow_link, CommandStart(deep_link=True, magic=F.args.startswith(CLAIM_PREFIX)))
    router.message.register(typed, AWAITED, Typed)
    router.callback_query.register(issue, IssueClaim.filter())
    router.callback_query.register(enter, EnterCode.filter())
    router.callback_query.register(take, TakeRecord.filter())
    return router
