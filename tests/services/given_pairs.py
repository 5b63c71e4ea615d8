"""Pairs, for tests of services: made as in life, of an accepted request."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from db.engine import Session
from db.models import Mentorship, OutboxRow
from domain.actors import Actor
from domain.vocabulary import Direction, MentoringForm, MessageKind, OutboxState
from services.mentoring import pairing, requests
from tests.services.given_requests import given_card, given_mentee, given_person, submitted


@dataclass(frozen=True)
class Two:
    """A pair and its two sides."""

    mentor: Actor
    mentee: Actor
    pair_id: int


async def given_pair(session: Session, now: datetime, mentor: Actor | None = None, **request: Any) -> Two:
    """A pair of an accepted request; `request` changes what was asked for."""
    if mentor is None:
        mentor = await given_person(session, now, "Лебедева Ирина Павловна", position="учитель химии")
        await given_card(session, mentor, now, capacity=5)
    mentee = await given_mentee(session, now)
    request_id = await submitted(session, mentee, now, mentor, **request)
    pair_id = await requests.accept(session, mentor, request_id, now)
    assert pair_id is not None
    return Two(mentor, mentee, pair_id)


async def given_pair_by_hand(session: Session, now: datetime, mentor: Actor, mentee: Actor) -> int:
    """A pair without a request; returns its id."""
    return await pairing.create(
        session,
        mentor_id=mentor.owner(),
        mentee_id=mentee.owner(),
        form=MentoringForm.ONE_TO_ONE,
        directions=[Direction.METHODICAL],
        now=now,
    )


async def pair_row(session: Session, pair_id: int) -> Mentorship:
    return await session.get_one(Mentorship, pair_id, populate_existing=True)


async def waiting(session: Session, actor: Actor, kind: MessageKind) -> list[OutboxRow]:
    """What of this kind is planned for a person and not sent yet."""
    query = select(OutboxRow).where(
        OutboxRow.recipient_id == actor.member_id, OutboxRow.kind == kind, OutboxRow.state == OutboxState.PENDING
    )
    return list(await session.scalars(query.order_by(OutboxRow.id)))
