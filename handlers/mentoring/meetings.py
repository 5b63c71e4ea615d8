"""Meetings of a pair: the list, one of them, taking a time, calling off, the calendar of one's phone."""

from datetime import datetime

from aiogram import Router
from aiogram.types import CallbackQuery

from db.engine import Session
from documents import meetings as documents
from domain.actors import Actor
from domain.errors import MeetingChanged, MeetingPassed
from domain.vocabulary import MeetingStatus
from screens.kit import File, Screen
from screens.mentoring import meetings as screens
from screens.mentoring.meetings import (
    CancelMeeting,
    KeepTime,
    MeetingFile,
    OpenMeeting,
    PairMeetings,
    TakeTime,
    moment_of,
)
from services.mentoring import meeting_views, meetings


async def of_pair(
    query: CallbackQuery, callback_data: PairMeetings, session: Session, actor: Actor, now: datetime
) -> Screen:
    return screens.meetings(await meeting_views.of_pair(session, actor, callback_data.pair_id, now))


async def open_meeting(
    query: CallbackQuery, callback_data: OpenMeeting, session: Session, actor: Actor, now: datetime
) -> Screen:
    return screens.meeting(await meeting_views.one(session, actor, callback_data.meeting_id, now))


async def take(query: CallbackQuery, callback_data: TakeTime, session: Session, actor: Actor, now: datetime) -> Screen:
    """A time is taken; of what has changed or passed meanwhile, the truth is shown."""
    meeting_id = callback_data.meeting_id
    try:
        view = await meetings.accept(session, actor, meeting_id, moment_of(callback_data.at), now)
    except (MeetingChanged, MeetingPassed):
        return screens.meeting(await meeting_views.one(session, actor, meeting_id, now), screens.CHANGED)
    return screens.meeting(view, "Коллеге сообщим и обоим напомним.")


async def keep(query: CallbackQuery, callback_data: KeepTime, session: Session, actor: Actor, now: datetime) -> Screen:
    try:
        view = await meetings.keep(session, actor, callback_data.meeting_id, now)
    except MeetingChanged:
        return screens.meeting(await meeting_views.one(session, actor, callback_data.meeting_id, now), screens.CHANGED)
    return screens.meeting(view, "Оставляем как было, коллеге сообщим.")


async def cancel(
    query: CallbackQuery, callback_data: CancelMeeting, session: Session, actor: Actor, now: datetime
) -> Screen:
    view = await meeting_views.one(session, actor, callback_data.meeting_id, now)
    if not callback_data.sure:
        return screens.ask_cancel(view) if view.changeable else screens.meeting(view, screens.CHANGED)
    try:
        view = await meetings.cancel(session, actor, callback_data.meeting_id, now)
    except MeetingChanged:
        return screens.meeting(view, screens.CHANGED)
    return screens.meeting(view, screens.called_off(view))


async def calendar_file(
    query: CallbackQuery, callback_data: MeetingFile, session: Session, actor: Actor, now: datetime
) -> File:
    view = await meeting_views.one(session, actor, callback_data.meeting_id, now)
    if view.starts_at is None:
        raise MeetingChanged
    return screens.calendar_file(documents.calendar_file(view, now), called_off=view.status is MeetingStatus.CANCELLED)


def build_router() -> Router:
    router = Router(name="pair_meetings")
    router.callback_query.register(of_pair, PairMeetings.filter())
    router.callback_query.register(open_meeting, OpenMeeting.filter())
    router.callback_query.register(take, TakeTime.filter())
    router.callback_query.register(keep, KeepTime.filter())
    router.callback_query.register(cancel, CancelMeeting.filter())
    router.callback_query.register(calendar_file, MeetingFile.filter())
    return router
