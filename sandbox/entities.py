"""Formatted text: from HTML or explicit entities to the text and entities a message carries.

Positions are counted in code points while the text is worked on; the Bot API counts UTF-16 units, so they are
converted at the very end.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from sandbox.autolinks import find_autolinks
from sandbox.errors import BadRequest
from sandbox.html_parser import Span, parse_html

TEXT_LIMIT = 4096
CAPTION_LIMIT = 1024
RAW_BYTES_LIMIT = 32_768
# Telegram removes carriage returns, line and paragraph separators, embeddings and overrides of direction.
REMOVED = frozenset("\r\u2028\u2029\u202a\u202b\u202c\u202d\u202e")


@dataclass(frozen=True)
class Formatted:
    """Text with its entities as Bot API objects."""

    text: str
    entities: list[dict[str, Any]] = field(default_factory=list)


def utf16_length(text: str) -> int:
    """Returns the length of a text in UTF-16 units, as the Bot API counts."""
    return len(text.encode("utf-16-le")) // 2


def read_text(text: str, parse_mode: str | None, entities: list[dict[str, Any]] | None) -> Formatted:
    """Returns the text of a message as Telegram stores it.

    Raises BadRequest for a text that is empty, blank, too long, has broken markup or an unknown parse mode.
    """
    if not text:
        raise BadRequest("message text is empty")
    if len(text.encode()) > RAW_BYTES_LIMIT:
        raise BadRequest("text is too long")
    formatted = read_formatted(text, parse_mode, entities)
    if not formatted.text:
        raise BadRequest("text must be non-empty")
    if len(formatted.text) > TEXT_LIMIT:
        raise BadRequest("message is too long")
    return formatted


def read_caption(caption: str, parse_mode: str | None, entities: list[dict[str, Any]] | None) -> Formatted:
    """Returns the caption of a media message; it may be empty. Raises BadRequest."""
    formatted = read_formatted(caption, parse_mode, entities)
    if len(formatted.text) > CAPTION_LIMIT:
        raise BadRequest("message caption is too long")
    return formatted


def read_formatted(text: str, parse_mode: str | None, entities: list[dict[str, Any]] | None) -> Formatted:
    """Parses or takes the given entities, tidies the text, adds links found in it. Raises BadRequest."""
    mode = (parse_mode or "").lower()
    if mode == "html":
        text, spans = parse_html(text)
    elif mode in ("markdown", "markdownv2"):
        raise BadRequest("unsupported parse_mode", reason="the sandbox reads HTML only: Markdown is not implemented")
    elif mode and mode != "none":
        raise BadRequest("unsupported parse_mode")
    else:
        spans = spans_of(text, entities or [])
    return finish(*tidy(text, spans))


def plain(text: str) -> Formatted:
    """Returns what a person typed, with the links, mentions and commands in it."""
    return finish(*tidy(text, []))


def spans_of(text: str, entities: list[dict[str, Any]]) -> list[Span]:
    """Converts entities given in UTF-16 units to spans. Raises BadRequest for one outside the text."""
    starts: dict[int, int] = {}
    position = 0
    for index, char in enumerate(text):
        starts[position] = index
        position += 1 + (ord(char) > 0xFFFF)
    starts[position] = len(text)
    spans = []
    for entity in entities:
        begin, end = entity["offset"], entity["offset"] + entity["length"]
        if begin < 0 or entity["length"] < 0 or end > position:
            raise BadRequest(
                f"entity beginning at UTF-16 offset {begin} ends after the end of the text at UTF-16 offset {end}"
            )
        if begin not in starts:
            raise BadRequest(f"entity begins in a middle of a UTF-16 symbol at UTF-16 offset {begin}")
        if end not in starts:
            raise BadRequest(f"entity ends in a middle of a UTF-16 symbol at UTF-16 offset {end}")
        extra = {key: value for key, value in entity.items() if key not in ("type", "offset", "length")}
        spans.append(Span(entity["type"], starts[begin], starts[end], extra))
    return spans


def tidy(text: str, spans: list[Span]) -> tuple[str, list[Span]]:
    """Removes what Telegram removes, turns control characters into spaces, trims; spans move along."""
    cleaned: list[str] = []
    new_index: list[int] = []
    for char in text:
        new_index.append(len(cleaned))
        if char not in REMOVED:
            cleaned.append(" " if char < " " and char != "\n" else char)
    new_index.append(len(cleaned))
    joined = "".join(cleaned)
    kept = joined.rstrip(" \n")
    trimmed = kept.lstrip(" \n")
    shift = len(kept) - len(trimmed)

    def moved(position: int) -> int:
        return min(max(new_index[position] - shift, 0), len(trimmed))

    result = [replace(span, begin=moved(span.begin), end=moved(span.end)) for span in spans]
    return trimmed, [span for span in result if span.end > span.begin]


def finish(text: str, spans: list[Span]) -> Formatted:
    """Adds automatic links, sorts and converts to UTF-16 units."""
    spans = spans + find_autolinks(text, spans)
    spans.sort(key=lambda span: (span.begin, -span.end))
    offsets = [0]
    for char in text:
        offsets.append(offsets[-1] + 1 + (ord(char) > 0xFFFF))
    entities = [
        {
            "type": span.kind,
            "offset": offsets[span.begin],
            "length": offsets[span.end] - offsets[span.begin],
            **span.extra,
        }
        for span in spans
    ]
    return Formatted(text, entities)
