"""An announcement on its way: paused, continued, stopped, corrected, taken back; its report."""

from collections.abc import Awaitable
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from functools import partial

from aiogram import Router
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from db.engine import Session
from documents import announcements as spreadsheets
from domain.actors import Actor
from domain.errors import AnnouncementMoved, InvalidAnswer, NotFound
from domain.mailing.announcement_run import Correcting, after, correctable, corrected
from domain.mailing.announcements import Act
from handlers import drafts
from handlers.filters import Typed
from handlers.mailing import incoming
from screens.kit import Reply, Screen
from screens.mailing import announcement_report as report_screens
from screens.mailing import announcement_run as screens
from screens.mailing.announcement_report import ReportTable
from screens.mailing.announcement_run import (
    ApplyCorrection,
    CorrectAnnouncement,
    EndLate,
    OpenReport,
    PauseAnnouncement,
    RecallAnnouncement,
    ResumeAnnouncement,
    StopAnnouncement,
)
from services.mailing import announcement_report, announcement_run, announcements

KEY = drafts.CORRECTING


async def card(session: Session, actor: Actor, announcement_id: int, now: datetime, news: str = "") -> Screen:
    """One that has left the desk, as it stands."""
    return screens.card(await announcement_report.look(session, actor, announcement_id, now), now, news=news)


async def pause(
    query: CallbackQuery, callback_data: PauseAnnouncement, session: Session, actor: Actor, now: datetime
) -> Screen:
    id_ = callback_data.announcement_id
    return await _done(session, actor, id_, now, announcement_run.pause(session, actor, id_, now))


async def resume(
    query: CallbackQuery, callback_data: ResumeAnnouncement, session: Session, actor: Actor, now: datetime
) -> Screen:
    id_ = callback_data.announcement_id
    return await _done(session, actor, id_, now, announcement_run.resume(session, actor, id_, now))


async def stop(
    query: CallbackQuery, callback_data: StopAnnouncement, session: Session, actor: Actor, now: datetime
) -> Screen:
    id_ = callback_data.announcement_id
    if not callback_data.sure:
        run = await announcement_report.look(session, actor, id_, now)
        return screens.confirm_stop(run) if run.may(Act.STOP) else screens.card(run, now)
    return await _done(session, actor, id_, now, announcement_run.stop(session, actor, id_, now))


async def recall(
    query: CallbackQuery, callback_data: RecallAnnouncement, session: Session, actor: Actor, now: datetime
) -> Screen:
    id_ = callback_data.announcement_id
    if callback_data.sure:
        return await _done(session, actor, id_, now, announcement_run.recall(session, actor, id_, now))
    try:
        preview = await announcement_run.ask_recall(session, actor, id_, now)
    except AnnouncementMoved:
        return await card(session, actor, id_, now)
    return screens.confirm_recall(await announcements.view(session, actor, id_), preview)


async def end_late(
    query: CallbackQuery, callback_data: EndLate, session: Session, actor: Actor, now: datetime
) -> Screen:
    id_ = callback_data.announcement_id
    return await _done(session, actor, id_, now, announcement_run.end_late(session, actor, id_, now))


async def _done(session: Session, actor: Actor, announcement_id: int, now: datetime, act: Awaitable[object]) -> Screen:
    """The act, or what somebody else has done meanwhile: either way, how it stands now."""
    with suppress(AnnouncementMoved):
        await act
    return await card(session, actor, announcement_id, now)


# --- another text


async def ask_correction(
    query: CallbackQuery,
    callback_data: CorrectAnnouncement,
    session: Session,
    actor: Actor,
    state: FSMContext,
    now: datetime,
) -> Screen:
    view = await announcements.view(session, actor, callback_data.announcement_id)
    try:
        after(view.state, Act.CORRECT)
    except AnnouncementMoved:
        return await card(session, actor, view.id, now)
    numbers = correctable(view.parts)
    if not numbers:
        return screens.only_polls(view)
    number = numbers[0] if len(numbers) == len(view.parts) == 1 else callback_data.number
    if number is None:
        return screens.choose_part(view)
    if number not in numbers:
        raise NotFound
    await drafts.keep(state, KEY, Correcting(view.id, number))
    return screens.ask_text(view, number)


async def typed(message: Message, session: Session, actor: Actor, state: FSMContext, now: datetime) -> Screen:
    """The new text; how it will read is shown first."""
    actor.coordinator()
    draft = await _draft(state)
    run = await announcement_report.look(session, actor, draft.announcement_id, now)
    if not run.may(Act.CORRECT):
        await drafts.forget(state, KEY)
        return screens.card(run, now)
    text = draft.with_more(incoming.part(message).text)
    try:
        corrected(run.view.parts, draft.number, text)
    except InvalidAnswer as invalid:
        await drafts.keep(state, KEY, replace(draft, text=None))
        return screens.ask_text(run.view, draft.number, invalid.hint)
    draft = replace(draft, text=text)
    await drafts.keep(state, KEY, draft)
    return screens.confirm_correction(run, draft)


async def apply_correction(
    query: CallbackQuery,
    callback_data: ApplyCorrection,
    session: Session,
    actor: Actor,
    state: FSMContext,
    now: datetime,
) -> Screen:
    """Pressed twice, the second finds nothing to write and shows how it goes."""
    actor.coordinator()
    id_ = callback_data.announcement_id
    draft = await drafts.load_as(state, KEY, Correcting)
    if draft is None or draft.announcement_id != id_ or draft.text is None:
        return await card(session, actor, id_, now)
    await drafts.forget(state, KEY)
    act = announcement_run.correct(session, actor, id_, draft.number, draft.text, now)
    return await _done(session, actor, id_, now, act)


async def _draft(state: FSMContext) -> Correcting:
    return await drafts.begun(state, KEY, Correcting)


# --- afterwards


async def report(
    query: CallbackQuery, callback_data: OpenReport, session: Session, actor: Actor, now: datetime
) -> Screen:
    return report_screens.report(
        await announcement_report.report(session, actor, callback_data.announcement_id, now), now
    )


async def table(
    query: CallbackQuery, callback_data: ReportTable, session: Session, actor: Actor, now: datetime
) -> Reply:
    id_ = callback_data.announcement_id
    found = await announcement_report.table(session, actor, id_, now)
    content = partial(spreadsheets.workbook, found, report_screens.say)
    return report_screens.spreadsheet(found.title, content), report_screens.after_file(id_)


def build_router() -> Router:
    router = Router(name=KEY)
    router.message.register(typed, drafts.awaited(KEY), Typed)
    router.callback_query.register(pause, PauseAnnouncement.filter())
    router.callback_query.register(resume, ResumeAnnouncement.filter())
    router.callback_query.register(stop, StopAnnouncement.filter())
    router.callback_query.register(recall, RecallAnnouncement.filter())
    router.callback_query.register(end_late, EndLate.filter())
    router.callback_query.register(ask_correction, CorrectAnnouncement.filter())
    router.callback_query.register(apply_correction, ApplyCorrection.filter())
    router.callback_query.register(report, OpenReport.filter())
    router.callback_query.register(table, ReportTable.filter())
    return router
