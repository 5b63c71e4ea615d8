"""Texts in Telegram's HTML: how long people see them, and a long one cut in pieces with its formatting whole."""

import html
import re
from collections.abc import Sequence

_TOKEN = re.compile(
    r"<(?P<close>/?)(?P<name>[a-z][a-z0-9-]*)[^>]*>|&(?:#[0-9]+|#x[0-9a-f]+|[a-z]+);|.", re.DOTALL | re.I
)
# what ends a thought, the best place to cut first
_BREAKS = ("\n\n", "\n", ". ", "! ", "? ", "… ", " ")
# a piece shorter than this share of the limit is no piece: rather cut in the middle of a paragraph
_LEAST = 0.25


class _Sign:
    """One sign people see: as it stands in the HTML, and the tags open around it, each with a number of its own."""

    __slots__ = ("html", "seen", "tags", "width")

    def __init__(self, as_html: str, tags: tuple[tuple[int, str, str], ...]) -> None:
        self.html = as_html
        self.tags = tags
        self.seen = html.unescape(as_html)
        self.width = length(self.seen)


def plain(text: str) -> str:
    """What people read of it, without tags."""
    return "".join(sign.seen for sign in _signs(text))


def length(seen: str) -> int:
    """As a messenger counts it: an emoji is two signs."""
    return len(seen.encode("utf-16-le", "surrogatepass")) // 2


def length_of(text: str) -> int:
    """How long people see `text`, tags aside."""
    return length(plain(text))


def split(text: str, limit: int) -> tuple[str, ...]:
    """`text` in pieces of at most `limit` signs each, cut at a paragraph where there is one; nothing but blanks at a
    cut is lost, and every piece has its formatting whole.
    """
    signs = _signs(text)
    pieces = []
    while signs:
        end = _cut(signs, limit)
        pieces.append(_html(_trimmed(signs[:end])))
        signs = _trimmed(signs[end:])
    return tuple(piece for piece in pieces if piece)


def _signs(text: str) -> list[_Sign]:
    signs = []
    tags: list[tuple[int, str, str]] = []
    for number, token in enumerate(_TOKEN.finditer(text)):
        name = token["name"]
        if name is None:
            signs.append(_Sign(token[0], tuple(tags)))
        elif not token["close"]:
            tags.append((number, name.lower(), token[0]))
        elif tags:
            tags.pop()
    return signs


def _cut(signs: Sequence[_Sign], limit: int) -> int:
    """How many signs the first piece takes."""
    room, fits = limit, 0
    while fits < len(signs) and signs[fits].width <= room:
        room -= signs[fits].width
        fits += 1
    if fits == len(signs):
        return fits
    # the blank a break ends with may stand just behind the limit
    seen = "".join(sign.seen for sign in signs[: fits + 1])
    # an entity may stand for several signs; then places in `seen` are not places in `signs`
    if len(seen) != fits + 1:
        return max(fits, 1)
    for one in _BREAKS:
        at = seen.rfind(one, int(fits * _LEAST))
        if at >= 0:
            return min(at + len(one.rstrip(" ")), fits) or 1
    return max(fits, 1)


def _trimmed(signs: Sequence[_Sign]) -> list[_Sign]:
    first, last = 0, len(signs)
    while first < last and signs[first].seen.isspace():
        first += 1
    while last > first and signs[last - 1].seen.isspace():
        last -= 1
    return list(signs[first:last])


def _html(signs: Sequence[_Sign]) -> str:
    out: list[str] = []
    around: tuple[tuple[int, str, str], ...] = ()
    for sign in signs:
        same = 0
        while same < min(len(around), len(sign.tags)) and around[same] == sign.tags[same]:
            same += 1
        out += [f"</{name}>" for _, name, _ in reversed(around[same:])]
        out += [opening for _, _, opening in sign.tags[same:]]
        out.append(sign.html)
        around = sign.tags
    out += [f"</{name}>" for _, name, _ in reversed(around)]
    return "".join(out)
