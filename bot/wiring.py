"""Wiring: which rooms make the bot, in one visible place."""

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial

from aiogram import Dispatcher, Router
from aiogram.fsm.middleware import FSMContextMiddleware
from aiogram.fsm.storage.memory import DisabledEventIsolation

from bot.conversation import ConversationStorage
from bot.excuses import Excuses
from bot.live import Drawers, LiveScreens
from bot.messenger import Messenger
from bot.metrics import SENDS
from bot.routers import build_routers
from bot.routing import Switchboard
from bot.suspension import Suspension
from bot.turn import Turn
from db.engine import Sessions
from domain.addresses import Addresses
from scheduler import announcement_run as announcement_runs
from scheduler import announcements as announcement_messages
from scheduler import cards as card_messages
from scheduler import certificates as certificate_messages
from scheduler import desk_pairs as desk_pair_messages
from scheduler import digests as digest_messages
from scheduler import event_changes as event_change_messages
from scheduler import events as event_messages
from scheduler import feedback as feedback_messages
from scheduler import intake as inbox_chores
from scheduler import letters as letter_messages
from scheduler import letters_topics as letter_topics
from scheduler import live_screens
from scheduler import meetings as meeting_messages
from scheduler import members as member_messages
from scheduler import mentor_groups as mentor_group_messages
from scheduler import mentor_load as mentor_load_messages
from scheduler import pair_feedback as pair_feedback_messages
from scheduler import pairs as pair_messages
from scheduler import presence as presence_screens
from scheduler import requests as request_messages
from scheduler import roles as role_messages
from scheduler import rounds as round_work
from scheduler import schools as school_messages
from scheduler import speed as speed_messages
from scheduler import tips as tip_messages
from scheduler.delivery import Delivery, Renderers
from scheduler.ticks import Tick


def build_dispatcher(
    sessions: Sessions,
    clock: Callable[[], datetime],
    messenger: Messenger,
    live: LiveScreens,
    addresses: Addresses,
    routers: Sequence[Router] | None = None,
    excuses: Excuses | None = None,
) -> Dispatcher:
    """A dispatcher whose every update is one turn; `routers` are those of the whole bot unless given.

    The turn comes before aiogram's FSM, so that conversations are read and written in the turn's transaction.
    """
    dispatcher = Dispatcher(disable_fsm=True, addresses=addresses)
    dispatcher.update.outer_middleware(Turn(sessions, clock, messenger, live, excuses))
    dispatcher.update.outer_middleware(FSMContextMiddleware(ConversationStorage(), DisabledEventIsolation()))
    dispatcher.message.middleware(Suspension())
    dispatcher.callback_query.middleware(Suspension())
    dispatcher.include_router(Switchboard(routers or build_routers()))
    return dispatcher


def build_renderers(addresses: Addresses) -> Renderers:
    """Who renders which kind of outbox row."""
    return {
        **event_messages.RENDERERS,
        **event_change_messages.RENDERERS,
        **feedback_messages.RENDERERS,
        **speed_messages.RENDERERS,
        **certificate_messages.renderers(addresses),
        **tip_messages.RENDERERS,
        **role_messages.RENDERERS,
        **member_messages.RENDERERS,
        **card_messages.RENDERERS,
        **mentor_load_messages.RENDERERS,
        **request_messages.RENDERERS,
        **pair_messages.RENDERERS,
        **desk_pair_messages.RENDERERS,
        **mentor_group_messages.RENDERERS,
        **school_messages.RENDERERS,
        **pair_feedback_messages.RENDERERS,
        **meeting_messages.RENDERERS,
        **letter_messages.RENDERERS,
        **announcement_messages.RENDERERS,
        **announcement_runs.RENDERERS,
        **digest_messages.RENDERERS,
    }


def build_drawers(addresses: Addresses) -> Drawers:
    """Who draws which live screen anew."""
    return {
        **presence_screens.DRAWERS,
        **certificate_messages.DRAWERS,
        **round_work.DRAWERS,
        **speed_messages.DRAWERS,
        **announcement_messages.DRAWERS,
        **announcement_runs.DRAWERS,
    }


def build_live(
    sessions: Sessions, clock: Callable[[], datetime], messenger: Messenger, addresses: Addresses
) -> LiveScreens:
    """What keeps screens of progress moving."""
    return LiveScreens(sessions, clock, messenger, build_drawers(addresses))


def build_delivery(
    sessions: Sessions, clock: Callable[[], datetime], messenger: Messenger, addresses: Addresses
) -> Delivery:
    """What sends everything the bot says on its own."""
    return Delivery(
        sessions, messenger, build_renderers(addresses), clock, counted=lambda result: SENDS.labels(result).inc()
    )


def build_errands(
    sessions: Sessions, clock: Callable[[], datetime], messenger: Messenger, addresses: Addresses
) -> dict[str, Tick]:
    """What somebody waits for, looking on, by name."""
    return {
        "letter topics": letter_topics.Mirror(sessions, clock, messenger, addresses).tick,
        "rounds": partial(round_work.go_on, sessions, clock),
        "announcement starts": partial(announcement_messages.start_due, sessions, clock),
        "announcement ends": partial(announcement_runs.finish, sessions, clock),
    }


def build_chores(sessions: Sessions, clock: Callable[[], datetime], delivery: Delivery) -> dict[str, Tick]:
    """What else happens by itself every minute, by name."""
    return {
        "recover": delivery.recover,
        "inbox": partial(inbox_chores.sweep, sessions, clock),
        "live screens": partial(live_screens.sweep, sessions, clock),
        "tip chains": partial(tip_messages.mend_chains, sessions, clock),
        "late tips": partial(tip_messages.remind, sessions, clock),
        "seat offers": partial(event_messages.move_lines, sessions, clock),
        "pairs": partial(pair_messages.tend, sessions, clock),
        "requests": partial(request_messages.settle, sessions, clock),
        "schools": partial(school_messages.settle, sessions, clock),
        "pairs in trouble": partial(desk_pair_messages.tell_coordinators, sessions, clock),
        "letters": partial(letter_messages.tend, sessions, clock),
        "pair checks": partial(meeting_messages.ask_pairs, sessions, clock),
        "late joiners": partial(announcement_runs.welcome_late, sessions, clock),
        "digests": partial(digest_messages.plan, sessions, clock),
    }
