"""The directory as coordinators keep it: changed, put away, settled from people's own words, from a spreadsheet."""

import asyncio
from dataclasses import replace
from datetime import datetime

import pytest
from sqlalchemy import func, select, update

from content import load_organizations
from db.engine import Session, Sessions
from db.models import AuditEntry, Member, Organization, OutboxRow, OwnPlace
from domain.actors import Actor
from domain.errors import NotAllowed, OrganizationExists, OrganizationMerged, Outdated
from domain.people.organizations_desk import Field, Look, NewOrganization
from domain.people.organizations_import import ImportSheet, SheetRow
from domain.people.organizations_typed import sign_of
from domain.vocabulary import MessageKind, Municipality, OrgType
from services import seeds
from services.people import (
    members_desk,
    organizations,
    organizations_desk,
    organizations_import,
    organizations_merging,
    organizations_typed,
)
from tests.services.given_mailing import given_desk
from tests.services.given_people import MENTOR, given_member, given_organization

RIVER = NewOrganization("Школа у реки", OrgType.SCHOOL, Municipality.TYUMEN)


async def given_typed(session: Session, now: datetime, *texts: str) -> list[Actor]:
    """People who typed these places of work."""
    return [
        await given_member(session, now, number, replace(MENTOR, organization_text=text))
        for number, text in enumerate(texts, 1)
    ]


async def place_of(session: Session, actor: Actor) -> int | None:
    return await session.scalar(select(Member.organization_id).where(Member.id == actor.owner()))


async def acts(session: Session) -> list[str]:
    return list(await session.scalars(select(AuditEntry.act).order_by(AuditEntry.id)))


async def test_added_changed_put_away_and_brought_back(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        boss = await given_desk(session, now, 99)
        one = await organizations_desk.add(session, boss, RIVER, now)
        with pytest.raises(OrganizationExists):
            await organizations_desk.add(session, boss, replace(RIVER, name="ШКОЛА  у реки"), now)
        far = await organizations_desk.add(session, boss, replace(RIVER, municipality=Municipality.TOBOLSK), now)
        with pytest.raises(OrganizationExists):
            await organizations_desk.change(session, boss, far, Field.MUNICIPALITY, Municipality.TYUMEN, now)
    async with sessions.begin() as session:
        for _ in range(2):
            await organizations_desk.change(session, boss, one, Field.NAME, "Школа у озера", now)
            await organizations_desk.change(session, boss, one, Field.TYPE, OrgType.OTHER, now)
            await organizations_desk.archive(session, boss, one, True, now)
        assert await organizations.find(session, "озера", None) == ()
        shown = await organizations_desk.page(session, boss, Look(("озера",), archived=True), 5)
        assert [line.view.name for line in shown.lines] == ["Школа у озера"]
        await organizations_desk.archive(session, boss, one, False, now)
        assert [view.id for view in await organizations.find(session, "озера", None)] == [one]
        assert await acts(session) == [
            *("organization.added", "organization.added", "organization.edited", "organization.edited"),
            *("organization.archived", "organization.restored"),
        ]


async def test_what_a_coordinator_changed_no_file_changes_back(sessions: Sessions, now: datetime) -> None:
    first, second, third = load_organizations()[:3]
    async with sessions.begin() as session:
        boss = await given_desk(session, now, 99)
        await seeds.plant(session, now)
        ids = {slug: one for one, slug in await session.execute(select(Organization.id, Organization.slug))}
        total = len(ids)
        await organizations_desk.change(session, boss, ids[first.slug], Field.NAME, "Школа нового дня", now)
        await organizations_merging.merge(session, boss, ids[first.slug], ids[second.slug], now)
        await session.execute(update(Organization).where(Organization.id == ids[third.slug]).values(name="Опечатка"))
    async with sessions.begin() as session:
        await seeds.plant(session, now)
        assert await session.scalar(select(func.count()).select_from(Organization)) == total
        assert (await organizations.get(session, ids[first.slug])).name == "Школа нового дня"
        assert (await organizations.get(session, ids[second.slug])).id == ids[first.slug]
        assert (await organizations.get(session, ids[third.slug])).name == third.name


async def test_own_words_are_settled_at_once_for_all_and_back(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        boss = await given_desk(session, now, 99)
        people = await given_typed(session, now, "Школа у реки", "ШКОЛА у  реки", "Школа у реки", "Маяк")
        *mine, other = people
        school = await given_organization(session, "Школа № 901 у реки")
        key = sign_of("школа у реки")
        view = await organizations_typed.page(session, boss, 0, 5, kept=False)
        assert [(one.text, one.people) for one in view.lines] == [("Школа у реки", 3), ("Маяк", 1)]
        card = await organizations_typed.place(session, boss, key)
        assert (card.town, [one.id for one in card.near]) == (Municipality.TYUMEN, [school])
        assert await organizations_typed.settle(session, boss, key, school, now) == 3
        assert [await place_of(session, one) for one in people] == [school] * 3 + [None]
        assert (await members_desk.card(session, boss, mine[1].owner(), now)).organization == "Школа № 901 у реки"
        with pytest.raises(Outdated):
            await organizations_typed.settle(session, boss, key, school, now)
    async with sessions.begin() as session:
        told = select(OutboxRow.recipient_id).where(OutboxRow.kind == MessageKind.MEMBER_CORRECTED)
        assert set(await session.scalars(told)) == {one.owner() for one in mine}
        assert await organizations_typed.unsettle(session, boss, key, school, now) == 3
        assert [await place_of(session, one) for one in people] == [None] * 4
        assert (await members_desk.card(session, boss, mine[1].owner(), now)).organization == "ШКОЛА у  реки"
        with pytest.raises(Outdated):
            await organizations_typed.unsettle(session, boss, key, school, now)
    async with sessions.begin() as session:
        one = await organizations_typed.create(session, boss, key, RIVER, now)
        assert [await place_of(session, person) for person in mine] == [one] * 3
        assert await place_of(session, other) is None
        assert "organization.settled" in await acts(session)


async def test_who_chose_the_same_school_stays_when_words_are_unsettled(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        boss = await given_desk(session, now, 99)
        school = await given_organization(session)
        (typed,) = await given_typed(session, now, "Школа у реки")
        chose = replace(MENTOR, organization_text=None, organization_id=school)
        chosen = await given_member(session, now, 2, chose)
        key = sign_of("Школа у реки")
        await organizations_typed.settle(session, boss, key, school, now)
        assert await organizations_typed.unsettle(session, boss, key, school, now) == 1
        assert [await place_of(session, one) for one in (typed, chosen)] == [None, school]


async def test_own_words_may_stay(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        boss = await given_desk(session, now, 99)
        await given_typed(session, now, "Школа у реки")
        key = sign_of("Школа у реки")
        for _ in range(2):
            await organizations_typed.keep(session, boss, key, True, now)
        waiting = await organizations_typed.page(session, boss, 0, 5, kept=False)
        kept = await organizations_typed.page(session, boss, 0, 5, kept=True)
        assert (waiting.total, waiting.others, kept.total) == (0, 1, 1)
        # nothing of what people typed stays when they go
        assert [row.words_sign for row in await session.scalars(select(OwnPlace))] == [key]
        await organizations_typed.keep(session, boss, key, False, now)
        assert (await organizations_typed.page(session, boss, 0, 5, kept=False)).total == 1
        assert await acts(session) == ["organization.words_kept", "organization.words_asked"]


async def test_only_coordinators(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        (person,) = await given_typed(session, now, "Школа у реки")
        school, key = await given_organization(session), sign_of("Школа у реки")
        for refused in (
            organizations_desk.page(session, person, Look(), 5),
            organizations_desk.card(session, person, school),
            organizations_desk.people(session, person, school, 0, 5),
            organizations_desk.add(session, person, RIVER, now),
            organizations_desk.change(session, person, school, Field.NAME, "Моя", now),
            organizations_desk.archive(session, person, school, True, now),
            organizations_desk.export(session, person, Look(), now),
            organizations_typed.settle(session, person, key, school, now),
            organizations_merging.merge(session, person, school, school + 1, now),
            organizations_import.apply(session, person, ImportSheet(()), "", now),
        ):
            with pytest.raises(NotAllowed):
                await refused


# --- a spreadsheet


def sheet(*rows: tuple[int | None, str]) -> ImportSheet:
    kinds = (OrgType.SCHOOL, Municipality.TYUMEN)
    return ImportSheet(tuple(SheetRow(number, code, name, *kinds) for number, (code, name) in enumerate(rows, 2)))


async def names(session: Session) -> list[str]:
    return list(await session.scalars(select(Organization.name).order_by(Organization.id)))


async def test_a_spreadsheet_is_written_as_it_was_shown_and_once(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        boss = await given_desk(session, now, 99)
        school = await given_organization(session)
        rows = sheet((school, "Школа № 901 имени Ёжикова"), (None, "Школа № 7"))
        shown = await organizations_import.plan(session, boss, rows)
    for written in (True, False):
        async with sessions.begin() as session:
            found, done = await organizations_import.apply(session, boss, rows, shown.sign, now)
            assert (done, found.empty) == (written, not written)
    async with sessions.begin() as session:
        assert await names(session) == ["Школа № 901 имени Ёжикова", "Школа № 7"]
        assert await acts(session) == ["organization.imported"]


async def test_what_somebody_changed_meanwhile_is_shown_anew(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        boss = await given_desk(session, now, 99)
        school = await given_organization(session)
        rows = sheet((school, "Школа № 901 имени Ёжикова"))
        shown = await organizations_import.plan(session, boss, rows)
        await organizations_desk.change(session, boss, school, Field.NAME, "Лицей № 901", now)
    async with sessions.begin() as session:
        found, done = await organizations_import.apply(session, boss, rows, shown.sign, now)
        assert (done, found.changed[0].old.name) == (False, "Лицей № 901")
        assert await names(session) == ["Лицей № 901"]
    async with sessions.begin() as session:
        assert (await organizations_import.apply(session, boss, rows, found.sign, now))[1]
        assert await names(session) == ["Школа № 901 имени Ёжикова"]


# --- at once


async def two_add(sessions: Sessions, actors: list[Actor], now: datetime) -> list[object]:
    async def add(actor: Actor) -> int:
        async with sessions.begin() as session:
            return await organizations_desk.add(session, actor, RIVER, now)

    return list(await asyncio.gather(*(add(actor) for actor in actors), return_exceptions=True))


async def test_two_add_the_same_at_once_and_one_is_made(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        actors = [await given_desk(session, now, 90 + number) for number in range(6)]
    outcomes = await two_add(sessions, actors, now)
    assert [type(one) for one in outcomes if not isinstance(one, int)] == [OrganizationExists] * 5
    async with sessions.begin() as session:
        assert await names(session) == ["Школа у реки"]


async def test_without_turns_the_same_is_made_twice(
    sessions: Sessions, now: datetime, backend: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The negative control. On SQLite the turn is BEGIN IMMEDIATE itself."""
    if backend == "sqlite":
        pytest.skip("SQLite takes turns by itself")

    async def take_no_turn(session: Session) -> None:
        pass

    monkeypatch.setattr(organizations_desk, "take_turn", take_no_turn)
    async with sessions.begin() as session:
        actors = [await given_desk(session, now, 90 + number) for number in range(6)]
    await two_add(sessions, actors, now)
    async with sessions.begin() as session:
        assert len(await names(session)) > 1


async def test_a_duplicate_can_not_be_changed_any_more(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        boss = await given_desk(session, now, 99)
        keep, gone = await given_organization(session), await given_organization(session, "СОШ 901")
        await organizations_merging.merge(session, boss, keep, gone, now)
        for refused in (
            organizations_desk.change(session, boss, gone, Field.NAME, "Моя", now),
            organizations_desk.archive(session, boss, gone, True, now),
            organizations_merging.merge(session, boss, keep, gone, now),
            organizations_merging.preview(session, boss, gone, keep),
        ):
            with pytest.raises(OrganizationMerged):
                await refused
        card = await organizations_desk.card(session, boss, gone)
        assert (card.view.id, card.was_merged) == (keep, True)
