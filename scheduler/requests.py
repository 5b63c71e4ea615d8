"""What the bot says on its own about requests for mentoring, and the chore that lets none of them hang."""

from collections.abc import Callable
from datetime import datetime

import structlog

from db.engine import Session, Sessions
from domain.actors import Actor
from domain.errors import ClubError
from domain.mentoring.inbox import AskedRequest
from domain.mentoring.queue import QueuedRequest
from domain.mentoring.request_views import RequestView
from domain.vocabulary import MessageKind, RequestAct, RequestState
from scheduler.delivery import Renderer
from screens.kit import Screen
from screens.mentoring import inbox as inbox_screens
from screens.mentoring import request_news as screens
from services.mentoring import inbox, queue, request_views, requests
from services.outbox import Due
from services.people import people

log = structlog.get_logger()


# --- to a mentor


async def render_asked(session: Session, due: Due, now: datetime) -> Screen | None:
    view = await _to_decide(session, due)
    return inbox_screens.news(view, screens.asked_lead(view.urgency)) if view else None


async def render_answered(session: Session, due: Due, now: datetime) -> Screen | None:
    view = await _to_decide(session, due)
    return inbox_screens.news(view, screens.ANSWERED_LEAD) if view and view.answer else None


async def render_taken(session: Session, due: Due, now: datetime) -> Screen | None:
    """Why a mentor need not answer any more; who is asked again meanwhile, or in a pair, needs no such news."""
    if await inbox.asked_of(session, due.recipient_id, due.entity_id):
        return None
    if await inbox.taken_by(session, due.recipient_id, due.entity_id):
        return None
    if due.payload["state"] == RequestState.EXPIRED:
        return inbox_screens.lost(inbox_screens.UNANSWERED)
    return inbox_screens.lost(_LOST[RequestAct(due.payload["act"])])


async def _to_decide(session: Session, due: Due) -> AskedRequest | None:
    """The request, if this mentor still has to decide."""
    view = await inbox.asked_of(session, due.recipient_id, due.entity_id)
    return view if view and view.waits_for_mentor else None


# --- to the mentee


async def render_details(session: Session, due: Due, now: datetime) -> Screen | None:
    view = await _own(session, due)
    return screens.details(view) if view and view.state is RequestState.DETAILS else None


async def render_reminder(session: Session, due: Due, now: datetime) -> Screen | None:
    """To whoever has to act: the mentor who is asked, or the mentee with a question unanswered."""
    if asked := await _to_decide(session, due):
        return inbox_screens.news(asked, screens.reminder_lead(asked.urgency))
    view = await _own(session, due)
    return screens.details_reminder(view) if view and view.state is RequestState.DETAILS else None


async def render_moved_on(session: Session, due: Due, now: datetime) -> Screen | None:
    """Where the request is now; one that has found a mentor or an end meanwhile needs no consolation."""
    view = await _own(session, due)
    going_on = (RequestState.WAITING, RequestState.COORDINATOR)
    return screens.moved_on(view) if view and view.state in going_on else None


async def render_closed(session: Session, due: Due, now: datetime) -> Screen | None:
    view = await _own(session, due)
    if view is None or view.state is not RequestState.EXPIRED:
        return None
    return screens.closed(view) if due.payload["act"] == RequestAct.CLOSE else screens.unanswered(view)


async def _own(session: Session, due: Due) -> RequestView | None:
    try:
        return await request_views.one(session, Actor(due.telegram_id, due.recipient_id), due.entity_id)
    except ClubError:
        # erased, or not this person's
        return None


# --- to coordinators


async def render_queued(session: Session, due: Due, now: datetime) -> Screen | None:
    view = await _queued(session, due)
    return screens.queued(view, now) if view else None


async def render_overdue(session: Session, due: Due, now: datetime) -> Screen | None:
    view = await _queued(session, due)
    return screens.overdue(view, now) if view else None


async def _queued(session: Session, due: Due) -> QueuedRequest | None:
    """The request, if it still waits for a coordinator, and the recipient is still one."""
    actor = await people.identify(session, due.telegram_id, wrote=False)
    try:
        view = await queue.one(session, actor, due.entity_id)
    except ClubError:
        return None
    return view if view.queued else None


# --- time


async def settle(sessions: Sessions, clock: Callable[[], datetime]) -> None:
    """Requests whose owner let the deadline pass move on. Call every minute."""
    async with sessions.begin() as session:
        stuck = await requests.due(session, clock())
    for request_id in stuck:
        try:
            async with sessions.begin() as session:
                await requests.settle(session, request_id, clock())
        except Exception:
            # one request must not hold up the others
            log.exception("a request did not move on", request_id=request_id)


_LOST = {
    RequestAct.WITHDRAW: inbox_screens.WITHDRAWN,
    RequestAct.TAKE_BACK: inbox_screens.TAKEN_BACK,
    RequestAct.PAIR: inbox_screens.FOUND,
    RequestAct.SILENCE: inbox_screens.SILENT,
}
RENDERERS: dict[str, Renderer] = {
    MessageKind.REQUEST_ASKED: render_asked,
    MessageKind.REQUEST_REMINDER: render_reminder,
    MessageKind.REQUEST_DETAILS: render_details,
    MessageKind.REQUEST_ANSWERED: render_answered,
    MessageKind.REQUEST_MOVED_ON: render_moved_on,
    MessageKind.REQUEST_TAKEN: render_taken,
    MessageKind.REQUEST_QUEUED: render_queued,
    MessageKind.REQUEST_OVERDUE: render_overdue,
    MessageKind.REQUEST_CLOSED: render_closed,
}
