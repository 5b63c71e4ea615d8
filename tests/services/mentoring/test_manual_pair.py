"""A pair by a coordinator's hand: who is offered, what is refused, and two who press at once."""

import asyncio
from datetime import datetime

import pytest
from sqlalchemy import select

from db.engine import Session, Sessions
from db.models import AuditEntry, BlockedPair, Mentorship, Organization
from domain.actors import Actor
from domain.errors import ClubError, NoPlaceLeft, NotAllowed, NotFound, Outdated, PairBlocked, PairExists
from domain.mentoring.manual_pair import Draft, MadePair, Step
from domain.vocabulary import CardStatus, Direction, MentoringForm, MessageKind, PairStatus, RequestState, Role
from services.mentoring import manual_pair
from tests.services.given_pairs import pair_row
from tests.services.given_people import given_organization
from tests.services.given_presence import given_coordinator
from tests.services.given_requests import given_card, given_mentee, given_person, standing, submitted, told

FORM, THEMES = MentoringForm.SHORT_GOAL, (Direction.METHODICAL,)


async def given_mentor(session: Session, now: datetime, name: str = "Лебедева Ирина Павловна", **card: object) -> Actor:
    mentor = await given_person(session, now, name, Role.MENTOR)
    await given_card(session, mentor, now, **({"forms": [FORM]} | card))
    return mentor


async def make(session: Session, maria: Actor, mentee: Actor, mentor: Actor, now: datetime, **over: bool) -> MadePair:
    return await manual_pair.create(session, maria, mentee.owner(), mentor.owner(), FORM, THEMES, now, **over)


async def test_both_are_told_and_the_journal_knows(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        maria, anna, irina = (
            await given_coordinator(session, now),
            await given_mentee(session, now),
            await given_mentor(session, now),
        )
        waits = await submitted(session, await given_mentee(session, now, "Громов Павел"), now, irina)
        made = await make(session, maria, anna, irina, now)
        assert (made.mentee, made.mentor, made.waits, made.told) == (
            "Светлова Анна Игоревна",
            "Лебедева Ирина Павловна",
            False,
            True,
        )
        pair = await pair_row(session, made.id)
        assert (pair.form, pair.directions, pair.request_id) == (FORM, list(THEMES), None)
        assert MessageKind.PAIR_MADE in await told(session, anna)
        assert MessageKind.PAIR_MADE in await told(session, irina)
        # the last place is taken: whoever waited for it goes on
        assert await standing(session, waits) == (RequestState.COORDINATOR, None)
        entry = (await session.scalars(select(AuditEntry).where(AuditEntry.act == "pair.made"))).one()
        assert (entry.actor_id, entry.object, entry.details) == (
            maria.member_id,
            f"pair:{made.id}",
            {"above": False},
        )


async def test_what_stands_between_two_is_refused(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        maria, anna, irina = (
            await given_coordinator(session, now),
            await given_mentee(session, now),
            await given_mentor(session, now, capacity=1),
        )
        other = await given_mentee(session, now, "Громов Павел")
        await given_card(session, anna, now, forms=[FORM], capacity=5)
        with pytest.raises(NotFound):
            await make(session, maria, anna, other, now)
        with pytest.raises(PairBlocked):
            await make(session, maria, anna, anna, now)
        with pytest.raises(NotAllowed):
            await make(session, irina, anna, irina, now)
        with pytest.raises(Outdated):
            await manual_pair.create(session, maria, anna.owner(), irina.owner(), MentoringForm.GROUP, THEMES, now)
        await make(session, maria, anna, irina, now)
        for mentee, mentor in ((anna, irina), (irina, anna)):
            with pytest.raises(PairExists):
                await make(session, maria, mentee, mentor, now, over=True)
        with pytest.raises(NoPlaceLeft):
            await make(session, maria, other, irina, now)
        made = await make(session, maria, other, irina, now, over=True)
        entries = await session.scalars(select(AuditEntry).where(AuditEntry.object == f"pair:{made.id}"))
        assert entries.one().details == {"above": True}

        first, second = sorted((anna.owner(), other.owner()))
        session.add(BlockedPair(first_id=first, second_id=second, created_at=now))
        await session.flush()
        with pytest.raises(PairBlocked):
            await make(session, maria, other, anna, now)


async def test_a_request_that_waits_for_this_mentor_becomes_the_pair(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        maria, anna, irina = (
            await given_coordinator(session, now),
            await given_mentee(session, now),
            await given_mentor(session, now, capacity=3),
        )
        request_id = await submitted(session, anna, now, irina)
        made = await make(session, maria, anna, irina, now)
        assert (await pair_row(session, made.id)).request_id == request_id
        assert await standing(session, request_id) == (RequestState.ACCEPTED, None)
        assert MessageKind.REQUEST_TAKEN not in await told(session, irina)


async def test_a_school_that_wants_to_be_asked_is_asked(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        maria, one, other = (
            await given_coordinator(session, now),
            await given_organization(session, "Школа № 901"),
            await given_organization(session, "Школа № 902"),
        )
        (await session.get_one(Organization, one)).cross_approval = True
        anna = await given_mentee(session, now, organization_id=one)
        irina = await given_person(session, now, "Лебедева Ирина", organization_id=other)
        await given_card(session, irina, now)
        made = await make(session, maria, anna, irina, now)
        assert made.waits
        assert (await pair_row(session, made.id)).status is PairStatus.APPROVAL
        assert MessageKind.PAIR_MADE not in await told(session, anna)


async def test_questions_offer_people_requests_and_explained_mentors(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        maria = await given_coordinator(session, now)
        anna = await given_mentee(session, now)
        await given_mentee(session, now, "Светлова Анна Петровна", organization_text="Гимназия")
        irina = await given_mentor(session, now)
        friend = await given_mentor(session, now, "Лебедев Олег", capacity=3)
        await given_mentor(session, now, "Лебедь Пётр", status=CardStatus.PENDING)

        view = await manual_pair.ask(session, maria, Draft(query="светлова анна"), now)
        assert (view.step, view.people.total) == (Step.MENTEE, 2)
        assert {one.organization for one in view.people.people} == {None, "Гимназия"}

        await make(session, maria, anna, friend, now)
        request_id = await submitted(session, anna, now)
        draft = Draft(mentee_id=anna.owner())
        view = await manual_pair.ask(session, maria, draft, now)
        assert view.mentee is not None
        assert (view.step, view.mentee.mentors) == (Step.REQUEST, ("Лебедев Олег",))
        assert [(one.id, one.state) for one in view.mentee.requests] == [(request_id, RequestState.COORDINATOR)]

        ready = Draft(mentee_id=anna.owner(), apart=True, form=FORM, directions=THEMES, themed=True)
        view = await manual_pair.ask(session, maria, ready, now)
        assert [one.mentor_id for one in view.suggestions] == [irina.owner()], "whom they have is not suggested"
        assert view.suggestions[0].why
        view = await manual_pair.ask(session, maria, Draft(**{**_fields(ready), "query": "лебед"}), now)
        assert [(one.person.name, one.left, one.pair_id is None) for one in view.prospects] == [
            ("Лебедев Олег", 2, False),
            ("Лебедева Ирина Павловна", 1, True),
        ]


def _fields(draft: Draft) -> dict[str, object]:
    return {name: getattr(draft, name) for name in Draft.__dataclass_fields__}


async def test_two_coordinators_at_once_make_one_pair_and_never_two_ways(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        maria, anna, irina = (
            await given_coordinator(session, now),
            await given_mentee(session, now),
            await given_mentor(session, now, capacity=9),
        )
        await given_card(session, anna, now, capacity=9)

    async def one(mentee: Actor, mentor: Actor) -> object:
        try:
            async with sessions.begin() as session:
                return await make(session, maria, mentee, mentor, now)
        except ClubError as refused:
            return type(refused)

    outcomes = await asyncio.gather(*(one(*sides) for sides in [(anna, irina), (irina, anna)] * 4))
    assert sum(isinstance(outcome, MadePair) for outcome in outcomes) == 1
    assert sum(outcome is PairExists for outcome in outcomes) == 7
    async with sessions.begin() as session:
        assert len((await session.scalars(select(Mentorship))).all()) == 1
