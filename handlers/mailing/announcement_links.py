"""Where the buttons of an announcement lead, as new messages: the announcement itself stays readable."""

from dataclasses import replace
from datetime import datetime

from aiogram import Router
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery

from db.engine import Session
from domain.actors import Actor
from handlers.mentoring import request_form
from screens.events import event_card
from screens.kit import Reply, Screen
from screens.mailing.announcement_parts import AskForHelp, FollowEvent, FollowTip
from screens.mentoring.mentoring import NewRequest
from screens.tips import tips as tip_screens
from services.events import events
from services.tips import tips


async def follow_event(
    query: CallbackQuery, callback_data: FollowEvent, session: Session, actor: Actor, now: datetime
) -> Screen:
    card = event_card.card(await events.card(session, actor, callback_data.event_id, now), now)
    return replace(card, fresh=True)


async def follow_tip(
    query: CallbackQuery, callback_data: FollowTip, session: Session, actor: Actor, now: datetime
) -> Reply:
    return tip_screens.card(await tips.open_tip(session, actor, callback_data.tip_id, now), fresh=True)


async def ask_for_help(
    query: CallbackQuery, callback_data: AskForHelp, session: Session, actor: Actor, state: FSMContext, now: datetime
) -> Screen:
    return replace(await request_form.begin(query, NewRequest(), session, actor, state, now), fresh=True)


def build_router() -> Router:
    router = Router(name="announcement_links")
    router.callback_query.register(follow_event, FollowEvent.filter())
    router.callback_query.register(follow_tip, FollowTip.filter())
    router.callback_query.register(ask_for_help, AskForHelp.filter())
    return router
