"""Tips on schedule: how often, when, about what."""

from datetime import datetime

from aiogram import Router
from aiogram.types import CallbackQuery

from db.engine import Session
from domain.actors import Actor
from screens.kit import Reply
from screens.tips import tip_subscriptions as screens
from screens.tips.tip_subscriptions import (
    Pause,
    PickCadence,
    PickDirections,
    PickHour,
    PickWeekday,
    Resume,
    SetCadence,
    SetDirection,
    SetHour,
    SetWeekday,
    Subscription,
)
from services.tips import tip_subscriptions as subscriptions


def build_router() -> Router:
    router = Router(name="tip_subscriptions")
    router.callback_query.register(show_subscription, Subscription.filter())
    router.callback_query.register(pick_cadence, PickCadence.filter())
    router.callback_query.register(pick_hour, PickHour.filter())
    router.callback_query.register(pick_weekday, PickWeekday.filter())
    router.callback_query.register(pick_directions, PickDirections.filter())
    router.callback_query.register(set_cadence, SetCadence.filter())
    router.callback_query.register(set_hour, SetHour.filter())
    router.callback_query.register(set_weekday, SetWeekday.filter())
    router.callback_query.register(set_direction, SetDirection.filter())
    router.callback_query.register(pause, Pause.filter())
    router.callback_query.register(resume, Resume.filter())
    return router


async def show_subscription(query: CallbackQuery, session: Session, actor: Actor) -> Reply:
    return screens.overview(await subscriptions.subscription(session, actor))


async def pick_cadence(query: CallbackQuery, session: Session, actor: Actor) -> Reply:
    return screens.cadences(await subscriptions.own_subscription(session, actor))


async def pick_hour(query: CallbackQuery, session: Session, actor: Actor) -> Reply:
    return screens.hours(await subscriptions.own_subscription(session, actor))


async def pick_weekday(query: CallbackQuery, session: Session, actor: Actor) -> Reply:
    return screens.weekdays(await subscriptions.own_subscription(session, actor))


async def pick_directions(query: CallbackQuery, session: Session, actor: Actor) -> Reply:
    return screens.directions(await subscriptions.own_subscription(session, actor))


async def set_cadence(
    query: CallbackQuery, callback_data: SetCadence, session: Session, actor: Actor, now: datetime
) -> Reply:
    view = await subscriptions.choose_cadence(session, actor, callback_data.cadence, now)
    return screens.overview(view)


async def set_hour(
    query: CallbackQuery, callback_data: SetHour, session: Session, actor: Actor, now: datetime
) -> Reply:
    view = await subscriptions.choose_hour(session, actor, callback_data.hour, now)
    return screens.overview(view)


async def set_weekday(
    query: CallbackQuery, callback_data: SetWeekday, session: Session, actor: Actor, now: datetime
) -> Reply:
    view = await subscriptions.choose_weekday(session, actor, callback_data.weekday, now)
    return screens.overview(view)


async def set_direction(query: CallbackQuery, callback_data: SetDirection, session: Session, actor: Actor) -> Reply:
    view = await subscriptions.set_direction(session, actor, callback_data.direction, callback_data.wanted)
    return screens.directions(view)


async def pause(query: CallbackQuery, session: Session, actor: Actor, now: datetime) -> Reply:
    return screens.overview(await subscriptions.pause(session, actor, now))


async def resume(query: CallbackQuery, session: Session, actor: Actor, now: datetime) -> Reply:
    return screens.overview(await subscriptions.resume(session, actor, now))
