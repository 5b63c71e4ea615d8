"""A mentor's inbox, to read: what waits for them, and what became of what they took."""

from sqlalchemy import ColumnElement, func, select

from db.engine import Session
from db.models import Member, MentoringRequest, Mentorship, Organization, RequestChoice
from domain.actors import Actor
from domain.errors import NotFound, RequestMoved
from domain.mentoring import exchanges
from domain.mentoring.inbox import AskedLine, AskedRequest, InboxPage, Taken
from domain.paging import page_of
from domain.vocabulary import Direction, PairStatus
from services.mentoring.exchanges import left as questions_left
from services.mentoring.mentor_places import WITH_MENTOR


async def waiting(session: Session, actor: Actor, page: int, size: int) -> InboxPage:
    """A page of requests that wait for this mentor, `size` at a time, the nearest deadline first.

    Raises ConsentNeeded, ProfileNeeded.
    """
    where = _asks(actor.member())
    total = await session.scalar(select(func.count()).select_from(MentoringRequest).where(*where)) or 0
    shown = page_of(total, page, size)
    query = (
        select(MentoringRequest, Member.full_name)
        .join(Member, Member.id == MentoringRequest.mentee_id)
        .where(*where)
        .order_by(MentoringRequest.deadline_at, MentoringRequest.id)
        .limit(size)
        .offset(shown.offset)
    )
    lines = tuple(
        AskedLine(
            id=one.id,
            state=one.state,
            directions=_directions(one),
            urgency=one.urgency,
            deadline_at=one.deadline_at or one.changed_at,
            name=None if one.anonymous else name,
        )
        for one, name in await session.execute(query)
    )
    return InboxPage(shown, lines)


async def asked(session: Session, actor: Actor, request_id: int) -> AskedRequest:
    """A request that waits for this mentor.

    Raises ConsentNeeded, ProfileNeeded, RequestMoved (it waited for them once), NotFound (it never did).
    """
    mentor_id = actor.member()
    found = await asked_of(session, mentor_id, request_id)
    if found is not None:
        return found
    query = select(RequestChoice.id).where(
        RequestChoice.request_id == request_id,
        RequestChoice.mentor_id == mentor_id,
        RequestChoice.asked_at.is_not(None),
    )
    raise RequestMoved if await session.scalar(query.limit(1)) is not None else NotFound


async def asked_of(session: Session, mentor_id: int, request_id: int) -> AskedRequest | None:
    """The request, if it is this mentor who has it now."""
    query = (
        select(MentoringRequest, Member, func.coalesce(Organization.name, Member.organization_text))
        .join(Member, Member.id == MentoringRequest.mentee_id)
        .outerjoin(Organization, Organization.id == Member.organization_id)
        .where(MentoringRequest.id == request_id, *_asks(mentor_id))
    )
    row = (await session.execute(query)).one_or_none()
    if row is None:
        return None
    request, mentee, organization = row
    unnamed = request.anonymous
    earlier, last = exchanges.latest(request.question, request.answer)
    return AskedRequest(
        id=request.id,
        state=request.state,
        directions=_directions(request),
        need=request.need,
        form=request.form,
        way=request.way,
        urgency=request.urgency,
        deadline_at=request.deadline_at or request.changed_at,
        question=last.question or None,
        answer=last.answer,
        anonymous=unnamed,
        name=None if unnamed else mentee.full_name,
        position=None if unnamed else mentee.position,
        organization=None if unnamed else organization,
        earlier=earlier,
        questions_left=await questions_left(session, request_id, mentor_id),
    )


async def taken(session: Session, actor: Actor, request_id: int) -> Taken | None:
    """The pair this mentor has made of the request, if they have. Raises ConsentNeeded, ProfileNeeded."""
    return await taken_by(session, actor.member(), request_id)


async def taken_by(session: Session, mentor_id: int, request_id: int) -> Taken | None:
    """The pair this mentor and the request's mentee are, if they are one."""
    query = (
        select(Mentorship.id, Mentorship.status, Member.full_name)
        .outerjoin(Member, Member.id == Mentorship.mentee_id)
        .where(Mentorship.request_id == request_id, Mentorship.mentor_id == mentor_id)
    )
    row = (await session.execute(query)).first()
    return Taken(row[0], row[2], row[1] is PairStatus.APPROVAL) if row else None


def _asks(mentor_id: int) -> tuple[ColumnElement[bool], ...]:
    return MentoringRequest.mentor_id == mentor_id, MentoringRequest.state.in_(WITH_MENTOR)


def _directions(request: MentoringRequest) -> tuple[Direction, ...]:
    # lists are kept as JSON: their codes come back as plain text
    return tuple(map(Direction, request.directions))
