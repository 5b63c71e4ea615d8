"""Whether an event's questions wait for a person's answers: asked for wherever somebody's place is shown."""

from sqlalchemy import and_, select

from db.engine import Session
from db.models import Answer, Question, Registration
from domain.events.events import Answering


async def answering(session: Session, event_id: int, member_id: int) -> Answering:
    """How things stand with the event's questions for a member who takes part in it."""
    mine = select(Registration.id).where(Registration.event_id == event_id, Registration.member_id == member_id)
    given = and_(Answer.question_id == Question.id, Answer.registration_id == mine.scalar_subquery())
    query = select(Question.required, Answer.question_id.is_not(None)).outerjoin(Answer, given)
    rows = [(row[0], row[1]) for row in await session.execute(query.where(Question.event_id == event_id))]
    if not rows:
        return Answering.NOT_ASKED
    if any(required and not answered for required, answered in rows):
        return Answering.DUE
    return Answering.GIVEN if any(answered for _, answered in rows) else Answering.OPTIONAL
