"""Two turns about the same person at once: one waits for the other, none waits for ever, and nothing is lost between.

Each race is played at its worst moment, as in `tests/services/events/test_races.py`.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import create_async_engine

from db.engine import Session, Sessions, create_sessions
from db.models import (
    Announcement,
    Event,
    Invite,
    Letter,
    MatchingRound,
    Member,
    MemberRole,
    Registration,
    Tip,
    TipSubscription,
)
from domain.actors import Actor
from domain.errors import Blocked, ClubError, MemberBlocked, NotFound, Outdated
from domain.people.claims import Missed, Taken
from domain.vocabulary import (
    Attendance,
    Cadence,
    Direction,
    EventFormat,
    MessageKind,
    Priority,
    RegistrationStatus,
    Role,
    RoundState,
    TipState,
)
from services import journal, outbox
from services.events import registrations, seats
from services.mailing import letter_steps, letters, letters_desk
from services.outbox import Message
from services.people import blocking, claims, invites, member_locks, merging, mydata, people, roles
from tests.services.events.test_races import in_a_turn, meanwhile
from tests.services.given_events import given_event, given_members
from tests.services.given_letters import given_letter, words
from tests.services.given_mailing import given_announcement
from tests.services.given_people import given_consented, given_member
from tests.services.people.test_merging import given_coordinator

Act = Callable[[Session], Awaitable[Any]]


async def outcome(task: Awaitable[Any]) -> Any:
    """What came of it; a broken rule as itself."""
    try:
        return await task
    except ClubError as error:
        return error


async def both_coordinate(session: Session, now: datetime) -> tuple[Actor, Actor]:
    first = await given_coordinator(session, now)
    second = await given_member(session, now, 901)
    session.add(MemberRole(member_id=second.owner(), role=Role.COORDINATOR, granted_at=now))
    await session.flush()
    return first, await people.identify(session, 901, wrote=True)


# --- whoever acts holds the thing, then names a member; whoever goes must not hold the member and want the thing


async def things(session: Session, boss: Actor, now: datetime) -> None:
    """One of each that others hold while they name its owner: the coordinator's own."""
    own = boss.owner()
    await given_announcement(session, boss, now)
    await given_letter(session, boss, now)
    await invites.issue(session, boss, 0, now)
    await given_event(session, created_by_id=own)
    tip = Tip(slug="t", direction=Direction.DIGITAL, title="План Б", text="Есть.", state=TipState.PENDING)
    tip.author_id, tip.created_at = own, now
    session.add_all(
        [
            tip,
            TipSubscription(member_id=own, cadence=Cadence.DAILY, hour=9, weekday=0, changed_at=now),
            MatchingRound(state=RoundState.READY, with_silent=False, revision=1, created_at=now, created_by_id=own),
        ]
    )
    await session.flush()


OWNED = (
    Announcement.author_id,
    Letter.member_id,
    Invite.issued_by_id,
    Event.created_by_id,
    Tip.author_id,
    TipSubscription.member_id,
    MatchingRound.created_by_id,
    MemberRole.member_id,
)


@pytest.mark.parametrize("owned", OWNED, ids=str)
@pytest.mark.parametrize("goes", ["erased", "merged"])
async def test_nobody_waits_in_a_ring(sessions: Sessions, now: datetime, owned: Any, goes: str) -> None:
    """Somebody holds a thing and then names its owner, who is being erased or merged meanwhile."""
    async with sessions.begin() as session:
        boss, _ = await both_coordinate(session, now)
        await things(session, boss, now)
        keep = await given_member(session, now, 3)

    async def go(session: Session) -> None:
        if goes == "erased":
            await mydata.erase(session, boss, now, now)
        else:
            await merging.unite(session, keep.owner(), boss.owner(), now)

    async with sessions.begin() as session:
        held = select(owned.class_).where(owned == boss.owner()).with_for_update()
        assert (await session.scalars(held)).all()
        async with meanwhile(sessions, in_a_turn(sessions, go)) as going:
            await outbox.plan(session, [Message(MessageKind.TIP_NEWS, "x:1", boss.owner(), now, Priority.TIP)])
            await journal.record(session, actor_id=boss.owner(), act="x.y", object="x:1", now=now)
    await going
    async with sessions.begin() as session:
        assert await session.get(Member, boss.owner()) is None


async def test_a_letter_is_answered_while_its_writer_goes_on(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        boss, anna = await given_coordinator(session, now), await given_member(session, now, 1)
        letter_id = await given_letter(session, anna, now)
    async with sessions.begin() as session:
        await letter_steps.lock(session, letter_id)
        more = in_a_turn(sessions, lambda other: letters.write(other, anna, None, words("И ещё"), now))
        async with meanwhile(sessions, more) as writing:
            await letters_desk.respond(session, boss, letter_id, words("Да"), now)
    assert (await writing).letter_id == letter_id


async def test_the_club_is_closed_while_the_person_signs_up(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        boss, anna = await given_coordinator(session, now), await given_member(session, now, 1)
        first, second = [await given_event(session, format=EventFormat.HYBRID) for _ in range(2)]
        await registrations.sign_up(session, anna, first.id, Attendance.OFFLINE, now)
        await registrations.sign_up(session, anna, second.id, Attendance.OFFLINE, now)
    async with sessions.begin() as session:
        await seats.lock_event(session, first.id)
        closing = in_a_turn(sessions, lambda other: blocking.block(other, boss, anna.owner(), "спам", now))
        async with meanwhile(sessions, closing) as blocked:
            await registrations.sign_up(session, anna, first.id, Attendance.ONLINE, now)
    await blocked
    async with sessions.begin() as session:
        states = select(Registration.status).where(Registration.member_id == anna.owner())
        assert set(await session.scalars(states)) == {RegistrationStatus.CANCELLED}


# --- two about one person


async def test_who_erases_themselves_while_merged_is_told_that_it_did_not_happen(
    sessions: Sessions, now: datetime
) -> None:
    """Else they would read that nothing is kept, and all of it would stand in the other record."""
    async with sessions.begin() as session:
        keep, gone = await given_member(session, now, 1), await given_member(session, now, 2)
    async with sessions.begin() as session:
        await merging.unite(session, keep.owner(), gone.owner(), now)
        async with meanwhile(sessions, in_a_turn(sessions, lambda other: mydata.erase(other, gone, now, now))) as act:
            pass
    assert isinstance(await outcome(act), Outdated | NotFound)


async def test_who_is_merged_while_they_erase_themselves_is_gone(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        boss = await given_coordinator(session, now)
        keep, gone = await given_member(session, now, 1), await given_member(session, now, 2)
    async with sessions.begin() as session:
        await mydata.erase(session, gone, now, now)
        merge = in_a_turn(sessions, lambda other: merging.merge(other, boss, keep.owner(), gone.owner(), now))
        async with meanwhile(sessions, merge) as act:
            pass
    assert isinstance(await outcome(act), NotFound)
    async with sessions.begin() as session:
        assert await session.get(Member, keep.owner()) is not None


async def test_rights_taken_while_two_records_become_one_stay_taken(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        boss, other = await both_coordinate(session, now)
        keep = await given_member(session, now, 1)
    async with sessions.begin() as session:
        await roles.take(session, boss, other.owner(), Role.COORDINATOR, now)
        merge = in_a_turn(sessions, lambda second: merging.merge(second, boss, keep.owner(), other.owner(), now))
        async with meanwhile(sessions, merge) as act:
            pass
    await act
    async with sessions.begin() as session:
        assert Role.COORDINATOR not in await roles.held(session, keep.owner())


async def test_two_records_become_one_while_rights_are_taken(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        boss, other = await both_coordinate(session, now)
        keep = await given_member(session, now, 1)
    async with sessions.begin() as session:
        await merging.merge(session, boss, keep.owner(), other.owner(), now)
        taking = in_a_turn(sessions, lambda second: roles.take(second, boss, other.owner(), Role.COORDINATOR, now))
        async with meanwhile(sessions, taking) as act:
            pass
    assert isinstance(await outcome(act), NotFound)


@pytest.mark.parametrize("way", ["given", "by link"])
async def test_nobody_becomes_a_coordinator_while_the_club_is_closed_to_them(
    sessions: Sessions, now: datetime, way: str
) -> None:
    async with sessions.begin() as session:
        boss, anna = await given_coordinator(session, now), await given_member(session, now, 1)
        token = await invites.issue(session, boss, 0, now)

    async def become(session: Session) -> None:
        if way == "given":
            await roles.give(session, boss, anna.owner(), Role.COORDINATOR, now)
        else:
            await invites.redeem(session, anna, token, now)

    async with sessions.begin() as session:
        await blocking.block(session, boss, anna.owner(), "спам", now)
        async with meanwhile(sessions, in_a_turn(sessions, become)) as act:
            pass
    assert isinstance(await outcome(act), Outdated if way == "given" else Blocked)
    async with sessions.begin() as session:
        assert Role.COORDINATOR not in await roles.held(session, anna.owner())


async def test_who_becomes_a_coordinator_is_not_erased_by_another(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        boss, anna = await given_coordinator(session, now), await given_member(session, now, 1)
    async with sessions.begin() as session:
        await roles.give(session, boss, anna.owner(), Role.COORDINATOR, now)
        erase = in_a_turn(sessions, lambda other: mydata.erase_member(other, boss, anna.owner(), now, now))
        async with meanwhile(sessions, erase) as act:
            pass
    assert isinstance(await outcome(act), Outdated | NotFound)
    async with sessions.begin() as session:
        assert await session.get(Member, anna.owner()) is not None


# --- codes


async def given_code(session: Session, boss: Actor, now: datetime) -> tuple[int, str]:
    """A record without Telegram and its code."""
    record = await given_member(session, now, 50)
    await session.execute(update(Member).where(Member.id == record.owner()).values(telegram_id=None))
    return record.owner(), await claims.issue(session, boss, record.owner(), now)


async def test_two_bring_one_code(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        record_id, code = await given_code(session, await given_coordinator(session, now), now)
        first, second = await given_consented(session, now, 1), await given_member(session, now, 2)
    async with sessions.begin() as session:
        assert await claims.take(session, first, code, now) == Taken(record_id)
        async with meanwhile(sessions, in_a_turn(sessions, lambda other: claims.take(other, second, code, now))) as act:
            pass
    assert isinstance(await outcome(act), Missed)
    async with sessions.begin() as session:
        assert (await people.identify(session, 1, wrote=False)).member_id == record_id
        assert (await people.identify(session, 2, wrote=False)).member_id == second.owner()


@pytest.mark.parametrize("meant", ["issued", "merged", "erased", "blocked"])
async def test_a_code_is_brought_while_the_record_changes(sessions: Sessions, now: datetime, meant: str) -> None:
    """Whatever a coordinator does to the record: one goes before the other."""
    async with sessions.begin() as session:
        boss, zoya = await given_coordinator(session, now), await given_consented(session, now, 1)
        keep = await given_member(session, now, 2)
        record_id, code = await given_code(session, boss, now)

    async def change(session: Session) -> None:
        match meant:
            case "issued":
                await claims.issue(session, boss, record_id, now)
            case "merged":
                await merging.merge(session, boss, keep.owner(), record_id, now)
            case "erased":
                await mydata.erase_member(session, boss, record_id, now, now)
            case "blocked":
                await blocking.block(session, boss, record_id, "по просьбе", now)

    async with sessions.begin() as session:
        await claims.look(session, zoya, code, now)
        async with meanwhile(sessions, in_a_turn(sessions, change)) as act:
            came = await outcome(claims.take(session, zoya, code, now))
    changed = await outcome(act)
    assert came == Taken(record_id) or isinstance(came, Missed | ClubError), came
    assert changed is None or isinstance(changed, Outdated | NotFound | MemberBlocked), changed
    async with sessions.begin() as session:
        # a record that goes after it was claimed takes its new owner along
        known = (await people.identify(session, 1, wrote=False)).member_id is not None
        assert known or (came == Taken(record_id) and changed is None and meant in ("merged", "erased"))


# --- the same two, by two coordinators


PAIRS = 8


async def merge_each_twice(sessions: Sessions, boss: Actor, ids: list[int], now: datetime) -> list[Any]:
    """Two coordinators merge the same records at once, and do not agree which of the two stays."""

    async def one(keep: int, gone: int) -> None:
        async with sessions.begin() as session:
            await merging.merge(session, boss, keep, gone, now)

    acts = [one(*two) for first, second in _two_by_two(ids) for two in ((first, second), (second, first))]
    return list(await asyncio.gather(*acts, return_exceptions=True))


def _two_by_two(ids: list[int]) -> list[tuple[int, int]]:
    return list(zip(ids[::2], ids[1::2], strict=True))


async def given_twins(session: Session, now: datetime) -> tuple[Actor, list[int]]:
    boss = await given_coordinator(session, now)
    twins = await given_members(session, PAIRS * 2, now)
    event = await given_event(session, starts_at=now + timedelta(days=3), seats_offline=PAIRS * 2)
    for one in twins:
        await registrations.sign_up(session, one, event.id, Attendance.OFFLINE, now)
    return boss, [one.owner() for one in twins]


async def left_of(sessions: Sessions, ids: list[int]) -> list[int]:
    """How many records are left of each two."""
    async with sessions.begin() as session:
        found = set(await session.scalars(select(Member.id).where(Member.id.in_(ids))))
    return [len({first, second} & found) for first, second in _two_by_two(ids)]


async def test_two_coordinators_merge_the_same_two(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        boss, ids = await given_twins(session, now)
    outcomes = await merge_each_twice(sessions, boss, ids, now)
    assert outcomes.count(None) == PAIRS
    assert sum(isinstance(one, NotFound) for one in outcomes) == PAIRS
    assert await left_of(sessions, ids) == [1] * PAIRS
    async with sessions.begin() as session:
        assert await session.scalar(select(func.count()).select_from(Registration)) == PAIRS


@pytest.fixture
async def unguarded(
    sessions: Sessions, backend: str, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Sessions]:
    """The same database without what makes people wait for each other (see test_seats)."""

    async def look(session: Session, *member_ids: int) -> list[int]:
        query = select(Member.id).where(Member.id.in_(member_ids)).order_by(Member.id)
        return list(await session.scalars(query))

    if backend == "postgres":
        monkeypatch.setattr(member_locks, "hold", look)
        monkeypatch.setattr(member_locks, "hold_hard", look)
    engine = create_async_engine(database_url, pool_size=20)
    yield create_sessions(engine)
    await engine.dispose()


async def test_without_the_locks_merging_goes_wrong(sessions: Sessions, unguarded: Sessions, now: datetime) -> None:
    """Else the test above would prove nothing."""
    async with sessions.begin() as session:
        boss, ids = await given_twins(session, now)
    outcomes = await merge_each_twice(unguarded, boss, ids, now)
    failed = [one for one in outcomes if one is not None and not isinstance(one, ClubError)]
    assert failed or await left_of(sessions, ids) != [1] * PAIRS, "nothing went wrong"
