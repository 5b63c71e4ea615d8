"""Taking part in an event: signing up, leaving, answering «есть место» and «придёте?»."""

from datetime import datetime

from aiogram import Router
from aiogram.types import CallbackQuery

from db.engine import Session
from domain.actors import Actor
from domain.errors import ConsentNeeded, ProfileNeeded
from screens.events import registrations as screens
from screens.events.event_card import AcceptOffer, CancelSeat, SignUp
from screens.events.registrations import ConfirmSeat
from screens.kit import Screen
from screens.people import joining as joining_screens
from services.events import registrations


async def sign_up(query: CallbackQuery, callback_data: SignUp, session: Session, actor: Actor, now: datetime) -> Screen:
    """Who has not joined yet is led there and, at the end, back to this event."""
    event_id, source = callback_data.event_id, callback_data.source
    # both are raised before anything is written, so the turn may go on
    try:
        view = await registrations.sign_up(session, actor, event_id, callback_data.attendance, now, source)
    except ConsentNeeded:
        return joining_screens.consent_needed(event_id, source)
    except ProfileNeeded:
        return joining_screens.profile_needed(event_id, source)
    return screens.signed_up(view, now)


async def cancel(
    query: CallbackQuery, callback_data: CancelSeat, session: Session, actor: Actor, now: datetime
) -> Screen:
    view = await registrations.cancel(session, actor, callback_data.event_id, now)
    return screens.cancelled(view)


async def accept(
    query: CallbackQuery, callback_data: AcceptOffer, session: Session, actor: Actor, now: datetime
) -> Screen:
    """An offer does not wait for long, so who has a new wording to agree to is led back to it."""
    event_id = callback_data.event_id
    try:
        return screens.accepted(await registrations.accept(session, actor, event_id, now), now)
    except ConsentNeeded:
        return joining_screens.consent_needed(event_id)


async def confirm(
    query: CallbackQuery, callback_data: ConfirmSeat, session: Session, actor: Actor, now: datetime
) -> Screen:
    event_id = callback_data.event_id
    try:
        return screens.confirmed(await registrations.confirm(session, actor, event_id, now), now)
    except ConsentNeeded:
        return joining_screens.consent_needed(event_id)


def build_router() -> Router:
    router = Router(name="registrations")
    router.callback_query.register(accept, AcceptOffer.filter())
    router.callback_query.register(confirm, ConfirmSeat.filter())
    router.callback_query.register(sign_up, SignUp.filter())
    router.callback_query.register(cancel, CancelSeat.filter())
    return router
