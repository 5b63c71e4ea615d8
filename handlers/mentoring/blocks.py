"""«Не подбирать вместе»: the list, two people found by name, keeping them apart and taking that back."""

from datetime import datetime

from aiogram import Router
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from db.engine import Session
from domain.actors import Actor
from domain.errors import NotFound
from domain.events.roster import read_query
from domain.mentoring.blocks import BlockDraft
from handlers import drafts
from handlers.filters import Typed
from screens.kit import PAGE_SIZE, Screen
from screens.mentoring import block_pages as pages
from screens.mentoring import blocks as screens
from screens.mentoring.blocks import BlockTwo, BlockWith, NewBlock, OpenBlocks, Unblock
from screens.mentoring.found_people import UNREADABLE
from services.mentoring import blocks, found_people

KEY = drafts.BLOCKS


async def show(
    query: CallbackQuery, callback_data: OpenBlocks, session: Session, actor: Actor, state: FSMContext
) -> Screen:
    return await _list(session, actor, state, callback_data.page)


# --- whom to keep apart


async def begin(query: CallbackQuery, session: Session, actor: Actor, state: FSMContext) -> Screen:
    return await _ask(session, actor, state, BlockDraft())


async def begin_with(
    query: CallbackQuery, callback_data: BlockWith, session: Session, actor: Actor, state: FSMContext
) -> Screen:
    return await _ask(session, actor, state, BlockDraft(callback_data.member_id))


async def typed(message: Message, session: Session, actor: Actor, state: FSMContext) -> Screen:
    """A name to look for; it is not kept."""
    draft = await drafts.load_as(state, KEY, BlockDraft) or BlockDraft()
    found = read_query(message.text or "")
    try:
        return await _ask(session, actor, state, draft, found, None if found else UNREADABLE)
    except NotFound:
        # the first of the two has left meanwhile
        return await _ask(session, actor, state, BlockDraft(), found)


async def _ask(
    session: Session,
    actor: Actor,
    state: FSMContext,
    draft: BlockDraft,
    query: str = "",
    problem: str | None = None,
) -> Screen:
    actor.coordinator()
    first = None if draft.first_id is None else await found_people.one(session, actor, draft.first_id)
    without = [] if draft.first_id is None else [draft.first_id]
    found = await found_people.find(session, actor, query, without) if query else None
    await drafts.keep(state, KEY, draft)
    return screens.ask(first, found, problem)


# --- two people


async def two(
    query: CallbackQuery, callback_data: BlockTwo, session: Session, actor: Actor, state: FSMContext, now: datetime
) -> Screen:
    """Asks first. A second tap is shown what the first one was."""
    one_id, other_id = callback_data.one_id, callback_data.other_id
    view = await blocks.two(session, actor, one_id, other_id)
    await drafts.forget(state, KEY)
    if not callback_data.sure:
        return pages.two(view)
    if view.since is None:
        view = await blocks.add(session, actor, one_id, other_id, now)
    return pages.two(view, "Записали.")


async def unblock(
    query: CallbackQuery, callback_data: Unblock, session: Session, actor: Actor, state: FSMContext, now: datetime
) -> Screen:
    """Asks first. A second tap shows how it stands."""
    one_id, other_id = callback_data.one_id, callback_data.other_id
    view = await blocks.two(session, actor, one_id, other_id)
    if not view.blocked:
        return await _list(session, actor, state)
    if not callback_data.sure:
        return pages.ask_unblock(view)
    await blocks.remove(session, actor, one_id, other_id, now)
    return await _list(session, actor, state, said="Готово: этих двоих снова можно ставить вместе.")


async def _list(session: Session, actor: Actor, state: FSMContext, page: int = 0, said: str = "") -> Screen:
    view = await blocks.listed(session, actor, page, PAGE_SIZE)
    await drafts.forget(state, KEY)
    return screens.listed(view, said)


def build_router() -> Router:
    router = Router(name=KEY)
    router.message.register(typed, drafts.awaited(KEY), Typed)
    router.callback_query.register(show, OpenBlocks.filter())
    router.callback_query.register(begin, NewBlock.filter())
    router.callback_query.register(begin_with, BlockWith.filter())
    router.callback_query.register(two, BlockTwo.filter())
    router.callback_query.register(unblock, Unblock.filter())
    return router
