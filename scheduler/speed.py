"""What the bot says on its own at an evening of quick meetings, and the coordinator's screen that moves by itself."""

from datetime import datetime

from db.engine import Session
from domain.actors import Actor
from domain.vocabulary import MessageKind
from scheduler.delivery import Renderer
from screens.events import speed as screens
from screens.events import speed_desk, speed_evening, speed_wishes
from screens.kit import Screen
from services.events import speed
from services.events import speed_evening as evening
from services.events import speed_own as own
from services.events import speed_wishes as wishes
from services.outbox import Due


async def render_invite(session: Session, due: Due, now: datetime) -> Screen | None:
    invited = Actor(due.telegram_id, due.recipient_id)
    view = await speed.invitation(session, invited, due.entity_id, now)
    return screens.invitation(view) if view else None


async def render_round(session: Session, due: Due, now: datetime) -> Screen | None:
    found = await own.round_of(session, due.recipient_id, due.entity_id, due.payload["round"], now)
    return screens.round_begins(*found) if found else None


async def render_wishes(session: Session, due: Due, now: datetime) -> Screen | None:
    view = await wishes.asks(session, due.recipient_id, due.entity_id, now)
    return speed_wishes.asks(view, now) if view else None


async def render_match(session: Session, due: Due, now: datetime) -> Screen | None:
    """The entity is the other one of the two."""
    view = await wishes.mutual(session, due.recipient_id, due.entity_id, due.payload["event"], now)
    return speed_wishes.mutual(view) if view else None


async def draw_run(session: Session, actor: Actor, event_id: int, now: datetime) -> Screen:
    view = await evening.run(session, actor, event_id, now)
    # moved or called off meanwhile: the settings again
    return (
        speed_desk.hall(await speed.hall(session, actor, event_id), now)
        if view is None
        else speed_evening.run(view, now)
    )


RENDERERS: dict[str, Renderer] = {
    MessageKind.SPEED_INVITE: render_invite,
    MessageKind.SPEED_ROUND: render_round,
    MessageKind.SPEED_WISHES: render_wishes,
    MessageKind.SPEED_MATCH: render_match,
}
DRAWERS = {speed_evening.LIVE_RUN: draw_run}
