"""Putting people on a roster: members by name, and somebody without Telegram."""

from dataclasses import replace
from datetime import datetime

import pytest
from sqlalchemy import func, select

from db.engine import Session, Sessions
from db.models import AuditEntry, Consent, Member, MemberRole, Registration
from domain.actors import Actor
from domain.errors import ConsentNeeded, NotAllowed, NotFound, Outdated, SeatsTaken
from domain.events.newcomers import Newcomer
from domain.events.roster import read_query
from domain.people.joining import Answers, Step
from domain.vocabulary import Attendance, Municipality, RegistrationStatus, Role, Source
from services.events import newcomers, registrations
from tests.services.given_events import given_event
from tests.services.given_people import given_organization
from tests.services.given_presence import given_coordinator
from tests.services.given_roster import WAITING, given_named, given_on_roster

OFFLINE = Attendance.OFFLINE
VETERAN = Answers(
    role=Role.MENTOR,
    full_name="Лебедева Ирина Павловна",
    organization_query="901",
    organization_text="Школа у реки",
    position="учитель химии",
)


async def members(session: Session) -> int:
    return await session.scalar(select(func.count()).select_from(Member)) or 0


async def test_members_are_found_by_any_part_of_their_name(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        event = await given_event(session)
        coordinator = await given_coordinator(session, now)
        school = await given_organization(session)
        await given_named(session, now, "Ёлкина Вера", organization_id=school)
        await given_on_roster(session, now, event.id, "Елкина Анна", WAITING, organization_text="Школа у реки")
        await given_on_roster(session, now, event.id, "Елкина Яна", RegistrationStatus.CANCELLED)
        half_way = await given_named(session, now, "Елкина Половина")
        half_way.joined_at = None
        await session.flush()

        found, total = await newcomers.find(session, coordinator, event.id, read_query("ЕЛКИНА"))
        assert [(one.full_name, one.organization, one.takes_part) for one in found] == [
            ("Елкина Анна", "Школа у реки", True),
            ("Ёлкина Вера", "Школа № 901", False),
            ("Елкина Яна", None, False),
        ]
        assert total == 3
        assert await newcomers.find(session, coordinator, event.id, "") == ((), 0)


async def test_many_alike_are_counted(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        event = await given_event(session)
        coordinator = await given_coordinator(session, now)
        for number in range(7):
            await given_named(session, now, f"Иванова Анна {number}")
        found, total = await newcomers.find(session, coordinator, event.id, "иванова")
        assert (len(found), total) == (5, 7)


async def test_a_person_without_telegram(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        event = await given_event(session)
        coordinator = await given_coordinator(session, now)
        school = await given_organization(session, municipality=Municipality.TOBOLSK)
        answers = replace(VETERAN, organization_id=school, organization_text=None)
        draft = Newcomer(event.id, consented=True, answers=answers)

        registration_id = await newcomers.enroll(session, coordinator, draft, OFFLINE, now)

        registration = await session.get_one(Registration, registration_id)
        assert (registration.status, registration.source) == (RegistrationStatus.REGISTERED, Source.MANUAL)
        member = await session.get_one(Member, registration.member_id)
        assert (member.telegram_id, member.full_name, member.joined_at) == (None, "Лебедева Ирина Павловна", now)
        assert (member.organization_id, member.municipality) == (school, Municipality.TOBOLSK)
        roles = (await session.scalars(select(MemberRole.role).where(MemberRole.member_id == member.id))).all()
        assert roles == [Role.MENTOR]
        consent = (await session.scalars(select(Consent).where(Consent.member_id == member.id))).one()
        assert (consent.given_at, consent.witness_id) == (now, coordinator.member_id)
        acts = (await session.scalars(select(AuditEntry.act).where(AuditEntry.object == f"member:{member.id}"))).all()
        assert "member.enrolled" in acts


async def test_a_guest_is_asked_for_no_work(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        event = await given_event(session)
        coordinator = await given_coordinator(session, now)
        draft = Newcomer(event.id, consented=True, answers=Answers(role=Role.GUEST, full_name="Гость Иван"))
        registration_id = await newcomers.enroll(session, coordinator, draft, OFFLINE, now)
        registration = await session.get_one(Registration, registration_id)
        member = await session.get_one(Member, registration.member_id)
        assert (member.organization_text, member.position) == (None, None)


async def test_without_paper_or_answers_or_seats_nothing_is_stored(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        event = await given_event(session, seats_offline=0)
        coordinator = await given_coordinator(session, now)
        whole = Newcomer(event.id, consented=True, answers=VETERAN)
        for draft, error in (
            (replace(whole, consented=False), ConsentNeeded),
            (replace(whole, answers=replace(VETERAN, position=None)), Outdated),
            (replace(whole, event_id=2**63 - 1), NotFound),
            (whole, SeatsTaken),
        ):
            with pytest.raises(error):
                await newcomers.enroll(session, coordinator, draft, OFFLINE, now)
            assert await members(session) == 1
        await newcomers.enroll(session, coordinator, whole, OFFLINE, now, over=True)
        assert await members(session) == 2


async def test_namesakes_at_the_same_place(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        event = await given_event(session)
        coordinator = await given_coordinator(session, now)
        school = await given_organization(session, "Школа у реки")
        await given_named(session, now, "ЛЕБЕДЕВА Ирина Павловна", organization_id=school)
        await given_named(session, now, "Лебедева Ирина Павловна", organization_text="школа У РЕКИ")
        await given_named(session, now, "Лебедева Ирина Павловна", organization_text="Лицей")
        await given_named(session, now, "Лебедева Ирина", organization_text="Школа у реки")

        async def alike(answers: Answers) -> int:
            draft = Newcomer(event.id, consented=True, answers=answers)
            return len(await newcomers.namesakes(session, coordinator, draft))

        assert await alike(VETERAN) == 2
        assert await alike(replace(VETERAN, organization_text=None, organization_id=school)) == 2
        assert await alike(replace(VETERAN, organization_text="Гимназия")) == 0
        assert await alike(replace(VETERAN, full_name=None)) == 0


async def test_only_coordinators_look_people_up(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        event = await given_event(session)
        curious = Actor(5, 1, consent_in_force=True, joined=True, roles=frozenset({Role.MENTOR}))
        draft = Newcomer(event.id, consented=True, answers=VETERAN)
        for asked in (
            newcomers.find(session, curious, event.id, "иванова"),
            newcomers.namesakes(session, curious, draft),
            newcomers.enroll(session, curious, draft, OFFLINE, now),
        ):
            with pytest.raises(NotAllowed):
                await asked


async def test_two_at_the_last_seat(sessions: Sessions, now: datetime) -> None:
    """A newcomer takes the last seat; the next one needs a word of the coordinator."""
    async with sessions.begin() as session:
        event = await given_event(session, seats_offline=1)
        coordinator = await given_coordinator(session, now)
        await newcomers.enroll(session, coordinator, Newcomer(event.id, consented=True, answers=VETERAN), OFFLINE, now)
        member = await given_named(session, now, "Быкова Анна")
        with pytest.raises(SeatsTaken):
            await registrations.add(session, coordinator, event.id, member.id, OFFLINE, now)


def test_questions_in_their_order_and_back() -> None:
    draft = Newcomer(1, consented=True)
    assert (draft.step, draft.progress) == (Step.ROLE, (1, 4))
    draft = replace(draft, answers=VETERAN)
    assert (draft.step, draft.progress) == (Step.SUMMARY, (4, 4))
    steps = []
    while (draft := draft.back()).answers != Answers():
        steps.append((draft.step, draft.progress))
    assert steps == [(Step.POSITION, (4, 4)), (Step.ORGANIZATION, (3, 4)), (Step.NAME, (2, 4))]
    assert draft.back() == draft
    asked_guest = replace(draft, answers=Answers(role=Role.GUEST))
    assert (asked_guest.step, asked_guest.progress) == (Step.NAME, (2, 2))


def test_a_draft_survives_a_restart() -> None:
    draft = Newcomer(7, consented=True, distinct=True, answers=VETERAN)
    assert Newcomer.load(draft.dump()) == draft
