"""A long text cut in pieces: nothing is lost, the formatting is whole, every piece fits."""

import re

from hypothesis import given
from hypothesis import strategies as st

from domain.mailing.announcements import Part, PartKind, title_of
from domain.mailing.formatted import length_of, plain, split

WORDS = st.sampled_from(
    ["урок", "дети & мы", "1 < 2", "👩‍🏫", "план.", "Да!", "\n", "\n\n", " ", "длинноеслово" * 5, '"']
).map(lambda text: text.replace("&", "&amp;").replace("<", "&lt;"))
TAGS = st.sampled_from(
    ["b", "i", "u", "tg-spoiler", "blockquote expandable", 'a href="https://x.example/?a=1&amp;b=2"']
)


def wrap(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    tagged = st.builds(lambda tag, text: f"<{tag}>{text}</{tag.split()[0]}>", TAGS, inner)
    return st.lists(tagged | inner, min_size=1, max_size=6).map("".join)


FORMATTED = st.recursive(WORDS, wrap, max_leaves=40)


def bare(text: str) -> str:
    return re.sub(r"\s", "", plain(text))


def styled(text: str) -> list[tuple[str, tuple[str, ...]]]:
    """Each sign but blanks with the tags around it."""
    signs, open_tags = [], []
    for token in re.finditer(r"<(/?)([a-z-]+)([^>]*)>|&[a-z]+;|.", text, re.DOTALL):
        if token[2] is None:
            if not plain(token[0]).isspace():
                signs.append((token[0], tuple(open_tags)))
        elif token[1]:
            assert open_tags.pop().split()[0] == token[2], "tags close in the order they were opened"
        else:
            open_tags.append(token[2] + token[3])
    assert open_tags == [], "every tag is closed"
    return signs


@given(FORMATTED, st.integers(20, 80))
def test_pieces_are_all_of_it(text: str, limit: int) -> None:
    pieces = split(text, limit)
    assert all(0 < length_of(piece) <= limit for piece in pieces)
    assert "".join(map(bare, pieces)) == bare(text)
    assert [sign for piece in pieces for sign in styled(piece)] == styled(text)


def test_it_is_cut_at_a_paragraph_then_at_a_sentence() -> None:
    first, second = "<b>Первый абзац. Ещё слова.</b>", "Второй абзац: <i>много слов</i>"
    assert split(f"{first}\n\n{second}", 40) == (first, second)
    assert split("Начало было долгим. Потом ещё немного слов", 30) == ("Начало было долгим.", "Потом ещё немного слов")
    assert split("я" * 50, 30) == ("я" * 30, "я" * 20)


def test_tags_around_a_cut_are_opened_anew() -> None:
    assert split("<b>раз два <i>три четыре</i></b>", 12) == ("<b>раз два <i>три</i></b>", "<b><i>четыре</i></b>")
    assert split("коротко", 30) == ("коротко",)
    assert split(" \n ", 30) == ()


def test_an_emoji_is_two_signs() -> None:
    assert length_of("<b>👍</b>&amp;") == 3
    assert split("👍" * 5, 5) == ("👍👍", "👍👍", "👍")


def test_a_title_is_plain() -> None:
    assert title_of([Part(PartKind.PHOTO), Part(PartKind.TEXT, "<b>1 &lt; 2</b>\nи дальше")]) == "1 < 2"
    assert title_of([Part(PartKind.POLL, "a <b> c?")]) == "a <b> c?"
    assert title_of([]) == ""
