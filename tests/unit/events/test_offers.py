"""How long a freed seat is held, and when its news may break the quiet."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain import clubtime
from domain.events.offers import HELD_AT_LEAST, HELD_FOR, held_till, is_last_moment


def tyumen(text: str) -> datetime:
    """«2026-10-14 15:00» on Tyumen's clocks."""
    return datetime.fromisoformat(text).replace(tzinfo=clubtime.zone())


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


# 12 October 2026 is a Monday, the 18th a Sunday
@pytest.mark.parametrize(
    ("now", "starts_at", "till"),
    [
        # far ahead: a day
        ("2026-10-12 10:00", "2026-10-30 15:00", "2026-10-13 10:00"),
        # two days ahead: a quarter of what is left
        ("2026-10-12 10:00", "2026-10-14 10:00", "2026-10-13 10:00"),
        ("2026-10-12 10:00", "2026-10-12 18:00", "2026-10-12 12:00"),
        ("2026-10-12 10:00", "2026-10-12 10:30", "2026-10-12 10:15"),
        ("2026-10-12 10:00", "2026-10-12 10:10", "2026-10-12 10:10"),
        # who can read of it in the morning only has the day from then on
        ("2026-10-12 23:00", "2026-10-30 15:00", "2026-10-14 08:00"),
        # a deadline on Sunday waits for Monday morning
        ("2026-10-17 10:00", "2026-10-30 15:00", "2026-10-19 10:00"),
        # unless the event would have begun
        ("2026-10-17 18:00", "2026-10-18 11:00", "2026-10-17 22:15"),
    ],
)
def test_how_long_a_seat_is_held(now: str, starts_at: str, till: str) -> None:
    found = held_till(tyumen(now), tyumen(starts_at))
    assert found is not None
    assert clubtime.local(found) == tyumen(till)


def test_nothing_is_offered_from_the_start_on() -> None:
    assert held_till(tyumen("2026-10-12 10:00"), tyumen("2026-10-12 10:00")) is None


@given(now=st.integers(0, 20 * 24 * 60), ahead=st.integers(1, 40 * 24 * 60))
def test_a_seat_is_never_held_past_the_start_nor_for_no_time(now: int, ahead: int) -> None:
    moment = tyumen("2026-10-01 00:00") + timedelta(minutes=now)
    starts_at = moment + timedelta(minutes=ahead)
    till = held_till(moment, starts_at)
    assert till is not None
    assert moment < till <= starts_at
    assert till >= min(moment + HELD_AT_LEAST, starts_at)
    # a Saturday night and its Sunday are the longest quiet
    assert till <= moment + HELD_FOR + timedelta(hours=2 * 35 + 2)
