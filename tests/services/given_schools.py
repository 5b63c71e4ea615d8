"""Pairs across schools, and who speaks for a school, for tests of services."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from db.engine import Session
from db.models import Member, Organization, OutboxRow, SchoolAdmin, SchoolApproval
from domain.actors import Actor
from domain.vocabulary import MessageKind, OutboxState, Role
from services.mentoring import requests
from tests.services.given_pairs import Two
from tests.services.given_people import given_organization
from tests.services.given_requests import given_card, given_mentee, given_person, submitted


@dataclass(frozen=True)
class Across:
    """Two schools with a pair of a teacher of each; `admins` speak for the mentee's school."""

    two: Two
    theirs: int
    other: int
    admins: list[Actor]


async def given_admin(
    session: Session, organization_id: int, now: datetime, name: str = "Ветрова Ольга Ильинична"
) -> Actor:
    """Somebody who speaks for a school."""
    actor = await given_person(session, now, name, Role.ADMIN_TEAM, organization_id=organization_id)
    session.add(SchoolAdmin(organization_id=organization_id, member_id=actor.owner(), granted_at=now))
    await session.flush()
    return actor


async def given_schools(session: Session, *, asks: int = 1) -> tuple[int, int]:
    """Two schools; so many of them want to be asked about pairs with others."""
    found = [await given_organization(session, name) for name in ("Школа № 901", "Школа № 902")]
    for school in found[:asks]:
        (await session.get_one(Organization, school)).cross_approval = True
    await session.flush()
    return found[0], found[1]


async def given_across(session: Session, now: datetime, *, admins: int = 1, asks: int = 1, **request: Any) -> Across:
    """A mentor accepts a mentee of another school, which wants to be asked; with `asks` of 2 both schools do."""
    theirs, other = await given_schools(session, asks=asks)
    speak = [await given_admin(session, theirs, now, f"Администратор {number}") for number in range(admins)]
    mentor = await given_person(session, now, "Лебедева Ирина Павловна", organization_id=other)
    await given_card(session, mentor, now, capacity=5)
    two = await given_pair_of(session, now, mentor, theirs, **request)
    return Across(two, theirs, other, speak)


async def given_pair_of(session: Session, now: datetime, mentor: Actor, organization_id: int, **request: Any) -> Two:
    """A mentor accepts a mentee of this school."""
    mentee = await given_mentee(session, now, organization_id=organization_id)
    request_id = await submitted(session, mentee, now, mentor, **request)
    pair_id = await requests.accept(session, mentor, request_id, now)
    assert pair_id is not None
    return Two(mentor, mentee, pair_id)


async def move(session: Session, actor: Actor, organization_id: int | None) -> None:
    (await session.get_one(Member, actor.owner())).organization_id = organization_id
    await session.flush()


async def words(session: Session, pair_id: int) -> list[SchoolApproval]:
    query = select(SchoolApproval).where(SchoolApproval.pair_id == pair_id).order_by(SchoolApproval.organization_id)
    return list(await session.scalars(query.execution_options(populate_existing=True)))


async def kinds(session: Session, actor: Actor) -> list[str]:
    """What waits to be said to a person, soonest first."""
    query = select(OutboxRow.kind).where(
        OutboxRow.recipient_id == actor.member_id, OutboxRow.state == OutboxState.PENDING
    )
    return list(await session.scalars(query.order_by(OutboxRow.due_at, OutboxRow.id)))


APPROVAL, WAITS, REFUSED, MADE = (
    MessageKind.PAIR_APPROVAL,
    MessageKind.PAIR_WAITS,
    MessageKind.PAIR_REFUSED,
    MessageKind.PAIR_MADE,
)
