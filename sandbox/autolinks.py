"""What Telegram finds in a text by itself: commands, links, mentions, hashtags and e-mail addresses."""

from __future__ import annotations

import re

from sandbox.html_parser import Span

DOMAIN = r"(?<![\w@./-])(?:[\w-]+\.)+(?:ru|com|org|net|me|info|edu|рф)\b"
URL = re.compile(rf"(?:https?://[^\s<>«»\"]+|{DOMAIN}(?:[/?#][^\s<>«»\"]*)?)", re.IGNORECASE)
EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}\b", re.IGNORECASE)
COMMAND = re.compile(r"(?<![\w/<>@])/[a-zA-Z0-9_]{1,64}(?:@[a-zA-Z0-9_]{3,32})?(?![\w/])")
MENTION = re.compile(r"(?<![\w@/])@[a-zA-Z][a-zA-Z0-9_]{3,31}(?!\w)")
HASHTAG = re.compile(r"(?<![\w#])#(?=\w*[^\W\d])\w{1,256}")
FINDERS = (
    ("email", EMAIL),
    ("url", URL),
    ("bot_command", COMMAND),
    ("mention", MENTION),
    ("hashtag", HASHTAG),
)

# Nothing is looked for inside these: their text is taken literally.
LITERAL = frozenset({"code", "pre", "text_link", "text_mention", "custom_emoji", "date_time"})


def find_autolinks(text: str, spans: list[Span]) -> list[Span]:
    """Returns the spans Telegram adds by itself; they overlap neither each other nor literal spans."""
    taken = [(span.begin, span.end) for span in spans if span.kind in LITERAL]
    found = []
    for kind, pattern in FINDERS:
        for match in pattern.finditer(text):
            begin, end = match.start(), match.start() + len(match[0].rstrip(".,:;!?)"))
            if end > begin and not any(begin < other_end and other_begin < end for other_begin, other_end in taken):
                taken.append((begin, end))
                found.append(Span(kind, begin, end))
    return found
