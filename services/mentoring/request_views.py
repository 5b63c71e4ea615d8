"""One's own requests for mentoring, to read."""

from datetime import datetime

from sqlalchemy import case, func, select

from db.engine import Session
from db.models import MentoringRequest, Mentorship
from domain import clubtime
from domain.actors import Actor
from domain.errors import NotFound
from domain.mentoring import exchanges
from domain.mentoring.request_views import RequestLine, Requests, RequestView
from domain.mentoring.requests import OPEN
from domain.paging import page_of
from domain.vocabulary import Direction
from services.mentoring import request_form


async def mine(session: Session, actor: Actor, page: int, size: int) -> Requests:
    """A page of one's requests, `size` at a time: open ones first, then the newest. Raises ConsentNeeded."""
    member_id = actor.owner()
    own = MentoringRequest.mentee_id == member_id
    total = await session.scalar(select(func.count()).select_from(MentoringRequest).where(own)) or 0
    shown = page_of(total, page, size)
    query = (
        select(MentoringRequest)
        .where(own)
        .order_by(case((MentoringRequest.state.in_(OPEN), 0), else_=1), MentoringRequest.id.desc())
        .limit(size)
        .offset(shown.offset)
    )
    lines = tuple(
        RequestLine(one.id, one.state, _directions(one), one.deadline_at, one.created_at, one.need)
        for one in await session.scalars(query)
    )
    return Requests(shown, lines, await request_form.has_room(session, member_id))


async def one(session: Session, actor: Actor, request_id: int) -> RequestView:
    """A request of one's own. Raises ConsentNeeded, NotFound: of somebody else's nothing is told."""
    member_id = actor.owner()
    request = await session.get(MentoringRequest, request_id)
    if request is None or request.mentee_id != member_id:
        raise NotFound
    earlier, last = exchanges.latest(request.question, request.answer)
    # a change of mentor makes a request of its own, so the newest pair is the one
    pair = select(Mentorship.id).where(Mentorship.request_id == request_id, Mentorship.mentee_id == member_id)
    return RequestView(
        id=request.id,
        state=request.state,
        directions=_directions(request),
        need=request.need,
        form=request.form,
        way=request.way,
        urgency=request.urgency,
        anonymous=request.anonymous,
        deadline_at=request.deadline_at,
        question=last.question or None,
        answer=last.answer,
        created_at=request.created_at,
        changed_at=request.changed_at,
        pair_id=await session.scalar(pair.order_by(Mentorship.id.desc()).limit(1)),
        earlier=earlier,
    )


async def just_sent(session: Session, actor: Actor, now: datetime) -> RequestView | None:
    """The request one has sent a moment before `now` (aware), for a second tap on «Отправить». Raises ConsentNeeded."""
    newest = select(MentoringRequest).where(MentoringRequest.mentee_id == actor.owner())
    request = await session.scalar(newest.order_by(MentoringRequest.id.desc()).limit(1))
    if request is None or not clubtime.just_now(request.created_at, now):
        return None
    return await one(session, actor, request.id)


def _directions(request: MentoringRequest) -> tuple[Direction, ...]:
    return tuple(map(Direction, request.directions))
