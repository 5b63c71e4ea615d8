"""What the bot says on its own when an event moves, changes or is called off. All of it is read at delivery."""

from datetime import datetime

from db.engine import Session
from domain.events.event_changes import EventNews
from domain.vocabulary import MessageKind
from scheduler.delivery import Renderer
from screens.events import event_news as screens
from screens.kit import Screen
from services.events import event_news
from services.outbox import Due


async def render_moved(session: Session, due: Due, now: datetime) -> Screen | None:
    view = await _news(session, due, now)
    return screens.moved(view, now) if view else None


async def render_changed(session: Session, due: Due, now: datetime) -> Screen | None:
    view = await _news(session, due, now)
    return screens.changed(view, now, restored=bool(due.payload.get("restored"))) if view else None


async def render_cancelled(session: Session, due: Due, now: datetime) -> Screen | None:
    view = await _news(session, due, now)
    return screens.cancelled(view, now) if view else None


async def _news(session: Session, due: Due, now: datetime) -> EventNews | None:
    known = due.payload.get("known")
    moment = datetime.fromisoformat(known) if known else None
    return await event_news.news(session, due.recipient_id, due.entity_id, now, moment)


RENDERERS: dict[str, Renderer] = {
    MessageKind.EVENT_MOVED: render_moved,
    MessageKind.EVENT_CHANGED: render_changed,
    MessageKind.EVENT_CANCELLED: render_cancelled,
}
