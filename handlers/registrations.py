"""Taking part in an event: signing up and leaving."""

from datetime import datetime

from aiogram import Router
from aiogram.types import CallbackQuery

from db.engine import Session
from domain.errors import ConsentNeeded, ProfileNeeded
from domain.people import Actor
from screens import joining as joining_screens
from screens import registrations as screens
from screens.event_card import CancelSeat, SignUp
from screens.kit import Screen
from services import registrations


async def sign_up(query: CallbackQuery, callback_data: SignUp, session: Session, actor: Actor, now: datetime) -> Screen:
    """Who has not joined yet is led there and, at the end, back to this event."""
    event_id = callback_data.event_id
    # both are raised before anything is written, so the turn may go on
    try:
        view = await registrations.sign_up(session, actor, event_id, callback_data.attendance, now)
    except ConsentNeeded:
        return joining_screens.consent_needed(event_id)
    except ProfileNeeded:
        return joining_screens.profile_needed(event_id)
    return screens.signed_up(view, now)


async def cancel(
    query: CallbackQuery, callback_data: CancelSeat, session: Session, actor: Actor, now: datetime
) -> Screen:
    view = await registrations.cancel(session, actor, callback_data.event_id, now)
    return screens.cancelled(view)


def build_router() -> Router:
    router = Router(name="registrations")
    router.callback_query.register(sign_up, SignUp.filter())
    router.callback_query.register(cancel, CancelSeat.filter())
    return router
