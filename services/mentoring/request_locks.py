"""Requests for mentoring under lock, and whose they are. Who needs a mentor's card too locks it first."""

from collections.abc import Collection, Sequence

from sqlalchemy import ColumnElement, Select, select

from db.engine import Session
from db.models import MentorCard, MentoringRequest, RequestChoice
from domain.errors import NotFound, RequestMoved
from domain.vocabulary import RequestState


def locking(*where: ColumnElement[bool]) -> Select[MentoringRequest]:
    """Requests that answer to `where`, in one order for whoever locks several."""
    query = select(MentoringRequest).where(*where).order_by(MentoringRequest.id).with_for_update()
    return query.execution_options(populate_existing=True)


async def lock(session: Session, request_id: int) -> MentoringRequest:
    """One request, locked. Raises NotFound."""
    request = await session.scalar(locking(MentoringRequest.id == request_id))
    if request is None:
        raise NotFound
    return request


async def lock_all(
    session: Session, whose: ColumnElement[bool], states: Collection[RequestState]
) -> Sequence[MentoringRequest]:
    """All requests of somebody in these states, locked."""
    return (await session.scalars(locking(whose, MentoringRequest.state.in_(states)))).all()


async def lock_cards(session: Session, mentor_id: int) -> Sequence[MentorCard]:
    """The mentor's card, locked, or nothing: it may be gone already."""
    query = select(MentorCard).where(MentorCard.member_id == mentor_id).with_for_update()
    return (await session.scalars(query.execution_options(populate_existing=True))).all()


async def own(session: Session, member_id: int, request_id: int) -> MentoringRequest:
    """A member's own request, locked. Raises NotFound."""
    request = await lock(session, request_id)
    if request.mentee_id != member_id:
        raise NotFound
    return request


async def asked(session: Session, mentor_id: int, request_id: int) -> MentoringRequest:
    """A request that waits for this mentor, locked. Raises NotFound, RequestMoved (it waited, and has moved on)."""
    request = await lock(session, request_id)
    if request.mentor_id != mentor_id:
        # of somebody else's request nothing is told, not even that it is there
        query = select(RequestChoice.id).where(
            RequestChoice.request_id == request_id, RequestChoice.mentor_id == mentor_id
        )
        raise RequestMoved if await session.scalar(query.limit(1)) is not None else NotFound
    return request
