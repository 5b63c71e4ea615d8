"""Two records of one person become one while their organisations do: nobody is left with an entry that went."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import select

from db.engine import Session, Sessions
from db.models import Member, SchoolAdmin, SchoolAsk
from domain.actors import Actor
from domain.vocabulary import Role
from services.people import merging, organizations_merging
from services.people.merging_rules import Two
from tests.services.events.test_races import in_a_turn, meanwhile
from tests.services.given_mailing import given_desk
from tests.services.given_people import given_organization
from tests.services.given_requests import given_person
from tests.services.people.test_organizations_merging import referring

NAME = "Ветрова Ольга Ильинична"


@dataclass(frozen=True)
class Given:
    """An organisation twice in the directory, somebody twice in the club: `gone` is of the entry that goes."""

    boss: Actor
    places: Two
    people: Two


@pytest.fixture
async def given(sessions: Sessions, now: datetime) -> Given:
    async with sessions.begin() as session:
        boss = await given_desk(session, now, 99)
        places = Two(await given_organization(session), await given_organization(session, "СОШ 901"))
        keep = await given_person(session, now, NAME, Role.ADMIN_TEAM)
        gone = await given_person(session, now, NAME, Role.ADMIN_TEAM, organization_id=places.gone)
        return Given(boss, places, Two(keep.owner(), gone.owner()))


def places_merge(given: Given, now: datetime) -> Callable[[Session], Awaitable[Any]]:
    return lambda session: organizations_merging.merge(session, given.boss, *given.places.both, now)


def people_merge(given: Given, now: datetime) -> Callable[[Session], Awaitable[Any]]:
    return lambda session: merging.unite(session, *given.people.both, now)


async def place_of(sessions: Sessions, member_id: int) -> int | None:
    async with sessions.begin() as session:
        return await session.scalar(select(Member.organization_id).where(Member.id == member_id))


async def test_people_first(sessions: Sessions, now: datetime, given: Given) -> None:
    """They hold each other's rows; the organisations wait, and take along whoever has come meanwhile."""
    async with sessions.begin() as session:
        await merging._hold(session, given.people)
        async with meanwhile(sessions, in_a_turn(sessions, places_merge(given, now))) as waiting:
            await people_merge(given, now)(session)
    await waiting
    assert await place_of(sessions, given.people.keep) == given.places.keep


async def test_organizations_first(sessions: Sessions, now: datetime, given: Given) -> None:
    async with sessions.begin() as session:
        await organizations_merging._lock(session, given.places)
        async with meanwhile(sessions, in_a_turn(sessions, people_merge(given, now))) as waiting:
            await places_merge(given, now)(session)
    await waiting
    assert await place_of(sessions, given.people.keep) == given.places.keep


@pytest.mark.parametrize("row", [SchoolAsk, SchoolAdmin])
async def test_who_is_of_another_by_now_waits_in_no_ring(
    sessions: Sessions, now: datetime, given: Given, row: type[SchoolAsk | SchoolAdmin]
) -> None:
    """What they asked for, or were given, at the entry that goes stands there still."""
    async with sessions.begin() as session:
        at = {"asked_at": now} if row is SchoolAsk else {"granted_at": now}
        session.add(row(member_id=given.people.gone, organization_id=given.places.gone, **at))
        (await session.get_one(Member, given.people.gone)).organization_id = None
    async with sessions.begin() as session:
        await organizations_merging._lock(session, given.places)
        async with meanwhile(sessions, in_a_turn(sessions, people_merge(given, now))) as waiting:
            await places_merge(given, now)(session)
    await waiting
    async with sessions.begin() as session:
        assert (await session.scalars(select(row))).one().organization_id == given.places.keep
        assert await referring(session, given.places.gone) == 0
