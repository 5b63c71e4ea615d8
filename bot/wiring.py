"""Wiring: which rooms make the bot, in one visible place."""

from collections.abc import Callable
from datetime import datetime
from functools import partial

from aiogram import Dispatcher, Router
from aiogram.fsm.middleware import FSMContextMiddleware
from aiogram.fsm.storage.memory import DisabledEventIsolation

from bot.conversation import ConversationStorage
from bot.messenger import Messenger
from bot.suspension import Suspension
from bot.turn import Turn
from db.engine import Sessions
from handlers import (
    events,
    fallback,
    groups,
    home,
    invites,
    joining,
    mydata,
    profile,
    registrations,
    tip_subscriptions,
    tips,
)
from scheduler import events as event_messages
from scheduler import tips as tip_messages
from scheduler.delivery import Delivery, Renderers
from scheduler.ticks import Tick


def build_routers() -> list[Router]:
    """Routers in the order they are asked. Groups first: private screens never show there; the fallback is last."""
    return [
        groups.build_router(),
        home.build_router(),
        invites.build_router(),
        joining.build_router(),
        profile.build_router(),
        mydata.build_router(),
        events.build_router(),
        registrations.build_router(),
        tips.build_router(),
        tip_subscriptions.build_router(),
        fallback.build_router(),
    ]


def build_dispatcher(sessions: Sessions, clock: Callable[[], datetime], messenger: Messenger) -> Dispatcher:
    """A dispatcher whose every update is one turn.

    The turn comes before aiogram's FSM, so that conversations are read and written in the turn's transaction.
    """
    dispatcher = Dispatcher(disable_fsm=True)
    dispatcher.update.outer_middleware(Turn(sessions, clock, messenger))
    dispatcher.update.outer_middleware(FSMContextMiddleware(ConversationStorage(), DisabledEventIsolation()))
    dispatcher.message.middleware(Suspension())
    dispatcher.callback_query.middleware(Suspension())
    dispatcher.include_routers(*build_routers())
    return dispatcher


def build_renderers() -> Renderers:
    """Who renders which kind of outbox row."""
    return {**event_messages.RENDERERS, **tip_messages.RENDERERS}


def build_delivery(sessions: Sessions, clock: Callable[[], datetime], messenger: Messenger) -> Delivery:
    """What sends everything the bot says on its own."""
    return Delivery(sessions, messenger, build_renderers(), clock)


def build_chores(sessions: Sessions, clock: Callable[[], datetime], delivery: Delivery) -> dict[str, Tick]:
    """What else happens by itself every minute, by name."""
    return {"recover": delivery.recover, "tip chains": partial(tip_messages.mend_chains, sessions, clock)}
