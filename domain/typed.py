"""Typed answers: what people write becomes clean text, or a kind refusal with an example."""

import re
import unicodedata
from collections.abc import Mapping
from typing import TypeVar

from domain.errors import InvalidAnswer

Value = TypeVar("Value")

# letters by Unicode, empty to the eye: an answer of them would look like no answer
_INVISIBLE = dict.fromkeys(map(ord, "\u115f\u1160\u2800\u3164\uffa0"), " ")
_BLANKS = re.compile(r"\s+")


def clean(text: str) -> str:
    """`text` in one line: composed letters, no control, direction or invisible marks, single blanks, trimmed.

    What looks like markup is text like any other and stays.
    """
    text = unicodedata.normalize("NFC", text).translate(_INVISIBLE)
    text = _BLANKS.sub(" ", text)
    # categories C*: control and direction marks, zero widths, halves of letters, signs no font has
    text = "".join(sign for sign in text if not unicodedata.category(sign).startswith("C"))
    return _BLANKS.sub(" ", text).strip()


def paragraphs(text: str) -> str:
    """`text` in its lines, each of them clean, with at most one empty line between them."""
    lines = "\n".join(clean(line) for line in text.splitlines())
    return re.sub(r"\n{3,}", "\n\n", lines).strip()


def phrase(text: str, *, longest: int, example: str) -> str:
    """A short answer in words: cleaned, with at least one letter or digit. Raises InvalidAnswer."""
    cleaned = clean(text)
    if not any(sign.isalnum() for sign in cleaned):
        raise InvalidAnswer(f"Здесь нужны буквы. Например: {ended(example)}")
    if len(cleaned) > longest:
        raise InvalidAnswer(f"Получилось длинно, поместится до {longest} знаков. Например: {ended(example)}")
    return cleaned


def ended(sentence: str) -> str:
    """`sentence` with a full stop, unless it ends with a sign of its own."""
    return sentence if sentence.endswith(("?", "!", "…", ".")) else f"{sentence}."


def meant(text: str, words: Mapping[str, Value]) -> Value | None:
    """What `text` means among `words` (folded, as on buttons), whatever the letters' case; None: nothing."""
    return words.get(folded(text))


def listed(text: str, words: Mapping[str, Value]) -> tuple[Value, ...] | None:
    """The different things a list means («цифра, родители»); None where it holds anything else, or nothing."""
    found = [meant(part, words) for part in re.split(r"[,;\n]", text) if folded(part)]
    known = tuple(dict.fromkeys(one for one in found if one is not None))
    return known if found and len(known) and None not in found else None


def folded(text: str) -> str:
    """`text` for comparing: small letters, «е» for «ё», words only."""
    return " ".join(re.findall(r"\w+", clean(text).lower().replace("ё", "е")))
