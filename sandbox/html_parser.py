"""Telegram's HTML, as strict as the real parser: unknown tags, unclosed tags and wrong nesting are errors.

Python's own HTMLParser forgives too much to test a bot with. Rules and error texts follow TDLib.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from sandbox.errors import BadRequest

SIMPLE_TAGS = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
    "blockquote": "blockquote",
    "code": "code",
    "pre": "pre",
}
TAGS = frozenset(SIMPLE_TAGS) | {"a", "tg-emoji", "tg-time"}
SPACES = " \t\r\n\v\0"
NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
CHARACTER = re.compile(r"&(?:#x([0-9a-fA-F]*)|#([0-9]*)|([a-zA-Z]*));?")
NUMERIC_LENGTH = 10
LANGUAGE = "language-"


@dataclass(frozen=True)
class Span:
    """A formatted piece of a text: code points from `begin` up to, not including, `end`."""

    kind: str
    begin: int
    end: int
    extra: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class OpenTag:
    """A start tag whose end has not come yet."""

    name: str
    attributes: dict[str, str]
    begin: int


def parse_html(source: str) -> tuple[str, list[Span]]:
    """Returns the text without tags and its spans. Raises BadRequest with Telegram's own words."""
    return Parser(source).parse()


class Parser:
    """One pass over one text."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.position = 0
        self.text: list[str] = []
        self.open: list[OpenTag] = []
        self.spans: list[Span] = []

    def parse(self) -> tuple[str, list[Span]]:
        """Reads to the end. Raises BadRequest."""
        while self.position < len(self.source):
            char = self.source[self.position]
            if char == "<":
                closing = self.source.startswith("</", self.position)
                self.read_end_tag() if closing else self.read_start_tag()
            else:
                self.text.append(self.read_character())
        if self.open:
            raise self.error(f'Can\'t find end tag corresponding to start tag "{self.open[-1].name}"')
        return "".join(self.text), [drop_language(span) for span in self.spans]

    def error(self, what: str) -> BadRequest:
        """Returns the refusal with Telegram's prefix."""
        return BadRequest(f"can't parse entities: {what}")

    def offset(self, position: int) -> int:
        """Converts a position to a byte offset, as Telegram counts in error texts."""
        return len(self.source[:position].encode())

    def peek(self) -> str:
        """Returns the next character, or NUL at the end, as a C string ends."""
        return self.source[self.position] if self.position < len(self.source) else "\0"

    def skip_spaces(self) -> None:
        """Moves over white space."""
        while self.position < len(self.source) and self.source[self.position] in SPACES:
            self.position += 1

    def take_until(self, stop: str) -> str:
        """Returns everything up to one of the `stop` characters or the end."""
        begin = self.position
        while self.position < len(self.source) and self.source[self.position] not in stop:
            self.position += 1
        return self.source[begin : self.position]

    def read_character(self) -> str:
        """Returns the next character of the text; only four named and all numeric entities are decoded."""
        match = CHARACTER.match(self.source, self.position) if self.peek() == "&" else None
        decoded = decode(match) if match else None
        if match is None or decoded is None:
            self.position += 1
            return self.source[self.position - 1]
        self.position = match.end()
        return decoded

    def read_start_tag(self) -> None:
        """Reads `<name attribute="value">` and remembers it as open. Raises BadRequest."""
        begin = self.position
        self.position += 1
        name = self.take_until(SPACES + ">").lower()
        if self.position >= len(self.source):
            raise self.error(f"Unclosed start tag at byte offset {self.offset(begin)}")
        if name not in TAGS:
            raise self.error(f'Unsupported start tag "{name}" at byte offset {self.offset(begin)}')
        attributes: dict[str, str] = {}
        self.skip_spaces()
        while self.peek() != ">":
            self.read_attribute(name, begin, attributes)
            self.skip_spaces()
        self.position += 1
        if name == "span" and attributes.get("class") != "tg-spoiler":
            raise self.error(f'Tag "span" must have class "tg-spoiler" at byte offset {self.offset(begin)}')
        self.open.append(OpenTag(name, attributes, len(self.text)))

    def read_attribute(self, tag: str, begin: int, attributes: dict[str, str]) -> None:
        """Reads one attribute into `attributes`. Raises BadRequest."""
        unclosed = f'Unclosed start tag "{tag}" at byte offset {self.offset(begin)}'
        if self.position >= len(self.source):
            raise self.error(unclosed)
        name = self.take_until(SPACES + "=>/\"'").lower()
        if not name:
            raise self.error(f'Empty attribute name in the tag "{tag}" at byte offset {self.offset(begin)}')
        self.skip_spaces()
        if self.peek() != "=":
            attributes[name] = ""
            return
        self.position += 1
        self.skip_spaces()
        if self.position >= len(self.source):
            raise self.error(unclosed)
        attributes[name] = self.read_quoted() if self.peek() in "\"'" else self.read_token()
        if self.position >= len(self.source):
            raise self.error(f"Unclosed start tag at byte offset {self.offset(begin)}")

    def read_token(self) -> str:
        """Reads an attribute value without quotes. Raises BadRequest."""
        begin = self.position
        while (char := self.peek()).isascii() and (char.isalnum() or char in ".-"):
            self.position += 1
        if self.peek() not in SPACES + ">":
            raise self.error(f"Unexpected end of name token at byte offset {self.offset(begin)}")
        return self.source[begin : self.position].lower()

    def read_quoted(self) -> str:
        """Reads an attribute value in quotes; an end that never comes is noticed by the caller."""
        quote = self.source[self.position]
        self.position += 1
        value = []
        while self.position < len(self.source) and self.source[self.position] != quote:
            value.append(self.read_character())
        self.position += 1
        return "".join(value)

    def read_end_tag(self) -> None:
        """Reads `</name>`, which must close the last open tag, and records its span. Raises BadRequest."""
        begin = self.position
        if not self.open:
            raise self.error(f"Unexpected end tag at byte offset {self.offset(begin)}")
        self.position += 2
        name = self.take_until(SPACES + ">")
        self.skip_spaces()
        if self.peek() != ">":
            raise self.error(f"Unclosed end tag at byte offset {self.offset(begin)}")
        self.position += 1
        tag = self.open.pop()
        if name and name != tag.name:
            where = self.offset(begin)
            raise self.error(f'Unmatched end tag at byte offset {where}, expected "</{tag.name}>", found "</{name}>"')
        if len(self.text) > tag.begin:
            self.close(tag)

    def close(self, tag: OpenTag) -> None:
        """Records the span of a closed tag. Raises BadRequest for a custom emoji without a valid id."""
        inside = "".join(self.text[tag.begin :])
        end = len(self.text)
        if tag.name == "a":
            link = checked_link(tag.attributes.get("href") or inside)
            if link:
                self.spans.append(Span("text_link", tag.begin, end, {"url": link}))
        elif tag.name == "tg-emoji":
            emoji = tag.attributes.get("emoji-id", "")
            if not emoji.isdecimal():
                raise self.error("Invalid custom emoji identifier specified")
            self.spans.append(Span("custom_emoji", tag.begin, end, {"custom_emoji_id": emoji}))
        elif tag.name == "tg-time":
            if (unix := tag.attributes.get("unix", "")).isdecimal():
                extra = {"unix_time": int(unix), "date_time_format": tag.attributes.get("format", "")}
                self.spans.append(Span("date_time", tag.begin, end, extra))
        elif tag.name in ("pre", "code"):
            self.close_code(tag, end)
        else:
            expandable = tag.name == "blockquote" and "expandable" in tag.attributes
            kind = "expandable_blockquote" if expandable else SIMPLE_TAGS[tag.name]
            self.spans.append(Span(kind, tag.begin, end))

    def close_code(self, tag: OpenTag, end: int) -> None:
        """Records code; `<pre><code class="language-x">` becomes one block that knows its language."""
        style = tag.attributes.get("class", "") if tag.name == "code" else ""
        language = style.removeprefix(LANGUAGE) if style.startswith(LANGUAGE) else ""
        last = self.spans[-1] if self.spans else None
        if last and (last.begin, last.end) == (tag.begin, end) and {last.kind, tag.name} == {"code", "pre"}:
            known = language or str(last.extra.get("language", ""))
            if known:
                self.spans[-1] = Span("pre", tag.begin, end, {"language": known})
                return
        self.spans.append(Span(tag.name, tag.begin, end, {"language": language} if language else {}))


def drop_language(span: Span) -> Span:
    """Only a block of code has a language; inline code forgets it."""
    return Span(span.kind, span.begin, span.end) if span.kind == "code" else span


def decode(match: re.Match[str]) -> str | None:
    """Returns the character an entity stands for, or None when Telegram leaves it as it is."""
    hexadecimal, decimal, name = match.groups()
    if name is not None:
        return NAMED.get(name)
    code = int(hexadecimal or "0", 16) if hexadecimal is not None else int(decimal or "0")
    if not 0 < code < 0x10FFFF or len(match[0].rstrip(";")) >= NUMERIC_LENGTH or 0xD800 <= code <= 0xDFFF:
        return None
    return chr(code)


def checked_link(link: str) -> str | None:
    """Returns a link as Telegram stores it, or None for one it silently drops."""
    link = link.strip()
    if re.fullmatch(r"(?:tg|ton|tonsite|mailto|tel):\S+", link, re.IGNORECASE):
        return link
    match = re.fullmatch(r"(https?://)?([^\s/?#]+\.[^\s/?#.]{2,}|localhost)(:\d+)?([/?#]\S*)?", link, re.IGNORECASE)
    if match is None or match[2].lower() == "localhost":
        return None
    host_only = not match[4]
    return (match[1] or "http://") + link.removeprefix(match[1] or "") + ("/" if host_only else "")
