"""Two coordinators press at once: no certificate twice, no number twice and none left out."""

import asyncio
from datetime import datetime

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from db.engine import Session, Sessions
from db.models import Certificate
from domain.actors import Actor
from services.events import certificates
from tests.services.given_certificates import given_came, given_coordinator, given_past_event, numbers
from tests.services.given_events import given_members

EVENTS = 4
PEOPLE = 15


async def given_events_of_everybody(session: Session, now: datetime) -> list[int]:
    """Several events to which the same people came, by id."""
    people = await given_members(session, PEOPLE, now)
    events = [await given_past_event(session, now) for _ in range(EVENTS)]
    for event in events:
        await given_came(session, event, people, now)
    return [event.id for event in events]


async def race(sessions: Sessions, coordinators: list[Actor], events: list[int], now: datetime) -> None:
    async def issue(actor: Actor, event_id: int) -> None:
        async with sessions.begin() as session:
            await certificates.issue_all(session, actor, event_id, now)

    acts = (issue(actor, event_id) for event_id in events for actor in coordinators)
    # all of them end before the first failure is told: whoever still ran would hold up the next test
    for outcome in await asyncio.gather(*acts, return_exceptions=True):
        if isinstance(outcome, BaseException):
            raise outcome


async def test_each_gets_one_and_numbers_run_without_a_gap(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        coordinators = [await given_coordinator(session, now, 77_001 + number) for number in range(2)]
        events = await given_events_of_everybody(session, now)
    await race(sessions, coordinators, events, now)
    async with sessions.begin() as session:
        assert await numbers(session) == list(range(1, EVENTS * PEOPLE + 1))
        pairs = select(func.count()).select_from(
            select(Certificate.event_id, Certificate.member_id).distinct().subquery()
        )
        assert await session.scalar(pairs) == EVENTS * PEOPLE


async def test_a_certificate_is_renewed_once(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        maria = await given_coordinator(session, now)
        event = await given_past_event(session, now)
        await given_came(session, event, await given_members(session, 1, now), now)
        await certificates.issue_all(session, maria, event.id, now)
        (old,) = (await session.scalars(select(Certificate.id))).all()

    async def renew() -> int:
        async with sessions.begin() as session:
            return (await certificates.reissue(session, maria, old, now)).number

    assert await asyncio.gather(*(renew() for _ in range(8))) == [2] * 8


async def test_without_taking_turns_the_same_race_fails(
    sessions: Sessions, now: datetime, backend: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The negative control. On SQLite the turn is BEGIN IMMEDIATE itself, which `test_seats.py` takes away."""
    if backend == "sqlite":
        pytest.skip("SQLite takes turns by itself")

    async def take_no_turn(session: Session) -> None:
        pass

    monkeypatch.setattr(certificates, "take_turn", take_no_turn)
    async with sessions.begin() as session:
        coordinators = [await given_coordinator(session, now, 77_001 + number) for number in range(2)]
        events = await given_events_of_everybody(session, now)
    with pytest.raises(IntegrityError):
        await race(sessions, coordinators, events, now)
