"""Announcements leave: those whose moment has come begin, and each message is rendered from today's truth."""

from collections.abc import Callable
from datetime import datetime

import structlog

from db.engine import Session, Sessions
from domain.actors import Actor
from domain.mailing.announcements import title_of
from domain.vocabulary import MessageKind
from scheduler.delivery import NotYet, Rendered, Renderer
from screens.kit import Screen
from screens.mailing import announcement_draft as draft_screens
from screens.mailing import announcement_parts
from screens.mailing import announcement_sending as sending_screens
from services.mailing import announcement_rows, announcement_sending, composing
from services.outbox import Due

log = structlog.get_logger()


async def render_sent(session: Session, due: Due, now: datetime) -> Rendered | None:
    """One message of an announcement, or NotYet while another of its messages must come first."""
    turn = await announcement_rows.turn(session, due, now)
    if turn is None:
        return None
    if turn.waits_until is not None:
        raise NotYet(turn.waits_until)
    return announcement_parts.message(turn.view, turn.number, settings=True)


async def render_not_started(session: Session, due: Due, now: datetime) -> Screen | None:
    view = await announcement_rows.draft_of(session, due.entity_id)
    return sending_screens.not_started(title_of(view.parts), view.id) if view else None


async def start_due(sessions: Sessions, clock: Callable[[], datetime]) -> None:
    """Begin those scheduled for now or earlier. Call often: nine o'clock is not a minute past nine."""
    async with sessions.begin() as session:
        due = await announcement_sending.due_starts(session, clock())
    for announcement_id in due:
        try:
            async with sessions.begin() as session:
                await announcement_sending.start_due(session, announcement_id, clock())
        except Exception:
            # one must not hold up the others
            log.exception("a scheduled announcement did not start", announcement_id=announcement_id)


async def draw_draft(session: Session, actor: Actor, announcement_id: int, now: datetime) -> Screen:
    """A draft to which an album is just coming, file by file."""
    one = await announcement_sending.draft(session, actor, announcement_id, now)
    coming = await composing.still_coming(session, announcement_id, now)
    return draft_screens.draft(one, now, writing=True, live=coming)


RENDERERS: dict[str, Renderer] = {
    MessageKind.ANNOUNCEMENT_SENT: render_sent,
    MessageKind.ANNOUNCEMENT_NOT_STARTED: render_not_started,
}
DRAWERS = {draft_screens.LIVE_DRAFT: draw_draft}
