"""«Кому?»: the audience of an announcement by taps."""

from datetime import datetime

from aiogram import Router
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from db.engine import Session
from domain.actors import Actor
from domain.errors import AnnouncementMoved, InvalidAnswer
from domain.mailing.audience_choice import AudienceView, Criterion, Search
from handlers import drafts
from handlers.filters import Typed
from handlers.mailing.announcements import show as how_it_goes
from handlers.mailing.announcements import while_written
from screens.kit import PAGE_SIZE, Screen
from screens.mailing import audience as screens
from screens.mailing.audience import AudienceEvents, ChooseAudience, ClearAudience, OpenCriterion, SetAudience
from services.mailing import announcements, audience_choice

KEY = drafts.AUDIENCE


@while_written
async def show(
    query: CallbackQuery,
    callback_data: ChooseAudience,
    session: Session,
    actor: Actor,
    state: FSMContext,
    now: datetime,
) -> Screen:
    view = await audience_choice.look(session, actor, callback_data.announcement_id, now)
    await drafts.forget(state, KEY)
    return screens.summary(view)


@while_written
async def open_criterion(
    query: CallbackQuery, callback_data: OpenCriterion, session: Session, actor: Actor, state: FSMContext, now: datetime
) -> Screen:
    view = await audience_choice.look(session, actor, callback_data.announcement_id, now)
    return await _criterion(view, callback_data.criterion, state)


@while_written
async def choose(
    query: CallbackQuery, callback_data: SetAudience, session: Session, actor: Actor, state: FSMContext, now: datetime
) -> Screen:
    data = callback_data
    view = await audience_choice.choose(session, actor, data.announcement_id, data.criterion, data.value, data.on, now)
    return await _criterion(view, data.criterion, state)


@while_written
async def clear(
    query: CallbackQuery, callback_data: ClearAudience, session: Session, actor: Actor, state: FSMContext, now: datetime
) -> Screen:
    view = await audience_choice.clear(session, actor, callback_data.announcement_id, callback_data.criterion, now)
    await drafts.forget(state, KEY)
    return screens.summary(view)


@while_written
async def list_events(
    query: CallbackQuery, callback_data: AudienceEvents, session: Session, actor: Actor, now: datetime
) -> Screen:
    data = callback_data
    view = await announcements.unsent_view(session, actor, data.announcement_id)
    choices = await audience_choice.events(session, actor, data.page, PAGE_SIZE, data.past, now)
    return screens.events(view.id, choices)


async def typed(message: Message, session: Session, actor: Actor, state: FSMContext, now: datetime) -> Screen:
    """A name of an organisation to look for."""
    actor.coordinator()
    search = await drafts.begun(state, KEY, Search)
    try:
        view = await audience_choice.look(session, actor, search.announcement_id, now)
    except AnnouncementMoved:
        await drafts.forget(state, KEY)
        return await how_it_goes(session, actor, search.announcement_id, now)
    try:
        found = await audience_choice.search(session, actor, search.announcement_id, message.text or "")
    except InvalidAnswer as invalid:
        return screens.organizations(view, problem=invalid.hint)
    return screens.organizations(view, found)


async def _criterion(view: AudienceView, criterion: Criterion, state: FSMContext) -> Screen:
    if criterion is Criterion.ORGANIZATIONS:
        await drafts.keep(state, KEY, Search(view.announcement_id))
    return screens.criterion(view, criterion)


def build_router() -> Router:
    router = Router(name=KEY)
    router.message.register(typed, drafts.awaited(KEY), Typed)
    router.callback_query.register(show, ChooseAudience.filter())
    router.callback_query.register(open_criterion, OpenCriterion.filter())
    router.callback_query.register(choose, SetAudience.filter())
    router.callback_query.register(clear, ClearAudience.filter())
    router.callback_query.register(list_events, AudienceEvents.filter())
    return router
