"""What a coordinator sends becomes messages of an announcement."""

from datetime import UTC, datetime, timedelta

import pytest

from domain import clubtime
from domain.errors import InvalidAnswer
from domain.mailing import announcement_sending as sending
from domain.mailing.announcement_buttons import read_link_button, with_button
from domain.mailing.announcements import ALBUM_SIZE, LONGEST_CAPTION, LONGEST_TEXT, Part, PartButton, PartKind, Target
from domain.mailing.composing import Composing, LongCaption, added, raised, separated, without
from domain.mailing.formatted import length_of

WORDS = Part(PartKind.TEXT, "Коллеги, <b>встречаемся</b> в четверг")
POLL = Part(PartKind.POLL, "Придёте?", choices=("Да", "Нет"))
NOW = datetime(2026, 10, 7, 5, 0, tzinfo=UTC)


def photo(number: int, text: str = "", group: str | None = "album") -> Part:
    return Part(PartKind.PHOTO, text, (f"photo-{number}",), group=group)


def test_messages_stand_in_the_order_they_came() -> None:
    parts = added(added((), WORDS).parts, POLL).parts
    assert parts == (WORDS, POLL)
    assert added(parts, photo(1, group=None), replacing=0).parts == (photo(1, group=None), POLL)
    assert raised(parts, 1) == (POLL, WORDS)
    assert raised(parts, 0) == raised(parts, 7) == parts
    assert without(parts, 0) == (POLL,)


def test_files_of_an_album_join_whenever_they_come_and_each_once() -> None:
    parts = added((), photo(1, "Наш вечер")).parts
    assert parts[0].kind is PartKind.PHOTO, "an album of one is a photo"
    parts = added(parts, POLL).parts
    for number in (2, 3, 2):
        composed = added(parts, photo(number, "лишняя подпись"))
        assert composed.joined
        parts = composed.parts
    album, _ = parts
    assert (album.kind, album.files, album.text) == (PartKind.ALBUM, ("photo-1", "photo-2", "photo-3"), "Наш вечер")
    for number in range(4, ALBUM_SIZE + 1):
        parts = added(parts, photo(number)).parts
    with pytest.raises(InvalidAnswer):
        added(parts, photo(99))


def test_long_words_of_an_album_follow_it() -> None:
    composed = added(added((), photo(1)).parts, photo(2, "слово " * 300))
    album, words = composed.parts
    assert composed.apart
    assert (album.kind, album.text, words.kind) == (PartKind.ALBUM, "", PartKind.TEXT)
    assert added(composed.parts, photo(3)).parts[0].files[-1] == "photo-3"


def test_a_text_a_phone_has_cut_is_divided_at_a_paragraph() -> None:
    paragraph = "Очень длинное объявление о жизни клуба. " * 50
    text = f"{paragraph}\n\n{paragraph}\n\n{paragraph}"
    pieces = [text[begin : begin + LONGEST_TEXT] for begin in range(0, len(text), LONGEST_TEXT)]
    parts = added((), Part(PartKind.TEXT, pieces[0])).parts
    composed = added(parts, Part(PartKind.TEXT, pieces[1]))
    assert composed.divided
    assert [part.text.strip() for part in composed.parts] == [f"{paragraph}\n\n{paragraph}".strip(), paragraph.strip()]
    assert all(length_of(part.text) <= LONGEST_TEXT for part in composed.parts)
    further = added(composed.parts, WORDS)
    assert further.parts[-1] == WORDS, "what comes next is a message of its own"


def test_what_can_not_be_sent_is_refused() -> None:
    for bad in (Part(PartKind.TEXT, " <b> </b> "), Part(PartKind.POLL, "?", choices=("да",) * 11)):
        with pytest.raises(InvalidAnswer):
            added((), bad)
    with pytest.raises(InvalidAnswer, match="5 сообщений"):
        added((POLL,) * 5, WORDS)
    long = photo(1, "я" * (LONGEST_CAPTION + 1), group=None)
    with pytest.raises(LongCaption) as caught:
        added((), long)
    file, words = separated(caught.value.part)
    assert (file.text, words.text) == ("", long.text)


def test_the_draft_of_a_conversation_comes_back() -> None:
    for draft in (Composing(), Composing(3, 1, photo(1, "подпись"))):
        assert Composing.load(draft.dump()) == draft
    old = WORDS.dump()
    del old["group"]
    assert Part.load(old) == WORDS, "kept before albums had groups"


# --- buttons


def test_a_link_is_read_in_either_order() -> None:
    expected = PartButton("Программа", Target.LINK, url="https://example.ru/plan?a=1")
    for text in (
        "Программа https://example.ru/plan?a=1",
        "https://example.ru/plan?a=1\nПрограмма",
        "Программа — https://example.ru/plan?a=1",
    ):
        assert read_link_button(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Программа",
        "https://example.ru",
        "Программа http://example.ru",
        "Программа javascript://x",
        "Раз https://a.ru https://b.ru",
        "Очень длинная подпись для кнопки https://example.ru",
        "Сайт https://",
    ],
)
def test_a_bad_link_is_refused(text: str) -> None:
    with pytest.raises(InvalidAnswer):
        read_link_button(text)


def test_buttons_are_four_at_most_and_each_once() -> None:
    buttons: tuple[PartButton, ...] = ()
    for number in range(4):
        buttons = with_button(buttons, PartButton("Вечер", Target.EVENT, id=number))
    assert with_button(buttons, buttons[0]) == buttons
    with pytest.raises(InvalidAnswer):
        with_button(buttons, PartButton("Вечер", Target.EVENT, id=9))


# --- sending


def test_what_an_announcement_lacks() -> None:
    link = PartButton("Сайт", Target.LINK, url="https://example.ru")
    album = Part(PartKind.ALBUM, files=("a", "b"))
    assert sending.missing((), ()) is sending.Missing.PARTS
    assert sending.missing((album,), (link,)) is sending.Missing.ALBUM_BUTTONS
    assert sending.missing((album,), ()) is None
    assert sending.missing((album, WORDS), (link,)) is None


def test_a_series_does_not_begin_on_the_edge_of_quiet_hours() -> None:
    evening = clubtime.at(clubtime.local(NOW).date(), datetime.min.time().replace(hour=20, minute=59, second=58))
    morning = clubtime.next_allowed(evening + timedelta(minutes=5))
    assert sending.first_moment(NOW, 5) == NOW
    assert sending.first_moment(evening, 1) == evening
    assert sending.first_moment(evening, 3) == morning
    assert sending.first_moment(evening + timedelta(hours=1), 3) == morning


def test_suggested_moments_are_never_quiet() -> None:
    for hours in range(24 * 7):
        now = NOW + timedelta(hours=hours)
        moments = sending.suggested_moments(now)
        assert len(moments) == 3
        assert all(now < moment and not clubtime.is_quiet(moment) for moment in moments)


def test_late_joiners_are_awaited_till_the_end_of_a_day() -> None:
    assert sending.late_until(7, NOW) == datetime(2026, 10, 14, 19, 0, tzinfo=UTC)
    with pytest.raises(InvalidAnswer):
        sending.late_until(3650, NOW)
