"""Moving an event and calling it off, by a coordinator; «подходит новое время?» by those who take part."""

from dataclasses import replace
from datetime import datetime

from aiogram import Router
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from db.engine import Session
from domain.actors import Actor
from domain.errors import EventCancelled, InvalidAnswer, NotFound, Outdated
from domain.events.event_changes import Change, Draft, EventNews, read_note
from domain.events.moments import read_moment
from handlers import drafts
from handlers.filters import Typed
from screens.desk import CallOff, MoveEvent
from screens.events import event_changes as screens
from screens.events import event_news as news_screens
from screens.events import registrations as registration_screens
from screens.events.event_changes import ConfirmCallOff, ConfirmMove, DropNote, PickSitting, RestoreEvent
from screens.events.event_news import NewTime
from screens.kit import Screen
from services.events import event_changes, event_news, registrations

KEY = drafts.EVENT_CHANGES


# --- moving


async def begin_move(
    query: CallbackQuery, callback_data: MoveEvent, session: Session, actor: Actor, state: FSMContext, now: datetime
) -> Screen:
    event_id = callback_data.event_id
    try:
        view = await event_changes.outline(session, actor, event_id, now)
    except EventCancelled:
        return screens.called_off(await event_changes.called_off(session, actor, event_id, now), now)
    if view.is_series:
        await drafts.forget(state, KEY)
        return screens.choose_sitting(view, now)
    return await _ask(session, actor, state, Draft(Change.MOVE, event_id), now)


async def pick_sitting(
    query: CallbackQuery, callback_data: PickSitting, session: Session, actor: Actor, state: FSMContext, now: datetime
) -> Screen:
    """Also «Другое время»: a reason that was given stays."""
    kept = await drafts.load_as(state, KEY, Draft)
    note = kept.note if kept and kept.event_id == callback_data.event_id else None
    draft = Draft(Change.MOVE, callback_data.event_id, callback_data.sitting or None, note=note)
    return await _ask(session, actor, state, draft, now)


async def move(
    query: CallbackQuery, callback_data: ConfirmMove, session: Session, actor: Actor, state: FSMContext, now: datetime
) -> Screen:
    draft = await _draft(state, Change.MOVE, callback_data.event_id)
    if draft is None or draft.starts_at is None:
        view = await event_changes.outline(session, actor, callback_data.event_id, now)
        return screens.not_in_progress(view, now)
    # an answer that will not do any more is found out before anything is written, so the turn may go on
    try:
        shown = await event_changes.preview(session, actor, draft.event_id, draft.sitting, draft.starts_at, now)
        if shown.old.starts_at != draft.shown:
            # a number that meant one session may mean another by now
            return await _ask(session, actor, state, draft, now, screens.MOVED_MEANWHILE)
        shift = await event_changes.move(
            session, actor, draft.event_id, draft.starts_at, draft.note, now, sitting=draft.sitting
        )
    except InvalidAnswer as invalid:
        return await _ask(session, actor, state, replace(draft, starts_at=None), now, invalid.hint)
    await drafts.forget(state, KEY)
    return screens.moved(shift, now)


# --- calling off


async def begin_call_off(
    query: CallbackQuery, callback_data: CallOff, session: Session, actor: Actor, state: FSMContext, now: datetime
) -> Screen:
    try:
        return await _ask(session, actor, state, Draft(Change.CALL_OFF, callback_data.event_id), now)
    except EventCancelled:
        return screens.called_off(await event_changes.called_off(session, actor, callback_data.event_id, now), now)


async def call_off(
    query: CallbackQuery,
    callback_data: ConfirmCallOff,
    session: Session,
    actor: Actor,
    state: FSMContext,
    now: datetime,
) -> Screen:
    """The reason is in the draft; without one the act is the same."""
    draft = await _draft(state, Change.CALL_OFF, callback_data.event_id)
    note = draft.note if draft else None
    view = await event_changes.call_off(session, actor, callback_data.event_id, note, now)
    await drafts.forget(state, KEY)
    return screens.called_off(view, now)


async def restore(
    query: CallbackQuery, callback_data: RestoreEvent, session: Session, actor: Actor, now: datetime
) -> Screen:
    return screens.restored(await event_changes.restore(session, actor, callback_data.event_id, now), now)


# --- what is typed


async def typed(message: Message, session: Session, actor: Actor, state: FSMContext, now: datetime) -> Screen:
    """The new moment; once it is there, a reason, or yet another moment."""
    actor.coordinator()
    draft = await drafts.begun(state, KEY, Draft)
    text = message.text or ""
    try:
        return await _ask(session, actor, state, _read(draft, text, now), now)
    except InvalidAnswer as invalid:
        return await _ask(session, actor, state, draft, now, invalid.hint)


def _read(draft: Draft, text: str, now: datetime) -> Draft:
    if draft.change is Change.CALL_OFF:
        return replace(draft, note=read_note(text))
    try:
        return replace(draft, starts_at=read_moment(text, now))
    except InvalidAnswer:
        if draft.awaits_moment:
            raise
        return replace(draft, note=read_note(text))


async def drop_note(
    query: CallbackQuery, callback_data: DropNote, session: Session, actor: Actor, state: FSMContext, now: datetime
) -> Screen:
    draft = await drafts.load_as(state, KEY, Draft)
    if draft is None or draft.event_id != callback_data.event_id:
        raise Outdated
    return await _ask(session, actor, state, replace(draft, note=None), now)


async def _draft(state: FSMContext, change: Change, event_id: int) -> Draft | None:
    draft = await drafts.load_as(state, KEY, Draft)
    return draft if draft and (draft.change, draft.event_id) == (change, event_id) else None


async def _ask(
    session: Session, actor: Actor, state: FSMContext, draft: Draft, now: datetime, problem: str | None = None
) -> Screen:
    """What the draft still lacks, or the confirmation."""
    view = await event_changes.outline(session, actor, draft.event_id, now)
    if draft.change is Change.CALL_OFF:
        await drafts.keep(state, KEY, draft)
        return screens.confirm_call_off(view, draft.note, now, problem)
    if draft.starts_at is not None:
        # raises InvalidAnswer before the draft is kept: the moment awaited stays awaited
        shift = await event_changes.preview(session, actor, draft.event_id, draft.sitting, draft.starts_at, now)
        await drafts.keep(state, KEY, replace(draft, shown=shift.old.starts_at))
        return screens.confirm_move(shift, draft.note, now, problem)
    await drafts.keep(state, KEY, draft)
    return screens.ask_moment(view, draft.sitting, now, problem)


# --- those who take part


async def new_time(
    query: CallbackQuery, callback_data: NewTime, session: Session, actor: Actor, now: datetime
) -> Screen:
    """Yes is noted, no gives the seat back; an answer to an older time asks anew."""
    answer = _yes if callback_data.fits else _no
    # all of these are raised before anything is written, so the turn may go on
    try:
        return await answer(session, actor, callback_data, now)
    except NotFound:
        return news_screens.no_place(callback_data.event_id)
    except Outdated:
        return _anew(await event_news.own_news(session, actor, callback_data.event_id, now), now)


async def _yes(session: Session, actor: Actor, asked: NewTime, now: datetime) -> Screen:
    return news_screens.suits(await event_news.fits(session, actor, asked.event_id, asked.revision, now), now)


async def _no(session: Session, actor: Actor, asked: NewTime, now: datetime) -> Screen:
    """Who has left already sees so once more: a double tap."""
    view = await event_news.news(session, actor.owner(), asked.event_id, now)
    if view is not None and view.revision != asked.revision:
        raise Outdated
    return registration_screens.cancelled(await registrations.cancel(session, actor, asked.event_id, now))


def _anew(view: EventNews, now: datetime) -> Screen:
    view.terms.ensure_changeable(now)
    screen = news_screens.moved_again(view, now)
    if screen is None:
        raise Outdated
    return screen


def build_router() -> Router:
    router = Router(name=KEY)
    router.message.register(typed, drafts.awaited(KEY), Typed)
    router.callback_query.register(begin_move, MoveEvent.filter())
    router.callback_query.register(pick_sitting, PickSitting.filter())
    router.callback_query.register(move, ConfirmMove.filter())
    router.callback_query.register(begin_call_off, CallOff.filter())
    router.callback_query.register(call_off, ConfirmCallOff.filter())
    router.callback_query.register(restore, RestoreEvent.filter())
    router.callback_query.register(drop_note, DropNote.filter())
    router.callback_query.register(new_time, NewTime.filter())
    return router
