"""Two records become one: nothing is lost, nothing is broken, whatever the two of them hold."""

import random
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import ForeignKeyConstraint, delete, func, select, update

from db.engine import Session, Sessions
from db.models import (
    AuditEntry,
    Base,
    Certificate,
    Event,
    MatchingRound,
    Member,
    MemberRole,
    Mentorship,
    OutboxRow,
    Presence,
    Registration,
    RoundPair,
    SchoolAdmin,
    SchoolAsk,
    TipSubscription,
)
from domain.actors import Actor
from domain.errors import MemberBlocked, NotOnePerson, Outdated
from domain.vocabulary import (
    Attendance,
    Cadence,
    MessageKind,
    PresenceMethod,
    PresenceState,
    Priority,
    RegistrationStatus,
    Role,
    RoundState,
)
from services import outbox
from services.outbox import Message
from services.people import merging, people
from services.people.merging_rules import RULES, Rule, column_of, keys_with
from tests.services.given_events import given_event
from tests.services.given_letters import given_letters
from tests.services.given_mailing import given_digest
from tests.services.given_mydata import given_mentoring
from tests.services.given_pairs import given_pair_by_hand
from tests.services.given_people import given_member, given_organization
from tests.services.given_requests import given_mentee, submitted


def references() -> set[str]:
    """Every column that refers to a member."""
    member = Base.metadata.tables["member"]
    return {
        f"{table.name}.{key.parent.name}"
        for table in Base.metadata.tables.values()
        for key in table.foreign_keys
        if key.column.table is member
    }


def test_every_reference_to_a_member_has_a_rule() -> None:
    ruled = {f"{column_of(one).table.name}.{column_of(one).name}": rule for one, rule in RULES.items()}  # type: ignore[attr-defined]
    assert references() - ruled.keys() == set(), "services/people/merging_rules.py must say what becomes of them"
    assert ruled.keys() - references() == set()
    for attribute, rule in RULES.items():
        keyed = bool(keys_with(column_of(attribute)))
        assert keyed or rule in (Rule.MOVE, Rule.OWN), f"{attribute}: no unique key holds it, so every row moves"
        assert not keyed or rule is not Rule.MOVE, f"{attribute}: two rows of one key would collide"


async def given_coordinator(session: Session, now: datetime) -> Actor:
    actor = await given_member(session, now, 900)
    session.add(MemberRole(member_id=actor.owner(), role=Role.COORDINATOR, granted_at=now))
    await session.flush()
    return await people.identify(session, 900, wrote=True)


async def referring(session: Session, member_id: int) -> int:
    """How many rows name a member."""
    total = 0
    for attribute in RULES:
        column = column_of(attribute)
        query = select(func.count()).select_from(column.table).where(column == member_id)
        total += await session.scalar(query) or 0
    return total


async def signed_up(
    session: Session,
    event: Event,
    actor: Actor,
    status: RegistrationStatus,
    now: datetime,
    came: PresenceState | None = None,
) -> int:
    row = Registration(
        event_id=event.id,
        member_id=actor.owner(),
        status=status,
        attendance=Attendance.OFFLINE,
        arrival=(await session.scalar(select(func.count()).select_from(Registration)) or 0) + 1,
        created_at=now,
        changed_at=now,
    )
    session.add(row)
    await session.flush()
    if came is not None:
        session.add(Presence(registration_id=row.id, sitting=1, state=came, method=PresenceMethod.QR, marked_at=now))
        await session.flush()
    return row.id


async def test_nothing_is_lost_whatever_the_two_hold(sessions: Sessions, now: datetime) -> None:
    """Both hold a row of every kind, and events in every mixture; afterwards nobody names the one who went."""
    dice = random.Random(7)
    async with sessions.begin() as session:
        keep, gone = await given_member(session, now, 1), await given_member(session, now, 2)
        for person in (keep, gone):
            await given_mentoring(session, person, now)
            at_desk = replace(person, roles=frozenset({Role.COORDINATOR}))
            await given_letters(session, at_desk, now, "Каллиграфия")
            await given_digest(session, person.owner(), now)
        seated = 0
        for number in range(24):
            event = await given_event(session, title=f"Встреча {number}", starts_at=now - timedelta(days=number + 1))
            statuses = [dice.choice([None, *RegistrationStatus]) for _ in range(2)]
            marks = [dice.choice([None, *PresenceState]) for _ in range(2)]
            held = [one for one in statuses if one is not None]
            seated += bool(held)
            for person, status, came in zip((keep, gone), statuses, marks, strict=True):
                if status is not None:
                    await signed_up(session, event, person, status, now, came)
        for person in (keep, gone):
            session.add(
                TipSubscription(member_id=person.owner(), cadence=Cadence.DAILY, hour=9, weekday=0, changed_at=now)
            )
            session.add(AuditEntry(at=now, actor_id=None, act="x.y", object=f"member:{person.owner()}", details={}))
        await session.flush()
        pairs = await session.scalar(select(func.count()).select_from(Mentorship))
        came_before = await came_to(session, keep.owner(), gone.owner())

    async with sessions.begin() as session:
        await merging.unite(session, keep.owner(), gone.owner(), now)
    async with sessions.begin() as session:
        assert await session.get(Member, gone.owner()) is None
        assert await referring(session, gone.owner()) == 0
        assert await session.scalar(select(func.count()).select_from(Mentorship)) == pairs
        mine = select(func.count()).where(Registration.member_id == keep.owner())
        assert await session.scalar(mine) == seated
        assert await came_to(session, keep.owner(), gone.owner()) == came_before
        objects = set(await session.scalars(select(AuditEntry.object).where(AuditEntry.act == "x.y")))
        assert objects == {f"member:{keep.owner()}"}
        await assert_nothing_dangles(session)


async def came_to(session: Session, *member_ids: int) -> set[int]:
    """Events at which somebody of these was marked as present."""
    query = (
        select(Registration.event_id)
        .join(Presence, Presence.registration_id == Registration.id)
        .where(Registration.member_id.in_(member_ids), Presence.state == PresenceState.ATTENDED)
    )
    return set(await session.scalars(query))


async def assert_nothing_dangles(session: Session) -> None:
    for table in Base.metadata.tables.values():
        for key in (one for one in table.constraints if isinstance(one, ForeignKeyConstraint)):
            (element,) = key.elements if len(key.elements) == 1 else (None,)
            if element is None:
                continue
            target = element.column
            left = select(func.count()).select_from(table).where(element.parent.is_not(None))
            alike = target.table.alias()
            lost = left.where(~select(alike.c[target.name]).where(alike.c[target.name] == element.parent).exists())
            assert await session.scalar(lost) == 0, f"{table.name}.{element.parent.name}"


async def test_the_better_seat_stays_and_the_other_is_offered_on(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        keep, gone = await given_member(session, now, 1), await given_member(session, now, 2)
        third = await given_member(session, now, 3)
        event = await given_event(session, starts_at=now + timedelta(days=10), seats_offline=2)
        await signed_up(session, event, keep, RegistrationStatus.REGISTERED, now)
        better = await signed_up(session, event, gone, RegistrationStatus.REGISTERED, now)
        waits = await signed_up(session, event, third, RegistrationStatus.WAITLISTED, now)
        await session.execute(update(Registration).where(Registration.id == better).values(arrival=0))
        message = Message(MessageKind.EVENT_CONFIRM, f"event:{event.id}", gone.owner(), now, Priority.REMINDER)
        await outbox.plan(session, [message])
    async with sessions.begin() as session:
        await merging.unite(session, keep.owner(), gone.owner(), now)
    async with sessions.begin() as session:
        assert (await session.get_one(Registration, better)).member_id == keep.owner()
        assert (await session.get_one(Registration, waits)).status is RegistrationStatus.OFFERED
        told = select(OutboxRow.recipient_id).where(OutboxRow.kind == MessageKind.EVENT_CONFIRM)
        assert await session.scalar(told) == keep.owner(), "what was planned goes to who stays"


async def test_one_person_asks_for_one_school(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        coordinator = await given_coordinator(session, now)
        keep, gone = await given_member(session, now, 1), await given_member(session, now, 2)
        third, fourth = await given_member(session, now, 3), await given_member(session, now, 4)
        old, new = await given_organization(session), await given_organization(session, "Школа № 902")
        mine = update(Member).where(Member.id.in_((keep.owner(), third.owner())))
        await session.execute(mine.values(organization_id=new))
        for person, school in ((keep, old), (gone, new), (third, new)):
            session.add(SchoolAsk(member_id=person.owner(), organization_id=school, asked_at=now))
            news = Message(
                MessageKind.SCHOOL_ASKED, f"member:{person.owner()}", coordinator.owner(), now, Priority.NOTICE
            )
            await outbox.plan(session, [news])
        session.add(SchoolAdmin(organization_id=new, member_id=fourth.owner(), granted_at=now))
        await session.execute(delete(OutboxRow).where(OutboxRow.entity == f"member:{keep.owner()}"))
    async with sessions.begin() as session:
        await merging.unite(session, keep.owner(), gone.owner(), now)
        await merging.unite(session, third.owner(), fourth.owner(), now)
    async with sessions.begin() as session:
        asks = (await session.execute(select(SchoolAsk.member_id, SchoolAsk.organization_id))).all()
        assert asks == [(keep.owner(), new)], "of the profile's school; who speaks for it already asks no more"
        assert await session.get(SchoolAdmin, (new, third.owner())) is not None
        told = select(OutboxRow.entity).where(OutboxRow.kind == MessageKind.SCHOOL_ASKED).order_by(OutboxRow.id)
        assert (await session.scalars(told)).first() == f"member:{keep.owner()}"


async def test_a_round_does_not_give_one_to_oneself(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        mentee, mentor = await given_mentee(session, now), await given_member(session, now, 2)
        found = MatchingRound(state=RoundState.READY, with_silent=False, revision=1, created_at=now)
        session.add(found)
        request_id = await submitted(session, mentee, now)
        await session.flush()
        session.add(RoundPair(round_id=found.id, request_id=request_id, mentor_id=mentor.owner(), score=1, pinned=True))
    async with sessions.begin() as session:
        await merging.unite(session, mentee.owner(), mentor.owner(), now)
    async with sessions.begin() as session:
        pair = (await session.scalars(select(RoundPair))).one()
        assert (pair.mentor_id, pair.pinned) == (None, False)


async def test_the_telegram_moves_to_a_record_without_one(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        coordinator = await given_coordinator(session, now)
        paper, online = await given_member(session, now, 1), await given_member(session, now, 2)
        await session.execute(update(Member).where(Member.id == paper.owner()).values(telegram_id=None))
        await merging.merge(session, coordinator, paper.owner(), online.owner(), now)
    async with sessions.begin() as session:
        assert (await people.identify(session, 2, wrote=False)).member_id == paper.owner()
        act = select(AuditEntry.object).where(AuditEntry.act == "member.merged")
        assert await session.scalar(act) == f"member:{paper.owner()}"


async def test_who_can_not_be_one_person(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        coordinator = await given_coordinator(session, now)
        mentor, mentee = await given_member(session, now, 1), await given_member(session, now, 2)
        with pytest.raises(Outdated):
            await merging.merge(session, coordinator, mentor.owner(), coordinator.owner(), now)
        pair = await given_pair_by_hand(session, now, mentor, mentee)
        with pytest.raises(NotOnePerson):
            await merging.merge(session, coordinator, mentor.owner(), mentee.owner(), now)
        await session.execute(delete(Mentorship).where(Mentorship.id == pair))
        await session.execute(update(Member).where(Member.id == mentee.owner()).values(blocked_at=now))
        with pytest.raises(MemberBlocked):
            await merging.merge(session, coordinator, mentor.owner(), mentee.owner(), now)
        assert await session.scalar(select(func.count()).select_from(Certificate)) == 0
