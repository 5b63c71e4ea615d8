"""The audience's query finds exactly those a plain look at every member finds; taps change it and count at once."""

import random
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import delete, select

from db.engine import Session, Sessions
from db.models import (
    AuditEntry,
    Consent,
    Event,
    Interest,
    Member,
    MemberRole,
    Mentorship,
    Organization,
    Presence,
    Registration,
)
from domain import clubtime
from domain.actors import Actor
from domain.errors import AnnouncementGone, AnnouncementMoved, NotAllowed, NotFound
from domain.mailing.audience import AtEvent, Audience, AudienceCount, Pairing
from domain.mailing.audience_choice import SILENT_WEEKS, Criterion
from domain.vocabulary import (
    AnnouncementState,
    Attendance,
    Direction,
    EventStatus,
    MentoringForm,
    Municipality,
    PairStatus,
    PresenceMethod,
    PresenceState,
    RegistrationStatus,
    Role,
)
from services.mailing import announcements, audience, audience_choice
from services.people import consents, people
from tests.services.given_events import given_event
from tests.services.given_people import given_member, given_organization

PEOPLE, AUDIENCES = 60, 40


@dataclass
class Person:
    """A member as a plain look sees them."""

    id: int
    fine: bool
    telegram: bool
    unreachable: bool
    municipality: Municipality
    organization: int | None
    last_day: date
    roles: set[Role] = field(default_factory=set)
    interests: set[Direction] = field(default_factory=set)
    status: RegistrationStatus | None = None
    marks: list[PresenceState] = field(default_factory=list)
    mentors: bool = False
    mentored: bool = False


def fits(person: Person, wanted: Audience, today: date) -> bool:
    stands = {
        AtEvent.REGISTERED: person.status is RegistrationStatus.REGISTERED,
        AtEvent.WAITING: person.status in (RegistrationStatus.WAITLISTED, RegistrationStatus.OFFERED),
        AtEvent.ATTENDED: person.status is RegistrationStatus.REGISTERED and PresenceState.ATTENDED in person.marks,
        AtEvent.NO_SHOW: person.status is RegistrationStatus.REGISTERED
        and set(person.marks) == {PresenceState.NO_SHOW},
    }
    paired = {
        Pairing.AS_MENTOR: person.mentors,
        Pairing.AS_MENTEE: person.mentored,
        Pairing.NONE: not (person.mentors or person.mentored),
    }
    return (
        person.fine
        and (not wanted.roles or bool(person.roles & wanted.roles))
        and (not wanted.municipalities or person.municipality in wanted.municipalities)
        and (not wanted.organizations or person.organization in wanted.organizations)
        and (not wanted.directions or bool(person.interests & wanted.directions))
        and (wanted.event_id is None or any(stands[one] for one in wanted.at_event))
        and (wanted.pairing is None or paired[wanted.pairing])
        and (wanted.silent_weeks is None or person.last_day <= today - timedelta(weeks=wanted.silent_weeks))
    )


async def given_club(session: Session, dice: random.Random, now: datetime) -> tuple[list[Person], int, list[int]]:
    """Random people with an event and some organisations."""
    event = await given_event(session, seats_offline=None)
    schools = [await given_organization(session, f"Школа № {n}") for n in (1, 2, 3)]
    club = [await _given_person(session, dice, now, event.id, schools) for _ in range(PEOPLE)]
    for mentor, mentee in zip(club[: PEOPLE // 2], dice.sample(club, PEOPLE // 2), strict=True):
        status = dice.choice(list(PairStatus))
        live = status in (PairStatus.ACTIVE, PairStatus.PAUSED)
        session.add(_pair(mentor.id, mentee.id, status, now))
        mentor.mentors |= live
        mentee.mentored |= live
    await session.flush()
    return club, event.id, schools


async def _given_person(
    session: Session, dice: random.Random, now: datetime, event_id: int, schools: list[int]
) -> Person:
    joined, consented, blocked = dice.random() < 0.9, dice.random() < 0.9, dice.random() < 0.1
    seen = clubtime.local(now).date() - timedelta(days=dice.choice((0, 27, 28, 29, 56, 84, 200)))
    noted = dice.random() < 0.7
    row = Member(
        telegram_id=dice.randrange(10**6, 10**9) if dice.random() < 0.9 else None,
        full_name="Имя",
        municipality=dice.choice(list(Municipality)),
        organization_id=dice.choice([None, *schools]),
        created_at=now,
        joined_at=clubtime.at(seen, clubtime.QUIET_FROM) if joined else None,
        seen_on=seen if noted else None,
        blocked_at=now if blocked else None,
        unreachable_since=now if dice.random() < 0.2 else None,
    )
    session.add(row)
    await session.flush()
    version = consents.text().version if consented else "old"
    session.add(Consent(member_id=row.id, version=version, text_sha256="0", given_at=now))
    assert row.municipality is not None
    person = Person(
        row.id,
        joined and consented and not blocked,
        row.telegram_id is not None,
        row.unreachable_since is not None,
        row.municipality,
        row.organization_id,
        seen,
        set(dice.sample(list(Role), dice.randrange(3))),
        set(dice.sample(list(Direction), dice.randrange(4))),
    )
    session.add_all(MemberRole(member_id=row.id, role=role, granted_at=now) for role in person.roles)
    session.add_all(Interest(member_id=row.id, direction=one) for one in person.interests)
    await _given_seat(session, dice, now, event_id, person)
    return person


async def _given_seat(session: Session, dice: random.Random, now: datetime, event_id: int, person: Person) -> None:
    person.status = dice.choice([None, *RegistrationStatus])
    if person.status is None:
        return
    seat = Registration(
        event_id=event_id,
        member_id=person.id,
        status=person.status,
        attendance=Attendance.OFFLINE,
        arrival=person.id,
        created_at=now,
        changed_at=now,
    )
    session.add(seat)
    await session.flush()
    person.marks = dice.choices(list(PresenceState), k=dice.randrange(3))
    session.add_all(
        Presence(
            registration_id=seat.id,
            sitting=number,
            state=state,
            attendance=Attendance.OFFLINE,
            method=PresenceMethod.MANUAL,
            marked_at=now,
        )
        for number, state in enumerate(person.marks, 1)
    )


def _pair(mentor_id: int, mentee_id: int, status: PairStatus, now: datetime) -> Mentorship:
    return Mentorship(
        mentor_id=mentor_id,
        mentee_id=mentee_id,
        form=MentoringForm.ONE_TO_ONE,
        directions=[],
        status=status,
        mentor_shares=False,
        mentee_shares=False,
        started_at=now,
        planned_end_at=now,
        changed_at=now,
    )


def random_audience(dice: random.Random, event_id: int, schools: list[int]) -> Audience:
    def some(all_of: list, chance: float = 0.3) -> frozenset:  # type: ignore[type-arg]
        return frozenset(dice.sample(all_of, dice.randint(1, len(all_of)))) if dice.random() < chance else frozenset()

    return Audience(
        roles=some(list(Role)),
        municipalities=some(list(Municipality)),
        organizations=some([*schools, 999]),
        directions=some(list(Direction)),
        event_id=event_id if dice.random() < 0.4 else None,
        at_event=some(list(AtEvent), 1),
        pairing=dice.choice([None, None, *Pairing]),
        silent_weeks=dice.choice([None, None, *SILENT_WEEKS]),
    )


@pytest.mark.parametrize("seed", [1, 2])
async def test_the_query_finds_whom_a_plain_look_finds(sessions: Sessions, now: datetime, seed: int) -> None:
    dice = random.Random(seed)
    async with sessions.begin() as session:
        club, event_id, schools = await given_club(session, dice, now)
        today = clubtime.local(now).date()
        sizes = set()
        for wanted in [Audience(), *(random_audience(dice, event_id, schools) for _ in range(AUDIENCES))]:
            meant = [one for one in club if fits(one, wanted, today)]
            reached = {one.id for one in meant if one.telegram and not one.unreachable}
            assert set(await session.scalars(audience.members(wanted, now))) == reached, wanted
            assert await audience.count(session, wanted, now) == AudienceCount(
                len(reached),
                sum(one.telegram and one.unreachable for one in meant),
                sum(not one.telegram for one in meant),
            )
            sizes.add(len(reached))
        assert len(sizes) > 5, "random audiences must differ"


async def given_coordinator(session: Session, now: datetime) -> Actor:
    actor = await given_member(session, now, 500)
    session.add(MemberRole(member_id=actor.owner(), role=Role.COORDINATOR, granted_at=now))
    await session.flush()
    return await people.identify(session, 500, wrote=True)


async def test_taps_narrow_and_widen_and_are_noted(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        actor = await given_coordinator(session, now)
        school = await given_organization(session)
        event = await given_event(session)
        row = await announcements.create(session, actor, now)
        view = await audience_choice.look(session, actor, row.id, now)
        assert view.audience.everybody
        assert view.count.reached == 1

        await audience_choice.choose(session, actor, row.id, Criterion.ORGANIZATIONS, str(school), True, now)
        view = await audience_choice.choose(session, actor, row.id, Criterion.EVENT, str(event.id), True, now)
        assert view.count.reached == 0
        assert [one.name for one in view.described.organizations] == ["Школа № 901"]
        assert view.described.event == "Знакомимся"

        view = await audience_choice.clear(session, actor, row.id, Criterion.EVENT, now)
        assert view.audience == Audience(organizations=frozenset({school}))
        view = await audience_choice.clear(session, actor, row.id, None, now)
        assert view.audience.everybody
        assert view.count.reached == 1
        acts = await session.scalars(select(AuditEntry.act).where(AuditEntry.object == f"announcement:{row.id}"))
        assert list(acts) == ["announcement.drafted", *["announcement.edited"] * 4]


async def test_the_whole_club_is_told_again_when_an_organisation_goes(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        actor = await given_coordinator(session, now)
        school = await given_organization(session)
        row = await announcements.create(session, actor, now)
        await audience_choice.choose(session, actor, row.id, Criterion.ORGANIZATIONS, str(school), True, now)
        await session.execute(delete(Organization))
        view = await audience_choice.look(session, actor, row.id, now)
        assert view.described.organizations == ()
        assert view.count.reached == 0


async def test_what_is_forged_or_late_changes_nothing(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        actor = await given_coordinator(session, now)
        stranger = await given_member(session, now, 501)
        row = await announcements.create(session, actor, now)
        draft = await given_event(session, status=EventStatus.DRAFT)
        for criterion, value in (
            (Criterion.ORGANIZATIONS, "77"),
            (Criterion.EVENT, str(draft.id)),
            (Criterion.ROLES, "KING"),
        ):
            with pytest.raises(NotFound):
                await audience_choice.choose(session, actor, row.id, criterion, value, True, now)
        with pytest.raises(AnnouncementGone):
            await audience_choice.look(session, actor, 999, now)
        with pytest.raises(NotAllowed):
            await audience_choice.choose(session, stranger, row.id, Criterion.ROLES, "MENTOR", True, now)
        row.state = AnnouncementState.SENDING
        with pytest.raises(AnnouncementMoved):
            await audience_choice.choose(session, actor, row.id, Criterion.ROLES, "MENTOR", True, now)
        assert Audience.load(row.audience).everybody


async def test_organisations_and_events_to_choose_from(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        actor = await given_coordinator(session, now)
        first = await given_organization(session, "Школа № 901")
        row = await announcements.create(session, actor, now)
        assert [one.id for one in await audience_choice.search(session, actor, row.id, "школа 901")] == [first]
        await audience_choice.choose(session, actor, row.id, Criterion.ORGANIZATIONS, str(first), True, now)
        assert await audience_choice.search(session, actor, row.id, "школа 901") == ()

        await session.execute(delete(Event))
        await given_event(session, title="Скоро")
        await given_event(session, title="Было", starts_at=now - timedelta(days=2))
        await given_event(session, title="Черновик", status=EventStatus.DRAFT)
        for past, titles in ((False, ["Скоро"]), (True, ["Было"])):
            choices = await audience_choice.events(session, actor, 0, 5, past, now)
            assert [one.title for one in choices.lines] == titles


async def test_the_day_of_the_last_press_is_kept_once_a_day(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        actor = await given_member(session, now)
    for moment in (now, now + timedelta(hours=3), now + timedelta(days=1)):
        async with sessions.begin() as session:
            await people.identify(session, actor.telegram_id, wrote=True, now=moment)
            assert await session.scalar(select(Member.seen_on)) == clubtime.local(moment).date()
    async with sessions.begin() as session:
        await people.identify(session, actor.telegram_id, wrote=False, now=now + timedelta(days=9))
        assert await session.scalar(select(Member.seen_on)) == clubtime.local(now + timedelta(days=1)).date()
