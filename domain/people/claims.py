"""Codes by which somebody takes over the record a coordinator made for them."""

import re
from dataclasses import dataclass
from datetime import timedelta

from domain.typed import clean

# Latin consonants, so that no code spells a word and a link carries it: twenty letters, none taken for another one
CODE_LETTERS = "BCDFGHJKLMNPQRSTVWXZ"
CODE_LENGTH = 8
LIFETIME = timedelta(days=30)
# wrong codes a person may type within a day
MOST_MISSES = 5
MISSES_FOR = timedelta(days=1)
_CODE = re.compile(f"[{CODE_LETTERS}]{{{CODE_LENGTH}}}")
# what people type on a Russian keyboard for a letter that looks the same
_LOOK_ALIKES = str.maketrans("ВСМКНРТХГ", "BCMKHPTXR")


def read_code(text: str) -> str | None:
    """A typed code without blanks and dashes, or None: it can't be one."""
    letters = re.sub(r"[\s\-–—.]", "", clean(text[:100])).upper().translate(_LOOK_ALIKES)
    return letters if _CODE.fullmatch(letters) else None


def spelt(code: str) -> str:
    """«BCDF-GHJK»: easier to read and to type."""
    return f"{code[:4]}-{code[4:]}"


@dataclass(frozen=True, slots=True)
class ClaimedRecord:
    """Whose record a code opens. `joins`: the person has a finished profile, and the record is added to it."""

    code: str
    full_name: str | None
    organization: str | None
    joins: bool


@dataclass(frozen=True, slots=True)
class Missed:
    """The code opens nothing; so many tries are left for a day."""

    left: int


@dataclass(frozen=True, slots=True)
class Taken:
    """The record is the person's, who is this member now."""

    member_id: int
