"""Tips by words: typed, narrowed to a direction, turned over page by page."""

from dataclasses import replace
from typing import Final

from aiogram import Router
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from db.engine import Session
from domain.actors import Actor
from domain.errors import InvalidAnswer
from domain.tips.reactions import Searching
from domain.typed import clean
from handlers import drafts
from handlers.filters import Typed
from screens.kit import PAGE_SIZE, Screen
from screens.tips import tip_library as screens
from screens.tips.tip_library import FoundTips, PickTheme, SetTheme
from screens.tips.tip_ways import SearchTips
from services.tips import tip_search

KEY = drafts.TIP_SEARCH
_LONGEST: Final = 100


async def begin(
    query: CallbackQuery, callback_data: SearchTips, session: Session, actor: Actor, state: FSMContext
) -> Screen:
    """What was found last, or the question what to find."""
    actor.member()
    draft = None if callback_data.anew else await drafts.load_as(state, KEY, Searching)
    return await _show(session, actor, state, draft or Searching(), 0)


async def typed(message: Message, session: Session, actor: Actor, state: FSMContext) -> Screen:
    draft = await drafts.load_as(state, KEY, Searching) or Searching()
    words = clean(message.text or "")[:_LONGEST]
    try:
        return await _show(session, actor, state, replace(draft, words=words), 0)
    except InvalidAnswer as invalid:
        await drafts.keep(state, KEY, draft)
        return screens.ask_words(invalid.hint)


async def turn(
    query: CallbackQuery, callback_data: FoundTips, session: Session, actor: Actor, state: FSMContext
) -> Screen:
    draft = await drafts.load_as(state, KEY, Searching) or Searching()
    return await _show(session, actor, state, draft, callback_data.page)


async def pick_theme(query: CallbackQuery, actor: Actor, state: FSMContext) -> Screen:
    actor.member()
    draft = await drafts.load_as(state, KEY, Searching) or Searching()
    return screens.themes(draft.direction)


async def set_theme(
    query: CallbackQuery, callback_data: SetTheme, session: Session, actor: Actor, state: FSMContext
) -> Screen:
    draft = await drafts.load_as(state, KEY, Searching) or Searching()
    return await _show(session, actor, state, replace(draft, direction=callback_data.direction), 0)


async def _show(session: Session, actor: Actor, state: FSMContext, draft: Searching, page: int) -> Screen:
    """What is found; other words may be typed at once. Raises ConsentNeeded, ProfileNeeded, InvalidAnswer."""
    if not draft.words:
        actor.member()
        await drafts.keep(state, KEY, draft)
        return screens.ask_words()
    view = await tip_search.search(session, actor, draft.words, draft.direction, page, PAGE_SIZE)
    await drafts.keep(state, KEY, draft)
    return screens.found(view)


def build_router() -> Router:
    router = Router(name=KEY)
    router.message.register(typed, drafts.awaited(KEY), Typed)
    router.callback_query.register(begin, SearchTips.filter())
    router.callback_query.register(turn, FoundTips.filter())
    router.callback_query.register(pick_theme, PickTheme.filter())
    router.callback_query.register(set_theme, SetTheme.filter())
    return router
