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


NOW = datetime(2026, 11, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        (datetime(2026, 12, 2, tzinfo=UTC), datetime(2026, 12, 9, tzinfo=UTC), "со 2 по 9 декабря"),
        (datetime(2026, 11, 30, tzinfo=UTC), datetime(2026, 12, 7, tzinfo=UTC), "с 30 ноября по 7 декабря"),
        (datetime(2026, 12, 30, tzinfo=UTC), datetime(2027, 1, 6, tzinfo=UTC), "с 30 декабря 2026 по 6 января 2027"),
        (datetime(2027, 2, 3, tzinfo=UTC), datetime(2027, 3, 3, tzinfo=UTC), "с 3 февраля по 3 марта 2027"),
        (datetime(2026, 12, 2, 5, tzinfo=UTC), datetime(2026, 12, 2, 9, tzinfo=UTC), "ср, 2 декабря"),
    ],
)
def test_from_one_day_to_another(first: datetime, last: datetime, said: str) -> None:
    assert words.from_to(first, last, NOW).replace(NBSP, " ") == said
