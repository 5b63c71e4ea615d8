"""What the bot says on its own about letters to coordinators, and their clock."""

from collections.abc import Callable
from datetime import datetime

import structlog

from db.engine import Session, Sessions
from domain.errors import ClubError
from domain.mailing.letters import DeskLetter
from domain.vocabulary import LetterState, MessageKind
from scheduler.delivery import Renderer
from screens.kit import Screen
from screens.mailing import letters as screens
from screens.mailing import letters_news as desk_screens
from screens.passed_on import Passed
from services.mailing import letters, letters_desk, letters_queue
from services.outbox import Due
from services.people import people

log = structlog.get_logger()


# --- to coordinators


async def render_new(session: Session, due: Due, now: datetime) -> Screen | None:
    view = await _for_desk(session, due)
    return desk_screens.news(view, now) if view and view.free else None


async def render_handed(session: Session, due: Due, now: datetime) -> Screen | None:
    view = await _for_desk(session, due)
    return desk_screens.handed(view, now) if view and view.mine and not view.closed else None


async def render_overdue(session: Session, due: Due, now: datetime) -> Screen | None:
    view = await _for_desk(session, due)
    if view is None or view.deadline_at is None or view.deadline_at > now or not (view.free or view.mine):
        return None
    return desk_screens.overdue(view, now)


async def render_written(session: Session, due: Due, now: datetime) -> Passed | None:
    actor = await people.identify(session, due.telegram_id, wrote=False)
    try:
        message = await letters_queue.message(session, actor, due.entity_id)
        view = await letters_queue.one(session, actor, message.letter_id)
    except ClubError:
        return None
    # who has it now reads it there
    return desk_screens.written(message) if view.mine else None


async def _for_desk(session: Session, due: Due) -> DeskLetter | None:
    """The letter, if it is still there and the recipient is still a coordinator."""
    actor = await people.identify(session, due.telegram_id, wrote=False)
    try:
        return await letters_queue.one(session, actor, due.entity_id)
    except ClubError:
        return None


# --- to who wrote the letter


async def render_answered(session: Session, due: Due, now: datetime) -> Passed | None:
    actor = await people.identify(session, due.telegram_id, wrote=False)
    try:
        return screens.answered(await letters.message(session, actor, due.entity_id))
    except ClubError:
        return None


async def render_closed(session: Session, due: Due, now: datetime) -> Screen | None:
    actor = await people.identify(session, due.telegram_id, wrote=False)
    try:
        view = await letters.one(session, actor, due.entity_id, None)
    except ClubError:
        return None
    return screens.closed(view) if view.state is LetterState.CLOSED else None


# --- time


async def tend(sessions: Sessions, clock: Callable[[], datetime]) -> None:
    """Late letters nudge their coordinators, every working day. Call every minute."""
    async with sessions.begin() as session:
        due = await letters_desk.due(session, clock())
    for letter_id in due:
        try:
            async with sessions.begin() as session:
                await letters_desk.tend(session, letter_id, clock())
        except Exception:
            # one letter must not hold up the others
            log.exception("a letter was not looked after", letter_id=letter_id)


RENDERERS: dict[str, Renderer] = {
    MessageKind.LETTER_NEW: render_new,
    MessageKind.LETTER_WRITTEN: render_written,
    MessageKind.LETTER_ANSWERED: render_answered,
    MessageKind.LETTER_HANDED: render_handed,
    MessageKind.LETTER_OVERDUE: render_overdue,
    MessageKind.LETTER_CLOSED: render_closed,
}
