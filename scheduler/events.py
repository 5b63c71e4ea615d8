"""What the bot says on its own about seats: offers, news, reminders; and the line that moves by itself."""

from collections.abc import Callable
from datetime import datetime

import structlog

from db.engine import Session, Sessions
from domain.actors import Actor
from domain.events.events import Participation
from domain.vocabulary import MessageKind
from scheduler.delivery import Renderer
from screens.events import registrations as screens
from screens.kit import Screen
from services.events import events, participations, seats
from services.outbox import Due

log = structlog.get_logger()


async def render_offer(session: Session, due: Due, now: datetime) -> Screen | None:
    view = await _place(session, due, now)
    return screens.offer(view, now) if view and now < view.terms.starts_at else None


async def render_offer_expired(session: Session, due: Due, now: datetime) -> Screen | None:
    """Who has come back meanwhile needs no news of what is over."""
    if await _place(session, due, now):
        return None
    return screens.offer_expired(await events.card(session, Actor(due.telegram_id), due.entity_id, now), now)


async def render_seated(session: Session, due: Due, now: datetime) -> Screen | None:
    view = await _seat(session, due, now)
    return screens.seated(view) if view and now < view.next_start else None


async def render_removed(session: Session, due: Due, now: datetime) -> Screen | None:
    if await _place(session, due, now):
        return None
    return screens.removed(await events.card(session, Actor(due.telegram_id), due.entity_id, now), now)


async def render_reminder(session: Session, due: Due, now: datetime) -> Screen | None:
    view = await _seat(session, due, now)
    return screens.reminder(view, now) if view and now < view.next_start else None


async def render_confirm(session: Session, due: Due, now: datetime) -> Screen | None:
    view = await _seat(session, due, now)
    asked = view and not view.mine.confirmed and now < view.terms.starts_at
    return screens.confirm(view, now) if view and asked else None


async def render_link(session: Session, due: Due, now: datetime) -> Screen | None:
    view = await _seat(session, due, now)
    return screens.online_link(view, now) if view else None


async def _place(session: Session, due: Due, now: datetime) -> Participation | None:
    sitting = due.payload.get("sitting", 1)
    return await participations.of_member(session, due.recipient_id, due.entity_id, now, sitting)


async def _seat(session: Session, due: Due, now: datetime) -> Participation | None:
    view = await _place(session, due, now)
    return view if view and view.mine.holds_seat else None


async def move_lines(sessions: Sessions, clock: Callable[[], datetime]) -> None:
    """Seats whose offer ran out go to the next; a seat never stands free beside a line. Call every minute."""
    async with sessions.begin() as session:
        stuck = await seats.stuck(session, clock())
    for event_id in stuck:
        try:
            async with sessions.begin() as session:
                await seats.move_line(session, event_id, clock())
        except Exception:
            # one event must not hold up the lines of the others
            log.exception("a line did not move", event_id=event_id)


RENDERERS: dict[str, Renderer] = {
    MessageKind.EVENT_OFFER: render_offer,
    MessageKind.EVENT_OFFER_EXPIRED: render_offer_expired,
    MessageKind.EVENT_SEATED: render_seated,
    MessageKind.EVENT_REMOVED: render_removed,
    MessageKind.EVENT_REMINDER_WEEK: render_reminder,
    MessageKind.EVENT_REMINDER_DAY: render_reminder,
    MessageKind.EVENT_REMINDER_HOURS: render_reminder,
    MessageKind.EVENT_CONFIRM: render_confirm,
    MessageKind.EVENT_LINK: render_link,
}
