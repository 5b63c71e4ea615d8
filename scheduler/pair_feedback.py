"""What the two of a completed pair are told: the form once more, each other's ratings, thanks."""

from datetime import datetime

from db.engine import Session
from domain.vocabulary import MessageKind
from scheduler.delivery import Renderer
from screens.kit import Screen
from screens.mentoring import pair_feedback as screens
from screens.mentoring import thanks as thanks_screens
from services.mentoring import pair_feedback, thanks
from services.outbox import Due


async def render_feedback(session: Session, due: Due, now: datetime) -> Screen | None:
    view = await pair_feedback.to_remind(session, due.recipient_id, due.entity_id, now)
    return screens.remind(view) if view else None


async def render_opinions(session: Session, due: Due, now: datetime) -> Screen | None:
    view = await pair_feedback.seen_by(session, due.recipient_id, due.entity_id)
    return screens.opinions(view) if view and view.sealed else None


async def render_thanks(session: Session, due: Due, now: datetime) -> Screen | None:
    view = await thanks.seen_by(session, due.recipient_id, due.entity_id)
    return thanks_screens.one(view) if view and view.mentor_agrees is None else None


RENDERERS: dict[str, Renderer] = {
    MessageKind.PAIR_FEEDBACK: render_feedback,
    MessageKind.PAIR_OPINIONS: render_opinions,
    MessageKind.PAIR_THANKS: render_thanks,
}
