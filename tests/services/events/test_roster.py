"""The roster: the list and its search, one participant, the table, marks out of a spreadsheet."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from db.engine import Session, Sessions
from db.models import Answer, AuditEntry, Event, Question, Registration, Sitting
from domain.actors import Actor
from domain.errors import ConsentNeeded, DoorNotOpen, EventCancelled, NotAllowed, NotFound
from domain.events.roster import Only, Roster, read_query
from domain.events.roster_marks import HandMark, MarkSheet
from domain.vocabulary import (
    Attendance,
    EventFormat,
    EventStatus,
    ParticipantRole,
    PresenceMethod,
    PresenceState,
    QuestionKind,
    RegistrationStatus,
    Source,
)
from services.events import presence, roster, roster_changes, roster_marks, roster_table
from tests.services.given_events import STARTS_AT, given_event
from tests.services.given_people import given_organization
from tests.services.given_presence import given_coordinator, given_hall, marks
from tests.services.given_roster import SEATED, WAITING, given_on_roster

CAME, ABSENT = PresenceState.ATTENDED, PresenceState.NO_SHOW
LATER = STARTS_AT + timedelta(hours=3)


def names(view: Roster) -> list[str]:
    return [line.full_name for line in view.lines]


async def given_club(session: Session, now: datetime) -> tuple[Event, Actor, dict[str, Registration]]:
    """A hybrid event with three seated, two in line, one gone; none in the order of names."""
    event = await given_event(session, format=EventFormat.HYBRID, seats_offline=3, seats_online=3)
    coordinator = await given_coordinator(session, now)
    school = await given_organization(session)
    people = {
        "Яковлева Анна": (SEATED, Attendance.OFFLINE, 1),
        "Ёлкина Вера": (SEATED, Attendance.OFFLINE, 2),
        "ЕРМАКОВА-Ёжикова Ольга": (SEATED, Attendance.ONLINE, 3),
        "Быкова Анна": (WAITING, Attendance.OFFLINE, 5),
        "Зимина Яна": (WAITING, Attendance.OFFLINE, 4),
        "Волкова Ида": (RegistrationStatus.CANCELLED, Attendance.OFFLINE, 6),
    }
    return (
        event,
        coordinator,
        {
            name: await given_on_roster(session, now, event.id, name, *standing, organization_id=school)
            for name, standing in people.items()
        },
    )


async def test_seats_by_name_then_the_line_as_it_stands(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        event, coordinator, _ = await given_club(session, now)
        view = await roster.roster(session, coordinator, event.id, 0, 10)
        assert names(view) == [
            "Ёлкина Вера",
            "ЕРМАКОВА-Ёжикова Ольга",
            "Яковлева Анна",
            "Зимина Яна",
            "Быкова Анна",
        ]
        assert [line.line for line in view.lines] == [None, None, None, 1, 2]
        assert view.lines[0].organization == "Школа № 901"
        assert not view.lines[0].reachable
        assert (view.counts[Only.ALL], view.counts[Only.SEATED], view.counts[Only.WAITING]) == (5, 3, 2)
        assert view.counts[Only.LEFT] == 1


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("анна", ["Яковлева Анна", "Быкова Анна"]),
        ("ЕЛКИНА", ["Ёлкина Вера"]),
        ("ёл", ["Ёлкина Вера"]),
        ("анна бык", ["Быкова Анна"]),
        ("ежикова", ["ЕРМАКОВА-Ёжикова Ольга"]),
        ("ермакова-ёж", ["ЕРМАКОВА-Ёжикова Ольга"]),
        ("кина", []),
        ("волкова", []),
        ("%", ["Ёлкина Вера", "ЕРМАКОВА-Ёжикова Ольга", "Яковлева Анна", "Зимина Яна", "Быкова Анна"]),
    ],
)
async def test_search_by_any_part_of_a_name(sessions: Sessions, now: datetime, typed: str, found: list[str]) -> None:
    async with sessions.begin() as session:
        event, coordinator, _ = await given_club(session, now)
        assert names(await roster.roster(session, coordinator, event.id, 0, 10, read_query(typed))) == found


async def test_choices_and_pages(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        event, coordinator, people = await given_club(session, now)
        for name, state in (("Яковлева Анна", CAME), ("Ёлкина Вера", ABSENT)):
            await presence.mark(session, coordinator, people[name].id, 1, state, None, PresenceMethod.MANUAL, STARTS_AT)

        async def shown(only: Only, number: int = 0, size: int = 10) -> list[str]:
            return names(await roster.roster(session, coordinator, event.id, number, size, None, only))

        assert await shown(Only.CAME) == ["Яковлева Анна"]
        assert await shown(Only.ABSENT) == ["Ёлкина Вера"]
        assert await shown(Only.UNMARKED) == ["ЕРМАКОВА-Ёжикова Ольга"]
        assert await shown(Only.LEFT) == ["Волкова Ида"]
        people["Яковлева Анна"].status = RegistrationStatus.CANCELLED
        await session.flush()
        assert await shown(Only.CAME) == [], "who was removed counts no more, as at the door"
        people["Яковлева Анна"].status = SEATED
        await session.flush()
        assert await shown(Only.ALL, 1, 2) == ["Яковлева Анна", "Зимина Яна"]
        assert await shown(Only.ALL, 99, 2) == ["Быкова Анна"], "a list may have shrunk"


async def test_one_participant_with_everything(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        event, coordinator, people = await given_club(session, now)
        question = Question(
            event_id=event.id, number=1, kind=QuestionKind.TEXT, text="Тема?", options=[], required=True
        )
        session.add(question)
        await session.flush()
        mine = people["Быкова Анна"]
        mine.source = Source.INLINE
        session.add(Answer(registration_id=mine.id, question_id=question.id, text="Игра", answered_at=now))
        await session.flush()

        view = await roster.participant(session, coordinator, mine.id)
        assert (view.line.full_name, view.line.line, view.source) == ("Быкова Анна", 2, Source.INLINE)
        assert [(one.question, one.text) for one in view.answers] == [("Тема?", "Игра")]
        assert view.signed_up_at == now


async def test_a_role_is_given_and_noted_once(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        _, coordinator, people = await given_club(session, now)
        mine = people["Яковлева Анна"]
        for _ in range(2):
            await roster_changes.give_role(session, coordinator, mine.id, ParticipantRole.SPEAKER, now)
        view = await roster.participant(session, coordinator, mine.id)
        assert view.line.role is ParticipantRole.SPEAKER
        entries = (await session.scalars(select(AuditEntry).where(AuditEntry.act == "roster.role_given"))).all()
        assert [(entry.object, entry.details["role"]) for entry in entries] == [(f"member:{mine.member_id}", "SPEAKER")]


async def test_the_table_has_everybody_but_who_left(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        event, coordinator, people = await given_club(session, now)
        event.created_by_id = coordinator.member_id
        questions = [
            Question(event_id=event.id, number=n, kind=QuestionKind.TEXT, text=f"Вопрос {n}", options=[], required=True)
            for n in (2, 1)
        ]
        session.add_all(questions)
        await session.flush()
        mine = people["Яковлева Анна"]
        session.add(Answer(registration_id=mine.id, question_id=questions[0].id, text="Второй", answered_at=now))
        await presence.mark(session, coordinator, mine.id, 1, CAME, None, PresenceMethod.MANUAL, STARTS_AT)

        view = await roster_table.table(session, coordinator, event.id, "exported", now)
        assert [row.full_name for row in view.rows][2:] == ["Яковлева Анна", "Зимина Яна", "Быкова Анна"]
        assert view.questions == ("Вопрос 1", "Вопрос 2")
        row = view.rows[2]
        assert (row.answers, row.organization, [one.state for one in row.marks]) == (
            ("", "Второй"),
            "Школа № 901",
            [CAME],
        )
        assert view.responsible == "Озерова М. Л."
        entry = (await session.scalars(select(AuditEntry).where(AuditEntry.act == "roster.exported"))).one()
        assert (entry.object, entry.details) == (f"event:{event.id}", {"people": 5})


async def test_marks_of_a_spreadsheet(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        event, coordinator, people = await given_club(session, now)
        anna, vera, olga = (people[name].id for name in ("Яковлева Анна", "Ёлкина Вера", "ЕРМАКОВА-Ёжикова Ольга"))
        for registration_id, state in ((anna, CAME), (vera, CAME)):
            await presence.mark(session, coordinator, registration_id, 1, state, None, PresenceMethod.MANUAL, STARTS_AT)
        sheet = MarkSheet(
            (
                HandMark(2, anna, 1, CAME),
                HandMark(3, vera, 1, ABSENT),
                HandMark(4, olga, 1, CAME),
                HandMark(5, people["Зимина Яна"].id, 1, CAME),
                HandMark(6, olga, 2, CAME),
                HandMark(7, 2**40, 1, CAME),
            ),
            unclear=(9,),
        )
        plan = await roster_marks.plan(session, coordinator, event.id, sheet, LATER)
        assert [mark.row for mark in plan.changes] == [3, 4]
        assert (plan.same, plan.seatless, plan.unclear) == (1, (5, 7), (6, 9))
        assert [row[4] for row in await marks(session)] == ["MANUAL", "MANUAL"], "a preview writes nothing"

        assert await roster_marks.apply(session, coordinator, event.id, sheet, LATER) == plan
        assert await marks(session) == sorted(
            [
                (anna, 1, "ATTENDED", "OFFLINE", "MANUAL"),
                (vera, 1, "NO_SHOW", None, "IMPORT"),
                (olga, 1, "ATTENDED", "ONLINE", "IMPORT"),
            ]
        )
        again = await roster_marks.apply(session, coordinator, event.id, sheet, LATER)
        assert (again.changes, again.same) == ((), 3)
        entries = (await session.scalars(select(AuditEntry).where(AuditEntry.act == "roster.imported"))).all()
        assert [entry.details for entry in entries] == [{"came": 1, "absent": 1}]


async def test_marks_of_many_people_at_once(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        hall = await given_hall(session, now, offline=600)
        sheet = MarkSheet(tuple(HandMark(n, one, 1, CAME) for n, one in enumerate(hall.registrations, 2)))
        await roster_marks.apply(session, hall.coordinator, hall.event_id, sheet, LATER)
        assert len(await marks(session)) == 600
        view = await roster.roster(session, hall.coordinator, hall.event_id, 0, 5)
        assert view.counts[Only.CAME] == 600


async def test_sessions_of_a_series_are_marked_apart(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        hall = await given_hall(session, now, offline=1, ends_at=STARTS_AT + timedelta(days=8))
        session.add_all(
            Sitting(
                event_id=hall.event_id,
                number=number,
                starts_at=STARTS_AT + timedelta(days=7 * (number - 1)),
                ends_at=STARTS_AT + timedelta(days=7 * (number - 1), hours=2),
            )
            for number in (1, 2)
        )
        await session.flush()
        (mine,) = hall.registrations
        first, second = HandMark(2, mine, 1, ABSENT), HandMark(2, mine, 2, CAME)
        await roster_marks.apply(session, hall.coordinator, hall.event_id, MarkSheet((first,)), LATER)
        view = await roster.roster(session, hall.coordinator, hall.event_id, 0, 5)
        assert (view.counts[Only.ABSENT], len(view.event.sittings)) == (1, 2)
        with pytest.raises(DoorNotOpen):
            await roster_marks.apply(session, hall.coordinator, hall.event_id, MarkSheet((second,)), LATER)
        await roster_marks.apply(
            session, hall.coordinator, hall.event_id, MarkSheet((second,)), LATER + timedelta(days=7)
        )
        view = await roster.roster(session, hall.coordinator, hall.event_id, 0, 5, None, Only.CAME)
        assert [mark.state for mark in view.lines[0].marks] == [ABSENT, CAME]


async def test_marks_come_too_early_or_for_nothing(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        hall = await given_hall(session, now, offline=1)
        sheet = MarkSheet((HandMark(2, hall.registrations[0], 1, CAME),))
        with pytest.raises(DoorNotOpen):
            await roster_marks.plan(session, hall.coordinator, hall.event_id, sheet, now)
        event = await session.get_one(Event, hall.event_id)
        event.status = EventStatus.CANCELLED
        with pytest.raises(EventCancelled):
            await roster_marks.plan(session, hall.coordinator, hall.event_id, sheet, LATER)


@pytest.mark.parametrize(
    ("changes", "error"),
    [({"roles": frozenset()}, NotAllowed), ({"member_id": None, "roles": frozenset()}, ConsentNeeded)],
)
async def test_a_roster_is_for_coordinators(
    sessions: Sessions, now: datetime, changes: dict[str, object], error: type[Exception]
) -> None:
    async with sessions.begin() as session:
        hall = await given_hall(session, now, offline=1)
        values = {"telegram_id": 5, "member_id": 1, "consent_in_force": True, "joined": True, **changes}
        curious = Actor(**values)  # type: ignore[arg-type]
        event_id, mine, sheet = hall.event_id, hall.registrations[0], MarkSheet(())
        for asked in (
            roster.roster(session, curious, event_id, 0, 5),
            roster.event(session, curious, event_id),
            roster.participant(session, curious, mine),
            roster_changes.give_role(session, curious, mine, ParticipantRole.SPEAKER, now),
            roster_table.table(session, curious, event_id, "exported", now),
            roster_marks.plan(session, curious, event_id, sheet, now),
            roster_marks.apply(session, curious, event_id, sheet, now),
        ):
            with pytest.raises(error):
                await asked


async def test_what_is_gone_is_not_found(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        coordinator = await given_coordinator(session, now)
        gone = 2**63 - 1
        for asked in (
            roster.roster(session, coordinator, gone, 0, 5),
            roster.participant(session, coordinator, gone),
            roster_changes.give_role(session, coordinator, gone, ParticipantRole.SPEAKER, now),
            roster_table.table(session, coordinator, gone, "exported", now),
            roster_marks.plan(session, coordinator, gone, MarkSheet(()), now),
        ):
            with pytest.raises(NotFound):
                await asked
