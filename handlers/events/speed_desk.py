"""An evening of quick meetings before it begins, for coordinators: settings, sides, the start."""

from datetime import datetime

from aiogram import Router
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from db.engine import Session
from domain.actors import Actor
from domain.errors import InvalidAnswer, SpeedBegun, SpeedTooFew
from domain.events.speed import Knob, LimitDraft, Settings, read_limit
from domain.events.speed_views import Hall
from handlers import drafts
from handlers.filters import Typed
from screens.desk import OpenSpeed
from screens.events import speed_desk as screens
from screens.events import speed_evening as evening_screens
from screens.events.speed_desk import (
    AskLimit,
    AskStart,
    ChooseSide,
    InviteMentors,
    SeatPerson,
    StartSpeed,
    SwitchSpeed,
    ToSeat,
    TurnSpeed,
)
from screens.kit import PAGE_SIZE, Screen
from services.events import speed, speed_evening

KEY = drafts.SPEED


async def show(
    query: CallbackQuery, callback_data: OpenSpeed, session: Session, actor: Actor, state: FSMContext, now: datetime
) -> Screen:
    """The evening as it is: its settings, the round that goes on, or what came of it."""
    await drafts.forget(state, KEY)
    return await _show(session, actor, callback_data.event_id, now)


async def switch(
    query: CallbackQuery, callback_data: SwitchSpeed, session: Session, actor: Actor, now: datetime
) -> Screen:
    event_id = callback_data.event_id
    if callback_data.on:
        return screens.hall(await speed.switch_on(session, actor, event_id, now), now)
    if callback_data.sure:
        return screens.hall(await speed.switch_off(session, actor, event_id, now), now)
    view = await speed.hall(session, actor, event_id)
    return screens.hall(view, now) if view.settings is None else screens.ask_switch_off(view)


async def turn(query: CallbackQuery, callback_data: TurnSpeed, session: Session, actor: Actor, now: datetime) -> Screen:
    event_id = callback_data.event_id
    try:
        view = await speed.turn(session, actor, event_id, callback_data.knob, callback_data.value, now)
    except SpeedBegun:
        # raised before anything is written: another coordinator was quicker
        return await _show(session, actor, event_id, now)
    return screens.hall(view, now)


async def ask_limit(
    query: CallbackQuery, callback_data: AskLimit, session: Session, actor: Actor, state: FSMContext
) -> Screen:
    await speed.hall(session, actor, callback_data.event_id)
    await drafts.keep(state, KEY, LimitDraft(callback_data.event_id))
    return screens.ask_limit(callback_data.event_id)


async def typed(message: Message, session: Session, actor: Actor, state: FSMContext, now: datetime) -> Screen:
    """How many may sit on each side."""
    actor.coordinator()
    asked = await drafts.begun(state, KEY, LimitDraft)
    try:
        limit = read_limit(message.text or "")
    except InvalidAnswer as invalid:
        return screens.ask_limit(asked.event_id, invalid.hint)
    view = await speed.turn(session, actor, asked.event_id, Knob.LIMIT, limit, now)
    await drafts.forget(state, KEY)
    return screens.hall(view, now)


async def invite(
    query: CallbackQuery, callback_data: InviteMentors, session: Session, actor: Actor, now: datetime
) -> Screen:
    count = await speed.invite(session, actor, callback_data.event_id, now)
    return screens.hall(await speed.hall(session, actor, callback_data.event_id), now, news=screens.invited(count))


# --- who sits where


async def to_seat(query: CallbackQuery, callback_data: ToSeat, session: Session, actor: Actor) -> Screen:
    view = await speed_evening.people(session, actor, callback_data.event_id, callback_data.page, PAGE_SIZE)
    return screens.to_seat(view)


async def choose_side(query: CallbackQuery, callback_data: ChooseSide, session: Session, actor: Actor) -> Screen:
    event_id = callback_data.event_id
    return screens.choose_side(
        event_id, await speed_evening.participant(session, actor, event_id, callback_data.member_id)
    )


async def seat(
    query: CallbackQuery, callback_data: SeatPerson, session: Session, actor: Actor, now: datetime
) -> Screen:
    """Before the beginning on with the list; later to the evening, which that person has joined."""
    event_id = callback_data.event_id
    await speed_evening.seat(session, actor, event_id, callback_data.member_id, callback_data.as_mentor, now)
    view = await speed_evening.run(session, actor, event_id, now)
    if view is not None:
        return evening_screens.run(view, now, news="✅ За столами: пересадку пересчитали со следующего раунда.")
    return screens.to_seat(await speed_evening.people(session, actor, event_id, 0, PAGE_SIZE))


# --- the start


async def ask_start(
    query: CallbackQuery, callback_data: AskStart, session: Session, actor: Actor, now: datetime
) -> Screen:
    view = await speed.hall(session, actor, callback_data.event_id)
    if view.settings is None or await speed_evening.run(session, actor, view.event_id, now) is not None:
        return await _show(session, actor, view.event_id, now)
    everyone = callback_data.everyone
    if everyone is None and view.came:
        return screens.ask_who(view)
    return _ask_rounds(view, view.settings, everyone is not False, now)


def _ask_rounds(view: Hall, settings: Settings, everyone: bool, now: datetime) -> Screen:
    if 0 in view.seated(everyone):
        raise SpeedTooFew
    return screens.ask_rounds(view, settings, everyone, now)


async def start(
    query: CallbackQuery, callback_data: StartSpeed, session: Session, actor: Actor, now: datetime
) -> Screen:
    event_id, everyone = callback_data.event_id, callback_data.everyone
    return evening_screens.run(
        await speed_evening.start(session, actor, event_id, everyone, callback_data.rounds, now), now
    )


async def _show(session: Session, actor: Actor, event_id: int, now: datetime) -> Screen:
    run = await speed_evening.run(session, actor, event_id, now)
    return (
        screens.hall(await speed.hall(session, actor, event_id), now) if run is None else evening_screens.run(run, now)
    )


def build_router() -> Router:
    router = Router(name=KEY)
    router.message.register(typed, drafts.awaited(KEY), Typed)
    router.callback_query.register(show, OpenSpeed.filter())
    router.callback_query.register(switch, SwitchSpeed.filter())
    router.callback_query.register(turn, TurnSpeed.filter())
    router.callback_query.register(ask_limit, AskLimit.filter())
    router.callback_query.register(invite, InviteMentors.filter())
    router.callback_query.register(to_seat, ToSeat.filter())
    router.callback_query.register(choose_side, ChooseSide.filter())
    router.callback_query.register(seat, SeatPerson.filter())
    router.callback_query.register(ask_start, AskStart.filter())
    router.callback_query.register(start, StartSpeed.filter())
    return router
