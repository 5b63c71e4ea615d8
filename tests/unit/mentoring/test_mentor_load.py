"""Mentors by load: what is typed, how long an answer takes in words, the list that is kept."""

from datetime import timedelta

import pytest

from domain.errors import InvalidAnswer
from domain.mentoring.mentor_load import Look, Only, read_capacity
from screens.mentoring.mentor_load import about


def test_a_number_of_pairs_is_read() -> None:
    assert [read_capacity(text) for text in ("1", " 3. ", "10")] == [1, 3, 10]
    for text in ("0", "11", "-1", "2,5", "²", "три", "9" * 400):
        with pytest.raises(InvalidAnswer, match="от 1 до 10"):
            read_capacity(text)


def test_how_soon_is_told_in_one_unit() -> None:
    told = [about(timedelta(minutes=minutes)).replace("\u00a0", " ") for minutes in (5, 61, 5 * 60, 35 * 60, 72 * 60)]
    assert told == ["меньше чем за час", "за 1 час", "за 5 часов", "за 35 часов", "за 3 дня"]


def test_the_list_comes_back_as_it_was_left() -> None:
    look = Look(Only.SILENT, 2, "лебедева", 7)
    assert Look.load(look.dump()) == look
    assert Look.load(Look().dump()) == Look()
