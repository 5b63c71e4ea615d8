"""The grammar of moments and lengths of time typed by people."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain import clubtime
from domain.errors import InvalidAnswer
from domain.events.moments import HORIZON, LONGEST, SHORTEST, read_deadline, read_end, read_moment, read_past

# Wednesday, 7 October 2026, 10:00 in Tyumen
NOW = datetime(2026, 10, 7, 5, 0, tzinfo=UTC)
STARTS = clubtime.at(date(2026, 12, 15), time(15))
MONTHS = ["января", "февраля", "марта", "апреля", "мая", "июня"]
MONTHS += ["июля", "августа", "сентября", "октября", "ноября", "декабря"]
WEEKDAYS = ["пн", "вт", "ср", "чт", "пт", "сб", "вс"]
LONG_WEEKDAYS = ["понедельник", "вторник", "среду", "четверг", "пятницу", "субботу", "воскресенье"]


def at(text: str) -> datetime:
    return clubtime.at(date.fromisoformat(text[:10]), time.fromisoformat(text[11:]))


def hint(call: object, *arguments: object) -> str:
    assert callable(call)
    with pytest.raises(InvalidAnswer) as refused:
        call(*arguments)
    return refused.value.hint


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("12.09 15:00", "2027-09-12 15:00"),
        ("12.10 15:00", "2026-10-12 15:00"),
        ("7.10 10:01", "2026-10-07 10:01"),
        ("7.10 10:00", "2027-10-07 10:00"),
        ("12.10.2026 15:00", "2026-10-12 15:00"),
        ("12.10.26 в 15-00", "2026-10-12 15:00"),
        ("12 октября 15:00", "2026-10-12 15:00"),
        ("12 Октября 2026, 15.00", "2026-10-12 15:00"),
        ("12 октября 2026 г., в 9:05", "2026-10-12 09:05"),
        ("пн 12.10 15:00", "2026-10-12 15:00"),
        ("в понедельник, 12 октября, в 15:00", "2026-10-12 15:00"),
        ("вс,\u00a018\u00a0октября, 15:00", "2026-10-18 15:00"),
        ("завтра 15:00", "2026-10-08 15:00"),
        ("Сегодня в 18:00.", "2026-10-07 18:00"),
        ("послезавтра 00:00", "2026-10-09 00:00"),
        ("29.02 12:00", "2028-02-29 12:00"),
        ("пт 16:00", "2026-10-09 16:00"),
        ("во вторник, в 9.30", "2026-10-13 09:30"),
    ],
)
def test_a_moment_is_read_as_people_write_it(text: str, meant: str) -> None:
    assert read_moment(text, NOW) == at(meant)


def test_the_weekday_of_today_may_mean_two_days() -> None:
    assert hint(read_moment, "ср 16:00", NOW) == "Сегодня среда: напишите «сегодня 16:00» или «14.10 16:00»."


@pytest.mark.parametrize(
    "text",
    [
        "",
        "12.10",
        "15:00",
        "12/10 15:00",
        "2026-10-12 15:00",
        "12 10 15:00",
        "12.10 15",
        "12.10 3 часа дня",
        "12.10.026 15:00",
        "в октябре",
        "через неделю",
        "следующий понедельник 15:00",
        "12 окт 15:00",
        "12.10 15:00 или 16:00",
        "12.10 15:00:00",
        "٣.١٠ 15:00",
        "<b>12.10</b> 15:00",
        "🎉",
    ],
)
def test_what_the_grammar_does_not_know_is_refused_with_an_example(text: str) -> None:
    assert hint(read_moment, text, NOW) == ("Не получилось разобрать дату. Напишите, например, так: 12.09 15:00.")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("31.02 10:00", "Такой даты в календаре нет"),
        ("0.10 10:00", "Такой даты в календаре нет"),
        ("12.13 10:00", "Такой даты в календаре нет"),
        ("29.02.2027 10:00", "Такой даты в календаре нет"),
        ("01.01.0000 10:00", "Такой даты в календаре нет"),
        ("12.10 25:00", "Такого времени не бывает"),
        ("12.10 10:60", "Такого времени не бывает"),
        ("12.09.2026 15:00", "уже прошла: сб, 12 сентября 2026, 15:00"),
        ("сегодня 9:00", "уже прошла: ср, 7 октября 2026, 09:00"),
        ("вчера 15:00", "уже прошла: вт, 6 октября 2026, 15:00"),
        ("12.10.2029 15:00", "больше двух лет"),
        ("чт 12.10 15:00", "12 октября 2026 — это понедельник, а не четверг"),
        ("во вторник, 12 октября 2026, 15:00", "это понедельник, а не вторник"),
    ],
)
def test_an_impossible_moment_is_refused_by_its_reason(text: str, words: str) -> None:
    assert words in hint(read_moment, text, NOW)


MINUTES_AHEAD = st.integers(1, int(HORIZON / timedelta(minutes=1)))


@given(MINUTES_AHEAD)
def test_every_way_of_writing_means_the_same_moment(minutes: int) -> None:
    moment = NOW + timedelta(minutes=minutes)
    here = clubtime.local(moment)
    month = MONTHS[here.month - 1]
    for text in (
        f"{here:%d.%m.%Y %H:%M}",
        f"{here:%d.%m.%y в %H-%M}",
        f"{here.day} {month} {here.year}, {here:%H.%M}",
        f"{WEEKDAYS[here.weekday()]}, {here.day} {month} {here.year} года, {here:%H:%M}",
        f"в {LONG_WEEKDAYS[here.weekday()]} {here:%d.%m.%Y} {here:%H:%M}",
    ):
        assert read_moment(text, NOW) == moment


@given(MINUTES_AHEAD, st.integers(1, 6))
def test_a_wrong_weekday_is_always_refused(minutes: int, off: int) -> None:
    here = clubtime.local(NOW + timedelta(minutes=minutes))
    wrong = WEEKDAYS[(here.weekday() + off) % 7]
    assert "а не" in hint(read_moment, f"{wrong} {here:%d.%m.%Y %H:%M}", NOW)


@given(st.integers(0, 2 * 365 * 24), st.dates(date(2025, 1, 1), date(2032, 1, 1)))
def test_without_a_year_it_is_the_next_time_it_comes(hours: int, day: date) -> None:
    now = NOW + timedelta(hours=hours)
    try:
        moment = read_moment(f"{day:%d.%m} 15:00", now)
    except InvalidAnswer:
        assert (day.month, day.day) == (2, 29), "only a leap day may be too far away"
        return
    here = clubtime.local(moment)
    assert (here.day, here.month, here.hour) == (day.day, day.month, 15)
    assert now < moment
    if (day.month, day.day) != (2, 29):
        assert clubtime.at(here.date().replace(year=here.year - 1), time(15)) <= now


@given(st.text(max_size=40) | st.from_regex(r"[0-9]{1,2}[. ][0-9]{1,2}[.]?[0-9]{0,4} ?в? ?[0-9]{1,2}[:.-][0-9]{2}"))
def test_any_text_is_a_future_moment_or_a_kind_refusal(text: str) -> None:
    for read in (read_moment, lambda text, now: read_deadline(text, STARTS, now)):
        try:
            moment = read(text, NOW)
        except InvalidAnswer as refused:
            kind = refused.hint
        else:
            kind = "understood"
            assert NOW < moment <= NOW + HORIZON
        assert 0 < len(kind) <= 200


@pytest.mark.parametrize(
    ("text", "ends"),
    [
        ("2 часа", "2026-12-15 17:00"),
        ("1 ч 30 мин", "2026-12-15 16:30"),
        ("1ч 30м", "2026-12-15 16:30"),
        ("1 час и 5 минут", "2026-12-15 16:05"),
        ("90 мин", "2026-12-15 16:30"),
        ("1:30", "2026-12-15 16:30"),
        ("1,5 часа", "2026-12-15 16:30"),
        ("полтора часа", "2026-12-15 16:30"),
        ("до 17:30", "2026-12-15 17:30"),
        ("до 16.12 10:00", "2026-12-16 10:00"),
        ("16 декабря 10:00", "2026-12-16 10:00"),
        ("до 02.01 10:00", "2027-01-02 10:00"),
        ("2 дня", "2026-12-17 15:00"),
        ("14 дней", "2026-12-29 15:00"),
    ],
)
def test_an_end_is_a_length_or_a_moment(text: str, ends: str) -> None:
    assert read_end(text, STARTS) == at(ends)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("до 14:00", "не позже начала"),
        ("до 14.12 18:00", "не позже начала"),
        ("0 мин", "не позже начала"),
        ("10 мин", "слишком коротко"),
        ("32 дня", "слишком долго"),
        ("999 часов", "слишком долго"),
        ("17:30", "Не получилось разобрать"),
        ("до завтра 10:00", "Не получилось разобрать"),
        ("долго", "Не получилось разобрать"),
        ("1 ч 30", "Не получилось разобрать"),
        ("до 25:00", "Такого времени не бывает"),
        ("", "Не получилось разобрать"),
    ],
)
def test_an_end_that_makes_no_sense_is_refused(text: str, words: str) -> None:
    assert words in hint(read_end, text, STARTS)


@given(st.text(max_size=30) | st.from_regex(r"(до )?[0-9]{1,4}[ :.]?(ч|мин|дней|часов|[0-9]{2})", fullmatch=True))
def test_whatever_is_read_as_an_end_is_after_the_start(text: str) -> None:
    try:
        ends_at = read_end(text, STARTS)
    except InvalidAnswer:
        return
    assert SHORTEST <= ends_at - STARTS <= LONGEST


@pytest.mark.parametrize(
    ("text", "closes"),
    [
        ("10.12", "2026-12-11 00:00"),
        ("до 10.12", "2026-12-11 00:00"),
        ("чт, 10 декабря", "2026-12-11 00:00"),
        ("сегодня", "2026-10-08 00:00"),
        ("14.12", "2026-12-15 00:00"),
        ("15.12", "2026-12-15 15:00"),
        ("15.12 14:00", "2026-12-15 14:00"),
    ],
)
def test_a_deadline_is_a_moment_or_a_whole_day(text: str, closes: str) -> None:
    assert read_deadline(text, STARTS, NOW) == at(closes)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("15.12 15:01", "а начало раньше: вт, 15 декабря 2026, 15:00"),
        ("16.12", "а начало раньше"),
        ("06.10", "Получилось чт, 7 октября 2027, 00:00, а начало раньше"),
        ("06.10.2026", "уже прошла: вт, 6 октября 2026"),
        ("за день", "Не получилось разобрать дату"),
        ("ср 10.12", "это четверг, а не среда"),
    ],
)
def test_a_deadline_that_makes_no_sense_is_refused(text: str, words: str) -> None:
    assert words in hint(read_deadline, text, STARTS, NOW)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("вчера 15:00", "2027-01-04 15:00"),
        ("сегодня в 9:00", "2027-01-05 09:00"),
        ("28.12 15:00", "2026-12-28 15:00"),
        ("пн 28 декабря, 15.00", "2026-12-28 15:00"),
        ("5.01 09:59", "2027-01-05 09:59"),
    ],
)
def test_a_moment_that_has_been(text: str, meant: str) -> None:
    # Tuesday, 5 January 2027, 10:00 in Tyumen
    now = datetime(2027, 1, 5, 5, 0, tzinfo=UTC)
    assert read_past(text, now, timedelta(days=30)) == at(meant)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("как-то раз", "Не получилось разобрать"),
        ("завтра 15:00", "ещё впереди"),
        ("12.10 15:00", "ещё впереди"),
        ("01.09 15:00", "больше 30 дней назад: вт, 1 сентября 2026"),
        ("05.10.2025 15:00", "больше 30 дней назад"),
        ("вт 05.10 15:00", "это понедельник, а не вторник"),
    ],
)
def test_a_moment_that_can_not_have_been(text: str, words: str) -> None:
    assert words in hint(read_past, text, NOW, timedelta(days=30))
