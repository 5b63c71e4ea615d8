"""What becomes of an announcement by itself: corrections and removals leave, it ends, late joiners get it."""

from collections.abc import Callable
from datetime import datetime, timedelta

import structlog

from db.engine import Session, Sessions
from domain.actors import Actor
from domain.mailing.announcements import PartKind
from domain.vocabulary import MessageKind
from scheduler.delivery import NotYet, Rendered, Renderer
from screens.kit import Album, Correction, Poll, Removal, Screen
from screens.mailing import announcement_parts
from screens.mailing import announcement_run as screens
from services.mailing import announcement_report, announcement_run
from services.outbox import Due

log = structlog.get_logger()

# a message on its way is settled within moments, mostly
_MOMENT = timedelta(seconds=2)


async def render_corrected(session: Session, due: Due, now: datetime) -> Rendered | None:
    """The newest text where an older one stands."""
    view = await announcement_run.correction(session, due)
    rows = await announcement_run.sent_messages(session, due, now)
    if rows is None:
        raise NotYet(now + _MOMENT)
    number = int(due.payload["part"])
    if view is None or not rows or number >= len(view.parts):
        return None
    part = view.parts[number]
    message = announcement_parts.message(view, number, settings=True)
    words = message.text if isinstance(message, Screen | Poll) else message.caption
    buttons = () if isinstance(message, Album) else message.rows
    # the words of an album stand under its first file
    first = (rows[0].message_ids or [0])[0]
    return Correction(first, Screen(words, buttons), caption=part.kind is not PartKind.TEXT)


async def render_recalled(session: Session, due: Due, now: datetime) -> Rendered | None:
    """All messages of it that may still be taken back, at once."""
    rows = await announcement_run.sent_messages(session, due, now)
    if rows is None:
        raise NotYet(now + _MOMENT)
    ids = tuple(message_id for row in rows for message_id in row.message_ids or ())
    return Removal(ids) if ids else None


async def finish(sessions: Sessions, clock: Callable[[], datetime]) -> None:
    """Announcements that have reached everybody are done. Call often: a coordinator looks on."""
    async with sessions.begin() as session:
        await announcement_run.finish_due(session, clock())


async def welcome_late(sessions: Sessions, clock: Callable[[], datetime]) -> None:
    """Whoever has come to fit gets announcements that are open to late joiners. Call every minute."""
    async with sessions.begin() as session:
        open_ones = await announcement_run.open_to_late(session, clock())
    for announcement_id in open_ones:
        try:
            async with sessions.begin() as session:
                await announcement_run.welcome_late(session, announcement_id, clock())
        except Exception:
            # one must not hold up the others
            log.exception("late joiners did not get an announcement", announcement_id=announcement_id)


async def draw_progress(session: Session, actor: Actor, announcement_id: int, now: datetime) -> Screen:
    return screens.card(await announcement_report.look(session, actor, announcement_id, now), now)


RENDERERS: dict[str, Renderer] = {
    MessageKind.ANNOUNCEMENT_CORRECTED: render_corrected,
    MessageKind.ANNOUNCEMENT_RECALLED: render_recalled,
}
DRAWERS = {screens.LIVE_RUN: draw_progress}
