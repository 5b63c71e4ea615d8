"""A member's profile, field by field."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import update

from db.engine import Sessions
from db.models import Consent, MemberRole
from domain.actors import Actor
from domain.errors import ConsentNeeded, NotFound, ProfileNeeded
from domain.people.joining import Answers, Step
from domain.vocabulary import Direction, Municipality, Role
from services.people import people, profiles
from tests.services.given_people import MENTOR, given_consented, given_member, given_organization

OTHER_ANSWERS = Answers(
    role=Role.ADMIN_TEAM,
    full_name="Громов Павел Ильич",
    municipality=Municipality.OTHER,
    municipality_text="Ишим",
    organization_text="Лицей в лесу",
    position="директор",
    started_year=1999,
    directions=(Direction.DIGITAL,),
)


@pytest.mark.parametrize(
    ("step", "changed"),
    [
        (Step.ROLE, {"role"}),
        (Step.NAME, {"full_name"}),
        (Step.MUNICIPALITY, {"municipality", "municipality_text"}),
        (Step.MUNICIPALITY_TEXT, {"municipality", "municipality_text"}),
        (Step.ORGANIZATION, {"organization_text"}),
        (Step.ORGANIZATION_PICK, {"organization_text"}),
        (Step.POSITION, {"position"}),
        (Step.YEAR, {"started_year"}),
        (Step.DIRECTIONS, {"directions"}),
    ],
)
async def test_changes_one_field_and_no_other(sessions: Sessions, now: datetime, step: Step, changed: set[str]) -> None:
    later = now + timedelta(days=1)
    async with sessions.begin() as session:
        actor = await given_member(session, now)
        before = (await profiles.view(session, actor)).answers
        await profiles.change(session, actor, step, OTHER_ANSWERS, later)

    async with sessions.begin() as session:
        after = (await profiles.view(session, actor)).answers
    expected = {field: getattr(OTHER_ANSWERS, field) for field in changed}
    assert after == replace(before, **expected)


async def test_a_directory_organisation_replaces_own_words(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        actor = await given_member(session, now)
        organization_id = await given_organization(session)
        answers = Answers(organization_query="901", organization_id=organization_id)

        view = await profiles.change(session, actor, Step.ORGANIZATION, answers, now)

    assert (view.answers.organization_id, view.answers.organization_text) == (organization_id, None)
    assert view.organization is not None
    assert view.organization.name == "Школа № 901"


async def test_a_new_role_keeps_coordinators_rights(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        actor = await given_member(session, now)
        session.add(MemberRole(member_id=actor.known(), role=Role.COORDINATOR, granted_at=now))
        await session.flush()

        view = await profiles.change(session, actor, Step.ROLE, Answers(role=Role.GUEST), now)
        again = await profiles.change(session, actor, Step.ROLE, Answers(role=Role.MENTOR), now)

    assert view.roles == (Role.GUEST, Role.COORDINATOR)
    assert again.roles == (Role.MENTOR, Role.COORDINATOR)


async def test_who_may_see_and_change(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        halfway = await given_consented(session, now)
        for actor, error in ((Actor(9), ConsentNeeded), (halfway, ProfileNeeded)):
            with pytest.raises(error):
                await profiles.view(session, actor)
            with pytest.raises(error):
                await profiles.change(session, actor, Step.NAME, MENTOR, now)


async def test_a_new_wording_of_the_consent_is_asked_before_a_change(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        actor = await given_member(session, now)
        await session.execute(update(Consent).values(version="0.9"))
        actor = await people.identify(session, actor.telegram_id, wrote=True)

        with pytest.raises(ConsentNeeded):
            await profiles.change(session, actor, Step.NAME, OTHER_ANSWERS, now)
        assert (await profiles.read(session, actor.owner())).answers.full_name == MENTOR.full_name


async def test_an_erased_member_is_not_found(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        with pytest.raises(NotFound):
            await profiles.read(session, 404)
        with pytest.raises(NotFound):
            await profiles.write(session, 404, [Step.NAME], MENTOR, now)
