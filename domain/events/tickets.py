"""What shows that a person holds a seat or is there: signed tickets, four-letter codes, changing code words."""

import base64
import hmac
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256

from domain import typed
from domain.errors import InvalidAnswer, TicketInvalid

# what a link with a ticket begins with
TICKET_PREFIX = "t_"
# what the club's keys are for
TICKET_KEY = "ticket"
WORD_KEY = "code_word"

# Consonants only, so that no code spells a word, least of all a rude one; without letters taken for one another or
# for digits: Ц and Щ for Ш, Й for И, Ч for 4, З for 3, Б for 6. Fifteen letters make 50 625 codes for one event.
CODE_LETTERS = "ВГДЖКЛМНПРСТФХШ"
CODE_LENGTH = 4

WORD_LIVES = timedelta(minutes=5)

_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
# 12 bytes are 16 signs of base64 without a remainder, so a signature is written in one way only
_SIGNATURE_BYTES = 12
_TICKET = re.compile(r"(t_([1-9a-z][0-9a-z]{0,12})_([0-9a-f]{10}))_([A-Za-z0-9_-]{16})")
_LARGEST_ID = 2**63 - 1
# typed with the Latin letters that look the same
_LATIN = str.maketrans("BKMHPCTX", "ВКМНРСТХ")


@dataclass(frozen=True, slots=True)
class Ticket:
    """What a genuine ticket says: whose registration, and which of its seats (`nonce` changes with each)."""

    registration_id: int
    nonce: str


def payload(key: bytes, registration_id: int, nonce: str) -> str:
    """The ticket as it stands in a link: `t_<id in base 36>_<nonce>_<signature>`, at most 64 of [A-Za-z0-9_-].

    `nonce` is ten hexadecimal digits. The signature is 96 bits of HMAC-SHA256 over both.
    """
    body = f"{TICKET_PREFIX}{_base36(registration_id)}_{nonce}"
    return f"{body}_{_signature(key, body)}"


def read_payload(key: bytes, text: str) -> Ticket:
    """The ticket behind a link. Raises TicketInvalid unless the club signed it."""
    found = _TICKET.fullmatch(text)
    if found is None:
        raise TicketInvalid
    body, number, nonce, signature = found.groups()
    # compared in constant time: how long a refusal takes must not tell how much of a guess was right
    if not hmac.compare_digest(signature, _signature(key, body)):
        raise TicketInvalid
    registration_id = int(number, 36)
    if registration_id > _LARGEST_ID:
        raise TicketInvalid
    return Ticket(registration_id, nonce)


def read_code(text: str) -> str:
    """Four letters as the coordinator typed them: in any case, with blanks, with Latin letters that look the same.

    Raises InvalidAnswer.
    """
    letters = "".join(sign for sign in typed.clean(text).upper() if sign.isalnum()).translate(_LATIN)
    if len(letters) != CODE_LENGTH or any(letter not in CODE_LETTERS for letter in letters):
        raise InvalidAnswer("В коде четыре буквы, они под QR-кодом. Например: ВГДК.")
    return letters


def code_word(key: bytes, event_id: int, sitting: int, now: datetime, words: Sequence[str]) -> str:
    """The word of the five minutes `now` (aware) is in: nobody can tell it beforehand without the key."""
    return _word(key, event_id, sitting, _window(now), words)


def word_changes_at(now: datetime) -> datetime:
    """When the word of `now` gives way to the next one (UTC)."""
    return datetime.fromtimestamp((_window(now) + 1) * WORD_LIVES.total_seconds(), UTC)


def is_code_word(text: str, key: bytes, event_id: int, sitting: int, now: datetime, words: Sequence[str]) -> bool:
    """Whether `text` is the word shown now, or the one before it: people type slower than the screen changes."""
    said = typed.folded(text)
    windows = (_window(now), _window(now) - 1)
    return said in {typed.folded(_word(key, event_id, sitting, window, words)) for window in windows}


def _window(now: datetime) -> int:
    return int(now.timestamp() // WORD_LIVES.total_seconds())


def _word(key: bytes, event_id: int, sitting: int, window: int, words: Sequence[str]) -> str:
    digest = hmac.digest(key, f"{event_id}:{sitting}:{window}".encode(), sha256)
    return words[int.from_bytes(digest[:8], "big") % len(words)]


def _signature(key: bytes, body: str) -> str:
    digest = hmac.digest(key, body.encode(), sha256)[:_SIGNATURE_BYTES]
    return base64.urlsafe_b64encode(digest).decode()


def _base36(number: int) -> str:
    digits = ""
    while number:
        number, rest = divmod(number, 36)
        digits = _DIGITS[rest] + digits
    return digits
