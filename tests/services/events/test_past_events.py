"""«Прошедшие встречи»: what one had a seat at, newest first, and nothing else."""

from datetime import datetime, timedelta

import pytest

from db.engine import Sessions
from domain.actors import Actor
from domain.errors import ConsentNeeded
from domain.vocabulary import EventStatus, RegistrationStatus
from services.events import events
from tests.services.given_events import given_event, given_members
from tests.services.given_feedback import given_past, given_seats


async def test_what_one_had_a_seat_at_newest_first(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        anna, boris = await given_members(session, 2, now)
        for days in (40, 3, 400):
            event = await given_past(session, now, timedelta(days=days), title=f"{days} дней назад")
            await given_seats(session, event.id, [anna.member_id, boris.member_id], now)
        just_over = await given_past(session, now, timedelta(0), title="только что")
        await given_seats(session, just_over.id, [anna.member_id], now)

        going_on = await given_past(session, now, timedelta(seconds=-1), title="ещё идёт")
        coming = await given_event(session, title="впереди")
        called_off = await given_past(session, now, status=EventStatus.CANCELLED)
        for other in (going_on, coming, called_off):
            await given_seats(session, other.id, [anna.member_id], now)
        for status in (RegistrationStatus.WAITLISTED, RegistrationStatus.CANCELLED):
            missed = await given_past(session, now)
            await given_seats(session, missed.id, [anna.member_id], now, status)

        first = await events.my_events(session, anna, 0, 3, now, past=True)
        second = await events.my_events(session, anna, 1, 3, now, past=True)
        of_boris = await events.my_events(session, boris, 0, 5, now, past=True)
        coming_ones = await events.my_events(session, anna, 0, 5, now)
    assert [line.title for line in first.lines] == ["только что", "3 дней назад", "40 дней назад"]
    assert [line.title for line in second.lines] == ["400 дней назад"]
    assert len(of_boris.lines) == 3
    assert [line.title for line in coming_ones.lines] == ["ещё идёт", "впереди"]


async def test_a_guest_has_no_past(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        with pytest.raises(ConsentNeeded):
            await events.my_events(session, Actor(telegram_id=7), 0, 5, now, past=True)
