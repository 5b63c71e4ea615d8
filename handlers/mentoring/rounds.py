"""The coordinators' round of matching: begun, looked over, adjusted, sent."""

from datetime import datetime

from aiogram import Router
from aiogram.types import CallbackQuery

from db.engine import Session
from domain.actors import Actor
from domain.mentoring.rounds import RoundView
from domain.vocabulary import RoundState
from screens.kit import PAGE_SIZE, Screen
from screens.mentoring import rounds as screens
from screens.mentoring.mentoring import OpenRound
from screens.mentoring.rounds import (
    AllowAll,
    ComputeAgain,
    DropRound,
    ForbidPair,
    OpenRoundLine,
    OtherMentors,
    PinPair,
    RoundTable,
    SendRound,
    StartRound,
    UnpinPair,
)
from services.mentoring import rounds


async def show(query: CallbackQuery, session: Session, actor: Actor, now: datetime) -> Screen:
    return screens.overview(await _overview(session, actor, now))


async def page(
    query: CallbackQuery, callback_data: RoundTable, session: Session, actor: Actor, now: datetime
) -> Screen:
    return screens.overview(await _overview(session, actor, now, callback_data.page))


async def start(
    query: CallbackQuery, callback_data: StartRound, session: Session, actor: Actor, now: datetime
) -> Screen:
    await rounds.start(session, actor, callback_data.silent, now)
    return screens.overview(await _overview(session, actor, now))


async def line(
    query: CallbackQuery, callback_data: OpenRoundLine, session: Session, actor: Actor, now: datetime
) -> Screen:
    return screens.line(await rounds.line(session, actor, callback_data.round_id, callback_data.request_id, now))


async def others(
    query: CallbackQuery, callback_data: OtherMentors, session: Session, actor: Actor, now: datetime
) -> Screen:
    return screens.others(*await rounds.others(session, actor, callback_data.round_id, callback_data.request_id, now))


async def pin(query: CallbackQuery, callback_data: PinPair, session: Session, actor: Actor, now: datetime) -> Screen:
    data = callback_data
    await rounds.pin(session, actor, data.round_id, data.request_id, data.mentor_id, now)
    return await _line_or_progress(session, actor, data.round_id, data.request_id, now)


async def unpin(
    query: CallbackQuery, callback_data: UnpinPair, session: Session, actor: Actor, now: datetime
) -> Screen:
    data = callback_data
    await rounds.unpin(session, actor, data.round_id, data.request_id, now)
    return await _line_or_progress(session, actor, data.round_id, data.request_id, now)


async def forbid(
    query: CallbackQuery, callback_data: ForbidPair, session: Session, actor: Actor, now: datetime
) -> Screen:
    data = callback_data
    await rounds.forbid(session, actor, data.round_id, data.request_id, data.mentor_id, now)
    return screens.overview(await _overview(session, actor, now))


async def allow_all(
    query: CallbackQuery, callback_data: AllowAll, session: Session, actor: Actor, now: datetime
) -> Screen:
    await rounds.allow_all(session, actor, callback_data.round_id, now)
    return screens.overview(await _overview(session, actor, now))


async def compute_again(
    query: CallbackQuery, callback_data: ComputeAgain, session: Session, actor: Actor, now: datetime
) -> Screen:
    await rounds.compute_again(session, actor, callback_data.round_id, now)
    return screens.overview(await _overview(session, actor, now))


async def send(query: CallbackQuery, callback_data: SendRound, session: Session, actor: Actor, now: datetime) -> Screen:
    round_id = callback_data.round_id
    if not callback_data.sure:
        view = await _overview(session, actor, now)
        ready = view.round_id == round_id and view.state is RoundState.READY
        return screens.confirm_send(view, round_id) if ready else screens.overview(view)
    await rounds.send(session, actor, round_id, now)
    return screens.overview(await _overview(session, actor, now))


async def drop(query: CallbackQuery, callback_data: DropRound, session: Session, actor: Actor, now: datetime) -> Screen:
    if not callback_data.sure:
        await _overview(session, actor, now)
        return screens.confirm_drop(callback_data.round_id)
    await rounds.drop(session, actor, callback_data.round_id, now)
    return screens.overview(await _overview(session, actor, now))


async def _overview(session: Session, actor: Actor, now: datetime, page: int = 0) -> RoundView:
    return await rounds.overview(session, actor, page, PAGE_SIZE, now)


async def _line_or_progress(session: Session, actor: Actor, round_id: int, request_id: int, now: datetime) -> Screen:
    """The request again, or the progress when the change made the round begin anew."""
    view = await _overview(session, actor, now)
    if view.state is not RoundState.READY:
        return screens.overview(view)
    return screens.line(await rounds.line(session, actor, round_id, request_id, now))


def build_router() -> Router:
    router = Router(name="rounds")
    router.callback_query.register(show, OpenRound.filter())
    router.callback_query.register(page, RoundTable.filter())
    router.callback_query.register(start, StartRound.filter())
    router.callback_query.register(line, OpenRoundLine.filter())
    router.callback_query.register(others, OtherMentors.filter())
    router.callback_query.register(pin, PinPair.filter())
    router.callback_query.register(unpin, UnpinPair.filter())
    router.callback_query.register(forbid, ForbidPair.filter())
    router.callback_query.register(allow_all, AllowAll.filter())
    router.callback_query.register(compute_again, ComputeAgain.filter())
    router.callback_query.register(send, SendRound.filter())
    router.callback_query.register(drop, DropRound.filter())
    return router
