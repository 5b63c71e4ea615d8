"""Saving what was answered, and what a question's screen needs from the database."""

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from db.engine import Sessions
from db.models import Interest, Member, MemberRole
from domain.actors import Actor
from domain.errors import ConsentNeeded, NotFound, ProfileNeeded
from domain.people.joining import Answers, Draft, Step
from domain.vocabulary import Direction, Municipality, Role
from services.people import joining, people
from tests.services.given_people import MENTOR, given_consented, given_member, given_organization


async def test_saves_every_answer(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        actor = await given_consented(session, now)
        view = await joining.finish(session, actor, MENTOR, now)

    assert view.answers == replace(MENTOR, directions=(Direction.CONTEST, Direction.PROJECT))
    assert view.roles == (Role.MENTOR,)
    async with sessions.begin() as session:
        assert (await session.scalars(select(Member.joined_at))).one() == now
        assert (await people.identify(session, actor.telegram_id, wrote=True)).member() == actor.member_id


async def test_a_guest_leaves_no_trace_of_work_answered_before(sessions: Sessions, now: datetime) -> None:
    """Somebody answered as a mentor, went back and became a guest: only what a guest is asked is kept."""
    async with sessions.begin() as session:
        actor = await given_consented(session, now)
        view = await joining.finish(session, actor, replace(MENTOR, role=Role.GUEST), now)

    assert view.answers == Answers(
        role=Role.GUEST,
        full_name=MENTOR.full_name,
        municipality=MENTOR.municipality,
        directions=(Direction.CONTEST, Direction.PROJECT),
    )


async def test_saving_twice_changes_nothing(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        actor = await given_member(session, now)
        again = replace(MENTOR, full_name="Кто-то Другой")

        view = await joining.finish(session, actor, again, now + timedelta(days=1))

        assert view.answers.full_name == MENTOR.full_name
        assert (await session.scalars(select(Member.joined_at))).one() == now


async def test_a_double_tap_through_two_processes_is_harmless(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        actor = await given_consented(session, now)

    async def save() -> None:
        async with sessions.begin() as session:
            await joining.finish(session, actor, MENTOR, now)

    await asyncio.gather(*(save() for _ in range(4)))

    async with sessions.begin() as session:
        assert (await session.scalars(select(MemberRole.role))).all() == [Role.MENTOR]
        assert len((await session.scalars(select(Interest))).all()) == 2


@pytest.mark.parametrize(
    "answers",
    [
        Answers(),
        replace(MENTOR, full_name=None),
        replace(MENTOR, municipality=Municipality.OTHER),
        replace(MENTOR, organization_text=None),
        replace(MENTOR, directions=None),
    ],
)
async def test_an_incomplete_draft_is_not_saved(sessions: Sessions, now: datetime, answers: Answers) -> None:
    async with sessions.begin() as session:
        actor = await given_consented(session, now)
        with pytest.raises(ProfileNeeded):
            await joining.finish(session, actor, answers, now)

        assert (await session.scalars(select(Member.full_name))).one() is None


async def test_an_organisation_that_vanished_is_asked_anew(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        gone = replace(MENTOR, organization_query="школа 901", organization_text=None, organization_id=404)
        asked = await joining.question(session, Draft(Step.SUMMARY, gone, reviewing=True))

        assert asked.organization is None
        assert asked.answers == replace(gone, organization_id=None)
        assert asked.draft.after(asked.answers).step is Step.ORGANIZATION_PICK


async def test_consent_comes_first(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        with pytest.raises(ConsentNeeded):
            await joining.finish(session, Actor(1), MENTOR, now)
        actor = await given_consented(session, now)
        with pytest.raises(ConsentNeeded):
            await joining.finish(session, replace(actor, consent_in_force=False), MENTOR, now)


async def test_a_coordinator_stays_one(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        actor = await given_consented(session, now)
        session.add(MemberRole(member_id=actor.known(), role=Role.COORDINATOR, granted_at=now))
        await session.flush()

        view = await joining.finish(session, actor, MENTOR, now)

    assert view.roles == (Role.MENTOR, Role.COORDINATOR)


async def test_a_question_brings_candidates_and_the_organisation_chosen(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        away = await given_organization(session, "Лицей № 901", Municipality.TOBOLSK)
        here = await given_organization(session)
        asked = Answers(role=Role.MENTOR, municipality=Municipality.TYUMEN, organization_query="901")

        question = await joining.question(session, Draft(Step.ORGANIZATION_PICK, asked))
        assert [one.id for one in question.candidates] == [here, away]
        assert question.organization is None

        chosen = await joining.choose(session, asked, Step.ORGANIZATION_PICK, str(away))
        question = await joining.question(session, Draft(Step.POSITION, chosen))
        assert question.organization is not None
        assert question.organization.name == "Лицей № 901"
        assert question.candidates == ()


async def test_an_organisation_that_does_not_exist_can_not_be_chosen(sessions: Sessions) -> None:
    async with sessions.begin() as session:
        asked = Answers(organization_query="901")
        with pytest.raises(NotFound):
            await joining.choose(session, asked, Step.ORGANIZATION_PICK, "404")
