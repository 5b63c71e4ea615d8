"""What a mentor is told when a coordinator has changed something of their card."""

from datetime import datetime

from db.engine import Session
from domain.errors import NotFound
from domain.vocabulary import MessageKind
from scheduler.delivery import Renderer
from screens.kit import Screen
from screens.mentoring import mentor_load as screens
from services.mentoring import card_views
from services.outbox import Due


async def render_adjusted(session: Session, due: Due, now: datetime) -> Screen | None:
    """How the card stands now; nothing when it has been taken away."""
    try:
        view = await card_views.of_owner(session, due.recipient_id, now)
    except NotFound:
        return None
    return screens.adjusted(view)


RENDERERS: dict[str, Renderer] = {MessageKind.CARD_ADJUSTED: render_adjusted}
