"""Rules of signing up."""

from datetime import UTC, datetime, timedelta

import pytest

from domain import clubtime, errors
from domain.events.events import Seats, Terms
from domain.vocabulary import Attendance, EventFormat, EventStatus

OFFLINE, ONLINE = Attendance.OFFLINE, Attendance.ONLINE
LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)


def tyumen(text: str) -> datetime:
    """«2026-10-14 15:00» on Tyumen's clocks."""
    return datetime.fromisoformat(text).replace(tzinfo=clubtime.zone())


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
