"""Pairs and requests of the whole club for a spreadsheet."""

from datetime import datetime
from typing import Any

from sqlalchemy import Subquery, case, func, select
from sqlalchemy.orm import aliased

from db.engine import Session
from db.models import (
    Goal,
    MeetingNote,
    Member,
    MentoringRequest,
    Mentorship,
    Organization,
    PairMeeting,
    RequestStep,
)
from domain.actors import Actor
from domain.mentoring.mentoring_table import MentoringTable, PairRow, RequestRow
from domain.mentoring.pairs import OPEN
from domain.mentoring.requests import CLOSED
from domain.vocabulary import Direction, MeetingStatus, RequestAct
from services import journal
from services.mentoring import risks
from services.mentoring.risks import Troubles

# a mentor's word, or a coordinator's act that makes one unnecessary
_ANSWERS = (RequestAct.ACCEPT, RequestAct.ASK, RequestAct.DECLINE, RequestAct.PAIR)


async def table(session: Session, actor: Actor, now: datetime) -> MentoringTable:
    """Everything at `now` (aware). The journal keeps that names have left us. Raises ConsentNeeded, NotAllowed."""
    member_id = actor.coordinator()
    pairs = await _pairs(session, await risks.troubled(session, now))
    requests = await _requests(session, now)
    await journal.record(
        session,
        actor_id=member_id,
        act="mentoring.exported",
        object="mentoring",
        now=now,
        pairs=len(pairs),
        requests=len(requests),
    )
    return MentoringTable(pairs, requests)


async def _pairs(session: Session, troubles: Troubles) -> tuple[PairRow, ...]:
    mentor, mentee = aliased(Member), aliased(Member)
    of_mentor, of_mentee = aliased(Organization), aliased(Organization)
    goals, meetings, moods = _goals(), _meetings(), _moods()
    query = (
        select(
            Mentorship.id,
            mentor.full_name.label("mentor"),
            func.coalesce(of_mentor.name, mentor.organization_text).label("mentor_school"),
            mentee.full_name.label("mentee"),
            func.coalesce(of_mentee.name, mentee.organization_text).label("mentee_school"),
            Mentorship.form,
            Mentorship.directions,
            Mentorship.status,
            Mentorship.started_at,
            Mentorship.planned_end_at,
            Mentorship.ended_at,
            func.coalesce(meetings.c.held, 0).label("held"),
            meetings.c.last_met,
            moods.c.mood,
            func.coalesce(goals.c.goals, 0).label("goals"),
            func.coalesce(goals.c.reached, 0).label("reached"),
        )
        .outerjoin(mentor, mentor.id == Mentorship.mentor_id)
        .outerjoin(of_mentor, of_mentor.id == mentor.organization_id)
        .outerjoin(mentee, mentee.id == Mentorship.mentee_id)
        .outerjoin(of_mentee, of_mentee.id == mentee.organization_id)
        .outerjoin(goals, goals.c.pair_id == Mentorship.id)
        .outerjoin(meetings, meetings.c.pair_id == Mentorship.id)
        .outerjoin(moods, moods.c.pair_id == Mentorship.id)
        .order_by(case((Mentorship.status.in_(OPEN), 0), else_=1), Mentorship.started_at.desc(), Mentorship.id)
    )
    return tuple(_pair(row, troubles) for row in await session.execute(query))


def _pair(row: Any, troubles: Troubles) -> PairRow:
    return PairRow(
        mentor=row.mentor,
        mentor_school=row.mentor_school,
        mentee=row.mentee,
        mentee_school=row.mentee_school,
        form=row.form,
        directions=tuple(map(Direction, row.directions)),
        status=row.status,
        started_at=row.started_at,
        planned_end_at=row.planned_end_at,
        ended_at=row.ended_at,
        held=row.held,
        last_met=row.last_met,
        # PostgreSQL's average is a Decimal
        mood=None if row.mood is None else float(row.mood),
        goals=row.goals,
        reached=row.reached,
        troubles=troubles.get(row.id, ()),
    )


def _goals() -> Subquery:
    query = select(Goal.pair_id, func.count().label("goals"), func.count(Goal.reached_at).label("reached"))
    return query.group_by(Goal.pair_id).subquery()


def _meetings() -> Subquery:
    query = select(
        PairMeeting.pair_id, func.count().label("held"), func.max(PairMeeting.starts_at).label("last_met")
    ).where(PairMeeting.status == MeetingStatus.HELD)
    return query.group_by(PairMeeting.pair_id).subquery()


def _moods() -> Subquery:
    query = (
        select(PairMeeting.pair_id, func.avg(MeetingNote.mood).label("mood"))
        .join(PairMeeting, PairMeeting.id == MeetingNote.meeting_id)
        .where(PairMeeting.status == MeetingStatus.HELD)
    )
    return query.group_by(PairMeeting.pair_id).subquery()


async def _requests(session: Session, now: datetime) -> tuple[RequestRow, ...]:
    mentee, mentor = aliased(Member), aliased(Member)
    answered = (
        select(RequestStep.request_id, func.min(RequestStep.at).label("at"))
        .where(RequestStep.act.in_(_ANSWERS))
        .group_by(RequestStep.request_id)
        .subquery()
    )
    query = (
        select(
            MentoringRequest.id,
            mentee.full_name.label("name"),
            func.coalesce(Organization.name, mentee.organization_text).label("school"),
            MentoringRequest.directions,
            MentoringRequest.form,
            MentoringRequest.urgency,
            MentoringRequest.state,
            MentoringRequest.created_at,
            MentoringRequest.changed_at,
            MentoringRequest.deadline_at,
            mentor.full_name.label("mentor"),
            answered.c.at,
        )
        .join(mentee, mentee.id == MentoringRequest.mentee_id)
        .outerjoin(Organization, Organization.id == mentee.organization_id)
        .outerjoin(mentor, mentor.id == MentoringRequest.mentor_id)
        .outerjoin(answered, answered.c.request_id == MentoringRequest.id)
        .order_by(MentoringRequest.created_at.desc(), MentoringRequest.id.desc())
    )
    return tuple(_request(row, now) for row in await session.execute(query))


def _request(row: Any, now: datetime) -> RequestRow:
    return RequestRow(
        id=row.id,
        name=row.name,
        school=row.school,
        directions=tuple(map(Direction, row.directions)),
        form=row.form,
        urgency=row.urgency,
        state=row.state,
        created_at=row.created_at,
        age=(row.changed_at if row.state in CLOSED else now) - row.created_at,
        first_answer=None if row.at is None else row.at - row.created_at,
        mentor=row.mentor,
        deadline_at=row.deadline_at,
    )
