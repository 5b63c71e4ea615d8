"""The personal calendar: what it carries, for whom, and how its address opens and closes."""

import asyncio
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from db.engine import Sessions
from db.models import CalendarFeed, Event, Registration, Sitting
from domain.actors import Actor
from domain.errors import ConsentNeeded, NotFound
from domain.vocabulary import Attendance, EventFormat, EventStatus, RegistrationStatus
from services.events import calendar_feed
from services.people import mydata
from tests.services.given_events import STARTS_AT, given_event, given_members

OFFLINE, ONLINE = Attendance.OFFLINE, Attendance.ONLINE


async def given_seat(
    sessions: Sessions,
    actor: Actor,
    now: datetime,
    *,
    place: RegistrationStatus = RegistrationStatus.REGISTERED,
    attendance: Attendance = OFFLINE,
    **event: Any,
) -> int:
    """An event where the person has a registration; gives the event's id."""
    async with sessions.begin() as session:
        row = await given_event(session, **event)
        session.add(
            Registration(
                event_id=row.id,
                member_id=actor.member_id,
                status=place,
                attendance=attendance,
                arrival=1,
                created_at=now,
                changed_at=now,
            )
        )
        return row.id


@pytest.fixture
async def people(sessions: Sessions, now: datetime) -> list[Actor]:
    async with sessions.begin() as session:
        return await given_members(session, 2, now)


@pytest.fixture
def anna(people: list[Actor]) -> Actor:
    return people[0]


@pytest.fixture
async def secret(sessions: Sessions, anna: Actor, now: datetime) -> str:
    async with sessions.begin() as session:
        return await calendar_feed.open_feed(session, anna, now)


async def shown(sessions: Sessions, secret: str, now: datetime) -> list[int]:
    async with sessions.begin() as session:
        feed = await calendar_feed.feed(session, secret, now)
    assert feed is not None
    return [entry.event_id for entry in feed]


async def test_the_address_stays_until_it_is_changed(sessions: Sessions, anna: Actor, now: datetime) -> None:
    async with sessions.begin() as session:
        assert await calendar_feed.address(session, anna) is None
        first = await calendar_feed.open_feed(session, anna, now)
        assert await calendar_feed.open_feed(session, anna, now) == first
        assert await calendar_feed.address(session, anna) == first
    async with sessions.begin() as session:
        second = await calendar_feed.renew(session, anna, now)
        assert second != first
        assert await calendar_feed.feed(session, first, now) is None
        assert await calendar_feed.feed(session, second, now) == ()


async def test_a_closed_address_shows_nothing(sessions: Sessions, anna: Actor, secret: str, now: datetime) -> None:
    async with sessions.begin() as session:
        await calendar_feed.close(session, anna)
        await calendar_feed.close(session, anna)
        assert await calendar_feed.feed(session, secret, now) is None
        assert await calendar_feed.address(session, anna) is None


async def test_presses_at_once_make_one_address(sessions: Sessions, anna: Actor, now: datetime) -> None:
    async def press() -> str:
        async with sessions.begin() as session:
            return await calendar_feed.open_feed(session, anna, now)

    assert len(set(await asyncio.gather(*(press() for _ in range(10))))) == 1
    async with sessions.begin() as session:
        assert await session.scalar(select(func.count()).select_from(CalendarFeed)) == 1


async def test_a_guest_has_no_calendar(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        for act in (
            calendar_feed.address(session, Actor(1)),
            calendar_feed.open_feed(session, Actor(1), now),
            calendar_feed.renew(session, Actor(1), now),
            calendar_feed.close(session, Actor(1)),
        ):
            with pytest.raises(ConsentNeeded):
                await act


async def test_only_seats_of_ones_own_are_shown(
    sessions: Sessions, people: list[Actor], secret: str, now: datetime
) -> None:
    anna, somebody = people
    await given_seat(sessions, somebody, now)
    for status in set(RegistrationStatus) - {RegistrationStatus.REGISTERED}:
        await given_seat(sessions, anna, now, place=status)
    later = await given_seat(sessions, anna, now, starts_at=STARTS_AT + timedelta(days=1))
    sooner = await given_seat(sessions, anna, now)
    assert await shown(sessions, secret, now) == [sooner, later]


@pytest.mark.parametrize(
    ("status", "ended_days_ago", "there"),
    [
        (EventStatus.PUBLISHED, 179, True),
        (EventStatus.PUBLISHED, 181, False),
        (EventStatus.CANCELLED, 59, True),
        (EventStatus.CANCELLED, 61, False),
        (EventStatus.CANCELLED, -10, True),
        (EventStatus.DRAFT, -10, False),
    ],
)
async def test_what_is_over_stays_for_a_while(
    sessions: Sessions,
    anna: Actor,
    secret: str,
    now: datetime,
    status: EventStatus,
    ended_days_ago: int,
    there: bool,
) -> None:
    ends_at = now - timedelta(days=ended_days_ago)
    event_id = await given_seat(
        sessions, anna, now, starts_at=ends_at - timedelta(hours=2), ends_at=ends_at, status=status
    )
    assert await shown(sessions, secret, now) == ([event_id] if there else [])


async def test_an_entry_says_how_this_person_takes_part(
    sessions: Sessions, anna: Actor, secret: str, now: datetime
) -> None:
    hybrid: dict[str, Any] = {"format": EventFormat.HYBRID, "seats_online": 5, "map_url": "https://maps.example.org/1"}
    await given_seat(sessions, anna, now, attendance=ONLINE, revision=3, **hybrid)
    await given_seat(sessions, anna, now, attendance=OFFLINE, **hybrid)
    async with sessions.begin() as session:
        online, offline = await calendar_feed.feed(session, secret, now) or ()
        assert (online.location, online.online_url, online.map_url) == (
            "https://example.org/meet",
            "https://example.org/meet",
            None,
        )
        assert online.revision == 3
        assert (offline.location, offline.online_url) == ("Школа № 901", None)
        assert offline.map_url == "https://maps.example.org/1"
        # the link ends with the event
        (online, _) = await calendar_feed.feed(session, secret, STARTS_AT + timedelta(hours=3)) or ()
        assert (online.location, online.online_url) == (None, None)


async def test_a_series_is_shown_session_by_session(
    sessions: Sessions, anna: Actor, secret: str, now: datetime
) -> None:
    week = timedelta(days=7)
    sittings = [
        Sitting(number=1, starts_at=STARTS_AT, ends_at=STARTS_AT + timedelta(hours=2)),
        Sitting(number=2, topic="Разбор", starts_at=STARTS_AT + week, ends_at=STARTS_AT + week + timedelta(hours=2)),
    ]
    await given_seat(sessions, anna, now, ends_at=STARTS_AT + week + timedelta(hours=2), sittings=sittings)
    single = await given_seat(sessions, anna, now)
    async with sessions.begin() as session:
        feed = await calendar_feed.feed(session, secret, now) or ()
    assert [(one.number, one.topic, one.starts_at) for one in feed[0].sittings] == [
        (1, None, STARTS_AT),
        (2, "Разбор", STARTS_AT + week),
    ]
    assert feed[1].event_id == single
    assert [(one.number, one.starts_at, one.ends_at) for one in feed[1].sittings] == [
        (1, STARTS_AT, STARTS_AT + timedelta(hours=2))
    ]


async def test_a_single_entry_for_who_asks(sessions: Sessions, anna: Actor, now: datetime) -> None:
    event_id = await given_seat(sessions, anna, now, revision=2)
    async with sessions.begin() as session:
        entry = await calendar_feed.entry(session, anna, event_id, now)
        assert (entry.event_id, entry.revision, entry.location) == (event_id, 2, "Школа № 901")
        draft = await given_event(session, status=EventStatus.DRAFT)
        for hidden in (draft.id, 999_999):
            with pytest.raises(NotFound):
                await calendar_feed.entry(session, anna, hidden, now)


async def test_the_calendar_leaves_with_its_person(sessions: Sessions, anna: Actor, secret: str, now: datetime) -> None:
    await given_seat(sessions, anna, now)
    async with sessions.begin() as session:
        await mydata.erase(session, anna, now, now)
        assert await calendar_feed.feed(session, secret, now) is None
        assert await session.scalar(select(func.count()).select_from(Event)) == 1
