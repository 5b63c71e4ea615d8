"""«Я здесь»: the word of now and the one before it, five wrong ones, who may say it and when."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, update

from db.engine import Session, Sessions
from db.models import Event, Registration, Sitting
from domain.actors import Actor
from domain.errors import (
    AttendanceNotOffered,
    CheckInNotOpen,
    ConsentNeeded,
    EventCancelled,
    EventOver,
    NoSeat,
    NotAllowed,
    NotFound,
)
from domain.events.presence import CHECK_IN_OPENS, WordOutcome
from domain.vocabulary import (
    EventFormat,
    EventStatus,
    PresenceMethod,
    PresenceState,
    RegistrationStatus,
)
from services.events import code_words, presence, seats
from tests.services.given_events import STARTS_AT
from tests.services.given_presence import Hall, given_hall, marks

LIVE = STARTS_AT + timedelta(minutes=7)
WRONG = "слонопотам"


async def online(session: Session, now: datetime) -> Hall:
    return await given_hall(session, now, offline=0, online=2, format=EventFormat.ONLINE)


async def word(session: Session, hall: Hall, at: datetime = LIVE) -> str:
    shown = await code_words.word(session, hall.coordinator, hall.event_id, at)
    assert shown.word is not None
    return shown.word


async def says(session: Session, hall: Hall, text: str, at: datetime = LIVE) -> WordOutcome:
    return (await code_words.check_in(session, hall.people[0], hall.event_id, text, at)).outcome


async def test_the_word_marks_as_online(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        hall = await online(session, now)
        shown = await code_words.word(session, hall.coordinator, hall.event_id, LIVE)
        assert shown.changes_at == STARTS_AT + timedelta(minutes=10)
        assert await code_words.expect(session, hall.people[0], hall.event_id, LIVE) is None
        assert await says(session, hall, await word(session, hall)) is WordOutcome.HERE
        assert await marks(session) == [(hall.registrations[0], 1, "ATTENDED", "ONLINE", "WORD")]
        assert await says(session, hall, WRONG) is WordOutcome.ALREADY
        settled = await code_words.expect(session, hall.people[0], hall.event_id, LIVE)
        assert settled is not None
        assert settled.outcome is WordOutcome.ALREADY


async def test_the_previous_word_is_taken_and_an_older_one_is_not(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        hall = await online(session, now)
        old = await word(session, hall, LIVE)
        assert await says(session, hall, old, LIVE + timedelta(minutes=10)) is WordOutcome.WRONG
        assert await says(session, hall, old, LIVE + timedelta(minutes=5)) is WordOutcome.HERE


async def test_after_five_wrong_words_only_a_coordinator_can_mark(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        hall = await online(session, now)
    left = []
    for _ in range(5):
        async with sessions.begin() as session:
            view = await code_words.check_in(session, hall.people[0], hall.event_id, WRONG, LIVE)
            left.append((view.outcome, view.left))
    assert left == [(WordOutcome.WRONG, n) for n in (4, 3, 2, 1)] + [(WordOutcome.LOCKED, 0)]
    async with sessions.begin() as session:
        assert await says(session, hall, await word(session, hall)) is WordOutcome.LOCKED
        assert await marks(session) == []
        by_hand = (PresenceState.ATTENDED, None, PresenceMethod.MANUAL, LIVE)
        view = await presence.mark(session, hall.coordinator, hall.registrations[0], 1, *by_hand)
        await presence.unmark(session, hall.coordinator, hall.registrations[0], 1, view.mark.at, LIVE)
    async with sessions.begin() as session:
        assert await says(session, hall, await word(session, hall)) is WordOutcome.HERE, "the tries are back"


async def test_the_next_session_and_a_new_seat_bring_new_tries(sessions: Sessions, now: datetime) -> None:
    week = timedelta(days=7)
    async with sessions.begin() as session:
        hall = await given_hall(
            session, now, offline=0, online=2, format=EventFormat.ONLINE, ends_at=STARTS_AT + 3 * week
        )
        for number in range(1, 4):
            start = STARTS_AT + week * (number - 1)
            session.add(
                Sitting(event_id=hall.event_id, number=number, starts_at=start, ends_at=start + timedelta(hours=2))
            )
        await session.flush()
        for at in (LIVE, LIVE + week):
            assert [await says(session, hall, WRONG, at) for _ in range(5)][3:] == [
                WordOutcome.WRONG,
                WordOutcome.LOCKED,
            ]
        assert (
            await says(session, hall, await word(session, hall, LIVE + 2 * week), LIVE + 2 * week) is WordOutcome.HERE
        )

        await session.execute(update(Registration).values(word_misses=5))
        event = await seats.lock_event(session, hall.event_id)
        for registration in (await session.scalars(select(Registration))).all():
            await session.refresh(registration)
            await seats.release(session, event, registration, now)
        misses = await session.scalars(select(Registration.word_misses))
        assert set(misses) == {0}


async def test_a_right_word_forgives_the_wrong_ones(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        hall = await online(session, now)
        await says(session, hall, WRONG)
        await says(session, hall, await word(session, hall))
    async with sessions.begin() as session:
        misses = await session.scalars(select(Registration.word_misses).order_by(Registration.id))
        assert list(misses) == [0, 0]


async def test_who_was_counted_absent_may_still_be_here(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        hall = await online(session, now)
        await presence.close(session, hall.coordinator, hall.event_id, 1, LIVE)
        assert await says(session, hall, await word(session, hall)) is WordOutcome.HERE
        board = await presence.board(session, hall.coordinator, hall.event_id, LIVE)
    assert (board.online, board.absent) == (1, 1)


@pytest.mark.parametrize(
    ("moment", "error"),
    [
        (STARTS_AT - CHECK_IN_OPENS - timedelta(seconds=1), CheckInNotOpen),
        (STARTS_AT + timedelta(hours=2), EventOver),
    ],
)
async def test_the_word_is_taken_from_a_quarter_before_till_the_end(
    sessions: Sessions, now: datetime, moment: datetime, error: type[Exception]
) -> None:
    async with sessions.begin() as session:
        hall = await online(session, now)
        with pytest.raises(error):
            await says(session, hall, WRONG, moment)
        shown = await code_words.word(session, hall.coordinator, hall.event_id, moment)
        assert shown.word is None
        assert shown.over is (error is EventOver)
        opens = STARTS_AT - CHECK_IN_OPENS
        assert await says(session, hall, await word(session, hall, opens), opens) is WordOutcome.HERE


async def test_who_may_show_and_say_the_word(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        hall = await online(session, now)
        anna = hall.people[0]
        with pytest.raises(NotAllowed):
            await code_words.word(session, anna, hall.event_id, LIVE)
        with pytest.raises(NoSeat):
            await code_words.check_in(session, hall.coordinator, hall.event_id, WRONG, LIVE)
        with pytest.raises(ConsentNeeded):
            await code_words.check_in(session, Actor(7), hall.event_id, WRONG, LIVE)
        with pytest.raises(NotFound):
            await code_words.check_in(session, anna, 10**12, WRONG, LIVE)
        await session.execute(update(Registration).values(status=RegistrationStatus.WAITLISTED))
        with pytest.raises(NoSeat):
            await code_words.expect(session, anna, hall.event_id, LIVE)
        await session.execute(update(Event).values(status=EventStatus.CANCELLED))
        with pytest.raises(EventCancelled):
            await code_words.expect(session, anna, hall.event_id, LIVE)
        await session.execute(update(Event).values(status=EventStatus.PUBLISHED, format=EventFormat.OFFLINE))
        with pytest.raises(AttendanceNotOffered):
            await code_words.expect(session, anna, hall.event_id, LIVE)
        with pytest.raises(AttendanceNotOffered):
            await code_words.word(session, hall.coordinator, hall.event_id, LIVE)
