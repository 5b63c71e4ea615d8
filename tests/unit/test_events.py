"""Rules of signing up, and the moments that remind."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain import clubtime, errors
from domain.events import Seats, Terms, is_last_moment, reminders
from domain.vocabulary import Attendance, EventFormat, EventStatus, MessageKind

OFFLINE, ONLINE = Attendance.OFFLINE, Attendance.ONLINE
LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)
_NAMES = {MessageKind.EVENT_REMINDER_DAY: "day", MessageKind.EVENT_REMINDER_HOURS: "hours"}


def tyumen(text: str) -> datetime:
    """«2026-10-14 15:00» on Tyumen's clocks."""
    return datetime.fromisoformat(text).replace(tzinfo=clubtime.zone())


def written(starts_at: str, now: datetime = LONG_AGO) -> list[str]:
    """«day 13.10 15:00» for each reminder."""
    found = reminders(tyumen(starts_at), now)
    return [f"{_NAMES[reminder.kind]} {clubtime.local(reminder.at):%d.%m %H:%M}" for reminder in found]


# 14 October 2026 is a Wednesday, the 18th a Sunday
@pytest.mark.parametrize(
    ("starts_at", "expected"),
    [
        ("2026-10-14 15:00", ["day 13.10 15:00", "hours 14.10 13:00"]),
        ("2026-10-14 10:00", ["day 13.10 10:00", "hours 14.10 08:00"]),
        # quiet till 08:00, an hour is left: later
        ("2026-10-14 09:30", ["day 13.10 09:30", "hours 14.10 08:00"]),
        ("2026-10-14 09:00", ["day 13.10 09:00", "hours 14.10 08:00"]),
        # less than an hour would be left: the evening before
        ("2026-10-14 08:59", ["day 13.10 08:59", "hours 13.10 20:00"]),
        ("2026-10-14 08:00", ["day 13.10 08:00", "hours 13.10 20:00"]),
        # a day before falls in quiet time: earlier, and the second one would say the same twice
        ("2026-10-14 07:00", ["day 12.10 20:00", "hours 13.10 20:00"]),
        ("2026-10-14 22:00", ["day 13.10 20:00", "hours 14.10 20:00"]),
        ("2026-10-14 23:30", ["day 13.10 20:00", "hours 14.10 20:00"]),
        # Sunday is quiet all day
        ("2026-10-18 15:00", ["day 17.10 15:00", "hours 17.10 20:00"]),
        ("2026-10-19 15:00", ["day 17.10 20:00", "hours 19.10 13:00"]),
        ("2026-10-19 08:30", ["day 17.10 20:00"]),
    ],
)
def test_reminders(starts_at: str, expected: list[str]) -> None:
    assert written(starts_at) == expected


@given(minutes=st.integers(min_value=0, max_value=14 * 24 * 60))
def test_reminders_come_in_order_before_the_start_and_never_in_quiet_time(minutes: int) -> None:
    starts_at = tyumen("2026-10-12 00:00") + timedelta(minutes=minutes)
    moments = [reminder.at for reminder in reminders(starts_at, LONG_AGO)]
    assert moments
    assert moments == sorted(set(moments))
    assert all(moment < starts_at and not clubtime.is_quiet(moment) for moment in moments)


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ("2026-10-13 14:59", ["day 13.10 15:00", "hours 14.10 13:00"]),
        ("2026-10-13 15:00", ["hours 14.10 13:00"]),
        ("2026-10-14 12:59", ["hours 14.10 13:00"]),
        ("2026-10-14 13:00", []),
    ],
)
def test_past_reminders_are_left_out(now: str, expected: list[str]) -> None:
    assert written("2026-10-14 15:00", tyumen(now)) == expected


@pytest.mark.parametrize(
    ("now", "starts_at", "last"),
    [
        ("2026-10-14 12:00", "2026-10-14 12:30", False),
        ("2026-10-13 22:00", "2026-10-14 08:30", False),
        ("2026-10-13 22:00", "2026-10-14 08:00", True),
        ("2026-10-18 12:00", "2026-10-18 18:00", True),
        ("2026-10-17 22:00", "2026-10-18 18:00", True),
    ],
)
def test_news_of_a_seat_may_break_the_quiet_only_when_waiting_is_too_long(now: str, starts_at: str, last: bool) -> None:
    assert is_last_moment(tyumen(now), tyumen(starts_at)) is last


STARTS = tyumen("2026-10-14 15:00")
CLOSES = tyumen("2026-10-13 00:00")


def terms(status: EventStatus = EventStatus.PUBLISHED, closes: datetime | None = None) -> Terms:
    return Terms(EventFormat.OFFLINE, status, STARTS, STARTS + timedelta(hours=2), closes)


def test_taking_part_changes_until_the_start() -> None:
    terms().ensure_changeable(STARTS - timedelta(seconds=1))
    with pytest.raises(errors.EventStarted):
        terms().ensure_changeable(STARTS)
    with pytest.raises(errors.EventCancelled):
        terms(EventStatus.CANCELLED).ensure_changeable(LONG_AGO)


def test_registration_closes() -> None:
    terms(closes=CLOSES).ensure_open(CLOSES - timedelta(seconds=1))
    with pytest.raises(errors.RegistrationClosed):
        terms(closes=CLOSES).ensure_open(CLOSES)
    terms().ensure_open(CLOSES)


@pytest.mark.parametrize(
    ("status", "closes", "now", "is_open"),
    [
        (EventStatus.PUBLISHED, None, STARTS - timedelta(seconds=1), True),
        (EventStatus.PUBLISHED, None, STARTS, False),
        (EventStatus.PUBLISHED, CLOSES, CLOSES - timedelta(seconds=1), True),
        (EventStatus.PUBLISHED, CLOSES, CLOSES, False),
        (EventStatus.CANCELLED, None, LONG_AGO, False),
    ],
)
def test_open_for_newcomers(status: EventStatus, closes: datetime | None, now: datetime, is_open: bool) -> None:
    assert terms(status, closes).is_open(now) is is_open


@pytest.mark.parametrize(
    ("limit", "taken", "waiting", "free", "has_room"),
    [
        (None, 10_000, 0, None, True),
        (2, 1, 0, 1, True),
        (2, 2, 0, 0, False),
        (2, 2, 5, 0, False),
        # those in line go first
        (3, 2, 1, 1, False),
        # seats were taken away after people signed up
        (2, 3, 0, 0, False),
        (0, 0, 0, 0, False),
    ],
)
def test_room(limit: int | None, taken: int, waiting: int, free: int | None, has_room: bool) -> None:
    seats = Seats(OFFLINE, limit, taken, waiting)
    assert (seats.free, seats.has_room) == (free, has_room)
