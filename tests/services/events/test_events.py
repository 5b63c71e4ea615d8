"""The calendar, the card and «Мои встречи» from the database."""

from datetime import datetime, timedelta

import pytest

from db.engine import Sessions
from domain import errors
from domain.actors import Actor
from domain.events.events import EventFilter
from domain.vocabulary import Attendance, Direction, EventForm, EventFormat, EventStatus
from services.events import events, registrations
from tests.services.given_events import STARTS_AT, given_event, given_members

GUEST = Actor(1)


async def test_calendar_shows_coming_published_events_soonest_first(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        await given_event(session, title="Позже", starts_at=STARTS_AT + timedelta(days=1))
        await given_event(session, title="Раньше")
        await given_event(session, title="Отменили", status=EventStatus.CANCELLED)
        await given_event(session, title="Началась", starts_at=now)

        view = await events.calendar(session, GUEST, EventFilter(), 0, 6, now)

        assert [line.title for line in view.lines] == ["Раньше", "Позже"]
        assert view.page.count == 1


@pytest.mark.parametrize(("wanted", "shown", "number"), [(0, 6, 0), (1, 2, 1), (10**40, 2, 1), (-5, 6, 0)])
async def test_calendar_pages(sessions: Sessions, now: datetime, wanted: int, shown: int, number: int) -> None:
    async with sessions.begin() as session:
        for _ in range(8):
            await given_event(session)
        view = await events.calendar(session, GUEST, EventFilter(), wanted, 6, now)
        assert (len(view.lines), view.page.number, view.page.count) == (shown, number, 2)


async def test_calendar_filters(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        await given_event(session, title="Бал", form=EventForm.BALL, directions=(Direction.SELF_EDUCATION,))
        both = (Direction.DIGITAL, Direction.METHODICAL)
        await given_event(session, title="Семинар", directions=both)
        await given_event(session, title="Гостиная", form=EventForm.SALON, directions=(Direction.DIGITAL,))
        await given_event(session, form=EventForm.WALTZ, directions=(Direction.PARENTS,), starts_at=now)

        async def titles(**wanted: EventForm | Direction) -> list[str]:
            view = await events.calendar(session, GUEST, EventFilter(**wanted), 0, 6, now)  # type: ignore[arg-type]
            assert view.page.count == 1
            return [line.title for line in view.lines]

        assert await titles(form=EventForm.BALL) == ["Бал"]
        assert await titles(direction=Direction.DIGITAL) == ["Семинар", "Гостиная"]
        assert await titles(form=EventForm.SALON, direction=Direction.DIGITAL) == ["Гостиная"]
        assert await titles(form=EventForm.BALL, direction=Direction.DIGITAL) == []

        everything = await events.filter_choices(session, EventFilter(), now)
        assert everything.forms == (EventForm.SEMINAR, EventForm.SALON, EventForm.BALL)
        assert everything.directions == (Direction.METHODICAL, Direction.DIGITAL, Direction.SELF_EDUCATION)
        of_ball = await events.filter_choices(session, EventFilter(form=EventForm.BALL), now)
        assert of_ball.directions == (Direction.SELF_EDUCATION,)
        assert of_ball.forms == everything.forms


async def test_card_counts_seats_and_knows_who_asks(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        event = await given_event(session, format=EventFormat.HYBRID, seats_offline=1, seats_online=None)
        anna, irina = await given_members(session, 2, now)
        await registrations.sign_up(session, anna, event.id, Attendance.OFFLINE, now)
        await registrations.sign_up(session, irina, event.id, Attendance.OFFLINE, now)

        offline, online = (await events.card(session, GUEST, event.id, now)).seats
        assert (offline.limit, offline.taken, offline.waiting, offline.free) == (1, 1, 1, 0)
        assert (online.limit, online.taken, online.free) == (None, 0, None)

        mine = (await events.card(session, irina, event.id, now)).mine
        assert mine is not None
        assert mine.line == 1
        assert (await events.card(session, GUEST, event.id, now)).mine is None


async def test_link_of_an_online_meeting_is_for_those_registered_online(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        event = await given_event(session, format=EventFormat.HYBRID, seats_online=1)
        anna, irina, maria = await given_members(session, 3, now)
        await registrations.sign_up(session, anna, event.id, Attendance.ONLINE, now)
        await registrations.sign_up(session, irina, event.id, Attendance.ONLINE, now)
        await registrations.sign_up(session, maria, event.id, Attendance.OFFLINE, now)

        async def link(actor: Actor, moment: datetime = now) -> str | None:
            return (await events.card(session, actor, event.id, moment)).online_url

        assert await link(anna) == "https://example.org/meet"
        assert await link(anna, STARTS_AT + timedelta(hours=1)) == "https://example.org/meet"
        assert await link(anna, STARTS_AT + timedelta(hours=2)) is None
        assert [await link(actor) for actor in (irina, maria, GUEST)] == [None, None, None]


async def test_card_of_no_event(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        with pytest.raises(errors.NotFound):
            await events.card(session, GUEST, 2**63 - 1, now)


async def test_my_events(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        anna, irina = await given_members(session, 2, now)
        full = await given_event(session, title="Ждём", seats_offline=1, starts_at=STARTS_AT + timedelta(days=1))
        seat = await given_event(session, title="Идём")
        left = await given_event(session, title="Не идём")
        await given_event(session, title="Чужая")
        await registrations.sign_up(session, irina, full.id, Attendance.OFFLINE, now)
        for event in (full, seat, left):
            await registrations.sign_up(session, anna, event.id, Attendance.OFFLINE, now)
        await registrations.cancel(session, anna, left.id, now)

        view = await events.my_events(session, anna, 0, 6, now)
        lines = [(line.title, line.mine.line if line.mine else None) for line in view.lines]
        assert lines == [("Идём", None), ("Ждём", 1)]

        during = await events.my_events(session, anna, 0, 6, seat.ends_at - timedelta(minutes=1))
        after = await events.my_events(session, anna, 0, 6, seat.ends_at)
        assert (len(during.lines), len(after.lines)) == (2, 1)
        with pytest.raises(errors.ConsentNeeded):
            await events.my_events(session, GUEST, 0, 6, now)
