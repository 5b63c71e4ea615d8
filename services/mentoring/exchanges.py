"""What mentors asked about a request before deciding, and the answers: to read, and how much may still be asked."""

from sqlalchemy import func, select

from db.engine import Session
from db.models import MentoringRequest, RequestStep
from domain.actors import Actor
from domain.errors import NotFound
from domain.mentoring import exchanges as rules
from domain.mentoring.exchanges import ExchangesPage, Reader
from domain.paging import page_of
from domain.vocabulary import RequestAct
from services.mentoring.mentor_places import WITH_MENTOR


async def read(session: Session, actor: Actor, request_id: int, page: int, size: int) -> ExchangesPage:
    """A page of questions and answers, `size` at a time: for the mentee, the mentor who has it now, coordinators.

    Raises ConsentNeeded, NotFound: of somebody else's request nothing is told.
    """
    member_id = actor.owner()
    request = await session.get(MentoringRequest, request_id)
    reader = None if request is None else _reader(actor, member_id, request)
    if request is None or reader is None:
        raise NotFound
    found = rules.load(request.question, request.answer)
    shown = page_of(len(found), page, size)
    return ExchangesPage(request_id, reader, shown, found[shown.offset : shown.offset + size])


async def left(session: Session, request_id: int, mentor_id: int) -> int:
    """How many questions this mentor may still ask about the request."""
    query = select(func.count()).where(
        RequestStep.request_id == request_id, RequestStep.act == RequestAct.ASK, RequestStep.actor_id == mentor_id
    )
    return max(0, rules.MOST_QUESTIONS - (await session.scalar(query) or 0))


def _reader(actor: Actor, member_id: int, request: MentoringRequest) -> Reader | None:
    if request.mentee_id == member_id:
        return Reader.MENTEE
    if request.mentor_id == member_id and request.state in WITH_MENTOR:
        return Reader.MENTOR
    return Reader.COORDINATOR if actor.consented and actor.is_coordinator else None
