"""Two people change the same event at once: one waits for the other, and neither is lost.

Each race is played at its worst moment: one turn stands still in the middle while the other begins.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from typing import Any, cast

import pytest
from sqlalchemy import select, text, update
from sqlalchemy.ext.asyncio import AsyncEngine

from db.engine import Session, Sessions
from db.models import Answer, Certificate, Event, OutboxRow, Registration, Sitting
from domain.errors import CheckInNotOpen, NotFound
from domain.events.event_questions import NewQuestion
from domain.events.presence import Refused
from domain.events.roster_marks import HandMark, MarkSheet
from domain.vocabulary import (
    Attendance,
    EventFormat,
    MessageKind,
    OutboxState,
    PresenceMethod,
    PresenceState,
    QuestionKind,
    RegistrationStatus,
    ReminderKind,
)
from services.events import (
    certificates,
    code_words,
    door,
    event_changes,
    presence,
    question_setup,
    questions,
    reminder_choice,
    reminders,
    roster_marks,
    tickets,
)
from services.people import mydata
from tests.services.given_certificates import given_came, given_past_event
from tests.services.given_certificates import given_coordinator as given_issuer
from tests.services.given_events import STARTS_AT, given_members
from tests.services.given_presence import Hall, given_hall, marks

CAME, ABSENT = PresenceState.ATTENDED, PresenceState.NO_SHOW
STARTED = STARTS_AT + timedelta(minutes=5)
# a turn that neither ends nor stands by then never will
PATIENCE_SECONDS = 30


@asynccontextmanager
async def meanwhile(sessions: Sessions, turn: Coroutine[Any, Any, Any]) -> AsyncIterator[asyncio.Task[Any]]:
    """The other turn begins, and gets as far as it can before the block: to its end, or to what it has to wait for."""
    standing = await how_many_stand(sessions)
    task = asyncio.create_task(turn)
    async with asyncio.timeout(PATIENCE_SECONDS):
        # a database does not say by itself that somebody waits
        while not task.done() and await how_many_stand(sessions) == standing:  # noqa: ASYNC110
            await asyncio.sleep(0)
    yield task


async def how_many_stand(sessions: Sessions) -> int:
    """How many turns wait: for a lock on PostgreSQL, on SQLite for the one connection."""
    engine: AsyncEngine = sessions.kw["bind"]
    if engine.dialect.name == "sqlite":
        return len(cast(Any, engine.pool)._pool._queue._getters)
    waiting = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    async with engine.connect() as connection:
        return int(await connection.scalar(text(waiting)))


async def in_a_turn(sessions: Sessions, act: Callable[[Session], Awaitable[Any]]) -> Any:
    async with sessions.begin() as session:
        return await act(session)


async def test_who_is_erased_while_certificates_are_issued_leaves_no_name(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        issuer = await given_issuer(session, now)
        event = await given_past_event(session, now)
        people = await given_members(session, 3, now)
        await given_came(session, event, people, now)
    async with sessions.begin() as session:
        await certificates.issue_all(session, issuer, event.id, now)
        async with meanwhile(
            sessions, in_a_turn(sessions, lambda other: mydata.erase(other, people[1], now, now))
        ) as erasure:
            pass
    await erasure
    async with sessions.begin() as session:
        rows = (await session.scalars(select(Certificate).order_by(Certificate.number))).all()
        assert [row.full_name is None for row in rows] == [row.member_id is None for row in rows]
        assert [row.member_id for row in rows].count(None) == 1


# --- marks


async def close(sessions: Sessions, hall: Hall) -> Any:
    return await in_a_turn(
        sessions, lambda session: presence.close(session, hall.coordinator, hall.event_id, 1, STARTED)
    )


async def test_marking_ends_while_somebody_is_marked(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        hall = await given_hall(session, now, offline=3)
    marked = hall.registrations[1]
    async with sessions.begin() as session:
        registration = await presence.hold(session, marked)
        assert registration is not None
        async with meanwhile(sessions, close(sessions, hall)) as closing:
            offline, method = Attendance.OFFLINE, PresenceMethod.MANUAL
            await presence.write(session, hall.coordinator, registration, 1, CAME, offline, method, STARTED)
    assert (await closing).absent == 2
    async with sessions.begin() as session:
        assert [state for _, _, state, *_ in await marks(session)] == [ABSENT, CAME, ABSENT]


async def test_marking_ends_while_a_table_is_read_in(
    sessions: Sessions, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with sessions.begin() as session:
        hall = await given_hall(session, now, offline=3)
    sheet = MarkSheet(tuple(HandMark(row, one, 1, CAME) for row, one in enumerate(hall.registrations, 2)))
    plan, closings = roster_marks.plan, []

    async def slowly(*args: Any) -> Any:
        found = await plan(*args)
        async with meanwhile(sessions, close(sessions, hall)) as closing:
            closings.append(closing)
        return found

    monkeypatch.setattr(roster_marks, "plan", slowly)
    async with sessions.begin() as session:
        await roster_marks.apply(session, hall.coordinator, hall.event_id, sheet, STARTED)
    await closings[0]
    async with sessions.begin() as session:
        assert [state for _, _, state, *_ in await marks(session)] == [CAME] * 3


async def given_disorder(session: Session, now: datetime) -> tuple[Hall, int, int]:
    """Two registrations whose rows lie, on the disk as in the index, against the order of their ids."""
    hall = await given_hall(session, now, offline=0)
    people = await given_members(session, 2, now)
    ids = []
    for arrival, actor in enumerate(reversed(people), 1):
        row = Registration(
            event_id=hall.event_id,
            member_id=actor.owner(),
            status=RegistrationStatus.REGISTERED,
            attendance=Attendance.OFFLINE,
            arrival=arrival,
            created_at=now,
            changed_at=now,
        )
        session.add(row)
        await session.flush()
        ids.append(row.id)
    # codes of tickets are in an index as well, and what is written last lies last
    for registration, code in ((ids[1], "АААА"), (ids[0], "ЯЯЯЯ")):
        await session.execute(update(Registration).where(Registration.id == registration).values(ticket_code=code))
    return hall, ids[0], ids[1]


async def test_an_event_moves_while_a_table_is_read_in(sessions: Sessions, now: datetime) -> None:
    hour_before = STARTS_AT - timedelta(hours=1)
    async with sessions.begin() as session:
        hall, first, last = await given_disorder(session, now)
    sheet = MarkSheet((HandMark(2, first, 1, CAME),))

    def move(session: Session) -> Awaitable[Any]:
        later = STARTS_AT + timedelta(minutes=30)
        return event_changes.move(session, hall.coordinator, hall.event_id, later, None, hour_before)

    def read_in(session: Session) -> Awaitable[Any]:
        return roster_marks.apply(session, hall.coordinator, hall.event_id, sheet, hour_before)

    async with sessions.begin() as session:
        await presence.hold(session, last)
        async with (
            meanwhile(sessions, in_a_turn(sessions, move)) as moving,
            meanwhile(sessions, in_a_turn(sessions, read_in)) as reading,
        ):
            pass
    await asyncio.gather(moving, reading)
    async with sessions.begin() as session:
        assert [registration for registration, *_ in await marks(session)] == [first]


@pytest.mark.parametrize("how", ["ticket", "letters", "word"])
async def test_who_comes_while_sessions_change_places_is_marked_at_the_right_one(
    sessions: Sessions, now: datetime, how: str
) -> None:
    soon = STARTS_AT - timedelta(minutes=5)
    async with sessions.begin() as session:
        day, long = timedelta(days=1), timedelta(hours=2)
        times = {"starts_at": STARTS_AT - 3 * day, "ends_at": STARTS_AT + day + long}
        hall = await given_hall(session, now, offline=1, format=EventFormat.HYBRID, **times)
        for number, begins in enumerate((STARTS_AT - 3 * day, STARTS_AT, STARTS_AT + day), 1):
            session.add(Sitting(event_id=hall.event_id, number=number, starts_at=begins, ends_at=begins + long))
        await session.flush()
        ticket = await tickets.ticket(session, hall.people[0], hall.event_id, now)
        word = (await code_words.word(session, hall.coordinator, hall.event_id, soon)).word or ""

    async def come(session: Session) -> Any:
        if how == "letters":
            return await door.by_code(session, hall.coordinator, hall.event_id, ticket.code, soon)
        if how == "ticket":
            return await door.scan(session, hall.coordinator, ticket.payload, soon)
        with pytest.raises(CheckInNotOpen):
            await code_words.check_in(session, hall.people[0], hall.event_id, word, soon)
        return None

    async with sessions.begin() as session:
        week = STARTS_AT + timedelta(days=7)
        await event_changes.move(session, hall.coordinator, hall.event_id, week, None, soon, sitting=2)
        async with meanwhile(sessions, in_a_turn(sessions, come)) as coming:
            pass
    # the session about to begin is put off, and the next is tomorrow's
    outcome = await coming
    assert how == "word" or isinstance(outcome, Refused)
    async with sessions.begin() as session:
        assert await marks(session) == []


# --- reminders


async def test_an_event_moves_while_its_reminders_are_chosen(
    sessions: Sessions, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with sessions.begin() as session:
        hall = await given_hall(session, now, offline=2)
        event = await session.get_one(Event, hall.event_id)
        await reminders.plan(session, event, (await session.scalars(select(Registration))).all(), now)
    anna, later, moves = hall.people[0], STARTS_AT + timedelta(days=1), []
    general_of = reminders.general_of

    def move(session: Session) -> Awaitable[Any]:
        return event_changes.move(session, hall.coordinator, hall.event_id, later, None, now)

    async def slowly(*args: Any) -> Any:
        if not moves:
            async with meanwhile(sessions, in_a_turn(sessions, move)) as moving:
                moves.append(moving)
        return await general_of(*args)

    async with sessions.begin() as session:
        await reminder_choice.choice(session, anna, None)
        monkeypatch.setattr(reminders, "general_of", slowly)
        await reminder_choice.choose(session, anna, None, ReminderKind.HOURS, True, now)
    await moves[0]
    async with sessions.begin() as session:
        query = select(OutboxRow.due_at).where(
            OutboxRow.recipient_id == anna.owner(),
            OutboxRow.kind == MessageKind.EVENT_REMINDER_HOURS,
            OutboxRow.state == OutboxState.PENDING,
        )
        assert (await session.scalars(query)).all() == [later - timedelta(hours=2)]


# --- questions


async def given_question(session: Session, now: datetime) -> tuple[Hall, int]:
    hall = await given_hall(session, now, offline=1)
    asked = NewQuestion(QuestionKind.TEXT, "Как называется ваш доклад?")
    sheet = await question_setup.add(session, hall.coordinator, hall.event_id, asked, now)
    return hall, sheet.questions[0].id


@pytest.mark.parametrize("sure", [False, True])
async def test_a_question_is_removed_while_it_is_answered(
    sessions: Sessions, now: datetime, sure: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with sessions.begin() as session:
        hall, question = await given_question(session, now)
    save, removals = questions._save, []

    def remove(session: Session) -> Awaitable[Any]:
        return question_setup.remove(session, hall.coordinator, question, now, sure=sure)

    async def slowly(*args: Any) -> Any:
        async with meanwhile(sessions, in_a_turn(sessions, remove)) as removing:
            removals.append(removing)
        return await save(*args)

    monkeypatch.setattr(questions, "_save", slowly)
    async with sessions.begin() as session:
        await questions.write(session, hall.people[0], question, "О функциях", now)
    removed = await removals[0]
    async with sessions.begin() as session:
        assert (removed is None) is not sure, "an answer just given is asked about too"
        assert len((await session.scalars(select(Answer))).all()) == (0 if sure else 1)


async def test_a_question_removed_a_moment_ago_takes_no_answer(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        hall, question = await given_question(session, now)

    def answer(session: Session) -> Awaitable[Any]:
        return questions.write(session, hall.people[0], question, "О функциях", now)

    async with sessions.begin() as session:
        await question_setup.remove(session, hall.coordinator, question, now)
        async with meanwhile(sessions, in_a_turn(sessions, answer)) as answering:
            pass
    with pytest.raises(NotFound):
        await answering
