"""Words in their dictionary form."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from domain.lemmas import lemmas


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Проверяю тетради, а детям скучно", "проверять тетрадь ребёнок скучно"),
        ("ребенок и ребёнок", "ребёнок"),
        ("Как мне быть с этим?", "быть"),
        ("Хочу освоить PowerPoint!", "хотеть освоить powerpoint"),
        ("7 «Б» класс, 35 человек", "класс человек"),
        ("", ""),
        ("🙂 …", ""),
    ],
)
def test_words_come_in_their_dictionary_form(text: str, found: str) -> None:
    assert lemmas(text) == found


def test_a_word_of_four_thousand_letters_is_left_out() -> None:
    assert lemmas("а" * 4000 + " урок") == "урок"


@given(st.text(max_size=200))
@example("A𗀀 тетради")
def test_anything_typed_gives_each_word_once(text: str) -> None:
    found = lemmas(text).split()
    assert len(found) == len(set(found))
    assert all(word.isalpha() and word == word.lower() for word in found)
