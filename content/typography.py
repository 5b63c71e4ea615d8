"""Russian typography, so that a methodologist types plain spaces and lines break in the right places."""

import re

NBSP = "\u00a0"

_SHORT_WORDS = "в|во|к|ко|с|со|о|об|у|и|а|я|на|до|по|за|из|от|не|ни|но"
_AFTER_SHORT_WORD = re.compile(rf"(?<!\w)({_SHORT_WORDS}) (?=\S)", re.IGNORECASE)
_AFTER_NUMBER = re.compile(r"(?<=\d) (?=[а-яё+])", re.IGNORECASE)


def glue(text: str) -> str:
    """Put a no-break space after short words, between a number and its noun, after «№» and before a dash."""
    text = text.replace(" —", f"{NBSP}—").replace("№ ", f"№{NBSP}")
    text = _AFTER_NUMBER.sub(NBSP, text)
    return _AFTER_SHORT_WORD.sub(rf"\1{NBSP}", text)
