"""By when the desk answers a letter, and when it is nudged."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest

from domain import clubtime
from domain.desk_days import answer_by, nudge_at
from domain.mailing.letters import LetterWords, ToMirror, Writing
from domain.mentoring.relay import LONGEST_TEXT, Outgoing, RelayKind
from screens.kit import TEXT_LIMIT, Screen
from screens.mailing import letters, letters_desk, letters_news, letters_topics
from services.desk_days import works


def club(text: str) -> datetime:
    """«2026-10-07 10:00» on the club's clock."""
    return datetime.fromisoformat(text).replace(tzinfo=clubtime.zone()).astimezone(UTC)


@pytest.mark.parametrize(
    ("written", "answered"),
    [
        ("2026-10-07 10:00", "2026-10-09 10:00"),
        # over a weekend
        ("2026-10-08 15:30", "2026-10-12 15:30"),
        # at night and early: as if in the morning
        ("2026-10-07 23:00", "2026-10-12 09:00"),
        ("2026-10-07 05:00", "2026-10-09 09:00"),
        # on a day off: from Monday
        ("2026-10-10 12:00", "2026-10-14 09:00"),
        # in a break on Mondays and Thursdays, so that nothing waits for September
        ("2026-06-15 10:00", "2026-06-22 10:00"),
        # New Year: no public holiday is a day of the desk
        ("2026-12-30 12:00", "2027-01-12 09:00"),
    ],
)
def test_two_working_days(written: str, answered: str) -> None:
    assert answer_by(club(written), works()) == club(answered)


@pytest.mark.parametrize(
    ("now", "nudge"),
    [
        ("2026-10-09 09:59", None),
        ("2026-10-09 10:00", "2026-10-09 10:00"),
        # the weekend nudges nobody: it is still Friday's
        ("2026-10-11 12:00", "2026-10-09 10:00"),
        ("2026-10-12 08:59", "2026-10-09 10:00"),
        ("2026-10-12 09:00", "2026-10-12 09:00"),
        ("2026-10-13 20:00", "2026-10-13 09:00"),
    ],
)
def test_a_late_letter_nudges_every_working_morning(now: str, nudge: str | None) -> None:
    deadline = club("2026-10-09 10:00")
    expected = club(nudge) if nudge else None
    assert nudge_at(deadline, deadline - timedelta(days=2), club(now), works()) == expected


def test_who_has_just_got_a_late_letter_is_nudged_the_next_morning() -> None:
    deadline, handed = club("2026-10-09 10:00"), club("2026-10-12 11:00")
    assert nudge_at(deadline, handed, club("2026-10-12 18:00"), works()) is None
    assert nudge_at(deadline, handed, club("2026-10-13 09:00"), works()) == club("2026-10-13 09:00")


def test_the_longest_wait_for_an_answer_is_under_three_weeks() -> None:
    """Also over the New Year, and in summer."""
    for day in range(366):
        written = clubtime.at(date(2026, 9, 1) + timedelta(days=day), clubtime.QUIET_TILL)
        assert timedelta(days=1) < answer_by(written, works()) - written <= timedelta(days=17), written


def test_a_draft_comes_back() -> None:
    draft = Writing(7, club("2026-10-07 10:00"), (Outgoing(RelayKind.PHOTO, "доска", "file"),))
    assert Writing.load(draft.dump()) == draft
    assert Writing.load(Writing(None, draft.since).dump()) == Writing(None, draft.since)


def test_the_longest_message_fits_under_every_heading() -> None:
    """Else a messenger refuses it, and nobody reads what somebody wrote."""
    name, at = "Ы" * 200, club("2026-09-30 10:00")
    for from_desk in (False, True):
        told = LetterWords(1, 1, False, from_desk, name, RelayKind.TEXT, "ы" * LONGEST_TEXT, None, at)
        screens = [letters.answered(told), letters.opened(told), letters_desk.opened(told), letters_news.written(told)]
        screens.append(letters_topics.mirrored(ToMirror(told, 1, name, None, at)))
        for screen in screens:
            assert isinstance(screen, Screen)
            assert len(re.sub("<[^>]+>", "", screen.text)) <= TEXT_LIMIT, screen.text[:100]
