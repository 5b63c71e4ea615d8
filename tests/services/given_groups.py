"""Mentors' groups, for tests of services."""

from datetime import datetime
from typing import Any

from db.engine import Session
from db.models import MentorGroup
from domain.actors import Actor
from domain.mentoring.mentor_group_form import GroupPlan
from domain.vocabulary import Direction, MentoringForm
from services.mentoring import mentor_groups
from tests.services.given_requests import given_card, given_person

TITLE = "Тихий старт урока"


async def given_leader(session: Session, now: datetime, name: str = "Лебедева Ирина Павловна", **card: Any) -> Actor:
    """A mentor with one place for pairs, whose card lets them open groups."""
    mentor = await given_person(session, now, name)
    forms = [MentoringForm.ONE_TO_ONE, MentoringForm.GROUP]
    directions = [Direction.METHODICAL, Direction.DIGITAL]
    await given_card(session, mentor, now, **({"forms": forms, "directions": directions} | card))
    return mentor


async def given_group(session: Session, now: datetime, mentor: Actor, **changes: Any) -> int:
    """An open group of three places; returns its id."""
    values: dict[str, Any] = {
        "title": TITLE,
        "direction": Direction.METHODICAL,
        "about": "Разбираем уроки раз в две недели.",
        "size": 3,
    }
    return await mentor_groups.create(session, mentor, GroupPlan(**(values | changes)), now)


async def group_row(session: Session, group_id: int) -> MentorGroup:
    return await session.get_one(MentorGroup, group_id, populate_existing=True)
