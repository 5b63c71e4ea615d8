"""Quiet hours: 21:00–08:00 and Sundays on Tyumen's clock (UTC+5, no summer time)."""

from datetime import UTC, datetime

import pytest

from domain import clubtime


def tyumen(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=clubtime.zone()).astimezone(UTC)


# 2026-10-07 is a Wednesday, 10-10 a Saturday, 10-11 a Sunday
@pytest.mark.parametrize(
    ("moment", "first", "last"),
    [
        ("2026-10-07T08:00", "2026-10-07T08:00", "2026-10-07T08:00"),
        ("2026-10-07T20:59", "2026-10-07T20:59", "2026-10-07T20:59"),
        ("2026-10-07T21:00", "2026-10-08T08:00", "2026-10-07T20:00"),
        ("2026-10-07T23:59", "2026-10-08T08:00", "2026-10-07T20:00"),
        ("2026-10-08T00:00", "2026-10-08T08:00", "2026-10-07T20:00"),
        ("2026-10-08T07:59", "2026-10-08T08:00", "2026-10-07T20:00"),
        ("2026-10-10T21:30", "2026-10-12T08:00", "2026-10-10T20:00"),
        ("2026-10-11T12:00", "2026-10-12T08:00", "2026-10-10T20:00"),
        ("2026-10-11T23:00", "2026-10-12T08:00", "2026-10-10T20:00"),
        ("2026-10-12T07:00", "2026-10-12T08:00", "2026-10-10T20:00"),
        ("2026-12-31T22:00", "2027-01-01T08:00", "2026-12-31T20:00"),
        ("2028-02-29T22:00", "2028-03-01T08:00", "2028-02-29T20:00"),
    ],
)
def test_quiet_time_moves_a_message(moment: str, first: str, last: str) -> None:
    assert clubtime.next_allowed(tyumen(moment)) == tyumen(first)
    assert clubtime.last_allowed(tyumen(moment)) == tyumen(last)
    assert clubtime.is_quiet(tyumen(moment)) == (moment != first)
