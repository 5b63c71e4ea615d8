"""Tickets nobody can forge, codes nobody misreads, words nobody can guess."""

import string
from datetime import UTC, datetime, timedelta
from io import BytesIO
from itertools import combinations

import pytest
import zxingcpp
from PIL import Image

from content import load_code_words
from content.code_words import LEAST
from documents import qr
from domain.addresses import Addresses
from domain.errors import InvalidAnswer, TicketInvalid
from domain.events import tickets
from domain.events.tickets import CODE_LETTERS, Ticket

KEY = b"k" * 32
NONCE = "00ff00ff00"
NOW = datetime(2026, 10, 14, 10, 2, tzinfo=UTC)
WORDS = load_code_words()
LARGEST = 2**63 - 1


@pytest.mark.parametrize("registration_id", [1, 35, 36, 1295, 12345678, LARGEST])
def test_a_ticket_tells_whose_it_is_and_fits_a_link(registration_id: int) -> None:
    link = tickets.payload(KEY, registration_id, NONCE)
    assert len(link) <= 64
    assert set(link) <= set(string.ascii_letters + string.digits + "_-")
    assert tickets.read_payload(KEY, link) == Ticket(registration_id, NONCE)


def test_a_ticket_with_any_sign_changed_is_refused() -> None:
    link = tickets.payload(KEY, 12345, NONCE)
    for place in range(len(link)):
        for sign in "0aZ_-":
            forged = link[:place] + sign + link[place + 1 :]
            if forged != link:
                with pytest.raises(TicketInvalid):
                    tickets.read_payload(KEY, forged)


def test_a_ticket_of_another_key_is_refused() -> None:
    with pytest.raises(TicketInvalid):
        tickets.read_payload(b"x" * 32, tickets.payload(KEY, 1, NONCE))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "t_",
        "t_1",
        "t_1_00ff00ff00",
        "t_1_00ff00ff00_",
        "t_1_00ff00ff00_" + "я" * 16,
        "t_1_00ff00ff00_" + "A" * 16,
        "t_" + "z" * 13 + "_00ff00ff00_" + "A" * 16,
        "t_1\n_00ff00ff00_" + "A" * 16,
        "T_1_00FF00FF00_" + "A" * 16,
        "t_" * 5_000,
    ],
)
def test_nonsense_is_no_ticket(text: str) -> None:
    with pytest.raises(TicketInvalid):
        tickets.read_payload(KEY, text)


def test_a_number_no_database_can_hold_is_refused_even_when_signed() -> None:
    with pytest.raises(TicketInvalid):
        tickets.read_payload(KEY, tickets.payload(KEY, LARGEST + 1, NONCE))


@pytest.mark.parametrize("typed", ["ВГДК", "вгдк", " в г д к ", "В-Г-Д-К", "«вгдк»", "BГДK", "bгдk"])
def test_a_code_is_read_however_it_is_typed(typed: str) -> None:
    assert tickets.read_code(typed) == "ВГДК"


def test_latin_letters_that_look_the_same_are_the_same() -> None:
    assert tickets.read_code("BKMH") == "ВКМН"
    assert tickets.read_code("pctx") == "РСТХ"


@pytest.mark.parametrize("typed", ["", "ВГД", "ВГДКЛ", "ЭЮЯЫ", "1234", "ВГД4", "привет", "🙂🙂🙂🙂", "ВГДК" * 1000])
def test_what_is_no_code_is_told_with_an_example(typed: str) -> None:
    with pytest.raises(InvalidAnswer, match="ВГДК"):
        tickets.read_code(typed)


def test_letters_of_a_code_spell_nothing_and_look_like_nothing_else() -> None:
    assert set(CODE_LETTERS).isdisjoint("АЕЁИОУЫЭЮЯЙЪЬЗЧЩЦБ")
    assert len(set(CODE_LETTERS)) == len(CODE_LETTERS) == 15


def word_at(now: datetime, event_id: int = 1, sitting: int = 1) -> str:
    return tickets.code_word(KEY, event_id, sitting, now, WORDS)


def said(text: str, now: datetime, event_id: int = 1, sitting: int = 1) -> bool:
    return tickets.is_code_word(text, KEY, event_id, sitting, now, WORDS)


def test_a_word_lives_five_minutes_and_is_taken_for_five_more() -> None:
    changes = tickets.word_changes_at(NOW)
    assert changes == NOW + timedelta(minutes=3)
    word = word_at(NOW)
    assert word_at(changes - timedelta(seconds=1)) == word != word_at(changes)
    assert said(word, changes + timedelta(minutes=5) - timedelta(seconds=1))
    assert not said(word, changes + timedelta(minutes=5))
    assert not said(word_at(changes), NOW), "the next word is not taken before its time"


def test_a_word_is_read_however_it_is_typed() -> None:
    with_yo = next(moment for moment in (NOW + timedelta(minutes=5 * i) for i in range(5000)) if "ё" in word_at(moment))
    word = word_at(with_yo)
    for typed in (word, word.upper(), f" «{word}»! ", word.replace("ё", "е")):
        assert said(typed, with_yo)
    assert not said(f"{word} {word}", with_yo)
    assert not said("", with_yo)


def test_every_event_session_and_key_has_words_of_its_own() -> None:
    moments = [NOW + timedelta(minutes=5 * i) for i in range(12)]
    ways = [
        [word_at(moment) for moment in moments],
        [word_at(moment, event_id=2) for moment in moments],
        [word_at(moment, sitting=2) for moment in moments],
        [tickets.code_word(b"other", 1, 1, moment, WORDS) for moment in moments],
    ]
    assert all(one != other for one, other in combinations(ways, 2))


def test_words_are_many_and_none_is_taken_for_another() -> None:
    assert len(WORDS) >= LEAST
    heard = [word.replace("ё", "е") for word in WORDS]
    for one, other in combinations(heard, 2):
        if len(one) == len(other):
            assert sum(a != b for a, b in zip(one, other, strict=True)) > 1, (one, other)


def test_all_words_come_up() -> None:
    met = {word_at(NOW + timedelta(minutes=5 * i)) for i in range(20 * len(WORDS))}
    assert met == set(WORDS)


def test_the_picture_reads_back() -> None:
    address = Addresses("nastavnik_tyumen_bot").ticket(tickets.payload(KEY, LARGEST, NONCE))
    with Image.open(BytesIO(qr.png(address))) as picture:
        assert 300 <= picture.width == picture.height <= 800
        (code,) = zxingcpp.read_barcodes(picture)
    assert code.text == address
    assert code.format == zxingcpp.BarcodeFormat.QRCode


def test_the_picture_reads_back_small_and_dirty() -> None:
    """Across a room, and with a finger on its corner."""
    address = "https://t.me/nastavnik_bot?start=" + tickets.payload(KEY, 123456, NONCE)
    with Image.open(BytesIO(qr.png(address))) as picture:
        dirty = picture.convert("L").resize((180, 180))
        dirty.paste(128, (130, 130, 160, 160))
        (code,) = zxingcpp.read_barcodes(dirty)
    assert code.text == address
