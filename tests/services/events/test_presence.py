"""Who came: the door, marks by hand, the count, the end of marking."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, update

from db.engine import Session, Sessions
from db.models import AuditEntry, Event, Member, Presence, Registration, Sitting
from domain.actors import Actor
from domain.errors import (
    AttendanceNotOffered,
    ConsentNeeded,
    DoorNotOpen,
    EventCancelled,
    EventOver,
    InvalidAnswer,
    NoSeat,
    NotAllowed,
    NotFound,
    Outdated,
    SeatGone,
    TicketInvalid,
    TicketShown,
)
from domain.events.presence import Marked, Obstacle, Outcome, Refused
from domain.vocabulary import (
    Attendance,
    EventFormat,
    EventStatus,
    PresenceMethod,
    PresenceState,
    RegistrationStatus,
)
from services import keys
from services.events import door, presence, registrations, tickets
from tests.services.given_events import STARTS_AT, given_event
from tests.services.given_presence import Hall, given_coordinator, given_hall, marks

OPEN = STARTS_AT - timedelta(minutes=20)


def refused(outcome: Outcome) -> Obstacle:
    assert isinstance(outcome, Refused)
    return outcome.obstacle


def marked(outcome: Outcome) -> Marked:
    assert isinstance(outcome, Marked)
    return outcome


async def payload(session: Session, hall: Hall, number: int = 0, at: datetime = OPEN) -> str:
    return (await tickets.ticket(session, hall.people[number], hall.event_id, at)).payload


# --- the ticket


async def test_a_ticket_stays_the_same_and_is_ones_own(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        hall = await given_hall(session, now)
        first = await tickets.ticket(session, hall.people[0], hall.event_id, now)
        again = await tickets.ticket(session, hall.people[0], hall.event_id, OPEN)
        other = await tickets.ticket(session, hall.people[1], hall.event_id, now)
    assert first == again
    assert (first.title, first.place, first.slot.starts_at) == ("Знакомимся", "Школа № 901", STARTS_AT)
    assert first.code != other.code
    assert first.payload != other.payload


async def test_who_has_no_seat_has_no_ticket(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        hall = await given_hall(session, now)
        anna = hall.people[0]
        for status in (RegistrationStatus.WAITLISTED, RegistrationStatus.OFFERED, RegistrationStatus.CANCELLED):
            await session.execute(update(Registration).values(status=status))
            with pytest.raises(NoSeat):
                await tickets.ticket(session, anna, hall.event_id, now)
        with pytest.raises(NoSeat):
            await tickets.ticket(session, hall.coordinator, hall.event_id, now)
        with pytest.raises(ConsentNeeded):
            await tickets.ticket(session, Actor(7), hall.event_id, now)
        with pytest.raises(NotFound):
            await tickets.ticket(session, anna, 10**12, now)


async def test_an_event_that_is_over_called_off_or_online_has_no_tickets(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        hall = await given_hall(session, now)
        anna = hall.people[0]
        with pytest.raises(EventOver):
            await tickets.ticket(session, anna, hall.event_id, STARTS_AT + timedelta(hours=2))
        await session.execute(update(Event).values(status=EventStatus.CANCELLED))
        with pytest.raises(EventCancelled):
            await tickets.ticket(session, anna, hall.event_id, now)
        await session.execute(update(Event).values(status=EventStatus.PUBLISHED, format=EventFormat.ONLINE))
        with pytest.raises(AttendanceNotOffered):
            await tickets.ticket(session, anna, hall.event_id, now)


async def test_letters_somebody_has_are_drawn_again(
    sessions: Sessions, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn = iter(["ВВВВ", "ВВВВ", "ВВВВ", "ГГГГ"])
    monkeypatch.setattr(tickets, "_random_code", lambda: next(drawn))
    async with sessions.begin() as session:
        hall = await given_hall(session, now)
        codes = [(await tickets.ticket(session, one, hall.event_id, now)).code for one in hall.people]
    assert codes == ["ВВВВ", "ГГГГ"]


async def test_a_seat_taken_anew_has_a_new_ticket(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        hall = await given_hall(session, now)
        anna = hall.people[0]
        old = await payload(session, hall, at=now)
        await registrations.cancel(session, anna, hall.event_id, now)
        at_the_door = await door.scan(session, hall.coordinator, old, OPEN)
        assert refused(at_the_door) is Obstacle.LEFT
        await registrations.sign_up(session, anna, hall.event_id, Attendance.OFFLINE, now)
        assert refused(await door.scan(session, hall.coordinator, old, OPEN)) is Obstacle.OLD
        assert await marks(session) == []
        new = await payload(session, hall, at=now)
        assert marked(await door.scan(session, hall.coordinator, new, OPEN)).fresh


# --- the door


async def test_a_scan_marks_once(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        hall = await given_hall(session, now)
        ticket = await payload(session, hall)
        second = await given_coordinator(session, now, telegram_id=98, name="Громов П. И.")
    async with sessions.begin() as session:
        view = marked(await door.scan(session, hall.coordinator, ticket, OPEN, door=hall.event_id))
        assert view.fresh
        assert (view.guest.full_name, view.mark.by) == ("Участник 0", "Озерова М. Л.")
    async with sessions.begin() as session:
        later = marked(await door.scan(session, second, ticket, OPEN + timedelta(minutes=4)))
        assert not later.fresh
        assert (later.mark.at, later.mark.by) == (OPEN, "Озерова М. Л.")
        assert await marks(session) == [(hall.registrations[0], 1, "ATTENDED", "OFFLINE", "QR")]
        (entry,) = await session.scalars(select(AuditEntry))
    assert (entry.act, entry.actor_id) == ("presence.marked", hall.coordinator.member_id)
    assert entry.object == f"member:{hall.people[0].member_id}"
    assert entry.details == {"event": hall.event_id, "sitting": 1, "state": "ATTENDED", "method": "QR"}


async def test_only_a_coordinator_opens_the_door(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        hall = await given_hall(session, now)
        ticket = await payload(session, hall)
        for actor in (hall.people[0], hall.people[1], Actor(7)):
            with pytest.raises(TicketShown):
                await door.scan(session, actor, ticket, OPEN)
        with pytest.raises(ConsentNeeded):
            await door.scan(session, replace(hall.coordinator, consent_in_force=False), ticket, OPEN)
        anna = hall.people[0]
        with pytest.raises(NotAllowed):
            await door.by_code(session, anna, hall.event_id, "ВГДК", OPEN)
        with pytest.raises(NotAllowed):
            await door.admit(session, anna, hall.registrations[0], OPEN)
        with pytest.raises(NotAllowed):
            await presence.board(session, anna, hall.event_id, OPEN)
        with pytest.raises(NotAllowed):
            await presence.close(session, anna, hall.event_id, 1, STARTS_AT)
        with pytest.raises(NotAllowed):
            await presence.reopen(session, anna, hall.event_id, 1, STARTS_AT, STARTS_AT)
        with pytest.raises(NotAllowed):
            await presence.unmark(session, anna, hall.registrations[0], 1, OPEN, OPEN)
        assert await marks(session) == []


async def test_a_forged_ticket_and_one_of_an_erased_person(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        hall = await given_hall(session, now)
        ticket = await payload(session, hall)
        with pytest.raises(TicketInvalid):
            await door.scan(session, hall.coordinator, ticket[:-1] + ("A" if ticket[-1] != "A" else "B"), OPEN)
        member = await session.get_one(Member, hall.people[0].owner())
        await session.delete(member)
        await session.flush()
        session.expunge_all()
        with pytest.raises(TicketInvalid):
            await door.scan(session, hall.coordinator, ticket, OPEN)


async def test_a_ticket_of_another_event_asks_first(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        hall = await given_hall(session, now)
        ticket = await payload(session, hall)
        here = await given_event(session, title="Гостиная")
        outcome = await door.scan(session, hall.coordinator, ticket, OPEN, door=here.id)
        assert refused(outcome) is Obstacle.ELSEWHERE
        assert isinstance(outcome, Refused)
        assert (outcome.event_id, outcome.title) == (hall.event_id, "Знакомимся")
        assert await marks(session) == []
        assert marked(await door.admit(session, hall.coordinator, hall.registrations[0], OPEN)).fresh
        assert len(await marks(session)) == 1


@pytest.mark.parametrize(
    ("moment", "obstacle"),
    [
        (STARTS_AT - timedelta(hours=2, seconds=1), Obstacle.EARLY),
        (STARTS_AT - timedelta(hours=2), None),
        (STARTS_AT + timedelta(hours=26), None),
        (STARTS_AT + timedelta(hours=26, seconds=1), Obstacle.LATE),
    ],
)
async def test_when_the_door_is_open(
    sessions: Sessions, now: datetime, moment: datetime, obstacle: Obstacle | None
) -> None:
    async with sessions.begin() as session:
        hall = await given_hall(session, now)
        view = await tickets.ticket(session, hall.people[0], hall.event_id, now)
        by_code = await door.by_code(session, hall.coordinator, hall.event_id, view.code, moment)
        by_scan = await door.scan(session, hall.coordinator, view.payload, moment)
        assert [one.obstacle if isinstance(one, Refused) else None for one in (by_code, by_scan)] == [obstacle] * 2
        assert len(await marks(session)) == (1 if obstacle is None else 0)


async def test_a_called_off_event_marks_nobody(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        hall = await given_hall(session, now)
        ticket = await payload(session, hall)
        await session.execute(update(Event).values(status=EventStatus.CANCELLED))
        assert refused(await door.scan(session, hall.coordinator, ticket, OPEN)) is Obstacle.CALLED_OFF


async def test_marks_of_a_called_off_event_are_neither_closed_nor_reopened(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        hall = await given_hall(session, now, status=EventStatus.CANCELLED)
        with pytest.raises(EventCancelled):
            await presence.close(session, hall.coordinator, hall.event_id, 1, STARTS_AT)
        with pytest.raises(EventCancelled):
            await presence.reopen(session, hall.coordinator, hall.event_id, 1, STARTS_AT, STARTS_AT)
        assert await marks(session) == []


async def test_a_code_marks_as_a_scan_does(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        hall = await given_hall(session, now)
        code = (await tickets.ticket(session, hall.people[0], hall.event_id, OPEN)).code
        first = marked(await door.by_code(session, hall.coordinator, hall.event_id, code.lower(), OPEN))
        again = marked(await door.by_code(session, hall.coordinator, hall.event_id, code, OPEN))
        assert (first.fresh, again.fresh) == (True, False)
        assert await marks(session) == [(hall.registrations[0], 1, "ATTENDED", "OFFLINE", "CODE")]
        other = await given_event(session, title="Гостиная")
        with pytest.raises(InvalidAnswer, match=code):
            await door.by_code(session, hall.coordinator, other.id, code, OPEN)
        with pytest.raises(InvalidAnswer, match="четыре буквы"):
            await door.by_code(session, hall.coordinator, hall.event_id, "спасибо", OPEN)
        with pytest.raises(NotFound):
            await door.by_code(session, hall.coordinator, 10**12, code, OPEN)


async def test_who_signed_up_online_and_came_is_counted_in_the_hall(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        hall = await given_hall(session, now, offline=1, online=2, format=EventFormat.HYBRID)
        at_home, came = hall.registrations[1], hall.registrations[2]
        await presence.mark(
            session, hall.coordinator, at_home, 1, PresenceState.ATTENDED, None, PresenceMethod.MANUAL, OPEN
        )
        marked(await door.scan(session, hall.coordinator, await payload(session, hall, 2), OPEN))
        view = await presence.board(session, hall.coordinator, hall.event_id, OPEN)
    assert (view.registered, view.offline, view.online, view.absent, view.unmarked) == (3, 1, 1, 0, 1)
    assert view.came == 2
    assert came != at_home


async def test_who_was_marked_online_and_then_comes_is_moved_to_the_hall(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        hall = await given_hall(session, now, offline=0, online=1, format=EventFormat.HYBRID)
        ticket = await payload(session, hall)
        by_hand = (PresenceState.ATTENDED, Attendance.ONLINE, PresenceMethod.MANUAL, OPEN)
        await presence.mark(session, hall.coordinator, hall.registrations[0], 1, *by_hand)
        assert marked(await door.scan(session, hall.coordinator, ticket, OPEN)).fresh
        assert not marked(await door.scan(session, hall.coordinator, ticket, OPEN)).fresh
        assert await marks(session) == [(hall.registrations[0], 1, "ATTENDED", "OFFLINE", "QR")]


# --- by hand


async def test_a_mark_by_hand_is_put_over_another_and_taken_back(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        hall = await given_hall(session, now)
        registration = hall.registrations[0]
        late = STARTS_AT + timedelta(days=9, microseconds=17)
        for state, attendance in ((PresenceState.ATTENDED, Attendance.ONLINE), (PresenceState.NO_SHOW, None)):
            view = await presence.mark(
                session, hall.coordinator, registration, 1, state, attendance, PresenceMethod.IMPORT, late
            )
            assert (view.mark.state, view.mark.attendance) == (state, attendance)
        assert await marks(session) == [(registration, 1, "NO_SHOW", None, "IMPORT")]

        with pytest.raises(Outdated):
            await presence.unmark(session, hall.coordinator, registration, 1, late - timedelta(minutes=1), late)
        back = await presence.unmark(session, hall.coordinator, registration, 1, view.mark.at, late)
        assert back.guest.full_name == "Участник 0"
        assert await marks(session) == []
        with pytest.raises(Outdated):
            await presence.unmark(session, hall.coordinator, registration, 1, view.mark.at, late)
        acts = (await session.scalars(select(AuditEntry.act).order_by(AuditEntry.id))).all()
    assert acts == ["presence.marked", "presence.marked", "presence.unmarked"]


async def test_nobody_is_marked_too_early_without_a_seat_or_at_no_session(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        hall = await given_hall(session, now)
        how = (PresenceState.ATTENDED, None, PresenceMethod.MANUAL)
        with pytest.raises(DoorNotOpen):
            await presence.mark(session, hall.coordinator, hall.registrations[0], 1, *how, now)
        for sitting in (0, 2, -1):
            with pytest.raises(NotFound):
                await presence.mark(session, hall.coordinator, hall.registrations[0], sitting, *how, OPEN)
        with pytest.raises(NotFound):
            await presence.mark(session, hall.coordinator, 10**12, 1, *how, OPEN)
        await session.execute(update(Registration).values(status=RegistrationStatus.WAITLISTED))
        with pytest.raises(SeatGone):
            await presence.mark(session, hall.coordinator, hall.registrations[0], 1, *how, OPEN)
        with pytest.raises(NotAllowed):
            await presence.mark(session, hall.people[0], hall.registrations[0], 1, *how, OPEN)


# --- the end of marking


async def test_closing_counts_the_unmarked_absent_and_can_be_taken_back(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        hall = await given_hall(session, now, offline=4)
        ticket = await payload(session, hall, 3)
        marked(await door.scan(session, hall.coordinator, await payload(session, hall), OPEN))
        no_show = (PresenceState.NO_SHOW, None, PresenceMethod.MANUAL)
        await presence.mark(session, hall.coordinator, hall.registrations[1], 1, *no_show, OPEN)

        with pytest.raises(DoorNotOpen):
            await presence.close(session, hall.coordinator, hall.event_id, 1, OPEN)
        at = STARTS_AT + timedelta(hours=1, microseconds=5)
        view = await presence.close(session, hall.coordinator, hall.event_id, 1, at)
        assert view.absent == 2
        again = await presence.close(session, hall.coordinator, hall.event_id, 1, at + timedelta(minutes=1))
        assert again == view, "a second tap keeps the way back"

        latecomer = marked(await door.scan(session, hall.coordinator, ticket, at + timedelta(minutes=2)))
        assert latecomer.fresh, "who comes after the end of marking is marked as usual"
        board = await presence.reopen(session, hall.coordinator, hall.event_id, 1, view.at, at)
        assert (board.offline, board.absent, board.unmarked) == (2, 1, 1), "marks by hand stay"
        acts = (await session.execute(select(AuditEntry.act, AuditEntry.details).order_by(AuditEntry.id))).all()
    assert [(act, details["people"]) for act, details in acts if "people" in details] == [
        ("presence.closed", 2),
        ("presence.reopened", 1),
    ]


async def test_each_session_of_a_series_is_marked_apart(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        hall = await given_hall(session, now, ends_at=STARTS_AT + timedelta(days=7, hours=2))
        for number, day in enumerate((0, 7), start=1):
            start = STARTS_AT + timedelta(days=day)
            session.add(
                Sitting(event_id=hall.event_id, number=number, starts_at=start, ends_at=start + timedelta(hours=2))
            )
        await session.flush()
        ticket = await payload(session, hall)
        between = STARTS_AT + timedelta(days=4)
        assert marked(await door.scan(session, hall.coordinator, ticket, OPEN)).slot.number == 1
        outcome = await door.scan(session, hall.coordinator, ticket, between)
        assert refused(outcome) is Obstacle.EARLY
        assert outcome.slot.number == 2
        assert marked(await door.scan(session, hall.coordinator, ticket, OPEN + timedelta(days=7))).fresh
        assert [(mark[0], mark[1]) for mark in await marks(session)] == [
            (hall.registrations[0], 1),
            (hall.registrations[0], 2),
        ]
        board = await presence.board(session, hall.coordinator, hall.event_id, OPEN + timedelta(days=7))
        assert (board.slot.number, board.slot.of, board.offline, board.unmarked) == (2, 2, 1, 1)
        closed = await presence.close(session, hall.coordinator, hall.event_id, 1, between)
        assert closed.absent == 1


async def test_a_key_is_made_once(sessions: Sessions) -> None:
    async with sessions.begin() as session:
        first = await keys.key(session, "ticket")
        other = await keys.key(session, "code_word")
    async with sessions.begin() as session:
        assert await keys.key(session, "ticket") == first != other
    assert len(first) == 32


async def test_marks_leave_with_the_person_and_stay_without_the_coordinator(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        hall = await given_hall(session, now)
        for number in (0, 1):
            await door.scan(session, hall.coordinator, await payload(session, hall, number), OPEN)
        for member_id in (hall.people[0].owner(), hall.coordinator.owner()):
            await session.delete(await session.get_one(Member, member_id))
        await session.flush()
        session.expunge_all()
        (left,) = await session.scalars(select(Presence))
    assert (left.registration_id, left.marked_by_id) == (hall.registrations[1], None)
