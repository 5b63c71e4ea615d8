"""Russian in numbers, dates and quotes."""

from datetime import UTC, datetime

import pytest

from content.typography import NBSP
from screens import words


@pytest.mark.parametrize(
    ("number", "seats"),
    [(0, "мест"), (1, "место"), (2, "места"), (5, "мест"), (11, "мест"), (14, "мест"), (21, "место"), (112, "мест")],
)
def test_plural(number: int, seats: str) -> None:
    assert words.seats(number) == f"{number}{NBSP}{seats}"


@pytest.mark.parametrize(
    ("title", "quoted"),
    [
        ("Знакомимся", "«Знакомимся»"),
        ("НПК, секция «Наставничество»", "«НПК, секция „Наставничество“»"),
    ],
)
def test_quoted(title: str, quoted: str) -> None:
    assert words.quoted(title) == quoted


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (datetime(2026, 10, 6, 10, tzinfo=UTC), "во вторник, 6 октября"),
        # late in the evening in Greenwich is tomorrow in Tyumen
        (datetime(2026, 10, 6, 20, tzinfo=UTC), "в среду, 7 октября"),
    ],
)
def test_on_day(moment: datetime, day: str) -> None:
    assert words.on_day(moment).replace(NBSP, " ") == day
