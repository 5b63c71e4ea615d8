"""What was and what is, word by word."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import Enum


class Change(Enum):
    """What happened to a run of words."""

    KEPT = "kept"
    GONE = "gone"
    NEW = "new"


@dataclass(frozen=True, slots=True)
class Run:
    """Words that stand together and fared alike, with the blanks between them."""

    change: Change
    text: str


_PIECES = re.compile(r"\s+|[^\s]+")


def difference(was: str, now: str) -> tuple[Run, ...]:
    """`was` turned into `now`: what is gone comes before what came in its place. Kept and new runs make up `now`."""
    before, after = _PIECES.findall(was), _PIECES.findall(now)
    runs = []
    for tag, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            runs.append(Run(Change.KEPT, "".join(after[c:d])))
            continue
        if gone := "".join(before[a:b]):
            runs.append(Run(Change.GONE, gone))
        if new := "".join(after[c:d]):
            runs.append(Run(Change.NEW, new))
    return tuple(runs)
