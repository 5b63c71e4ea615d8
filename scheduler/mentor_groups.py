"""What the two of a pair are told of a mentor's group."""

from datetime import datetime

from db.engine import Session
from domain.vocabulary import MessageKind
from scheduler.delivery import Renderer
from screens.kit import Screen
from screens.mentoring import mentor_group_news as screens
from services.mentoring import pair_views
from services.outbox import Due


async def render_entered(session: Session, due: Due, now: datetime) -> Screen | None:
    view = await pair_views.seen_by(session, due.recipient_id, due.entity_id)
    return screens.entered(view) if view else None


async def render_over(session: Session, due: Due, now: datetime) -> Screen | None:
    view = await pair_views.seen_by(session, due.recipient_id, due.entity_id)
    return screens.over(view) if view else None


RENDERERS: dict[str, Renderer] = {
    MessageKind.GROUP_ENTERED: render_entered,
    MessageKind.GROUP_OVER: render_over,
}
