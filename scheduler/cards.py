"""What the bot says on its own about mentors' cards: one waits for a coordinator, one's own has been read."""

from datetime import datetime

from db.engine import Session
from domain.errors import NotFound
from domain.vocabulary import MessageKind
from scheduler.delivery import Renderer
from screens.kit import Screen
from screens.mentoring import mentor_card as screens
from screens.mentoring import mentors as review_screens
from services.mentoring import card_views
from services.outbox import Due


async def render_to_review(session: Session, due: Due, now: datetime) -> Screen | None:
    view = await card_views.awaiting(session, due.recipient_id, due.entity_id, now)
    return review_screens.review(view, "Новая карточка наставника.", fresh=True) if view else None


async def render_reviewed(session: Session, due: Due, now: datetime) -> Screen | None:
    try:
        view = await card_views.of_owner(session, due.recipient_id, now)
    except NotFound:
        return None
    return screens.reviewed(view)


RENDERERS: dict[str, Renderer] = {
    MessageKind.CARD_TO_REVIEW: render_to_review,
    MessageKind.CARD_REVIEWED: render_reviewed,
}
