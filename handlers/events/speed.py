"""An evening of quick meetings for who takes part: the side, the tables, whom to go on with."""

from datetime import datetime

from aiogram import Router
from aiogram.types import CallbackQuery

from db.engine import Session
from domain.actors import Actor
from domain.errors import ConsentNeeded
from domain.events.speed_place import SpeedPhase
from screens.events import speed as screens
from screens.events import speed_wishes as wish_screens
from screens.events.speed_ways import MySpeed, TakeSide
from screens.kit import Screen
from screens.people import joining as joining_screens
from services.events import speed, speed_own, speed_wishes


async def show(query: CallbackQuery, callback_data: MySpeed, session: Session, actor: Actor, now: datetime) -> Screen:
    """One's own place as the evening is now; of one that is long over, what is left of it."""
    event_id = callback_data.event_id
    match await speed_own.phase(session, actor, event_id, now):
        case SpeedPhase.CHOOSING:
            return screens.choice(await speed.choice(session, actor, event_id, now))
        case SpeedPhase.RUNNING:
            return screens.tables(await speed_own.tables(session, actor, event_id), now)
    return wish_screens.wishes(await speed_wishes.wishes(session, actor, event_id, now), 0, now)


async def take_side(
    query: CallbackQuery, callback_data: TakeSide, session: Session, actor: Actor, now: datetime
) -> Screen:
    event_id = callback_data.event_id
    try:
        return screens.choice(await speed.choose(session, actor, event_id, callback_data.as_mentor, now))
    except ConsentNeeded:
        # raised before anything is written, so the turn may go on
        return joining_screens.consent_needed(event_id)


def build_router() -> Router:
    router = Router(name="speed")
    router.callback_query.register(show, MySpeed.filter())
    router.callback_query.register(take_side, TakeSide.filter())
    return router
