"""The one kind of markup the long texts use: bold in Telegram's HTML."""

import re

from content.reader import Entry

_TAG = re.compile(r"<[^>]*>?")
_ENTITY = re.compile(r"&(?!(?:lt|gt|amp|quot);)")


def check_bold_only(entry: Entry, key: str, html: str) -> None:
    """Raise ContentError unless all markup is balanced <b>…</b>, not nested: Telegram refuses broken HTML."""
    opened = False
    for tag in _TAG.findall(html):
        if tag not in ("<b>", "</b>"):
            entry.fail(f"в «{key}» можно только <b>…</b>, а стоит {tag}")
        if opened == (tag == "<b>"):
            entry.fail(f"в «{key}» не сходятся <b> и </b>")
        opened = tag == "<b>"
    if opened:
        entry.fail(f"в «{key}» не закрыт <b>")
    if _ENTITY.search(html):
        entry.fail(f"в «{key}» знак & пишется как &amp;")


def plain(html: str) -> str:
    """The text as a person sees it, without markup."""
    text = _TAG.sub("", html)
    for entity, sign in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&amp;", "&")):
        text = text.replace(entity, sign)
    return text
