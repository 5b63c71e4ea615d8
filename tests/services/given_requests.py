"""Mentors with cards, and requests for mentoring, for tests of services."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select

from db.engine import Session, Sessions
from db.models import Member, MentorCard, MentoringRequest, OutboxRow, RequestChoice, RequestStep
from domain.actors import Actor
from domain.vocabulary import (
    Attendance,
    CardStatus,
    ChoiceState,
    Direction,
    MentoringForm,
    RequestAct,
    RequestState,
    Role,
    Stage,
    Urgency,
)
from services.mentoring import requests
from services.mentoring.requests import NewRequest

NEED = "Как держать дисциплину в седьмых классах, когда урок шестой?"


async def given_person(session: Session, now: datetime, name: str, *roles: Role, **values: Any) -> Actor:
    """Somebody who has joined, with these roles."""
    count = await session.scalar(select(func.count()).select_from(Member)) or 0
    telegram_id = 70_000 + count
    member = Member(telegram_id=telegram_id, full_name=name, created_at=now, joined_at=now, **values)
    session.add(member)
    await session.flush()
    return Actor(telegram_id, member.id, consent_in_force=True, joined=True, roles=frozenset(roles))


async def given_card(session: Session, actor: Actor, now: datetime, **changes: Any) -> MentorCard:
    """A confirmed card with one place, or whatever the test says."""
    values: dict[str, Any] = {
        "status": CardStatus.CONFIRMED,
        "directions": [Direction.METHODICAL],
        "subject": "химия",
        "stages": [Stage.BASIC],
        "about": "Помогу с планом урока.",
        "forms": [MentoringForm.ONE_TO_ONE],
        "ways": [Attendance.OFFLINE, Attendance.ONLINE],
        "capacity": 1,
        "group_size": 5,
        "on_duty": False,
        "lemmas": "химия план урок",
        "created_at": now,
        "changed_at": now,
    }
    card = MentorCard(member_id=actor.owner(), **(values | changes))
    session.add(card)
    await session.flush()
    return card


async def given_mentors(session: Session, count: int, now: datetime, **card: Any) -> list[Actor]:
    """So many mentors with cards."""
    mentors = [await given_person(session, now, f"Наставник {number}", Role.MENTOR) for number in range(1, count + 1)]
    for mentor in mentors:
        await given_card(session, mentor, now, **card)
    return mentors


async def given_mentee(session: Session, now: datetime, name: str = "Светлова Анна Игоревна", **values: Any) -> Actor:
    return await given_person(session, now, name, Role.YOUNG_TEACHER, **values)


def need(*mentors: Actor, **changes: Any) -> NewRequest:
    """A request to these mentors in turn."""
    values: dict[str, Any] = {
        "directions": (Direction.METHODICAL,),
        "need": NEED,
        "lemmas": "дисциплина седьмой класс урок",
        "form": MentoringForm.ONE_TO_ONE,
        "way": None,
        "urgency": Urgency.MONTH,
        "mentors": tuple(mentor.owner() for mentor in mentors),
    }
    return NewRequest(**(values | changes))


async def submitted(session: Session, mentee: Actor, now: datetime, *mentors: Actor, **changes: Any) -> int:
    return await requests.submit(session, mentee, need(*mentors, **changes), now)


# --- what became of it


async def row(session: Session, request_id: int) -> MentoringRequest:
    return await session.get_one(MentoringRequest, request_id, populate_existing=True)


async def standing(session: Session, request_id: int) -> tuple[RequestState, int | None]:
    """The state and who is asked."""
    found = await row(session, request_id)
    return found.state, found.mentor_id


async def choices(session: Session, request_id: int) -> list[tuple[int | None, ChoiceState]]:
    """(mentor, state) of the whole list, in order of rank."""
    query = select(RequestChoice).where(RequestChoice.request_id == request_id).order_by(RequestChoice.rank)
    return [(one.mentor_id, one.state) for one in await session.scalars(query)]


async def history(session: Session, request_id: int) -> list[tuple[RequestAct, RequestState]]:
    query = select(RequestStep).where(RequestStep.request_id == request_id).order_by(RequestStep.id)
    return [(one.act, one.state) for one in await session.scalars(query)]


async def told(session: Session, actor: Actor) -> list[str]:
    """Kinds of what waits in the outbox for a person, soonest first."""
    query = select(OutboxRow).where(OutboxRow.recipient_id == actor.member_id).order_by(OutboxRow.due_at, OutboxRow.id)
    return [one.kind for one in await session.scalars(query)]


async def settle_all(sessions: Sessions, now: datetime) -> None:
    """The chore of every minute."""
    async with sessions.begin() as session:
        stuck = await requests.due(session, now)
    for request_id in stuck:
        async with sessions.begin() as session:
            await requests.settle(session, request_id, now)


def later(now: datetime, **length: float) -> datetime:
    return now + timedelta(**length)
