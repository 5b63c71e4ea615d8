"""Links that remember where they were found, the search by words, the card to forward."""

from dataclasses import replace

import pytest

from domain.addresses import Addresses
from domain.events.events import EventCard
from domain.events.sharing import EventLink, Found, Shared, Sources, rank, read_link, words_of
from domain.vocabulary import Direction, EventForm, EventFormat, EventStatus, Source
from screens.events import sharing as screens
from screens.events.event_card import SignUp
from screens.events.events import OpenFound, OpenListed
from screens.kit import CAPTION_LIMIT, TEXT_LIMIT, Photo, Screen
from screens.people.joining import Agree, Join, JoinSave
from tests.unit.sample_events import CARD, NOW, TERMS, labels, read

ADDRESSES = Addresses("club_bot", "https://club.example.org")
PUBLIC = replace(CARD, seats=())
LONGEST = replace(
    PUBLIC,
    title="Щ" * 200,
    announcement="слово " * 250,
    place="М" * 300,
    directions=tuple(Direction),
    partners="П" * 300,
    map_url="https://maps.example.org/" + "a" * 400,
)


@pytest.mark.parametrize(
    ("payload", "link"),
    [
        ("event_12", EventLink(12, Source.LINK)),
        ("event_12_link", EventLink(12, Source.LINK)),
        ("event_12_inline", EventLink(12, Source.INLINE)),
        ("event_12_poster", EventLink(12, Source.LINK)),
        ("event_0", None),
        ("event_12_", None),
        ("event_12_inline_", None),
        ("event_" + "9" * 19, None),
        ("eventually", None),
        ("", None),
    ],
)
def test_a_link_remembers_where_it_was_found(payload: str, link: EventLink | None) -> None:
    assert read_link(payload) == link


def test_links_the_club_makes_are_read_back() -> None:
    for source in ("", "link", "inline"):
        payload = ADDRESSES.event(12, source).partition("?start=")[2]
        assert read_link(payload) is not None


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", True),
        ("день", True),
        ("ДЕНЬ школа", True),
        ("школу", True),
        ("стажёрская", True),
        ("стажерскую площадку", True),
        ("методика", True),
        ("бал", False),
        ("день бал", False),
        ("ь", False),
        ("%", True),
    ],
)
def test_words_find_an_event_in_any_form(query: str, found: bool) -> None:
    words = words_of("День в школе наставника Стажёрская площадка Методическое 📘 Методика")
    assert (rank(words_of(query), words) is not None) is found


def test_a_whole_word_is_worth_more_than_its_stem() -> None:
    asked = words_of("бала")
    assert rank(asked, words_of("Бала")) == 0
    assert rank(asked, words_of("Бал молодых педагогов")) == 1


def test_every_form_and_direction_can_be_searched_for() -> None:
    assert set(screens.NAMES.forms) == set(EventForm)
    assert set(screens.NAMES.directions) == set(Direction)


def test_the_card_to_forward_says_nothing_of_who_forwards_it() -> None:
    screen = screens.forwardable(PUBLIC, NOW, ADDRESSES.event(12, "link"))
    assert read(screen) == (
        "День в школе наставника\n"
        "Стажёрская площадка, очно, 5 часов\n\n"
        "Когда: ср, 10 февраля 2027, 09:00–14:00\n"
        "Где: Лицей № 903\n"
        "Направления: Методическое, Организация ОД\n\n"
        "Два урока и разбор без оценок.\n\n"
        "Записаться: https://t.me/club_bot?start=event_12_link"
    )
    assert screen.fresh
    assert [[button.url for button in row] for row in screen.rows] == [["https://t.me/club_bot?start=event_12_link"]]


@pytest.mark.parametrize(
    ("terms", "label", "line"),
    [
        (replace(TERMS, registration_closes_at=NOW), ["Подробнее"], "Подробнее: https://"),
        (replace(TERMS, status=EventStatus.CANCELLED), [], "Встречу отменили."),
    ],
)
def test_a_closed_or_cancelled_event_invites_nobody(terms: object, label: list[str], line: str) -> None:
    screen = screens.forwardable(replace(PUBLIC, terms=terms), NOW, ADDRESSES.event(12))  # type: ignore[arg-type]
    assert labels(screen) == label
    assert line in read(screen)


def test_the_page_shows_figures_to_a_coordinator_only() -> None:
    page, _ = screens.share(Shared(PUBLIC), NOW, ADDRESSES)
    assert "Откуда" not in read(page)
    assert "@club_bot день в" in read(page)
    sources = Sources({Source.LINK: 2, Source.CALENDAR: 5, None: 1})
    page, _ = screens.share(Shared(PUBLIC, sources), NOW, ADDRESSES)
    assert "Откуда записались: календарь — 5, ссылка — 2, не отмечено — 1." in read(page)
    page, _ = screens.share(Shared(PUBLIC, Sources({})), NOW, ADDRESSES)
    assert "Пока никто не записался." in read(page)


def caption(view: EventCard) -> str:
    _, photo = screens.share(Shared(replace(view, cover="file-1")), NOW, ADDRESSES)
    assert isinstance(photo, Photo)
    assert photo.content == "file-1"
    return read(Screen(photo.caption))


def test_with_a_picture_the_card_is_its_caption() -> None:
    text = caption(PUBLIC)
    assert "Два урока" in text
    assert text.endswith("Записаться: https://t.me/club_bot?start=event_12_link")


def test_a_caption_gives_up_the_announcement_first_then_the_facts() -> None:
    text = caption(replace(PUBLIC, announcement="слово " * 250))
    assert 900 < len(text) <= CAPTION_LIMIT
    assert "…" in text
    text = caption(LONGEST)
    assert len(text) <= CAPTION_LIMIT
    assert text.startswith("Щ" * 200 + "\nср, 10 февраля, 09:00\n\nЗаписаться: https://t.me/")


def test_the_longest_card_fits_a_message() -> None:
    assert len(screens.forwardable(LONGEST, NOW, ADDRESSES.event(2**62, "inline")).text) <= TEXT_LIMIT


def test_results_of_the_search() -> None:
    hybrid = replace(PUBLIC, id=13, terms=replace(TERMS, format=EventFormat.HYBRID))
    online = replace(PUBLIC, id=14, terms=replace(TERMS, format=EventFormat.ONLINE))
    shown = screens.found(Found((PUBLIC, hybrid, online), 10), NOW, ADDRESSES)
    assert shown.more == "10"
    assert [card.id for card in shown.cards] == ["event:12", "event:13", "event:14"]
    assert [card.description.replace("\u00a0", " ") for card in shown.cards] == [
        "ср, 10 февраля, 09:00 · Лицей № 903",
        "ср, 10 февраля, 09:00 · Лицей № 903 или онлайн",
        "ср, 10 февраля, 09:00 · онлайн",
    ]
    assert all("_inline" in str(card.screen.rows[0][0].url) for card in shown.cards)
    assert screens.found(Found((), None), NOW, ADDRESSES).more == ""


def test_buttons_from_before_sources_still_act() -> None:
    assert SignUp.unpack("evin:12:OFFLINE").source is None
    assert SignUp.unpack("evin:12:OFFLINE:INLINE").source is Source.INLINE
    assert Join.unpack("join:12").event_id == 12
    assert Agree.unpack("agree:0123abcd::12") == Agree(mark="0123abcd", event_id=12)
    assert JoinSave.unpack("joinsave:") == JoinSave()


def test_the_longest_buttons_fit() -> None:
    huge = 2**63 - 1
    for data in (
        OpenListed(event_id=huge, page=99, form=EventForm.VOLUNTEER_SQUAD, direction=Direction.SELF_EDUCATION),
        OpenFound(event_id=huge, source=Source.CALENDAR),
        Agree(mark="0" * 8, event_id=huge, source=Source.CALENDAR),
    ):
        assert len(data.pack().encode()) <= 64
        assert type(data).unpack(data.pack()) == data
