"""Typed text becomes clean text or a kind refusal."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import InvalidAnswer
from domain.typed import clean, folded, listed, meant, phrase


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Анна\t\tПетровна \n Ким ", "Анна Петровна Ким"),
        ("Анна\u202eКим", "АннаКим"),
        ("\u200fАнна\u200b Ким\u2066", "Анна Ким"),
        ("Анна\x00 Ким\x07", "Анна Ким"),
        ("Ан\u00adна", "Анна"),
        ("Анна\u00a0Ким", "Анна Ким"),
        ("Андреи\u0306", "Андрей"),
        ("\u3164\u2800", ""),
        ("Анна \ud800Ким", "Анна Ким"),
        ('<b>Анна</b> & «Ко» "О\'Нил"', '<b>Анна</b> & «Ко» "О\'Нил"'),
    ],
)
def test_clean_keeps_what_is_seen(typed: str, kept: str) -> None:
    assert clean(typed) == kept


@given(st.text())
def test_clean_once_is_enough_and_leaves_one_line(typed: str) -> None:
    cleaned = clean(typed)

    assert clean(cleaned) == cleaned
    assert cleaned == cleaned.strip()
    assert cleaned.isprintable()


@pytest.mark.parametrize("typed", ["", "   ", "🎉🎉", "—!?", "\u202e\u200b", "\u3164"])
def test_phrase_needs_letters(typed: str) -> None:
    with pytest.raises(InvalidAnswer, match="Например: учитель"):
        phrase(typed, longest=100, example="учитель")


def test_phrase_has_a_limit_counted_after_cleaning() -> None:
    assert phrase("я" * 100 + "\u200b" * 50, longest=100, example="учитель") == "я" * 100
    with pytest.raises(InvalidAnswer, match="до 100 знаков"):
        phrase("я" * 101, longest=100, example="учитель")


def test_folded_compares_words_only() -> None:
    assert folded(" «Ёлка» — № 5! 🎉") == "елка 5"


def test_words_of_buttons() -> None:
    words = {"все равно": 0, "онлайн": 1, "5 9 классы": 2}
    assert meant("ВСЁ РАВНО!", words) == 0
    assert meant("🔹 5–9 классы", words) == 2
    assert meant("онлайн очно", words) is None
    assert listed("Онлайн, всё равно; онлайн\n", words) == (1, 0)
    for text in ("", " , ", "онлайн, астрология"):
        assert listed(text, words) is None


def test_an_example_that_is_a_question_gets_no_full_stop() -> None:
    with pytest.raises(InvalidAnswer) as refused:
        phrase("…", longest=10, example="какой это класс?")
    assert refused.value.hint == "Здесь нужны буквы. Например: какой это класс?"
