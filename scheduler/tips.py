"""Tips that come by themselves."""

from collections.abc import Callable
from datetime import datetime

from db.engine import Session, Sessions
from domain.vocabulary import MessageKind
from scheduler.delivery import Renderer
from screens.kit import Screen
from screens.tips import tips as screens
from services.outbox import Due
from services.tips import tip_subscriptions


async def render_scheduled(session: Session, due: Due, now: datetime) -> Screen | None:
    """The next tip of a subscription; planning the one after it belongs to the same transaction."""
    card = await tip_subscriptions.scheduled_tip(session, due, now)
    return None if card is None else screens.card(card)


async def mend_chains(sessions: Sessions, clock: Callable[[], datetime]) -> None:
    """Plan the next tip of subscribers whose chain broke while they were out of reach."""
    async with sessions.begin() as session:
        await tip_subscriptions.ensure_planned(session, clock())


RENDERERS: dict[str, Renderer] = {MessageKind.TIP_SCHEDULED: render_scheduled}
