"""What coordinators' acts on pairs make the bot say, and the weekly word to coordinators about pairs in trouble."""

from collections.abc import Callable
from datetime import datetime

from db.engine import Session, Sessions
from domain.errors import ClubError
from domain.mentoring import risks as rules
from domain.mentoring.handover import Handed, LeftBehind
from domain.vocabulary import MessageKind, PairStatus
from scheduler.delivery import Renderer
from screens.kit import Screen
from screens.mentoring import desk_news as screens
from screens.mentoring import risks as risk_screens
from services.mentoring import handover, pair_views, risks
from services.outbox import Due
from services.people import people


async def render_nudge(session: Session, due: Due, now: datetime) -> Screen | None:
    """A reminder of each other; of a pair that rests meanwhile, none."""
    view = await pair_views.seen_by(session, due.recipient_id, due.entity_id)
    going = view is not None and view.status is PairStatus.ACTIVE
    return screens.nudge(view.id, view.other.name) if view and going and view.other else None


async def render_handed(session: Session, due: Due, now: datetime) -> Screen | None:
    """The pair goes on with another mentor, or the request does without the old one."""
    new_id, request_id = due.payload.get("pair"), due.payload.get("request")
    match await handover.told(session, due.recipient_id, due.entity_id, new_id, request_id):
        case None:
            return None
        case Handed() as view:
            return screens.handed(view)
        case LeftBehind() as view:
            return screens.left_behind(view)
        case view:
            return screens.released(view)


async def render_risks(session: Session, due: Due, now: datetime) -> Screen | None:
    """Pairs in trouble in figures; None when all is well by now, or the recipient is no coordinator any more."""
    actor = await people.identify(session, due.telegram_id, wrote=False)
    try:
        view = await risks.digest(session, actor, now)
    except ClubError:
        return None
    return risk_screens.digest(view) if view.pairs else None


async def tell_coordinators(sessions: Sessions, clock: Callable[[], datetime]) -> None:
    """On Monday mornings coordinators are told of pairs in trouble. Call every minute."""
    now = clock()
    due_at = rules.digest_at(now)
    if due_at is None:
        return
    async with sessions.begin() as session:
        await risks.plan_digest(session, due_at, now)


RENDERERS: dict[str, Renderer] = {
    MessageKind.PAIR_NUDGE: render_nudge,
    MessageKind.PAIR_HANDED: render_handed,
    MessageKind.PAIR_RISKS: render_risks,
}
