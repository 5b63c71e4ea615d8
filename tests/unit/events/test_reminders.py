"""The moments that remind of an event."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain import clubtime
from domain.events.reminders import HOURS_BEFORE, Sitting, later_that_day, may_ask, schedule, usual
from domain.vocabulary import EventForm, MessageKind, ReminderKind

LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)
USUAL = (ReminderKind.DAY, ReminderKind.HOURS)
AFTERWARDS = {MessageKind.EVENT_FEEDBACK, MessageKind.EVENT_APPLIED}
_NAMES = {
    MessageKind.EVENT_REMINDER_WEEK: "week",
    MessageKind.EVENT_REMINDER_DAY: "day",
    MessageKind.EVENT_REMINDER_HOURS: "hours",
    MessageKind.EVENT_CONFIRM: "confirm",
    MessageKind.EVENT_LINK: "link",
    MessageKind.EVENT_FEEDBACK: "feedback",
    MessageKind.EVENT_APPLIED: "applied",
}


def tyumen(text: str) -> datetime:
    """«2026-10-14 15:00» on Tyumen's clocks."""
    return datetime.fromisoformat(text).replace(tzinfo=clubtime.zone())


def sitting(starts_at: datetime, number: int = 1) -> Sitting:
    return Sitting(number, starts_at, starts_at + timedelta(hours=2))


def written(
    starts_at: str,
    now: datetime = LONG_AGO,
    wanted: tuple[ReminderKind, ...] = USUAL,
    *,
    confirm: bool = False,
    link: bool = False,
) -> list[str]:
    """«day 13.10 15:00» for each reminder before the event."""
    # moments are UTC inside
    found = schedule([sitting(tyumen(starts_at).astimezone(UTC))], wanted, now, confirm=confirm, link=link)
    return [
        f"{_NAMES[reminder.kind]} {clubtime.local(reminder.at):%d.%m %H:%M}"
        for reminder in found
        if reminder.kind not in AFTERWARDS
    ]


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
    found = schedule([sitting(starts_at)], tuple(ReminderKind), LONG_AGO, confirm=True, link=True)
    moments = [reminder.at for reminder in found]
    assert moments == sorted(moments)
    assert not any(clubtime.is_quiet(moment) for moment in moments)
    ahead = [reminder for reminder in found if reminder.kind not in AFTERWARDS]
    assert {MessageKind.EVENT_REMINDER_WEEK, MessageKind.EVENT_LINK} <= {reminder.kind for reminder in ahead}
    assert all(reminder.at < starts_at and reminder.at < reminder.expires_at for reminder in ahead)
    # a bot that slept says only the last of what it missed
    assert all(one.expires_at <= later.at for one, later in pairwise(ahead))


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
    ("form", "expected"),
    [
        (EventForm.CONFERENCE, ["week 07.10 15:00", "day 13.10 15:00", "hours 14.10 13:00"]),
        (EventForm.SEMINAR, ["day 13.10 15:00", "hours 14.10 13:00"]),
        (EventForm.ONLINE_EXPO, ["day 13.10 15:00"]),
    ],
)
def test_each_form_has_its_usual_reminders(form: EventForm, expected: list[str]) -> None:
    assert written("2026-10-14 15:00", wanted=usual(form)) == expected


def test_a_choice_of_none_leaves_only_what_is_no_reminder() -> None:
    assert written("2026-10-14 15:00", wanted=(), confirm=True, link=True) == [
        "confirm 12.10 15:00",
        "link 14.10 14:45",
    ]


def test_two_hours_before_alone_does_not_vanish_behind_a_day_nobody_wants() -> None:
    assert written("2026-10-19 08:30", wanted=(ReminderKind.HOURS,)) == ["hours 17.10 20:00"]


@pytest.mark.parametrize(
    ("now", "asked"),
    [("2026-10-11 15:00", True), ("2026-10-11 15:01", False)],
)
def test_who_signed_up_just_now_is_not_asked_whether_they_come(now: str, asked: bool) -> None:
    assert may_ask(sitting(tyumen("2026-10-14 15:00")), tyumen(now)) is asked


def test_the_link_of_an_evening_in_quiet_hours_comes_before_them() -> None:
    assert "link 14.10 20:00" in written("2026-10-14 21:30", link=True)
    assert "link 17.10 20:00" in written("2026-10-18 15:00", link=True)


@pytest.mark.parametrize(
    ("starts_at", "expected"),
    [
        # two hours before falls on the evening the link comes: the link says all of it
        ("2026-10-18 15:00", ["confirm 16.10 15:00", "day 17.10 15:00", "link 17.10 20:00"]),
        ("2026-10-14 22:00", ["confirm 12.10 20:00", "day 13.10 20:00", "link 14.10 20:00"]),
        # «придёте?» would come with «завтра», which takes a refusal too
        ("2026-10-20 07:00", ["day 17.10 20:00", "link 19.10 20:00"]),
    ],
)
def test_of_one_moment_only_one_speaks(starts_at: str, expected: list[str]) -> None:
    assert written(starts_at, confirm=True, link=True) == expected


def test_a_day_and_a_week_before_are_days_of_the_calendar() -> None:
    # clocks go back in the night to Friday, 30 October
    clubtime.use_zone(clubtime.ZoneInfo("Africa/Cairo"))
    everything = (ReminderKind.WEEK, ReminderKind.DAY)
    assert written("2026-10-30 15:00", wanted=everything, confirm=True) == [
        "week 23.10 15:00",
        "confirm 28.10 15:00",
        "day 29.10 15:00",
    ]
    night = tyumen("2026-10-30 01:00").astimezone(UTC)
    assert clubtime.before(night, HOURS_BEFORE) == night - HOURS_BEFORE


def test_of_two_sessions_on_one_day_the_earlier_speaks_for_both() -> None:
    sessions = [sitting(tyumen("2026-10-19 09:00"), 1), sitting(tyumen("2026-10-19 14:00"), 2)]
    found = schedule(sessions, (ReminderKind.DAY,), LONG_AGO, confirm=False, link=False)
    assert [(one.kind, one.sitting) for one in found][:1] == [(MessageKind.EVENT_REMINDER_DAY, 1)]
    assert [one.kind for one in found].count(MessageKind.EVENT_REMINDER_DAY) == 1


def test_what_follows_on_the_same_day() -> None:
    moments = ("2026-10-19 09:00", "2026-10-19 14:00", "2026-10-19 23:30", "2026-10-20 00:30")
    sessions = [sitting(tyumen(moment), number) for number, moment in enumerate(moments, 1)]
    assert [later_that_day(sessions, number) for number in (1, 2, 3, 4, 9)] == [2, 1, 0, 0, 0]


def test_who_signed_up_long_ago_is_asked_although_the_rest_is_planned_anew_today() -> None:
    first = sitting(tyumen("2026-10-14 15:00"))
    assert may_ask(first, tyumen("2026-10-08 15:00"))
    found = schedule([first], (), tyumen("2026-10-12 14:00"), confirm=True, link=False)
    assert found[0].kind is MessageKind.EVENT_CONFIRM


def test_afterwards_people_are_asked_twice() -> None:
    found = schedule([sitting(tyumen("2026-10-14 15:00"))], (), LONG_AGO, confirm=False, link=False)
    assert [(one.kind, clubtime.local(one.at).strftime("%d.%m %H:%M")) for one in found] == [
        (MessageKind.EVENT_FEEDBACK, "14.10 17:30"),
        (MessageKind.EVENT_APPLIED, "28.10 12:00"),
    ]


def test_every_session_of_a_series_is_reminded_of() -> None:
    series = [sitting(tyumen("2026-10-14 15:00"), 1), sitting(tyumen("2026-10-21 15:00"), 2)]
    found = schedule(series, tuple(ReminderKind), LONG_AGO, confirm=True, link=False)
    assert [(_NAMES[one.kind], one.sitting, clubtime.local(one.at).strftime("%d.%m")) for one in found] == [
        ("week", 1, "07.10"),
        ("confirm", 1, "12.10"),
        ("day", 1, "13.10"),
        ("hours", 1, "14.10"),
        ("day", 2, "20.10"),
        ("hours", 2, "21.10"),
        ("feedback", 1, "21.10"),
        ("applied", 1, "04.11"),
    ]
