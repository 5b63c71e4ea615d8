"""Two entries of one organisation become one: nothing is lost, of two who do it at once one wins."""

import asyncio
from dataclasses import replace
from datetime import datetime

import pytest
from sqlalchemy import func, select

from db.engine import Session, Sessions
from db.models import (
    Announcement,
    AuditEntry,
    Base,
    Member,
    Mentorship,
    Organization,
    SchoolAdmin,
    SchoolApproval,
    SchoolAsk,
)
from domain.actors import Actor
from domain.errors import OrganizationMerged, Outdated
from domain.mailing.audience import Audience
from domain.people.joining import Answers, Step
from domain.vocabulary import PairStatus, Role
from services.mailing import audience as audiences
from services.mentoring import approvals, school_admins, school_rights
from services.people import joining, organizations, organizations_desk, organizations_merging, profiles
from services.people.merging_rules import Rule, Two, column_of, keys_with
from services.people.organizations_merging import RULES
from tests.services.events.test_races import meanwhile
from tests.services.given_mailing import given_announcement, given_desk
from tests.services.given_people import MENTOR, given_consented, given_member, given_organization
from tests.services.given_requests import given_person
from tests.services.given_schools import given_across, given_admin, move, words


def references() -> set[str]:
    """Every column that refers to an organisation."""
    organization = Base.metadata.tables["organization"]
    return {
        f"{table.name}.{key.parent.name}"
        for table in Base.metadata.tables.values()
        for key in table.foreign_keys
        if key.column.table is organization
    }


def test_every_reference_to_an_organization_has_a_rule() -> None:
    ruled = {f"{column_of(one).table.name}.{column_of(one).name}": rule for one, rule in RULES.items()}  # type: ignore[attr-defined]
    assert references() - ruled.keys() == set(), (
        "services/people/organizations_merging.py must say what becomes of them"
    )
    assert ruled.keys() - references() == set()
    for attribute, rule in RULES.items():
        assert rule is not Rule.MOVE or not keys_with(column_of(attribute)), f"{attribute}: two rows would collide"


async def referring(session: Session, organization_id: int) -> int:
    """How many rows name an organisation; what has become one with another is the directory's own business."""
    total = 0
    for attribute in RULES:
        column = column_of(attribute)
        query = select(func.count()).select_from(column.table).where(column == organization_id)
        total += await session.scalar(query) or 0
    return total


async def test_everything_moves_and_nothing_names_the_one_that_went(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        boss = await given_desk(session, now, 99)
        keep, gone = await given_organization(session), await given_organization(session, "СОШ 901")
        third = await given_organization(session, "901-я школа")
        await organizations_merging.merge(session, boss, gone, third, now)
        both = await given_admin(session, gone, now, "Ветрова Ольга Ильинична")
        session.add(SchoolAdmin(organization_id=keep, member_id=both.owner(), granted_at=now))
        asks = await given_person(session, now, "Громов Павел Сергеевич", Role.ADMIN_TEAM, organization_id=gone)
        session.add(SchoolAsk(member_id=asks.owner(), organization_id=gone, asked_at=now))
        (await session.get_one(Organization, gone)).cross_approval = True
        audience = Audience(organizations=frozenset({gone, keep, 77}))
        told = await given_announcement(session, boss, now, audience=audience)
        view = await organizations_merging.preview(session, boss, keep, gone)
        assert (view.gone.people, view.gone.admins, view.asks, view.announcements) == (
            2,
            ("Ветрова Ольга Ильинична",),
            1,
            1,
        )
    async with sessions.begin() as session:
        await organizations_merging.merge(session, boss, keep, gone, now)
    async with sessions.begin() as session:
        assert await referring(session, gone) == 0
        row = await session.get_one(Organization, gone)
        assert (row.merged_into_id, row.archived_at, row.cross_approval) == (keep, now, False)
        assert (await session.get_one(Organization, third)).merged_into_id == keep, "one step to whoever is there"
        assert (await session.get_one(Organization, keep)).cross_approval
        assert [row.member_id for row in await session.scalars(select(SchoolAdmin))] == [both.owner()]
        assert await school_rights.speakers(session, keep) == [both.owner()]
        assert (await session.scalars(select(SchoolAsk))).one().organization_id == keep
        assert (await session.get_one(Announcement, told)).audience["organizations"] == sorted({keep, 77})
        assert Audience.load((await session.get_one(Announcement, told)).audience).organizations == {keep, 77}
        assert await audiences.count(session, replace(audience, organizations=frozenset({gone})), now)
        entry = (await session.scalars(select(AuditEntry).where(AuditEntry.act == "organization.merged"))).all()[-1]
        assert (entry.object, entry.details) == (f"organization:{keep}", {"gone": gone, "people": 2})


async def test_a_pair_within_one_school_waits_for_nobody(sessions: Sessions, now: datetime) -> None:
    """Both schools are asked; they turn out to be one, so there is nothing to ask."""
    async with sessions.begin() as session:
        boss = await given_desk(session, now, 99)
        across = await given_across(session, now, asks=2)
        assert (await session.get_one(Mentorship, across.two.pair_id)).status is PairStatus.APPROVAL
        view = await organizations_merging.preview(session, boss, across.theirs, across.other)
        assert (view.within, view.approvals) == (1, 1)
        await organizations_merging.merge(session, boss, across.theirs, across.other, now)
        assert await words(session, across.two.pair_id) == []
    async with sessions.begin() as session:
        assert await approvals.due(session, now) == [across.two.pair_id]
        await approvals.settle(session, across.two.pair_id, now)
        assert (await session.get_one(Mentorship, across.two.pair_id)).status is PairStatus.ACTIVE


@pytest.mark.parametrize("keeps_theirs", [True, False])
async def test_a_word_that_is_said_stays(sessions: Sessions, now: datetime, keeps_theirs: bool) -> None:
    """The mentor has moved to a third school since: the one word of the two that is said counts for both."""
    async with sessions.begin() as session:
        boss = await given_desk(session, now, 99)
        across = await given_across(session, now, asks=2)
        await move(session, across.two.mentor, await given_organization(session, "Школа № 903"))
        word = (await words(session, across.two.pair_id))[0]
        assert word.organization_id == across.theirs
        word.agreed, word.answered_at, word.deadline_at = True, now, None
        await session.flush()
        keep, gone = (across.theirs, across.other) if keeps_theirs else (across.other, across.theirs)
        await organizations_merging.merge(session, boss, keep, gone, now)
    async with sessions.begin() as session:
        left = (await session.scalars(select(SchoolApproval))).all()
        assert [(one.organization_id, one.agreed) for one in left] == [(keep, True)]


async def test_an_old_button_chooses_the_one_that_stayed(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        boss = await given_desk(session, now, 99)
        keep, gone = await given_organization(session), await given_organization(session, "СОШ 901")
        await organizations_merging.merge(session, boss, keep, gone, now)
        actor = await given_consented(session, now, 5)
        answers = replace(MENTOR, organization_text=None, organization_id=gone)
        profile = await joining.finish(session, actor, answers, now)
        assert (profile.answers.organization_id, profile.organization and profile.organization.id) == (keep, keep)


async def test_to_itself_never(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        boss = await given_desk(session, now, 99)
        one = await given_organization(session)
        with pytest.raises(Outdated):
            await organizations_merging.merge(session, boss, one, one, now)


# --- at once


async def race(sessions: Sessions, now: datetime, ways: list[tuple[int, int]], actors: list[Actor]) -> list[object]:
    async def merge(actor: Actor, keep: int, gone: int) -> str:
        async with sessions.begin() as session:
            await organizations_merging.merge(session, actor, keep, gone, now)
            return "won"

    acts = (merge(actor, *way) for actor, way in zip(actors, ways, strict=True))
    return list(await asyncio.gather(*acts, return_exceptions=True))


async def given_race(session: Session, now: datetime) -> tuple[list[Actor], list[tuple[int, int]]]:
    actors = [await given_desk(session, now, 90 + number) for number in range(6)]
    one, other = await given_organization(session), await given_organization(session, "СОШ 901")
    for number, school in enumerate((one, other, one), 1):
        await given_member(session, now, number, replace(MENTOR, organization_text=None, organization_id=school))
    return actors, [(one, other), (other, one)] * 3


async def test_of_two_who_merge_at_once_one_wins_and_the_other_hears(sessions: Sessions, now: datetime) -> None:
    """Whichever way round: both gone would be a school lost."""
    async with sessions.begin() as session:
        actors, ways = await given_race(session, now)
    outcomes = await race(sessions, now, ways, actors)
    assert outcomes.count("won") == 1
    assert [type(one) for one in outcomes if one != "won"] == [OrganizationMerged] * 5
    async with sessions.begin() as session:
        left = (await session.scalars(select(Organization).where(Organization.merged_into_id.is_(None)))).one()
        assert set(await session.scalars(select(Member.organization_id).where(Member.position.is_not(None)))) == {
            left.id
        }


async def test_without_locks_both_believe_to_have_won(
    sessions: Sessions, now: datetime, backend: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The negative control. On SQLite the lock is BEGIN IMMEDIATE itself."""
    if backend == "sqlite":
        pytest.skip("SQLite takes turns by itself")
    ready = asyncio.Barrier(2)

    async def read_only(session: Session, two: Two) -> tuple[Organization, Organization]:
        found = [await organizations_desk.open_one(session, one) for one in two.both]
        await ready.wait()
        return found[0], found[1]

    monkeypatch.setattr(organizations_merging, "_lock", read_only)
    async with sessions.begin() as session:
        actors, ways = await given_race(session, now)
    assert await race(sessions, now, [ways[0], ways[0]], actors[:2]) == ["won", "won"]


async def chosen_meanwhile(sessions: Sessions, now: datetime) -> tuple[int, int | None]:
    """Somebody chooses the entry that goes while it goes: the one that stays, and what the person is of then."""
    async with sessions.begin() as session:
        boss = await given_desk(session, now, 99)
        keep, gone = await given_organization(session), await given_organization(session, "СОШ 901")
        actor = await given_member(session, now, 1)

    async def choose() -> None:
        async with sessions.begin() as session:
            await profiles.change(session, actor, Step.ORGANIZATION, Answers(organization_id=gone), now)

    async with sessions.begin() as session:
        await organizations_merging.merge(session, boss, keep, gone, now)
        async with meanwhile(sessions, choose()) as choosing:
            pass
    await choosing
    async with sessions.begin() as session:
        return keep, await session.scalar(select(Member.organization_id).where(Member.id == actor.owner()))


async def test_who_chooses_the_one_that_goes_is_of_the_one_that_stays(sessions: Sessions, now: datetime) -> None:
    keep, found = await chosen_meanwhile(sessions, now)
    assert found == keep


async def test_a_right_given_at_that_moment_is_for_the_one_that_stays(sessions: Sessions, now: datetime) -> None:
    """Neither waits for the other in a ring: whoever gives a right holds the person, then names the organisation."""
    async with sessions.begin() as session:
        boss, other = await given_desk(session, now, 99), await given_desk(session, now, 98)
        keep, gone = await given_organization(session), await given_organization(session, "СОШ 901")
        person = await given_person(session, now, "Ветрова Ольга Ильинична", Role.ADMIN_TEAM, organization_id=gone)

    async def merge() -> None:
        async with sessions.begin() as session:
            await organizations_merging.merge(session, boss, keep, gone, now)

    async with sessions.begin() as session:
        await school_admins._lock(session, person.owner())
        async with meanwhile(sessions, merge()) as merging:
            await school_admins.grant(session, other, person.owner(), now)
    await merging
    async with sessions.begin() as session:
        assert await school_rights.speakers(session, keep) == [person.owner()]
        assert await referring(session, gone) == 0


async def test_without_a_second_look_they_are_of_what_is_gone(
    sessions: Sessions, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The negative control."""

    async def same(session: Session, organization_id: int) -> int:
        return organization_id

    monkeypatch.setattr(organizations, "current", same)
    keep, found = await chosen_meanwhile(sessions, now)
    assert found != keep
