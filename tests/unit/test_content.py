"""The club's words: complete, within Telegram's limits, in good Russian, on sensible dates."""

import datetime as dt
import re
from collections import Counter
from enum import StrEnum

import pytest

import content
from content.reader import FOLDER
from content.typography import NBSP, glue
from domain import clubtime
from domain.vocabulary import Direction, EventForm, EventFormat, EventKind, Municipality, OrgType, Track

SCHEDULE = content.load_schedule()
EVENTS = {event.slug: event for event in content.load_events()}

# Words people type without «ё» although the club writes it.
MISSING_YO = re.compile(
    r"\b(ребен\w+|еще|отчет\w*|учет\w*|ее|свое|твое|мое|прием\w*|придет\w*|найдет\w*|идет|ждем|шлем|берем|стажер\w*|"
    r"надежн\w+|легк[оа]|четк\w+|елк\w+|путем|вперед|твердо|объем\w*|зачет\w*|дает\w*|живет|растет|подставлен)\b",
    re.IGNORECASE,
)


def all_texts() -> dict[str, str]:
    """Everything a person may read, by where it comes from."""
    about, consent = content.load_about(), content.load_consent()
    texts = {"help": about.help, "consent": consent.html, "privacy": content.load_privacy().html}
    texts |= {f"about {page.slug}": f"{page.title} {page.text}" for page in about.pages}
    texts |= {f"tip {tip.slug}": f"{tip.title} {tip.text}" for tip in content.load_tips()}
    texts |= {f"event {e.slug}": " ".join(filter(None, (e.title, e.place, e.announcement))) for e in EVENTS.values()}
    texts |= {f"organization {o.slug}": o.name for o in content.load_organizations()}
    texts |= {f"need {direction}": " ".join(examples) for direction, examples in content.load_needs().items()}
    texts |= {f"block {b.code}": f"{b.title} {b.activity} {b.result}" for b in content.load_blocks().values()}
    return texts


TEXTS = all_texts()


def test_forty_tips_in_nine_directions() -> None:
    tips = content.load_tips()
    assert len(tips) == 40
    assert Counter(tip.direction for tip in tips) == {
        Direction.METHODICAL: 6,
        Direction.ED_PROCESS: 6,
        Direction.DIGITAL: 4,
        Direction.REVERSE: 4,
        Direction.PROJECT: 4,
        Direction.SELF_EDUCATION: 5,
        Direction.CONTEST: 4,
        Direction.SOCIAL_DESIGN: 3,
        Direction.PARENTS: 4,
    }


def test_forty_eight_blocks_whose_letters_name_directions() -> None:
    blocks = content.load_blocks()
    assert len(blocks) == 48
    letters = {(code[0], block.direction) for code, block in blocks.items()}
    assert len(letters) == len(Direction) == len({direction for _, direction in letters})
    assert all(5 <= sum(block.direction is one for block in blocks.values()) <= 6 for one in Direction)


def test_ten_events_of_both_kinds_in_every_direction_and_format() -> None:
    events = EVENTS.values()
    assert len(events) == 10
    assert {event.form.kind for event in events} == set(EventKind)
    assert {event.format for event in events} == set(EventFormat)
    assert {direction for event in events for direction in event.directions} == set(Direction)


@pytest.mark.parametrize("event", EVENTS.values(), ids=EVENTS)
def test_an_event_has_what_its_format_needs_and_an_invented_place(event: content.EventText) -> None:
    assert (event.place is None) == (event.format is EventFormat.ONLINE)
    assert (event.online_link is None) == (event.format is EventFormat.OFFLINE)
    if event.place:
        assert "(адрес вымышленный)" in event.place
    if event.online_link:
        assert re.match(r"https://(example\.org|[\w.-]+\.invalid)/", event.online_link)


def test_seats_tell_two_roles_and_couples_as_people() -> None:
    seats = {slug: (event.seats_offline, event.seats_online) for slug, event in EVENTS.items()}
    assert seats["speed-meetings"] == (48, None)
    assert seats["young-teachers-ball"] == (100, None)
    assert seats["city-conference"] == (90, 200)
    assert seats["method-tree"] == (None, None)


def test_organizations_cover_four_towns_and_every_type_and_are_numbered_as_invented() -> None:
    organizations = content.load_organizations()
    assert {o.municipality for o in organizations} == set(Municipality) - {Municipality.OTHER}
    assert {o.type for o in organizations} == set(OrgType)
    numbers = [int(n) for o in organizations for n in re.findall(r"№ (\d+)", o.name)]
    assert len(numbers) >= 20
    assert min(numbers) > 900


def test_consent_is_one_message_with_everything_the_law_asks_for() -> None:
    consent = content.load_consent()
    assert len(consent.plain) <= 3500
    assert "{" not in consent.html
    headings = re.findall(r"<b>(.+?)</b>", consent.html.replace(NBSP, " "))
    assert headings == [
        "Согласие на обработку персональных данных",
        "Кому.",
        "Зачем.",
        "Какие данные.",
        "Что делаем с данными.",
        "Где.",
        "Сколько.",
        "Как отозвать.",
    ]
    assert consent.operator in consent.plain
    assert f"«{consent.agree}»" in consent.plain.replace(NBSP, " ")


def test_pages_for_guests_are_short() -> None:
    about = content.load_about()
    assert 3 <= len(about.pages) <= 5
    assert max(len(page.text) for page in about.pages) <= 700
    assert len(content.load_privacy().html) <= 1500
    for command in ("/menu", "/events", "/my", "/tip", "/profile", "/mydata", "/privacy", "/cancel"):
        assert command in about.help


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_typography(text: str) -> None:
    assert not re.search(r"[\"“”„]|\.\.\.| - |  ", text), "straight quotes, three dots, hyphen for a dash"
    assert text.count("«") == text.count("»")
    assert not MISSING_YO.search(text)
    assert not re.search(r"необходимо|в рамках|данный|осуществлен", text, re.IGNORECASE)


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("в 15:00", "в_15:00"),
        ("Приходите и с детьми", "Приходите и_с_детьми"),
        ("до 10 июня", "до_10_июня"),
        ("Лицей № 903", "Лицей №_903"),
        ("одна идея — страница", "одна идея_— страница"),
        ("(в классе) твои дела", "(в_классе) твои дела"),
        ("<b>О клубе</b>", "<b>О_клубе</b>"),
        ("пол-листа шагов", "пол-листа шагов"),
    ],
)
def test_lines_do_not_break_where_they_must_not(typed: str, shown: str) -> None:
    assert glue(typed) == shown.replace("_", NBSP)
    assert glue(glue(typed)) == glue(typed)


@pytest.mark.parametrize(
    ("day", "works"),
    [
        ("2025-10-24", True),
        ("2025-10-25", False),  # Saturday
        ("2025-10-27", False),  # first day of the autumn break
        ("2025-11-05", True),
        ("2025-12-31", False),  # the winter break runs over the New Year
        ("2026-01-09", False),
        ("2026-01-12", True),
        ("2026-02-23", False),  # a holiday on Monday
        ("2028-02-29", True),
        ("2026-05-28", True),
        ("2026-05-29", False),
        ("2026-08-31", False),
        ("2026-09-01", True),
    ],
)
def test_school_days(day: str, works: bool) -> None:
    assert SCHEDULE.is_school_day(dt.date.fromisoformat(day)) is works


def at(text: str) -> dt.datetime:
    """A moment on the club's clocks."""
    return dt.datetime.fromisoformat(text).replace(tzinfo=clubtime.zone())


@pytest.mark.parametrize(
    ("slug", "now", "start"),
    [
        ("day-at-mentors-school", "2025-09-01 12:00", "2026-02-11 09:00"),
        ("day-at-mentors-school", "2026-02-11 08:59", "2026-02-11 09:00"),
        ("day-at-mentors-school", "2026-02-11 09:00", "2027-02-10 09:00"),
        ("to-teacher-with-love", "2025-09-01 12:00", "2025-10-03 17:00"),
        ("to-teacher-with-love", "2028-09-01 12:00", "2028-09-29 17:00"),
        ("digital-workshop", "2025-09-01 12:00", "2025-10-29 11:00"),
        ("speed-meetings", "2025-02-01 12:00", "2025-03-03 16:00"),  # 2 March is a Sunday
        ("speed-meetings", "2026-01-01 12:00", "2026-03-02 16:00"),
        ("city-conference", "2025-12-31 23:59", "2026-11-26 10:00"),
    ],
)
def test_next_start(slug: str, now: str, start: str) -> None:
    found = EVENTS[slug].next_start(at(now), SCHEDULE)
    assert found == at(start)
    assert found.tzinfo is dt.UTC


@pytest.mark.parametrize(
    ("slug", "start", "closes"),
    [
        ("city-conference", "2025-11-27 10:00", "2025-11-21 00:00"),
        ("squad-trip", "2026-04-18 10:00", "2026-04-16 00:00"),
        ("first-meeting", "2026-09-17 15:00", None),
    ],
)
def test_registration_closes_at_the_end_of_its_last_day(slug: str, start: str, closes: str | None) -> None:
    assert EVENTS[slug].registration_closes(at(start)) == (at(closes) if closes else None)


@pytest.mark.parametrize("year", range(2025, 2036))
def test_no_event_on_a_sunday_a_holiday_or_in_the_last_week_before_a_break(year: int) -> None:
    for event in EVENTS.values():
        start = event.next_start(at(f"{year}-01-01 00:00"), SCHEDULE)
        first, last = clubtime.local(start).date(), clubtime.local(start + event.duration).date()
        assert first.weekday() != 6, event.slug
        assert not SCHEDULE.is_holiday(first), event.slug
        for span in SCHEDULE.breaks:
            break_starts = span.first.of(first.year)
            last_week = break_starts - dt.timedelta(days=7)
            assert not (first < break_starts and last >= last_week), f"{event.slug} before {span.slug}"


@pytest.mark.parametrize("vocabulary", [Direction, EventForm, EventFormat, Track, OrgType, Municipality])
def test_the_glossary_names_every_code_a_content_file_may_use(vocabulary: type[StrEnum]) -> None:
    glossary = (FOLDER.parent / "docs" / "glossary.md").read_text(encoding="utf-8")
    assert [member.value for member in vocabulary if f"`{member.value}`" not in glossary] == []
