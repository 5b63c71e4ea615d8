"""An evening of quick meetings that goes on: rounds and their messages, latecomers, leavers, the end."""

from datetime import datetime, timedelta

import pytest

from db.engine import Session, Sessions
from db.models import BlockedPair, SpeedEvening
from domain.actors import Actor
from domain.errors import EventOver, NotAllowed, NotFound, SpeedOver, SpeedTooEarly, SpeedTooFew
from domain.events.speed import Settings, current, rounds, timetable
from domain.vocabulary import MessageKind, PresenceMethod, PresenceState
from services.events import presence, registrations, speed_evening, speed_own, speed_tables
from services.people import mydata
from tests.services.given_events import given_members
from tests.services.given_requests import given_card, given_person
from tests.services.given_speed import Evening, due, given_evening, tables, takes_part

ROUND, WISHES = MessageKind.SPEED_ROUND, MessageKind.SPEED_WISHES


def minutes(number: float) -> timedelta:
    return timedelta(minutes=number)


async def begun(session: Session, now: datetime, mentors: int = 3, mentees: int = 3, count: int = 3) -> Evening:
    evening = await given_evening(session, now, mentors, mentees)
    await speed_evening.start(session, evening.coordinator, evening.event_id, True, count, now)
    return evening


async def at_tables(session: Session, event_id: int, number: int) -> set[int]:
    return {one for pair in (await tables(session, event_id)).get(number, set()) for one in pair}


async def never_twice(session: Session, event_id: int) -> bool:
    pairs = [pair for round_ in (await tables(session, event_id)).values() for pair in round_]
    return len(pairs) == len(set(pairs))


async def test_everybody_hears_of_each_round_when_the_one_before_ends(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        evening = await begun(session, now)
        assert {number: len(pairs) for number, pairs in (await tables(session, evening.event_id)).items()} == {
            1: 3,
            2: 3,
            3: 3,
        }
        # one minute to find the table, seven to talk
        assert await due(session, evening.event_id, evening.mentees[0]) == [
            (ROUND, now, 1),
            (ROUND, now + minutes(8), 2),
            (ROUND, now + minutes(16), 3),
            (WISHES, now + minutes(24), None),
        ]
        # a second tap, and another number of rounds: it goes on as it was
        view = await speed_evening.start(session, evening.coordinator, evening.event_id, False, 2, now + minutes(1))
        assert (len(view.rounds), view.ends_at) == (3, now + minutes(24))


async def test_only_those_marked_as_present_sit_down(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        evening = await given_evening(session, now, 2, 2)
        event_id, coordinator = evening.event_id, evening.coordinator
        undecided, teacher = await given_members(session, 2, now)
        await given_card(session, teacher, now)
        here = [evening.mentors[0], evening.mentees[0]]
        for person in (undecided, teacher):
            await takes_part(session, event_id, person, now)
        for person in (*here, undecided, teacher):
            mine = await registrations.seats.of_member(session, event_id, person.owner())
            assert mine is not None
            manual = PresenceMethod.MANUAL
            await presence.mark(session, coordinator, mine.id, 1, PresenceState.ATTENDED, None, manual, now)
        with pytest.raises(NotAllowed):
            await speed_evening.start(session, evening.mentors[0], event_id, False, 8, now)
        view = await speed_evening.start(session, coordinator, event_id, False, 8, now)
        # who has chosen nothing sits where the card tells
        assert (view.mentors, view.mentees, len(view.rounds), view.waiting) == (2, 2, 2, 2)
        assert await at_tables(session, event_id, 1) == {one.owner() for one in (*here, undecided, teacher)}


async def test_when_an_evening_can_begin(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        starts_at = now + timedelta(hours=1)
        evening = await given_evening(session, now, 2, 0, starts_at=starts_at)
        event_id, coordinator = evening.event_id, evening.coordinator
        with pytest.raises(SpeedTooEarly):
            await speed_evening.start(session, coordinator, event_id, True, 8, now)
        with pytest.raises(SpeedTooFew):
            await speed_evening.start(session, coordinator, event_id, True, 8, starts_at)
        with pytest.raises(EventOver):
            await speed_evening.start(session, coordinator, event_id, True, 8, starts_at + timedelta(hours=2))
        with pytest.raises(SpeedOver):
            await speed_evening.finish(session, coordinator, event_id, starts_at)


async def test_who_may_not_meet_never_sits_together(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        evening = await given_evening(session, now, 2, 2)
        one, other = sorted((evening.mentors[0].owner(), evening.mentees[0].owner()))
        session.add(BlockedPair(first_id=one, second_id=other, created_at=now))
        await session.flush()
        await speed_evening.start(session, evening.coordinator, evening.event_id, True, 2, now)
        pairs = {pair for round_ in (await tables(session, evening.event_id)).values() for pair in round_}
        assert len(pairs) == 3
        assert (evening.mentors[0].owner(), evening.mentees[0].owner()) not in pairs


async def test_a_latecomer_sits_from_the_next_round_on(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        evening = await begun(session, now, 2, 3, 3)
        event_id, coordinator = evening.event_id, evening.coordinator
        late = await given_person(session, now, "Опоздавший")
        await takes_part(session, event_id, late, now)
        first = await at_tables(session, event_id, 1)
        told = await speed_tables.numbers(session, event_id)
        later = now + minutes(3)
        await speed_evening.seat(session, coordinator, event_id, late.owner(), True, later)
        # a second tap changes nothing
        await speed_evening.seat(session, coordinator, event_id, late.owner(), False, later)
        assert await at_tables(session, event_id, 1) == first
        # three and three from now on: nobody rests
        assert [len(await at_tables(session, event_id, number)) for number in (2, 3)] == [6, 6]
        assert await never_twice(session, event_id)
        # nobody's table got another number
        assert await speed_tables.numbers(session, event_id) == told | {late.owner(): 3}
        assert await due(session, event_id, late) == [
            (ROUND, now, 1),
            (ROUND, now + minutes(8), 2),
            (ROUND, now + minutes(16), 3),
            (WISHES, now + minutes(24), None),
        ]
        # in the break before the last round it is too late
        too_late = await given_person(session, now, "Совсем поздно")
        await takes_part(session, event_id, too_late, now)
        with pytest.raises(SpeedOver):
            await speed_evening.seat(session, coordinator, event_id, too_late.owner(), True, now + minutes(16))


async def test_who_goes_is_not_waited_for_and_may_come_back(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        evening = await begun(session, now, 3, 2, 3)
        event_id, coordinator = evening.event_id, evening.coordinator
        gone = evening.mentors[0]
        numbers = await speed_tables.numbers(session, event_id)
        later = now + minutes(4)
        await speed_evening.leave(session, coordinator, event_id, gone.owner(), later)
        await speed_evening.leave(session, coordinator, event_id, gone.owner(), later)
        for number in (2, 3):
            assert gone.owner() not in await at_tables(session, event_id, number)
        assert await never_twice(session, event_id)
        # nothing is said to who has gone, but whom to go on with; the others keep their tables
        assert [kind for kind, _, _ in await due(session, event_id, gone)] in ([WISHES], [])
        assert await speed_tables.numbers(session, event_id) == numbers
        assert (await speed_evening.run(session, coordinator, event_id, later)).mentors == 2  # type: ignore[union-attr]
        await speed_evening.seat(session, coordinator, event_id, gone.owner(), False, later)
        assert await speed_tables.numbers(session, event_id) == numbers
        assert (await speed_evening.run(session, coordinator, event_id, later)).mentors == 3  # type: ignore[union-attr]
        assert await never_twice(session, event_id)
        stranger = await given_person(session, now, "Посторонний")
        with pytest.raises(NotFound):
            await speed_evening.leave(session, coordinator, event_id, stranger.owner(), later)


async def test_the_last_mentor_goes(sessions: Sessions, now: datetime) -> None:
    """Nobody is left to sit with: the evening ends with the round that goes on."""
    async with sessions.begin() as session:
        evening = await begun(session, now, 1, 3, 3)
        later = now + minutes(2)
        await speed_evening.leave(session, evening.coordinator, evening.event_id, evening.mentors[0].owner(), later)
        row = await session.get_one(SpeedEvening, evening.event_id, populate_existing=True)
        assert row.ends_at == now + minutes(8)
        assert list(await tables(session, evening.event_id)) == [1]


async def test_who_is_taken_off_the_list_leaves_the_tables(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        evening = await begun(session, now)
        anna = evening.mentees[0]
        mine = await registrations.seats.of_member(session, evening.event_id, anna.owner())
        assert mine is not None
        await registrations.remove(session, evening.coordinator, mine.id, now + minutes(2))
        assert anna.owner() in await at_tables(session, evening.event_id, 1)
        assert anna.owner() not in await at_tables(session, evening.event_id, 2)


async def test_five_minutes_more(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        evening = await begun(session, now)
        event_id, coordinator = evening.event_id, evening.coordinator
        ends_at = now + minutes(24)
        for _ in range(2):
            # a double tap carries the same end
            view = await speed_evening.shift(session, coordinator, event_id, ends_at, now + minutes(4))
        assert view.ends_at == now + minutes(29)
        assert [(one.starts_at - now, one.ends_at - now) for one in view.rounds] == [
            (minutes(1), minutes(13)),
            (minutes(14), minutes(21)),
            (minutes(22), minutes(29)),
        ]
        assert [at for _, at, _ in await due(session, event_id, evening.mentees[0])] == [
            now,
            now + minutes(13),
            now + minutes(21),
            now + minutes(29),
        ]
        with pytest.raises(SpeedOver):
            await speed_evening.shift(session, coordinator, event_id, view.ends_at, now + minutes(29))


async def test_an_end_now(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        evening = await begun(session, now)
        event_id, coordinator = evening.event_id, evening.coordinator
        later = now + minutes(10)
        for at in (later, later + minutes(1)):
            view = await speed_evening.finish(session, coordinator, event_id, at)
            assert (view.ends_at, len(view.rounds)) == (later, 2)
        assert (await due(session, event_id, evening.mentees[0]))[-1] == (WISHES, later, None)
        with pytest.raises(SpeedOver):
            await speed_evening.leave(session, coordinator, event_id, evening.mentees[0].owner(), later)


async def test_what_a_round_tells_is_read_when_it_is_told(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        evening = await begun(session, now, 1, 2, 2)
        event_id, (mentor,) = evening.event_id, evening.mentors
        first, second = evening.mentees

        async def told(person: Actor, number: int, at: datetime) -> str | None:
            found = await speed_own.round_of(session, person.owner(), event_id, number, at)
            return None if found is None else f"{found[1].partner} {found[1].table}"

        assert await told(mentor, 1, now) == "Педагог 1 1"
        assert await told(second, 1, now) == "None None"
        assert await told(second, 2, now) is None
        assert await told(second, 2, now + minutes(8)) == "Наставник 1 1"
        assert await told(first, 1, now + minutes(8)) is None
        # one of them erases everything meanwhile: the other one rests
        await mydata.erase(session, mentor, now, now)
        assert await told(second, 2, now + minutes(8)) in (None, "None None")


def test_rounds_last_till_the_break_before_the_next(now: datetime) -> None:
    begun_at = now + timedelta(seconds=40)
    starts = timetable(begun_at, 2, Settings(7, 2, None))
    assert starts == (now + minutes(3), now + minutes(12))
    every = rounds(dict(enumerate(starts, 1)), begun_at, now + minutes(19), Settings(7, 2, None))
    assert [(one.announced_at, one.ends_at) for one in every] == [
        (begun_at, now + minutes(10)),
        (now + minutes(10), now + minutes(19)),
    ]
    assert current(every, now) is None
    assert current(every, now + minutes(11)) == every[1]
