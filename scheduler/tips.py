"""Tips that come by themselves."""

from datetime import datetime

from db.engine import Session
from screens import tips as screens
from screens.kit import Screen
from services import tip_subscriptions
from services.outbox import Due


async def render_scheduled(session: Session, due: Due, now: datetime) -> Screen | None:
    """The next tip of a subscription; planning the one after it belongs to the same transaction."""
    card = await tip_subscriptions.scheduled_tip(session, due, now)
    return None if card is None else screens.card(card)


RENDERERS = {tip_subscriptions.KIND: render_scheduled}
