"""An evening of quick meetings that goes on, for coordinators: its tables, more time, who goes, the end."""

from datetime import UTC, datetime

from aiogram import Router
from aiogram.types import CallbackQuery

from db.engine import Session
from domain.actors import Actor
from domain.errors import Outdated
from screens.events import speed_evening as screens
from screens.events.speed_evening import EndSpeed, LeaveTables, ShiftSpeed, ShowTables, ToLeave
from screens.kit import PAGE_SIZE, Screen
from services.events import speed_evening

_TABLES = 12


async def shift(
    query: CallbackQuery, callback_data: ShiftSpeed, session: Session, actor: Actor, now: datetime
) -> Screen:
    ends_at = _moment(callback_data.ends_at)
    return screens.run(await speed_evening.shift(session, actor, callback_data.event_id, ends_at, now), now)


async def end(query: CallbackQuery, callback_data: EndSpeed, session: Session, actor: Actor, now: datetime) -> Screen:
    event_id = callback_data.event_id
    if callback_data.sure:
        return screens.run(await speed_evening.finish(session, actor, event_id, now), now)
    view = await speed_evening.run(session, actor, event_id, now)
    if view is None:
        raise Outdated
    return screens.run(view, now) if view.is_over(now) else screens.ask_end(view)


async def show_tables(
    query: CallbackQuery, callback_data: ShowTables, session: Session, actor: Actor, now: datetime
) -> Screen:
    view = await speed_evening.board(session, actor, callback_data.event_id, callback_data.page, _TABLES, now)
    return screens.tables(view)


async def to_leave(query: CallbackQuery, callback_data: ToLeave, session: Session, actor: Actor) -> Screen:
    return screens.to_leave(
        await speed_evening.people(session, actor, callback_data.event_id, callback_data.page, PAGE_SIZE, seated=True)
    )


async def leave(
    query: CallbackQuery, callback_data: LeaveTables, session: Session, actor: Actor, now: datetime
) -> Screen:
    event_id = callback_data.event_id
    return screens.left(event_id, await speed_evening.leave(session, actor, event_id, callback_data.member_id, now))


def _moment(seconds: int) -> datetime:
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (ValueError, OverflowError, OSError) as error:
        # a forged button
        raise Outdated from error


def build_router() -> Router:
    router = Router(name="speed_evening")
    router.callback_query.register(shift, ShiftSpeed.filter())
    router.callback_query.register(end, EndSpeed.filter())
    router.callback_query.register(show_tables, ShowTables.filter())
    router.callback_query.register(to_leave, ToLeave.filter())
    router.callback_query.register(leave, LeaveTables.filter())
    return router
