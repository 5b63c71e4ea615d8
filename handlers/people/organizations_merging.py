"""Making two entries of one organisation one, by coordinators."""

from datetime import datetime

from aiogram import Router
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from db.engine import Session
from domain.actors import Actor
from domain.people.members_desk import read_query
from domain.people.organizations_merging import Seeking
from handlers import drafts
from handlers.filters import Typed
from screens.kit import Screen
from screens.people import organizations_desk as card_screens
from screens.people import organizations_merging as screens
from screens.people.organization_ways import NO_WORDS, MergeOrganization
from screens.people.organizations_merging import ChooseEntry, PickDuplicate
from services.people import organizations_desk as desk
from services.people import organizations_merging as merging

AWAITED = drafts.awaited(drafts.ORGANIZATIONS_MERGING)


async def begin(
    query: CallbackQuery, callback_data: MergeOrganization, session: Session, actor: Actor, state: FSMContext
) -> Screen:
    """Those called alike are offered at once."""
    view = (await desk.card(session, actor, callback_data.organization_id)).view
    await drafts.keep(state, drafts.ORGANIZATIONS_MERGING, Seeking(view.id))
    return screens.ask_other(view, await merging.others(session, actor, view.id))


async def typed(message: Message, session: Session, actor: Actor, state: FSMContext) -> Screen:
    """A name to look for; another may follow at once."""
    actor.coordinator()
    draft = await drafts.begun(state, drafts.ORGANIZATIONS_MERGING, Seeking)
    view = (await desk.card(session, actor, draft.organization_id)).view
    words = read_query(message.text or "")
    found = await merging.others(session, actor, view.id, words)
    problem = NO_WORDS if not words else None if found else screens.NOTHING
    return screens.ask_other(view, found, problem)


async def pick(query: CallbackQuery, callback_data: PickDuplicate, session: Session, actor: Actor) -> Screen:
    view = await merging.preview(session, actor, callback_data.organization_id, callback_data.other_id)
    return screens.ask_which(view.keep, view.gone)


async def choose(
    query: CallbackQuery,
    callback_data: ChooseEntry,
    session: Session,
    actor: Actor,
    state: FSMContext,
    now: datetime,
) -> Screen:
    """Names what moves first; then does it."""
    keep_id, gone_id = callback_data.keep_id, callback_data.gone_id
    if not callback_data.sure:
        return screens.confirm(await merging.preview(session, actor, keep_id, gone_id))
    await merging.merge(session, actor, keep_id, gone_id, now)
    await drafts.forget(state, drafts.ORGANIZATIONS_MERGING)
    await state.set_state(drafts.awaited(drafts.ORGANIZATIONS))
    return card_screens.card(await desk.card(session, actor, keep_id), screens.MERGED)


def build_router() -> Router:
    router = Router(name=drafts.ORGANIZATIONS_MERGING)
    router.message.register(typed, AWAITED, Typed)
    router.callback_query.register(begin, MergeOrganization.filter())
    router.callback_query.register(pick, PickDuplicate.filter())
    router.callback_query.register(choose, ChooseEntry.filter())
    return router
