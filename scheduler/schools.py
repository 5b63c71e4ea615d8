"""What the bot says on its own about schools: rights to speak for them, pairs that wait for their word."""

from collections.abc import Callable
from datetime import datetime

import structlog

from db.engine import Session, Sessions
from domain.errors import ClubError
from domain.mentoring.approvals import Hat
from domain.vocabulary import MessageKind, PairStatus
from scheduler.delivery import Renderer
from screens.kit import Screen
from screens.mentoring import approvals as screens
from screens.mentoring import school as school_screens
from screens.mentoring import school_admins as admin_screens
from services.mentoring import approval_views, approvals, pair_views, school, school_admins
from services.outbox import Due
from services.people import people

log = structlog.get_logger()


# --- rights


async def render_asked(session: Session, due: Due, now: datetime) -> Screen | None:
    view = await school_admins.asking(session, due.recipient_id, due.entity_id)
    return admin_screens.asked(view) if view else None


async def render_granted(session: Session, due: Due, now: datetime) -> Screen | None:
    actor = await people.identify(session, due.telegram_id, wrote=False)
    try:
        view = await school.home(session, actor)
    except ClubError:
        # they have left the organisation, or the club
        return None
    return school_screens.granted(view) if view.granted else None


async def render_revoked(session: Session, due: Due, now: datetime) -> Screen | None:
    """Given back meanwhile: nothing to tell."""
    if await school.speaks(session, due.recipient_id):
        return None
    return school_screens.revoked(asked=bool(due.payload.get("asked")))


# --- pairs


async def render_approval(session: Session, due: Due, now: datetime) -> Screen | None:
    view = await approval_views.asked_of(session, due.recipient_id, due.entity_id, Hat(due.payload["hat"]))
    return screens.asked(view, again=bool(due.payload["again"])) if view else None


async def render_waits(session: Session, due: Due, now: datetime) -> Screen | None:
    view = await pair_views.seen_by(session, due.recipient_id, due.entity_id)
    return screens.waiting(view) if view and view.other and view.status is PairStatus.APPROVAL else None


async def render_refused(session: Session, due: Due, now: datetime) -> Screen | None:
    view = await approval_views.refused(session, due.recipient_id, due.entity_id, due.payload["request"])
    if view is None:
        return None
    pair = await pair_views.seen_by(session, due.recipient_id, due.entity_id)
    if pair is None:
        return screens.refused_to_club(view)
    return screens.refused(pair, view)


# --- time


async def settle(sessions: Sessions, clock: Callable[[], datetime]) -> None:
    """Pairs that wait for nobody's word are given to who will say it. Call every minute."""
    async with sessions.begin() as session:
        stuck = await approvals.due(session, clock())
    for pair_id in stuck:
        try:
            async with sessions.begin() as session:
                await approvals.settle(session, pair_id, clock())
        except Exception:
            # one pair must not hold up the others
            log.exception("a pair went on waiting for a school", pair_id=pair_id)


RENDERERS: dict[str, Renderer] = {
    MessageKind.SCHOOL_ASKED: render_asked,
    MessageKind.SCHOOL_GRANTED: render_granted,
    MessageKind.SCHOOL_REVOKED: render_revoked,
    MessageKind.PAIR_APPROVAL: render_approval,
    MessageKind.PAIR_WAITS: render_waits,
    MessageKind.PAIR_REFUSED: render_refused,
}
