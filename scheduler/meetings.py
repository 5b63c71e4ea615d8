"""What the two of a pair are told of their meetings, and what they are asked now and then."""

from collections.abc import Callable
from datetime import datetime

import structlog

from db.engine import Session, Sessions
from domain.mentoring.meetings import Change, MeetingView
from domain.mentoring.pair_checks import Help, Occasion
from domain.vocabulary import MessageKind
from scheduler.delivery import Renderer
from screens.kit import Screen
from screens.mentoring import meeting_news as screens
from screens.mentoring import pair_checks as check_screens
from services.mentoring import meeting_notes, meeting_views, pair_checks, pair_views
from services.outbox import Due

log = structlog.get_logger()


async def render_proposed(session: Session, due: Due, now: datetime) -> Screen | None:
    view = await _view(session, due, now)
    return screens.proposed(view) if view else None


async def render_agreed(session: Session, due: Due, now: datetime) -> Screen | None:
    view = await _view(session, due, now)
    return screens.agreed(view) if view else None


async def render_changed(session: Session, due: Due, now: datetime) -> Screen | None:
    view = await _view(session, due, now)
    what = due.payload.get("what")
    return screens.changed(view, Change(what) if what else None) if view else None


async def render_reminder(session: Session, due: Due, now: datetime) -> Screen | None:
    view = await _view(session, due, now)
    return screens.reminder(view, now) if view else None


async def render_journal(session: Session, due: Due, now: datetime) -> Screen | None:
    view = await meeting_notes.to_ask(session, due.recipient_id, due.entity_id, now)
    return screens.journal(view) if view else None


async def render_check(session: Session, due: Due, now: datetime) -> Screen | None:
    """A question to one of the two; or a call for help, to the other one or to a coordinator."""
    match due.payload:
        case {"occasion": str(occasion)}:
            check = await pair_checks.to_ask(session, due.recipient_id, due.entity_id, Occasion(occasion))
            return check_screens.ask(check) if check else None
        case {"help": Help.COORDINATOR, "by": int(by)}:
            call = await pair_checks.called(session, due.recipient_id, due.entity_id, by)
            return screens.called(call) if call else None
        case _:
            pair = await pair_views.seen_by(session, due.recipient_id, due.entity_id)
            return screens.nudge(pair.id, pair.other.name) if pair and pair.live and pair.other else None


async def ask_pairs(sessions: Sessions, clock: Callable[[], datetime]) -> None:
    """Whose day has come is asked how it goes. Call every minute."""
    async with sessions.begin() as session:
        due = await pair_checks.due(session, clock())
    for pair_id, occasion in due:
        try:
            async with sessions.begin() as session:
                await pair_checks.ask(session, pair_id, occasion, clock())
        except Exception:
            # one pair must not keep the others from being asked
            log.exception("a pair was not asked", pair_id=pair_id)


async def _view(session: Session, due: Due, now: datetime) -> MeetingView | None:
    return await meeting_views.seen_by(session, due.recipient_id, due.entity_id, now)


RENDERERS: dict[str, Renderer] = {
    MessageKind.MEETING_PROPOSED: render_proposed,
    MessageKind.MEETING_AGREED: render_agreed,
    MessageKind.MEETING_CHANGED: render_changed,
    MessageKind.MEETING_REMINDER: render_reminder,
    MessageKind.MEETING_JOURNAL: render_journal,
    MessageKind.PAIR_CHECK: render_check,
}
