"""What the bot asks on its own after an event: in the evening, and two weeks later."""

from datetime import datetime

from db.engine import Session
from domain.vocabulary import MessageKind
from scheduler.delivery import Renderer
from screens.events import feedback as screens
from screens.kit import Screen
from services.events import feedback
from services.outbox import Due


async def render_evening(session: Session, due: Due, now: datetime) -> Screen | None:
    form = await feedback.to_ask(session, due.recipient_id, due.entity_id, now)
    return screens.evening(form) if form else None


async def render_two_weeks_later(session: Session, due: Due, now: datetime) -> Screen | None:
    form = await feedback.to_ask_again(session, due.recipient_id, due.entity_id, now)
    return screens.two_weeks_later(form) if form else None


RENDERERS: dict[str, Renderer] = {
    MessageKind.EVENT_FEEDBACK: render_evening,
    MessageKind.EVENT_APPLIED: render_two_weeks_later,
}
