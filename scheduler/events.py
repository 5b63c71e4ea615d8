"""What the bot says on its own about events: the news of a seat and reminders."""

from datetime import datetime

from db.engine import Session
from domain.vocabulary import MessageKind
from scheduler.delivery import Renderer
from screens import registrations as screens
from screens.kit import Screen
from services import registrations
from services.outbox import Due


async def render_promoted(session: Session, due: Due, now: datetime) -> Screen | None:
    view = await registrations.participation(session, due.recipient_id, due.entity_id, now)
    return screens.promoted(view) if view else None


async def render_reminder(session: Session, due: Due, now: datetime) -> Screen | None:
    view = await registrations.participation(session, due.recipient_id, due.entity_id, now)
    return screens.reminder(view, now) if view else None


RENDERERS: dict[str, Renderer] = {
    MessageKind.EVENT_PROMOTED: render_promoted,
    MessageKind.EVENT_REMINDER_DAY: render_reminder,
    MessageKind.EVENT_REMINDER_HOURS: render_reminder,
}
