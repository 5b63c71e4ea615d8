"""A freed seat is held for the first in line, then for the next; and what else moves the line."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from db.engine import Session, Sessions
from db.models import Event, Member, OutboxRow, Registration, Sitting
from domain import errors
from domain.actors import Actor
from domain.vocabulary import Attendance, EventFormat, EventStatus, MessageKind, RegistrationStatus, Role
from services import outbox
from services.events import events, registrations, seats
from tests.services.given_events import STARTS_AT, given_event, given_members, planned

OFFLINE, ONLINE = Attendance.OFFLINE, Attendance.ONLINE
DAY = timedelta(days=1)
OFFER, EXPIRED = MessageKind.EVENT_OFFER, MessageKind.EVENT_OFFER_EXPIRED
SEATED = MessageKind.EVENT_SEATED
LETTERS = {
    RegistrationStatus.REGISTERED: "R",
    RegistrationStatus.OFFERED: "O",
    RegistrationStatus.WAITLISTED: "w",
    RegistrationStatus.CANCELLED: "-",
}


async def given_line(session: Session, now: datetime, count: int, **changes: object) -> tuple[Event, list[Actor]]:
    """An event where the first got its seats and the others wait, in this order."""
    event = await given_event(session, **{"seats_offline": 1, **changes})
    people = await given_members(session, count, now)
    for actor in people:
        await registrations.sign_up(session, actor, event.id, OFFLINE, now)
    return event, people


async def told(session: Session, actor: Actor) -> list[str]:
    """News of seats planned for a person."""
    return [kind for kind, _ in await planned(session, actor) if kind in {OFFER, EXPIRED, SEATED}]


async def standing(session: Session, event: Event) -> str:
    """«RRO-w»: everybody's status in order of arrival."""
    query = select(Registration).where(Registration.event_id == event.id).order_by(Registration.arrival)
    return "".join(LETTERS[row.status] for row in await session.scalars(query))


async def let_pass(session: Session, now: datetime) -> None:
    """What the chore does every minute."""
    for event_id in await seats.stuck(session, now):
        await seats.move_line(session, event_id, now)


async def test_an_offer_is_taken(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        event, (anna, irina, maria) = await given_line(session, now, 3)
        await registrations.cancel(session, anna, event.id, now)
        place = (await events.places(session, irina.member_id, [event.id]))[event.id]
        assert (place.is_offered, place.offered_till, place.line) == (True, now + DAY, None)

        view = await registrations.accept(session, irina, event.id, now + DAY / 2)

        assert view.mine.holds_seat
        assert view.reminders
        # the question is answered, so nothing is left of it
        assert await told(session, irina) == []
        assert await standing(session, event) == "-Rw"
        again = await registrations.accept(session, irina, event.id, now + DAY / 2)
        assert again.mine == view.mine
        with pytest.raises(errors.OfferGone):
            await registrations.accept(session, maria, event.id, now)
        with pytest.raises(errors.OfferGone):
            await registrations.accept(session, anna, event.id, now)


async def test_a_refused_offer_goes_to_the_next_at_once(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        event, (anna, irina, maria) = await given_line(session, now, 3)
        await registrations.cancel(session, anna, event.id, now)
        await registrations.cancel(session, irina, event.id, now)
        assert await standing(session, event) == "--O"
        assert await told(session, maria) == [OFFER]


async def test_an_offer_runs_out(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        event, (anna, irina, maria) = await given_line(session, now, 3)
        await registrations.cancel(session, anna, event.id, now)

        await let_pass(session, now + DAY - timedelta(seconds=1))
        assert await standing(session, event) == "-Ow"
        await let_pass(session, now + DAY)

        assert await standing(session, event) == "--O"
        assert await told(session, irina) == [EXPIRED]
        place = (await events.places(session, maria.member_id, [event.id]))[event.id]
        assert place.offered_till == now + 2 * DAY
        await let_pass(session, now + 2 * DAY)
        assert await standing(session, event) == "---"
        assert await seats.stuck(session, now + 2 * DAY) == []


async def test_an_offer_that_ran_out_counts_until_the_seat_has_gone(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        event, (anna, irina, _) = await given_line(session, now, 3)
        await registrations.cancel(session, anna, event.id, now)
        late = now + DAY + timedelta(seconds=30)
        assert (await registrations.accept(session, irina, event.id, late)).mine.holds_seat
        await let_pass(session, late)
        assert await standing(session, event) == "-Rw"


async def test_an_offered_seat_is_nobody_elses(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        event, (anna, irina) = await given_line(session, now, 2)
        (maria,) = (await given_members_more(session, now))[:1]
        await registrations.cancel(session, anna, event.id, now)
        newcomer = await registrations.sign_up(session, maria, event.id, OFFLINE, now)
        assert newcomer.mine.line == 1
        assert newcomer.seats_of(OFFLINE).free == 0
        same = await registrations.sign_up(session, irina, event.id, OFFLINE, now)
        assert same.mine.is_offered


async def given_members_more(session: Session, now: datetime) -> list[Actor]:
    member = Member(telegram_id=20_000, full_name="Ещё одна", created_at=now, joined_at=now)
    session.add(member)
    await session.flush()
    return [Actor(20_000, member.id, consent_in_force=True, joined=True)]


async def test_nothing_is_offered_from_the_start_on(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        event, (anna, irina, _) = await given_line(session, now, 3)
        late = STARTS_AT - timedelta(minutes=10)
        await registrations.cancel(session, anna, event.id, late)
        assert await standing(session, event) == "-Ow"

        await let_pass(session, STARTS_AT)

        # the offer is over and nobody else is asked; news of it would be of no use
        assert await standing(session, event) == "--w"
        assert await told(session, irina) == []
        assert await seats.stuck(session, STARTS_AT) == []
        with pytest.raises(errors.EventStarted):
            await registrations.accept(session, irina, event.id, STARTS_AT)


async def test_more_seats_are_offered_in_order(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        event, people = await given_line(session, now, 5)
        event.seats_offline = 3
        await session.flush()
        await seats.fill(session, await seats.lock_event(session, event.id), now)
        assert await standing(session, event) == "ROOww"
        assert [await told(session, actor) for actor in people] == [[], [OFFER], [OFFER], [], []]


async def test_a_seat_that_stands_free_is_found(sessions: Sessions, now: datetime) -> None:
    """However it came about: the tick mends it."""
    async with sessions.begin() as session:
        event, _ = await given_line(session, now, 3)
        event.seats_offline = 2
        await session.flush()
        await let_pass(session, now)
        assert await standing(session, event) == "ROw"


async def test_without_a_limit_nobody_is_asked(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        event, (_, irina, maria) = await given_line(session, now, 3)
        event.seats_offline = None
        await session.flush()
        await seats.fill(session, event, now)
        assert await standing(session, event) == "RRR"
        assert await told(session, irina) == await told(session, maria) == [SEATED]


async def test_who_has_no_telegram_is_not_asked(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        event, (anna, irina) = await given_line(session, now, 2)
        member = await session.get_one(Member, irina.owner())
        member.telegram_id = None
        await session.flush()
        await registrations.cancel(session, anna, event.id, now)
        assert await standing(session, event) == "-R"


async def test_fewer_seats_take_nothing_from_anybody(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        event, (anna, irina, *_) = await given_line(session, now, 4, seats_offline=2)
        event.seats_offline = 1
        await session.flush()
        await seats.fill(session, event, now)
        assert await standing(session, event) == "RRww"
        await registrations.cancel(session, anna, event.id, now)
        assert await standing(session, event) == "-Rww"
        await registrations.cancel(session, irina, event.id, now)
        assert await standing(session, event) == "--Ow"


async def test_people_follow_a_new_format(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        event, people = await given_line(session, now, 4, format=EventFormat.HYBRID, seats_online=1)
        (online,) = await given_members_more(session, now)
        await registrations.sign_up(session, online, event.id, ONLINE, now)
        event.format, event.seats_online = EventFormat.ONLINE, 3
        await session.flush()

        await seats.follow_format(session, event, now)

        assert await standing(session, event) == "ROwwR"
        attendances = set(await session.scalars(select(Registration.attendance)))
        assert attendances == {ONLINE}
        kinds = [kind for kind, _ in await planned(session, people[0])]
        assert MessageKind.EVENT_LINK in kinds


async def test_reminders_and_offers_follow_a_new_time(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        event, (anna, irina, maria) = await given_line(session, now, 3, seats_offline=2)
        await registrations.cancel(session, irina, event.id, now)
        event.starts_at, event.ends_at = now + timedelta(hours=5), now + timedelta(hours=7)
        await session.flush()

        await seats.follow_time(session, event, now)

        assert [message for message in await planned(session, anna) if message[1] < event.starts_at] == [
            (MessageKind.EVENT_REMINDER_HOURS, now + timedelta(hours=3))
        ]
        place = (await events.places(session, maria.member_id, [event.id]))[event.id]
        assert place.offered_till == event.starts_at


async def test_a_called_off_event_offers_nothing(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        event, _ = await given_line(session, now, 2)
        event.status, event.seats_offline = EventStatus.CANCELLED, 5
        await session.flush()
        await seats.fill(session, event, now)
        assert await standing(session, event) == "Rw"
        assert await seats.stuck(session, now) == []


async def test_offers_of_a_called_off_event_wait_for_what_becomes_of_it(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        event, (anna, irina) = await given_line(session, now, 2)
        await registrations.cancel(session, anna, event.id, now)
        event.status = EventStatus.CANCELLED
        await session.flush()
        notice = seats.news(event, irina.owner(), MessageKind.EVENT_CANCELLED, now + DAY)
        await outbox.plan(session, [notice])

        await let_pass(session, now + DAY)
        await seats.move_line(session, event.id, now + DAY)

        assert await standing(session, event) == "-O"
        assert MessageKind.EVENT_CANCELLED in [kind for kind, _ in await planned(session, irina)]
        event.status = EventStatus.PUBLISHED
        await session.flush()
        await let_pass(session, now + DAY)
        assert await standing(session, event) == "--"


async def test_who_is_being_asked_has_the_seat_when_the_limit_goes(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        event, (anna, irina, maria) = await given_line(session, now, 3)
        await registrations.cancel(session, anna, event.id, now)
        assert await standing(session, event) == "-Ow"
        event.seats_offline = None
        await session.flush()
        await seats.fill(session, event, now)
        assert await standing(session, event) == "-RR"
        assert await told(session, irina) == await told(session, maria) == [SEATED]


async def test_will_come(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        event, (anna, irina) = await given_line(session, now, 2)
        view = await registrations.confirm(session, anna, event.id, now)
        assert view.mine.confirmed
        assert MessageKind.EVENT_CONFIRM not in [kind for kind, _ in await planned(session, anna)]
        with pytest.raises(errors.NotFound):
            await registrations.confirm(session, irina, event.id, now)


# --- by coordinators


async def given_coordinator(session: Session, now: datetime) -> Actor:
    (somebody,) = await given_members_more(session, now)
    return replace(somebody, roles=frozenset({Role.COORDINATOR}))


async def registration_of(session: Session, event: Event, actor: Actor) -> int:
    mine = await seats.of_member(session, event.id, actor.owner())
    assert mine is not None
    return mine.id


async def test_a_coordinator_gives_and_takes_seats(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        event, (anna, irina, maria) = await given_line(session, now, 3)
        marina = await given_coordinator(session, now)
        with pytest.raises(errors.SeatsTaken):
            await registrations.seat(session, marina, await registration_of(session, event, maria), now)
        await registrations.seat(session, marina, await registration_of(session, event, maria), now, over=True)
        assert await standing(session, event) == "RwR"
        assert await told(session, maria) == [SEATED]

        await registrations.remove(session, marina, await registration_of(session, event, maria), now)
        await registrations.remove(session, marina, await registration_of(session, event, anna), now)

        assert await standing(session, event) == "-O-"
        assert [kind for kind, _ in await planned(session, anna)] == [MessageKind.EVENT_REMOVED]
        # an offered seat is given without counting it twice
        await registrations.seat(session, marina, await registration_of(session, event, irina), now)
        assert await standing(session, event) == "-R-"


async def test_a_coordinator_signs_people_up(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        event, (_anna, irina) = await given_line(session, now, 2)
        marina = await given_coordinator(session, now)
        with pytest.raises(errors.SeatsTaken):
            await registrations.add(session, marina, event.id, marina.owner(), OFFLINE, now)
        added = await registrations.add(session, marina, event.id, marina.owner(), OFFLINE, now, over=True)
        again = await registrations.add(session, marina, event.id, marina.owner(), OFFLINE, now, over=True)
        assert added == again
        assert await standing(session, event) == "RwR"
        with pytest.raises(errors.AttendanceNotOffered):
            await registrations.add(session, marina, event.id, irina.owner(), ONLINE, now, over=True)
        # whose data were erased after the search
        with pytest.raises(errors.NotFound):
            await registrations.add(session, marina, event.id, irina.owner() + 10_000, OFFLINE, now, over=True)


async def test_of_a_running_series_there_is_news_while_a_session_is_ahead(sessions: Sessions, now: datetime) -> None:
    """The first session was yesterday, the second is in a week."""
    first, second = now - DAY, now + 7 * DAY
    hours = timedelta(hours=2)
    async with sessions.begin() as session:
        event = await given_event(session, starts_at=first, ends_at=second + hours)
        for number, start in ((1, first), (2, second)):
            session.add(Sitting(event_id=event.id, number=number, starts_at=start, ends_at=start + hours))
        await session.flush()
        (anna,), marina = await given_members(session, 1, now), await given_coordinator(session, now)
        news = select(OutboxRow).where(OutboxRow.kind.in_([SEATED, MessageKind.EVENT_REMOVED]))

        hers = await registrations.add(session, marina, event.id, anna.owner(), OFFLINE, now)
        (row,) = (await session.scalars(news)).all()
        assert (row.kind, row.expires_at, row.payload) == (SEATED, second, {"sitting": 2})
        await registrations.remove(session, marina, hers, now)
        (row,) = (await session.scalars(news)).all()
        assert (row.kind, row.expires_at) == (MessageKind.EVENT_REMOVED, second)

        late = await registrations.add(session, marina, event.id, marina.owner(), OFFLINE, second)
        await registrations.remove(session, marina, late, second)
        assert [one.recipient_id for one in await session.scalars(news)] == [anna.owner()], "nothing is ahead"


async def test_only_a_coordinator_touches_the_seats_of_others(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        event, (anna, irina) = await given_line(session, now, 2)
        hers = await registration_of(session, event, irina)
        with pytest.raises(errors.NotAllowed):
            await registrations.seat(session, anna, hers, now)
        with pytest.raises(errors.NotAllowed):
            await registrations.remove(session, anna, hers, now)
        with pytest.raises(errors.NotAllowed):
            await registrations.add(session, anna, event.id, anna.owner(), OFFLINE, now)
