"""Wiring: which rooms make the bot, in one visible place."""

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial

from aiogram import Dispatcher, Router
from aiogram.fsm.middleware import FSMContextMiddleware
from aiogram.fsm.storage.memory import DisabledEventIsolation

from bot.conversation import ConversationStorage
from bot.live import Drawers, LiveScreens
from bot.messenger import Messenger
from bot.suspension import Suspension
from bot.turn import Turn
from db.engine import Sessions
from domain.addresses import Addresses
from handlers import desk, fallback, groups, home
from handlers.events import (
    calendar_feed,
    certificate_desk,
    certificate_names,
    certificates,
    event_answers,
    event_changes,
    event_edit,
    event_plan,
    event_questions,
    events,
    feedback,
    feedback_results,
    newcomers,
    presence,
    registrations,
    reminders,
    roster,
    roster_files,
    sharing,
    speed,
    speed_desk,
    speed_evening,
    speed_wishes,
)
from handlers.mentoring import (
    approvals,
    blocks,
    card_review,
    desk_pairs,
    exchanges,
    goals,
    handover,
    inbox,
    manual_pair,
    meeting_form,
    meeting_notes,
    meeting_place,
    meetings,
    mentor_card,
    mentor_group_call,
    mentor_group_edit,
    mentor_group_form,
    mentor_group_own,
    mentor_group_talk,
    mentor_groups,
    mentor_load,
    mentor_pause,
    mentoring,
    mentors,
    my_requests,
    pair_checks,
    pair_feedback,
    pairs,
    past_meetings,
    queue,
    relay,
    request_form,
    rounds,
    school,
    school_admins,
    thanks,
)
from handlers.people import invites, joining, mydata, profile
from handlers.tips import tip_subscriptions, tips
from scheduler import cards as card_messages
from scheduler import certificates as certificate_messages
from scheduler import desk_pairs as desk_pair_messages
from scheduler import event_changes as event_change_messages
from scheduler import events as event_messages
from scheduler import feedback as feedback_messages
from scheduler import meetings as meeting_messages
from scheduler import mentor_groups as mentor_group_messages
from scheduler import mentor_load as mentor_load_messages
from scheduler import pair_feedback as pair_feedback_messages
from scheduler import pairs as pair_messages
from scheduler import presence as presence_screens
from scheduler import requests as request_messages
from scheduler import rounds as round_work
from scheduler import schools as school_messages
from scheduler import speed as speed_messages
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
        event_answers.build_router(),
        event_changes.build_router(),
        event_questions.build_router(),
        desk.build_router(),
        event_plan.build_router(),
        event_edit.build_router(),
        sharing.build_router(),
        calendar_feed.build_router(),
        reminders.build_router(),
        presence.build_router(),
        roster.build_router(),
        roster_files.build_router(),
        newcomers.build_router(),
        feedback.build_router(),
        feedback_results.build_router(),
        certificates.build_router(),
        certificate_names.build_router(),
        certificate_desk.build_router(),
        speed.build_router(),
        speed_desk.build_router(),
        speed_evening.build_router(),
        speed_wishes.build_router(),
        tips.build_router(),
        tip_subscriptions.build_router(),
        request_form.build_router(),
        my_requests.build_router(),
        inbox.build_router(),
        exchanges.build_router(),
        queue.build_router(),
        mentoring.build_router(),
        mentor_card.build_router(),
        mentor_pause.build_router(),
        mentors.build_router(),
        card_review.build_router(),
        mentor_load.build_router(),
        manual_pair.build_router(),
        blocks.build_router(),
        desk_pairs.build_router(),
        handover.build_router(),
        mentor_groups.build_router(),
        mentor_group_own.build_router(),
        mentor_group_form.build_router(),
        mentor_group_edit.build_router(),
        mentor_group_talk.build_router(),
        mentor_group_call.build_router(),
        pairs.build_router(),
        pair_feedback.build_router(),
        thanks.build_router(),
        goals.build_router(),
        relay.build_router(),
        meetings.build_router(),
        meeting_form.build_router(),
        meeting_notes.build_router(),
        meeting_place.build_router(),
        past_meetings.build_router(),
        pair_checks.build_router(),
        rounds.build_router(),
        school.build_router(),
        school_admins.build_router(),
        approvals.build_router(),
        fallback.build_router(),
    ]


def build_dispatcher(
    sessions: Sessions,
    clock: Callable[[], datetime],
    messenger: Messenger,
    live: LiveScreens,
    addresses: Addresses,
    routers: Sequence[Router] | None = None,
) -> Dispatcher:
    """A dispatcher whose every update is one turn; `routers` are those of the whole bot unless given.

    The turn comes before aiogram's FSM, so that conversations are read and written in the turn's transaction.
    """
    dispatcher = Dispatcher(disable_fsm=True, addresses=addresses)
    dispatcher.update.outer_middleware(Turn(sessions, clock, messenger, live))
    dispatcher.update.outer_middleware(FSMContextMiddleware(ConversationStorage(), DisabledEventIsolation()))
    dispatcher.message.middleware(Suspension())
    dispatcher.callback_query.middleware(Suspension())
    dispatcher.include_routers(*(routers or build_routers()))
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
        **card_messages.RENDERERS,
        **mentor_load_messages.RENDERERS,
        **request_messages.RENDERERS,
        **pair_messages.RENDERERS,
        **desk_pair_messages.RENDERERS,
        **mentor_group_messages.RENDERERS,
        **school_messages.RENDERERS,
        **pair_feedback_messages.RENDERERS,
        **meeting_messages.RENDERERS,
    }


def build_drawers(addresses: Addresses) -> Drawers:
    """Who draws which live screen anew."""
    return {**presence_screens.DRAWERS, **certificate_messages.DRAWERS, **round_work.DRAWERS, **speed_messages.DRAWERS}


def build_live(
    sessions: Sessions, clock: Callable[[], datetime], messenger: Messenger, addresses: Addresses
) -> LiveScreens:
    """What keeps screens of progress moving."""
    return LiveScreens(sessions, clock, messenger, build_drawers(addresses))


def build_delivery(
    sessions: Sessions, clock: Callable[[], datetime], messenger: Messenger, addresses: Addresses
) -> Delivery:
    """What sends everything the bot says on its own."""
    return Delivery(sessions, messenger, build_renderers(addresses), clock)


def build_errands(sessions: Sessions, clock: Callable[[], datetime]) -> dict[str, Tick]:
    """What somebody waits for, looking on, by name."""
    return {"rounds": partial(round_work.go_on, sessions, clock)}


def build_chores(sessions: Sessions, clock: Callable[[], datetime], delivery: Delivery) -> dict[str, Tick]:
    """What else happens by itself every minute, by name."""
    return {
        "recover": delivery.recover,
        "tip chains": partial(tip_messages.mend_chains, sessions, clock),
        "seat offers": partial(event_messages.move_lines, sessions, clock),
        "pairs": partial(pair_messages.tend, sessions, clock),
        "requests": partial(request_messages.settle, sessions, clock),
        "schools": partial(school_messages.settle, sessions, clock),
        "pair checks": partial(meeting_messages.ask_pairs, sessions, clock),
        "pairs in trouble": partial(desk_pair_messages.tell_coordinators, sessions, clock),
    }
