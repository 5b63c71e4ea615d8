"""Tips that come by themselves, and what their authors and coordinators are told."""

from collections.abc import Callable
from datetime import datetime

from db.engine import Session, Sessions
from domain.errors import NotFound
from domain.tips.proposals import OwnTip
from domain.vocabulary import MessageKind, TipState
from scheduler.delivery import Renderer
from screens.kit import PAGE_SIZE, Message, Screen
from screens.tips import tip_moderation as moderation_screens
from screens.tips import tip_news as own_screens
from screens.tips import tips as screens
from services.outbox import Due
from services.tips import tip_calls, tip_moderation, tip_news, tip_proposals, tip_subscriptions


async def render_scheduled(session: Session, due: Due, now: datetime) -> Message | None:
    """The next tip of a subscription; planning the one after it belongs to the same transaction."""
    card = await tip_subscriptions.scheduled_tip(session, due, now)
    return None if card is None else screens.card(card)


async def render_to_review(session: Session, due: Due, now: datetime) -> Screen | None:
    """For a coordinator: the queue as it is now."""
    view = await tip_moderation.queue_of(session, due.recipient_id, PAGE_SIZE)
    return moderation_screens.queue(view, "Есть новый лайфхак от участника.", fresh=True) if view else None


async def render_late(session: Session, due: Due, now: datetime) -> Screen | None:
    """For a coordinator: the queue once more, while a tip has waited too long."""
    since = await tip_calls.late_since(session, now)
    view = await tip_moderation.queue_of(session, due.recipient_id, PAGE_SIZE) if since else None
    return moderation_screens.late(view, since) if view and since else None


async def render_published(session: Session, due: Due, now: datetime) -> Screen | None:
    """For the author: the club reads the tip."""
    tip = await _own(session, due)
    return own_screens.published(tip) if tip and tip.state is TipState.PUBLISHED else None


async def render_returned(session: Session, due: Due, now: datetime) -> Screen | None:
    """For the author: the tip is to be mended."""
    tip = await _own(session, due)
    return own_screens.returned(tip) if tip and tip.state is TipState.RETURNED else None


async def render_news(session: Session, due: Due, now: datetime) -> Screen | None:
    """For the author: what people said since the last time."""
    told = await tip_news.told(session, due)
    return own_screens.news(told) if told else None


async def _own(session: Session, due: Due) -> OwnTip | None:
    try:
        return await tip_proposals.of_author(session, due.recipient_id, due.entity_id)
    except NotFound:
        return None


async def mend_chains(sessions: Sessions, clock: Callable[[], datetime]) -> None:
    """Plan the next tip of subscribers whose chain broke while they were out of reach."""
    async with sessions.begin() as session:
        await tip_subscriptions.ensure_planned(session, clock())


async def remind(sessions: Sessions, clock: Callable[[], datetime]) -> None:
    """Call coordinators every working morning while a member's tip waits too long. Call every minute."""
    async with sessions.begin() as session:
        await tip_calls.remind(session, clock())


RENDERERS: dict[str, Renderer] = {
    MessageKind.TIP_SCHEDULED: render_scheduled,
    MessageKind.TIP_TO_REVIEW: render_to_review,
    MessageKind.TIP_LATE: render_late,
    MessageKind.TIP_PUBLISHED: render_published,
    MessageKind.TIP_RETURNED: render_returned,
    MessageKind.TIP_NEWS: render_news,
}
