"""Formatted text: Telegram's HTML, UTF-16 offsets, links found in a text."""

from __future__ import annotations

from html import escape
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.entities import plain, read_formatted, utf16_length
from sandbox.errors import BadRequest
from sandbox.html_parser import SIMPLE_TAGS


def cut(text: str, entity: dict[str, Any]) -> str:
    """Returns the piece of a text that an entity covers, as a client finds it: by UTF-16 units."""
    units = text.encode("utf-16-le")
    return units[2 * entity["offset"] : 2 * (entity["offset"] + entity["length"])].decode("utf-16-le")


FORMATTED = [
    ("<b>Привет</b>", "Привет", [("bold", "Привет", {})]),
    ("<STRONG>а</strong>", "а", [("bold", "а", {})]),
    ("🎓 <b>🎓а</b>", "🎓 🎓а", [("bold", "🎓а", {})]),
    ("<b>а<i>б</i></b>", "аб", [("bold", "аб", {}), ("italic", "б", {})]),
    ("<b></b>а", "а", []),
    ("&lt;b&gt; &amp;amp; &quot;", '<b> &amp; "', []),
    ("&#1078;&#x436;&nbsp;&copy;&#0;", "жж&nbsp;&copy;&#0;", []),
    ("&ltb", "&ltb", []),
    ("a &lt b", "a < b", []),
    ('<span class="tg-spoiler">а</span>', "а", [("spoiler", "а", {})]),
    ("<blockquote expandable>а</blockquote>", "а", [("expandable_blockquote", "а", {})]),
    (
        '<a href="https://club.example/?a=1&amp;b=2">а</a>',
        "а",
        [("text_link", "а", {"url": "https://club.example/?a=1&b=2"})],
    ),
    ("<a href='club.example'>а</a>", "а", [("text_link", "а", {"url": "http://club.example/"})]),
    ("<a href='нет такого'>а</a>", "а", []),
    ("<pre>а</pre>", "а", [("pre", "а", {})]),
    ('<pre><code class="language-python">а</code></pre>', "а", [("pre", "а", {"language": "python"})]),
    ('<code class="language-python">а</code>', "а", [("code", "а", {})]),
    ("  <i> а </i> ", "а", [("italic", "а", {})]),
    ("а\r\n\u202eб\u2028\tв", "а\nб в", []),
    ('<tg-time unix="1760000000" format="wDT">а</tg-time>', "а", [("date_time", "а", None)]),
    ('<tg-emoji emoji-id="5368324170671202286">👍</tg-emoji>', "👍", [("custom_emoji", "👍", None)]),
]


@pytest.mark.parametrize(("source", "text", "entities"), FORMATTED)
def test_html(source: str, text: str, entities: list[tuple[str, str, dict[str, Any] | None]]) -> None:
    formatted = read_formatted(source, "HTML", None)
    assert formatted.text == text
    assert [(found["type"], cut(text, found)) for found in formatted.entities] == [item[:2] for item in entities]
    for found, (_, _, extra) in zip(formatted.entities, entities, strict=True):
        rest = {key: value for key, value in found.items() if key not in ("type", "offset", "length")}
        assert extra is None or rest == extra


BROKEN = [
    ("<b", "Unclosed start tag at byte offset 0"),
    ("<>а</>", 'Unsupported start tag "" at byte offset 0'),
    ("<a href=>а</a>", None),
    ("<a href=?>а</a>", "Unexpected end of name token at byte offset 8"),
    ('<a href="x>а</a>', "Unclosed start tag at byte offset 0"),
    ("<b =>а</b>", 'Empty attribute name in the tag "b" at byte offset 0'),
    ("<b>а</b", "Unclosed end tag at byte offset 5"),
    ("<i>а<b>б</i></b>", 'Unmatched end tag at byte offset 10, expected "</b>", found "</i>"'),
    ("<tg-emoji>а</tg-emoji>", "Invalid custom emoji identifier specified"),
    ("1 < 2", 'Unsupported start tag "" at byte offset 2'),
    ("Иванова <Анна>", 'Unsupported start tag "анна" at byte offset 15'),
]


@pytest.mark.parametrize(("source", "complaint"), BROKEN)
def test_broken_html(source: str, complaint: str | None) -> None:
    if complaint is None:
        assert read_formatted(source, "HTML", None).entities == []
        return
    with pytest.raises(BadRequest) as refusal:
        read_formatted(source, "HTML", None)
    assert refusal.value.description == f"Bad Request: can't parse entities: {complaint}"


FOUND = [
    ("/start abc", [("bot_command", "/start")]),
    ("/help@nastavnik_bot", [("bot_command", "/help@nastavnik_bot")]),
    ("и/или", []),
    ("https://club.example/a?b=1, и всё.", [("url", "https://club.example/a?b=1")]),
    ("смотрите vk.com/club.", [("url", "vk.com/club")]),
    ("imc@club.example", [("email", "imc@club.example")]),
    ("@anna_svetlova и #наставник", [("mention", "@anna_svetlova"), ("hashtag", "#наставник")]),
    ("№ 5 #1", []),
]


@pytest.mark.parametrize(("text", "expected"), FOUND)
def test_found_in_text(text: str, expected: list[tuple[str, str]]) -> None:
    formatted = plain(text)
    assert [(entity["type"], cut(text, entity)) for entity in formatted.entities] == expected


def test_nothing_is_found_inside_code() -> None:
    formatted = read_formatted("<code>/start vk.com</code>", "HTML", None)
    assert [entity["type"] for entity in formatted.entities] == ["code"]


@pytest.mark.parametrize(
    ("entity", "complaint"),
    [
        ({"offset": 0, "length": 5}, "ends after the end of the text"),
        ({"offset": 1, "length": 1}, "begins in a middle of a UTF-16 symbol"),
        ({"offset": 0, "length": 1}, "ends in a middle of a UTF-16 symbol"),
    ],
)
def test_entities_that_do_not_fit(entity: dict[str, Any], complaint: str) -> None:
    with pytest.raises(BadRequest, match=complaint):
        read_formatted("🎓а", None, [{"type": "bold"} | entity])


def test_given_entities_are_kept() -> None:
    formatted = read_formatted("🎓а", None, [{"type": "bold", "offset": 2, "length": 1}])
    assert formatted.entities == [{"type": "bold", "offset": 2, "length": 1}]


@given(st.text())
def test_escaped_text_arrives_as_it_was(text: str) -> None:
    assert read_formatted(escape(text), "HTML", None).text == plain(text).text


WORDS = st.text(alphabet='абвгд🎓👩\u200d🏫<&>"', min_size=1, max_size=5)
# A span needs a class, and code inside pre becomes one block: both have rows of their own above.
TAGS = st.sampled_from([tag for tag in SIMPLE_TAGS if tag not in ("span", "code", "pre")])
TREES = st.recursive(WORDS, lambda inner: st.tuples(TAGS, st.lists(inner, min_size=1, max_size=3)), max_leaves=8)


def render(tree: Any) -> tuple[str, str, list[tuple[str, str]]]:
    """Returns a tree as HTML, as plain text, and its formatted pieces in order of their start tags."""
    if isinstance(tree, str):
        return escape(tree), tree, []
    tag, children = tree
    parts = [render(child) for child in children]
    text = "".join(part[1] for part in parts)
    pieces = [piece for part in parts for piece in part[2]]
    return f"<{tag}>{''.join(part[0] for part in parts)}</{tag}>", text, [(SIMPLE_TAGS[tag], text), *pieces]


@given(TREES)
def test_every_tag_covers_its_text(tree: Any) -> None:
    source, text, pieces = render(tree)
    formatted = read_formatted(source, "HTML", None)
    assert formatted.text == text
    assert sorted((found["type"], cut(text, found)) for found in formatted.entities) == sorted(pieces)


SCRAPS = st.sampled_from(["<", ">", "/", "&", ";", "#x41", "lt", "b", "a", " href", "=", '"', "'", " ", "я", "code"])


@given(st.lists(SCRAPS, max_size=30).map("".join))
def test_any_scraps_are_parsed_or_refused_in_telegrams_words(source: str) -> None:
    try:
        formatted = read_formatted(source, "HTML", None)
    except BadRequest as refusal:
        complaint: str | None = refusal.description
    else:
        complaint = None
    if complaint is not None:
        assert complaint.startswith("Bad Request: can't parse entities: ")
        return
    length = utf16_length(formatted.text)
    assert formatted.text == formatted.text.strip(" \n")
    for entity in formatted.entities:
        assert entity["length"] > 0
        assert 0 <= entity["offset"] <= length - entity["length"]
