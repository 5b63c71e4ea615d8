"""Another place for an agreed meeting: a way by a button, a place in words; the time stands."""

from datetime import datetime

from aiogram import Router
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from db.engine import Session
from domain.actors import Actor
from domain.errors import InvalidAnswer, MeetingChanged
from domain.mentoring.meetings import MeetingView, PlaceDraft, is_later, read_place, read_way
from domain.vocabulary import Attendance
from handlers import drafts
from handlers.filters import Typed
from screens.kit import Screen
from screens.mentoring import meeting_place as screens
from screens.mentoring import meetings as meeting_screens
from screens.mentoring.meeting_place import PlaceLater
from screens.mentoring.meetings import ChangePlace
from services.mentoring import meeting_views, meetings

KEY = drafts.MEETING_PLACE


async def begin(
    query: CallbackQuery, callback_data: ChangePlace, session: Session, actor: Actor, state: FSMContext, now: datetime
) -> Screen:
    """The question, with the way that was pressed, else the one agreed upon."""
    view = await meeting_views.one(session, actor, callback_data.meeting_id, now)
    return await _ask(state, view, callback_data.way or view.way)


async def typed(message: Message, session: Session, actor: Actor, state: FSMContext, now: datetime) -> Screen:
    """A place ends it; «онлайн» and «очно» are as good as their buttons."""
    draft = await drafts.begun(state, KEY, PlaceDraft)
    view = await meeting_views.one(session, actor, draft.meeting_id, now)
    text = message.text or ""
    way = read_way(text)
    if way is not None or not view.coming:
        return await _ask(state, view, way or draft.way)
    if is_later(text):
        return await _save(session, actor, state, view, draft.way, None, now)
    try:
        place = read_place(text, draft.way)
    except InvalidAnswer as invalid:
        return screens.ask(view, draft, invalid.hint)
    return await _save(session, actor, state, view, draft.way, place, now)


async def later(
    query: CallbackQuery, callback_data: PlaceLater, session: Session, actor: Actor, state: FSMContext, now: datetime
) -> Screen:
    view = await meeting_views.one(session, actor, callback_data.meeting_id, now)
    return await _save(session, actor, state, view, callback_data.way, None, now)


async def _ask(state: FSMContext, view: MeetingView, way: Attendance) -> Screen:
    """The question; of a meeting that is no longer ahead, how it stands."""
    if not (view.live and view.coming):
        await drafts.forget(state, KEY)
        return meeting_screens.meeting(view)
    draft = PlaceDraft(view.id, way)
    await drafts.keep(state, KEY, draft)
    return screens.ask(view, draft)


async def _save(
    session: Session,
    actor: Actor,
    state: FSMContext,
    view: MeetingView,
    way: Attendance,
    place: str | None,
    now: datetime,
) -> Screen:
    await drafts.forget(state, KEY)
    try:
        after = await meetings.change_place(session, actor, view.id, way, place, now)
    except MeetingChanged:
        # raised before anything is written
        return meeting_screens.meeting(view, meeting_screens.CHANGED)
    return meeting_screens.meeting(
        after, "Место обновили, коллеге сообщим. В календарь телефона добавьте встречу ещё раз: она обновится."
    )


def build_router() -> Router:
    router = Router(name=KEY)
    router.message.register(typed, drafts.awaited(KEY), Typed)
    router.callback_query.register(begin, ChangePlace.filter())
    router.callback_query.register(later, PlaceLater.filter())
    return router
