"""Making two records of one person one, by coordinators."""

from datetime import datetime

from aiogram import Router
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from db.engine import Session
from domain.actors import Actor
from domain.errors import Outdated
from domain.people.members_desk import Look, read_query
from domain.people.merging import Seeking
from handlers import drafts
from handlers.filters import Typed
from screens.kit import PAGE_SIZE, Screen
from screens.people import members_desk as member_screens
from screens.people import merging as screens
from screens.people.members_desk import MergeMember
from screens.people.merging import ChooseKept, PickTwin
from services.people import members_desk, merging

AWAITED = drafts.awaited(drafts.MERGING)


async def begin(
    query: CallbackQuery,
    callback_data: MergeMember,
    session: Session,
    actor: Actor,
    state: FSMContext,
    now: datetime,
) -> Screen:
    card = await members_desk.card(session, actor, callback_data.member_id, now)
    await drafts.keep(state, drafts.MERGING, Seeking(card.member_id))
    return screens.ask_other(card.member_id, card.full_name)


async def typed(message: Message, session: Session, actor: Actor, state: FSMContext, now: datetime) -> Screen:
    """A name to look for; it is not kept."""
    actor.coordinator()
    draft = await drafts.begun(state, drafts.MERGING, Seeking)
    words = read_query(message.text or "")
    if not words:
        card = await members_desk.card(session, actor, draft.member_id, now)
        return screens.ask_other(card.member_id, card.full_name, "Здесь нужны буквы. Например: Иванова Анна.")
    # one more, as the record itself is likely to be among them
    view = await members_desk.people(session, actor, Look(words), PAGE_SIZE + 1)
    return screens.found(draft.member_id, view.lines, view.total)


async def pick(query: CallbackQuery, callback_data: PickTwin, session: Session, actor: Actor, now: datetime) -> Screen:
    first = await members_desk.card(session, actor, callback_data.member_id, now)
    second = await members_desk.card(session, actor, callback_data.other_id, now)
    if first.member_id == second.member_id:
        raise Outdated
    return screens.ask_which(first, second)


async def choose(
    query: CallbackQuery,
    callback_data: ChooseKept,
    session: Session,
    actor: Actor,
    state: FSMContext,
    now: datetime,
) -> Screen:
    """Names what moves first; then does it. Who has come to need another warning is asked once more."""
    keep_id, gone_id = callback_data.keep_id, callback_data.gone_id
    view = await merging.preview(session, actor, keep_id, gone_id, now)
    if not callback_data.sure or callback_data.mark != view.mark:
        return screens.confirm(view)
    await merging.merge(session, actor, keep_id, gone_id, now)
    await drafts.forget(state, drafts.MERGING)
    return member_screens.card(await members_desk.card(session, actor, keep_id, now), screens.MERGED)


def build_router() -> Router:
    router = Router(name=drafts.MERGING)
    router.message.register(typed, AWAITED, Typed)
    router.callback_query.register(begin, MergeMember.filter())
    router.callback_query.register(pick, PickTwin.filter())
    router.callback_query.register(choose, ChooseKept.filter())
    return router
