"""A tip by a member: seasons, the words that changed, what is too alike, when its author hears of it."""

from datetime import date, datetime

import pytest

from domain import clubtime
from domain.errors import InvalidAnswer
from domain.paging import page_of
from domain.tips.diff import Change, difference
from domain.tips.news import TipNews, news_before, next_news
from domain.tips.proposals import (
    LONGEST_TEXT,
    LONGEST_TITLE,
    Draft,
    OwnTip,
    Proposal,
    Step,
    likeness,
    mark_of,
    read_text,
    read_title,
)
from domain.tips.seasons import seasons_of
from domain.tips.tips import TipCard, TipLine, TipList
from domain.vocabulary import Direction, Season, TipState
from screens.kit import CAPTION_LIMIT, Photo, Screen, Voice
from screens.tips import tip_library, tip_news, tip_proposals, tip_words, tips

BREAKS = ((date(2026, 10, 27), date(2026, 11, 4)), (date(2026, 12, 29), date(2027, 1, 10)))


def tyumen(day: int, hour: int) -> datetime:
    return datetime(2026, 10, day, hour, tzinfo=clubtime.zone())


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2026, 8, 20), {Season.SEPTEMBER}),
        (date(2026, 10, 7), set()),
        (date(2026, 10, 13), {Season.QUARTER_END}),
        (date(2026, 10, 27), set()),
        (date(2026, 11, 5), {Season.PARENT_MEETING}),
        (date(2026, 12, 20), {Season.NEW_YEAR, Season.QUARTER_END}),
        (date(2027, 5, 20), {Season.EXAMS}),
    ],
)
def test_seasons_of_the_school_year(day: date, expected: set[Season]) -> None:
    assert seasons_of(day, BREAKS) == expected


def test_a_change_is_told_word_by_word() -> None:
    runs = difference("Молча считайте до трёх", "Молча досчитайте до пяти")
    assert [(run.change, run.text.strip()) for run in runs if run.change is not Change.KEPT] == [
        (Change.GONE, "считайте"),
        (Change.NEW, "досчитайте"),
        (Change.GONE, "трёх"),
        (Change.NEW, "пяти"),
    ]
    assert tip_news.changes("a <b> c", "a <i> c") == "a <s>&lt;b&gt;</s> <b>&lt;i&gt;</b> c"


def test_authors_are_told_at_six_and_not_on_sundays() -> None:
    # 7 October 2026 is a Wednesday, the 11th a Sunday
    assert next_news(tyumen(7, 10)) == tyumen(7, 18)
    assert next_news(tyumen(7, 18)) == tyumen(8, 18)
    assert next_news(tyumen(10, 19)) == tyumen(12, 18)
    assert news_before(tyumen(12, 18)) == tyumen(10, 18)


def test_alike_is_told_by_common_words() -> None:
    words = frozenset({"тихий", "сигнал", "класс"})
    assert likeness(words, words) == 1
    assert likeness(words, frozenset({"тихий", "час"})) == 0.25
    assert likeness(words, frozenset()) == 0


def test_a_mark_changes_with_every_word_and_state() -> None:
    tip = Proposal(Direction.DIGITAL, "План Б", "Печатная копия.")
    other = Proposal(Direction.DIGITAL, "План Б", "Печатная копия!")
    marks = {mark_of(TipState.PENDING, tip), mark_of(TipState.PENDING, other), mark_of(TipState.PUBLISHED, tip)}
    assert len(marks) == 3


def test_what_is_typed_is_read_kindly() -> None:
    assert read_title(" «План Б» ") == "План Б"
    for wrong in ("слово", "…", "я" * (LONGEST_TEXT + 1)):
        with pytest.raises(InvalidAnswer):
            read_text(wrong)


def test_a_draft_comes_back_from_json_and_asks_what_is_missing() -> None:
    draft = Draft().after(direction=Direction.DIGITAL).after(title="План Б")
    assert Draft.load(draft.dump()) == draft
    assert draft.step is Step.TEXT
    assert draft.at(Step.REVIEW).step is Step.TEXT
    done = draft.after(text="Т" * 40).after().after(season=Season.NEW_YEAR)
    assert (done.step, done.seen) == (Step.REVIEW, True)
    # mended from the end, it comes back to the end
    assert done.at(Step.TITLE).after(title="План В").step is Step.REVIEW


def test_the_longest_tip_fits_under_a_picture() -> None:
    longest = TipCard(
        1,
        Direction.SELF_EDUCATION,
        "Я" * LONGEST_TITLE,
        "я" * LONGEST_TEXT,
        author="Ф" * 200,
        photo="file",
        thumbs=99_999,
        thanks=99_999,
        tried=99_999,
    )
    card = tips.card(longest)
    assert isinstance(card, Photo)
    plain = card.caption
    for tag in ("<b>", "</b>", "<i>", "</i>"):
        plain = plain.replace(tag, "")
    assert len(plain.encode("utf-16-le")) // 2 <= CAPTION_LIMIT
    assert isinstance(tips.card(TipCard(1, Direction.DIGITAL, "а", "б", voice="file")), Voice)


def test_nobody_judges_their_own_tip() -> None:
    own = tips.card(TipCard(1, Direction.DIGITAL, "а", "б", votable=False, author="Я", own=True))
    labels = [one.text for row in own.rows for one in row]
    assert "👍" not in labels
    assert "🔍 Найти" in labels


def test_what_an_author_reads() -> None:
    tip = OwnTip(
        1, TipState.PUBLISHED, Proposal(Direction.DIGITAL, "План Б", "Стало"), 0, 0, 0, original="План Б\nБыло"
    )
    for screen in (tip_news.published(tip), tip_news.returned(tip)):
        assert "<s>Было</s> <b>Стало</b>" in screen.text
    told = tip_news.news([TipNews(1, "План Б", 5, 2, 1, ("в 7 «Б» вышло",))]).text.replace("\u00a0", " ")
    assert "«План Б» — 5 👍, 2 «спасибо», попробовали: 1" in told
    assert "в 7 „Б“ вышло" in told
    assert isinstance(tip_proposals.ask(Draft()), Screen)
    assert set(tip_words.STATES) == set(tip_words.SIGNS) == set(TipState)


@pytest.mark.parametrize(
    "contact", ["89123456789", "+7 (912) 345-67-89", "@lebedeva_irina", "https://a.ru", "i@mail.ru"]
)
def test_contacts_are_not_for_the_whole_club(contact: str) -> None:
    with pytest.raises(InvalidAnswer, match="весь клуб"):
        read_text(f"Договоритесь с классом о знаке тишины и молчите. Пишите мне: {contact}")
    with pytest.raises(InvalidAnswer):
        read_title(f"Звоните {contact}")


@pytest.mark.parametrize(
    ("typed", "title"),
    [
        ("«План Б»", "План Б"),
        ('"План Б"', "План Б"),
        ("Правило «трёх»", "Правило «трёх»"),
        ("«Раз» и «два»", "«Раз» и «два»"),
        ("«Тишина", "«Тишина"),
    ],
)
def test_only_quotes_around_the_whole_title_go(typed: str, title: str) -> None:
    assert read_title(typed) == title


def test_seasons_stand_in_sentences_as_they_are_spelt() -> None:
    draft = Draft(Step.REVIEW, None, Direction.DIGITAL, "План Б", "Т" * 40, photo="file", season=Season.NEW_YEAR)
    assert "Новый\u00a0год" in tip_proposals.ask(draft).text
    assert all(tip_words.welcome(one) for one in (None, *Season))


@pytest.mark.parametrize(
    ("missing", "told"), [(("слон",), "Без слова «слон»: его нет"), (("а", "б"), "Без слов «а», «б»: их")]
)
def test_words_no_tip_has_are_told_in_their_number(missing: tuple[str, ...], told: str) -> None:
    line = TipLine(1, Direction.DIGITAL, "План Б")
    assert told in tip_library.found(TipList(page_of(1, 0, 5), (line,), "слова", missing=missing)).text
