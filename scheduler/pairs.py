"""What the two of a pair are told on their own, and what happens to pairs by themselves."""

from collections.abc import Callable
from datetime import datetime

import structlog

from db.engine import Session, Sessions
from domain.mentoring.pairs import LIVE
from domain.vocabulary import MessageKind
from scheduler.delivery import Rendered, Renderer
from screens.kit import Screen
from screens.mentoring import pair_news as screens
from screens.mentoring import relay as relay_screens
from services.mentoring import goals, pair_views, pairs, relay
from services.outbox import Due

log = structlog.get_logger()


async def render_made(session: Session, due: Due, now: datetime) -> Screen | None:
    view = await pair_views.introduction(session, due.recipient_id, due.entity_id)
    return screens.introduction(view) if view else None


async def render_changed(session: Session, due: Due, now: datetime) -> Screen | None:
    """A pause, its end, the end of the pair; or a goal, when it is one that is told of."""
    if due.entity.startswith("goal:"):
        goal = await goals.seen_by(session, due.recipient_id, due.entity_id)
        return screens.goal(goal) if goal else None
    view = await pair_views.seen_by(session, due.recipient_id, due.entity_id)
    return screens.changed(view) if view and (view.other or view.status not in LIVE) else None


async def render_contacts(session: Session, due: Due, now: datetime) -> Screen | None:
    view = await pair_views.contacts_of(session, due.recipient_id, due.entity_id)
    return screens.contacts(view) if view else None


async def render_relay(session: Session, due: Due, now: datetime) -> Rendered | None:
    """What was written while the pair went on arrives even when it has ended by the morning."""
    view = await relay.seen_by(session, due.recipient_id, due.entity_id)
    return relay_screens.delivered(view) if view and not view.own else None


async def tend(sessions: Sessions, clock: Callable[[], datetime]) -> None:
    """Pauses end, and what was written in pairs long over is forgotten. Call every minute."""
    async with sessions.begin() as session:
        await relay.sweep(session, clock())
        rested = await pairs.rested(session, clock())
    for pair_id in rested:
        try:
            async with sessions.begin() as session:
                await pairs.wake(session, pair_id, clock())
        except Exception:
            # one pair must not keep the others asleep
            log.exception("a pause did not end", pair_id=pair_id)


RENDERERS: dict[str, Renderer] = {
    MessageKind.PAIR_MADE: render_made,
    MessageKind.PAIR_CHANGED: render_changed,
    MessageKind.PAIR_CONTACTS: render_contacts,
    MessageKind.PAIR_RELAY: render_relay,
}
