"""Before an announcement leaves: who gets it, who comes later, why in a hurry; now or at a moment."""

from datetime import UTC, datetime

from aiogram import Router
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from db.engine import Session
from domain import clubtime
from domain.actors import Actor
from domain.errors import AnnouncementMoved, InvalidAnswer, NobodyToSendTo, Outdated
from domain.events.moments import read_moment
from domain.mailing.announcement_sending import REASONS, Awaited, Awaiting, Draft, suggested_moments
from handlers import drafts
from handlers.filters import Typed
from handlers.mailing.announcements import show, while_written
from screens.kit import Screen
from screens.mailing import announcement_sending as screens
from screens.mailing.announcement_sending import (
    AskReason,
    ChooseLate,
    PickLate,
    PickMoment,
    PickReason,
    ScheduleAnnouncement,
    StartAnnouncement,
)
from screens.mailing.announcements import PrepareSending, Unschedule
from services.mailing import announcement_sending as services
from services.mailing import announcements

KEY = drafts.ANNOUNCEMENT_SENDING


async def prepare(
    query: CallbackQuery,
    callback_data: PrepareSending,
    session: Session,
    actor: Actor,
    state: FSMContext,
    now: datetime,
) -> Screen:
    await drafts.forget(state, KEY)
    return await _prepared(session, actor, callback_data.announcement_id, now)


async def start(
    query: CallbackQuery,
    callback_data: StartAnnouncement,
    session: Session,
    actor: Actor,
    state: FSMContext,
    now: datetime,
) -> Screen:
    """Asks first. Of two presses, or two coordinators, one starts it, and the other sees how it goes."""
    id_ = callback_data.announcement_id
    one = await services.draft(session, actor, id_, now)
    if one.view.state not in announcements.UNSENT:
        return await show(session, actor, id_, now)
    if not callback_data.sure:
        return screens.confirm(one, now)
    try:
        await services.start(session, actor, id_, callback_data.mark, now)
    except AnnouncementMoved:
        return await show(session, actor, id_, now)
    except NobodyToSendTo:
        return screens.prepare(one, now)
    except Outdated:
        return screens.changed_meanwhile(one, now)
    await drafts.forget(state, KEY)
    return screens.started(one, now)


@while_written
async def ask_moment(
    query: CallbackQuery,
    callback_data: ScheduleAnnouncement,
    session: Session,
    actor: Actor,
    state: FSMContext,
    now: datetime,
) -> Screen:
    one = await _unsent(session, actor, callback_data.announcement_id, now)
    await drafts.keep(state, KEY, Awaiting(one.view.id, Awaited.MOMENT))
    return screens.ask_moment(one, suggested_moments(now), now)


async def pick_moment(
    query: CallbackQuery, callback_data: PickMoment, session: Session, actor: Actor, state: FSMContext, now: datetime
) -> Screen:
    try:
        moment = datetime.fromtimestamp(callback_data.at, UTC)
    except (OverflowError, OSError, ValueError):
        # a forged number
        raise Outdated from None
    return await _schedule(session, actor, state, callback_data.announcement_id, moment, now)


@while_written
async def unschedule(
    query: CallbackQuery, callback_data: Unschedule, session: Session, actor: Actor, state: FSMContext, now: datetime
) -> Screen:
    id_ = callback_data.announcement_id
    await services.unschedule(session, actor, id_, now)
    await drafts.forget(state, KEY)
    return await show(session, actor, id_, now, "Снято с расписания: это снова черновик.")


@while_written
async def ask_reason(
    query: CallbackQuery, callback_data: AskReason, session: Session, actor: Actor, state: FSMContext, now: datetime
) -> Screen:
    one = await _unsent(session, actor, callback_data.announcement_id, now)
    await drafts.keep(state, KEY, Awaiting(one.view.id, Awaited.REASON))
    return screens.ask_reason(one)


@while_written
async def pick_reason(
    query: CallbackQuery, callback_data: PickReason, session: Session, actor: Actor, state: FSMContext, now: datetime
) -> Screen:
    number = callback_data.number
    if number >= len(REASONS):
        raise Outdated
    reason = None if number < 0 else REASONS[number]
    return await _set_reason(session, actor, state, callback_data.announcement_id, reason, now)


@while_written
async def choose_late(
    query: CallbackQuery, callback_data: ChooseLate, session: Session, actor: Actor, state: FSMContext, now: datetime
) -> Screen:
    one = await _unsent(session, actor, callback_data.announcement_id, now)
    await drafts.forget(state, KEY)
    return screens.choose_late(one, now)


@while_written
async def pick_late(
    query: CallbackQuery, callback_data: PickLate, session: Session, actor: Actor, now: datetime
) -> Screen:
    id_ = callback_data.announcement_id
    await services.set_late(session, actor, id_, callback_data.days, now)
    return await _prepared(session, actor, id_, now)


async def typed(message: Message, session: Session, actor: Actor, state: FSMContext, now: datetime) -> Screen:
    """A moment to send it at, or a reason."""
    actor.coordinator()
    awaiting = await drafts.begun(state, KEY, Awaiting)
    id_, text = awaiting.announcement_id, message.text or ""
    one = await services.draft(session, actor, id_, now)
    if one.view.state not in announcements.UNSENT:
        await drafts.forget(state, KEY)
        return await show(session, actor, id_, now)
    try:
        if awaiting.what is Awaited.REASON:
            return await _set_reason(session, actor, state, id_, text, now)
        return await _typed_moment(session, actor, state, one, text, now)
    except InvalidAnswer as invalid:
        if awaiting.what is Awaited.REASON:
            return screens.ask_reason(one, invalid.hint)
        return screens.ask_moment(one, suggested_moments(now), now, invalid.hint)


async def _unsent(session: Session, actor: Actor, announcement_id: int, now: datetime) -> Draft:
    await announcements.unsent_view(session, actor, announcement_id)
    return await services.draft(session, actor, announcement_id, now)


async def _typed_moment(
    session: Session, actor: Actor, state: FSMContext, one: Draft, text: str, now: datetime
) -> Screen:
    moment = read_moment(text, now)
    if clubtime.is_quiet(moment):
        return screens.quiet(one.view.id, moment, clubtime.next_allowed(moment))
    return await _schedule(session, actor, state, one.view.id, moment, now)


async def _schedule(
    session: Session, actor: Actor, state: FSMContext, announcement_id: int, moment: datetime, now: datetime
) -> Screen:
    try:
        await services.schedule(session, actor, announcement_id, moment, now)
    except AnnouncementMoved:
        return await show(session, actor, announcement_id, now)
    except NobodyToSendTo:
        return await _prepared(session, actor, announcement_id, now)
    await drafts.forget(state, KEY)
    return screens.scheduled(await services.draft(session, actor, announcement_id, now), now)


async def _set_reason(
    session: Session, actor: Actor, state: FSMContext, announcement_id: int, reason: str | None, now: datetime
) -> Screen:
    await services.set_reason(session, actor, announcement_id, reason, now)
    await drafts.forget(state, KEY)
    return await _prepared(session, actor, announcement_id, now)


async def _prepared(session: Session, actor: Actor, announcement_id: int, now: datetime) -> Screen:
    one = await services.draft(session, actor, announcement_id, now)
    if one.view.state not in announcements.UNSENT:
        return await show(session, actor, announcement_id, now)
    return screens.prepare(one, now)


def build_router() -> Router:
    router = Router(name=KEY)
    router.message.register(typed, drafts.awaited(KEY), Typed)
    router.callback_query.register(prepare, PrepareSending.filter())
    router.callback_query.register(start, StartAnnouncement.filter())
    router.callback_query.register(ask_moment, ScheduleAnnouncement.filter())
    router.callback_query.register(pick_moment, PickMoment.filter())
    router.callback_query.register(unschedule, Unschedule.filter())
    router.callback_query.register(ask_reason, AskReason.filter())
    router.callback_query.register(pick_reason, PickReason.filter())
    router.callback_query.register(choose_late, ChooseLate.filter())
    router.callback_query.register(pick_late, PickLate.filter())
    return router
