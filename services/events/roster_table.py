"""The roster as one table, for the spreadsheet and the sign-in sheet."""

from datetime import datetime

from sqlalchemy import func, select

from db.engine import Session
from db.models import Event, Member, Organization, Registration
from domain.actors import Actor
from domain.errors import NotFound
from domain.events import roster as rules
from domain.events.roster import RosterTable, Standing, TableRow
from domain.vocabulary import RegistrationStatus
from services import journal
from services.events import events, questions
from services.events.roster import marks
from services.events.tickets import slots


async def table(session: Session, actor: Actor, event_id: int, use: str, now: datetime) -> RosterTable:
    """Everybody who has a seat or waits for one. `use` («exported», «printed») goes into the journal: names leave us.

    Raises ConsentNeeded, NotAllowed, NotFound.
    """
    member_id = actor.coordinator()
    event = await session.get(Event, event_id)
    if event is None:
        raise NotFound
    asked = await questions.questions_of(session, event_id)
    rows = await _rows(session, event_id, [question.id for question in asked])
    responsible = await session.get(Member, event.created_by_id) if event.created_by_id else None
    await journal.record(
        session, actor_id=member_id, act=f"roster.{use}", object=f"event:{event_id}", now=now, people=len(rows)
    )
    return RosterTable(
        event_id=event_id,
        title=event.title,
        terms=events.terms(event),
        place=event.place,
        sittings=await slots(session, event),
        questions=tuple(question.text for question in asked),
        rows=rows,
        responsible=responsible.full_name if responsible else None,
    )


async def _rows(session: Session, event_id: int, question_ids: list[int]) -> tuple[TableRow, ...]:
    query = (
        select(
            Registration.id,
            Member.full_name,
            func.coalesce(Organization.name, Member.organization_text),
            Member.position,
            Registration.status,
            Registration.attendance,
            Registration.role,
            Registration.source,
            Registration.arrival,
        )
        .join(Member, Member.id == Registration.member_id)
        .outerjoin(Organization, Organization.id == Member.organization_id)
        .where(Registration.event_id == event_id, Registration.status != RegistrationStatus.CANCELLED)
    )
    marks_of = await marks(session, Registration.event_id == event_id)
    answers = await questions.answers_of(session, event_id)
    found: list[tuple[Standing, TableRow]] = []
    for row in (await session.execute(query)).all():
        given = {answer.question_id: answer.text for answer in answers.get(row[0], ())}
        standing = Standing(row[0], row[1] or "", row[4], row[5], row[8])
        found.append(
            (
                standing,
                TableRow(
                    registration_id=row[0],
                    full_name=standing.full_name,
                    organization=row[2] or "",
                    position=row[3] or "",
                    status=row[4],
                    attendance=row[5],
                    role=row[6],
                    source=row[7],
                    answers=tuple(given.get(question_id, "") for question_id in question_ids),
                    marks=marks_of.get(row[0], ()),
                ),
            )
        )
    return tuple(row for _, row in sorted(found, key=lambda pair: rules.place_in_list(pair[0])))
