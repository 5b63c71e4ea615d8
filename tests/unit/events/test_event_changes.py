"""What moving an event comes to, and how it is said."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from domain.errors import InvalidAnswer
from domain.events.event_answers import LONGEST_TOPIC, MOST_SITTINGS
from domain.events.event_changes import (
    LONGEST_NOTE,
    Audience,
    CalledOff,
    Change,
    Draft,
    EventNews,
    Outline,
    Shift,
    cannot_wait,
    deadline,
    read_note,
    rescheduled,
    shifted,
)
from domain.events.events import Place, Terms
from domain.events.reminders import Sitting
from domain.vocabulary import Attendance, EventFormat, EventStatus, RegistrationStatus
from screens.events import event_changes, event_news
from screens.kit import LABEL_LIMIT, TEXT_LIMIT, Screen

# Wednesday, 7 October 2026, 10:00 in Tyumen
NOW = datetime(2026, 10, 7, 5, 0, tzinfo=UTC)
START = NOW + timedelta(days=7, hours=5)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
BIGGEST = 2**63 - 1
SEAT = Place(RegistrationStatus.REGISTERED, Attendance.OFFLINE)
LINE = Place(RegistrationStatus.WAITLISTED, Attendance.OFFLINE, line=3)
OFFERED = Place(RegistrationStatus.OFFERED, Attendance.OFFLINE, offered_till=NOW + DAY)


def plain(screen: Screen | None) -> str:
    assert screen is not None
    return screen.text.replace("\u00a0", " ")


def terms(status: EventStatus = EventStatus.PUBLISHED, starts_at: datetime = START) -> Terms:
    return Terms(EventFormat.OFFLINE, status, starts_at, starts_at + 2 * HOUR)


def news(**changes: object) -> EventNews:
    view = EventNews(
        event_id=BIGGEST,
        title="Вальс",
        terms=terms(),
        revision=3,
        venue="Набережная",
        map_url=None,
        online_url=None,
        sittings=(Sitting(1, START, START + 2 * HOUR),),
        note=None,
        mine=SEAT,
    )
    return replace(view, **changes)  # type: ignore[arg-type]


def outline(**changes: object) -> Outline:
    view = Outline(BIGGEST, "Вальс", terms(), (Sitting(1, START, START + 2 * HOUR),), Audience(15, 3, 2), NOW)
    return replace(view, **changes)  # type: ignore[arg-type]


# --- rules


def test_a_session_lasts_as_long_as_before() -> None:
    old = Sitting(2, START, START + 3 * HOUR, "Тема")
    assert shifted(old, START + DAY, NOW) == Sitting(2, START + DAY, START + DAY + 3 * HOUR, "Тема")


@pytest.mark.parametrize("starts_at", [START, NOW, NOW - DAY])
def test_where_nothing_moves(starts_at: datetime) -> None:
    with pytest.raises(InvalidAnswer):
        shifted(Sitting(1, START, START + HOUR), starts_at, NOW)


@pytest.mark.parametrize(
    ("closes_at", "expected"),
    [(None, None), (START, START + DAY), (START - DAY, START), (START + HOUR, START + DAY)],
)
def test_the_deadline_follows(closes_at: datetime | None, expected: datetime | None) -> None:
    assert deadline(closes_at, START, START + DAY) == expected


def test_a_deadline_of_a_whole_day_stays_one() -> None:
    # till the end of 12 October; the start moves by a day and an hour
    midnight = datetime(2026, 10, 12, 19, 0, tzinfo=UTC)
    new = START + DAY + HOUR
    moved = deadline(midnight, START, new)
    assert moved == midnight + DAY
    view = outline()
    shift = Shift(view, None, view.sittings[0], shifted(view.sittings[0], new, NOW), moved, NOW)
    assert "Запись — до конца дня вт, 13 октября. " in plain(event_changes.confirm_move(shift, None, NOW))


def test_sessions_are_numbered_in_order_of_time() -> None:
    series = [Sitting(number, START + number * DAY, START + number * DAY + HOUR, f"{number}") for number in (1, 2, 3)]
    moved = rescheduled(series, 3, -2 * DAY - HOUR)
    assert {before: (one.number, one.topic) for before, one in moved.items()} == {3: (1, "3"), 1: (2, "1"), 2: (3, "2")}


# 22:00 in Tyumen; quiet till 8:00
NIGHT = NOW + 12 * HOUR


@pytest.mark.parametrize(
    ("starts", "urgent"),
    [
        ([NIGHT + 10 * HOUR], True),
        ([NIGHT + 10 * HOUR + timedelta(minutes=1)], False),
        ([NIGHT + DAY, NIGHT + 9 * HOUR], True),
        # what has begun can't be missed any more
        ([NIGHT - HOUR, NIGHT + DAY], False),
    ],
)
def test_what_can_not_wait_for_the_morning(starts: list[datetime], urgent: bool) -> None:
    assert cannot_wait(NIGHT, *starts) is urgent
    assert not cannot_wait(NOW, NOW + HOUR), "in the daytime nothing waits anyway"


@pytest.mark.parametrize(
    "draft", [Draft(Change.CALL_OFF, 1, note="ремонт"), Draft(Change.MOVE, 1, 2, START), Draft(Change.MOVE, 1)]
)
def test_a_draft_survives_json(draft: Draft) -> None:
    assert Draft.load(draft.dump()) == draft


def test_a_reason_has_an_end() -> None:
    assert read_note(" из-за \n погоды ") == "из-за погоды"
    for typed in ("…", "я" * (LONGEST_NOTE + 1)):
        with pytest.raises(InvalidAnswer):
            read_note(typed)


# --- words


@pytest.mark.parametrize(
    ("note", "said"),
    [
        (None, "Встречу переносим: теперь"),
        ("Из-за погоды!", "Встречу переносим из-за погоды: теперь"),
        ("По просьбе школ", "Встречу переносим по просьбе школ: теперь"),
        ("Поезд опоздал.", "Причина: Поезд опоздал."),
        ("<b>", "Причина: &lt;b&gt;."),
    ],
)
def test_a_reason_in_place(note: str | None, said: str) -> None:
    assert said in plain(event_news.moved(news(note=note), NOW))


@pytest.mark.parametrize(
    ("mine", "said", "first"),
    [
        (SEAT, "Ваша запись сохранена.", "Приду"),
        (LINE, "Вы третьи в листе ожидания.", "Подходит"),
        (OFFERED, "Держим для вас место до чт, 8 октября, 10:00.", "Да, приду"),
    ],
)
def test_everybody_hears_what_they_have(mine: Place, said: str, first: str) -> None:
    screen = event_news.moved(news(mine=mine), NOW)
    assert f"{said} Подходит новое время?" in plain(screen)
    assert screen is not None
    assert [one.text for one in screen.rows[0]] == [first, "Не смогу"]


def test_a_year_is_named_when_it_is_another_one() -> None:
    far = datetime(2027, 1, 15, 10, 0, tzinfo=UTC)
    said = plain(event_news.moved(news(terms=terms(starts_at=far), known=START), NOW))
    assert "теперь пт, 15 января 2027, 15:00 вместо ср, 14 октября, 15:00." in said


def test_a_running_series_is_told_and_not_asked() -> None:
    sittings = tuple(Sitting(n, START + n * DAY, START + n * DAY + HOUR) for n in range(12))
    view = news(terms=replace(terms(), ends_at=START + 12 * DAY), sittings=sittings)
    screen = event_news.moved(view, START + HOUR / 2)
    assert "Подходит" not in plain(screen)
    assert "Остальные — в карточке встречи." in plain(screen)
    assert screen is not None
    assert [one.text for row in screen.rows for one in row] == ["Карточка встречи", "🏠 В меню"]


def test_news_that_make_no_sense_any_more() -> None:
    off, over, begun = terms(EventStatus.CANCELLED), START + 3 * HOUR, START + HOUR
    assert event_news.moved(news(terms=off), NOW) is None
    assert event_news.moved(news(), begun) is None
    assert event_news.changed(news(terms=off), NOW, restored=False) is None
    assert event_news.changed(news(), over, restored=True) is None
    assert event_news.cancelled(news(), NOW) is None
    assert event_news.cancelled(news(terms=off), over) is None
    assert event_news.moved_again(news(), begun) is None


def test_who_is_only_in_line_has_nothing_in_their_calendar() -> None:
    off = terms(EventStatus.CANCELLED)
    for mine, has in ((SEAT, True), (LINE, False)):
        screen = event_news.cancelled(news(terms=off, mine=mine), NOW)
        assert screen is not None
        assert ("📆 Убрать из календаря" in [one.text for row in screen.rows for one in row]) is has


@pytest.mark.parametrize(
    ("audience", "said"),
    [
        (Audience(), "Пока никто не записан."),
        (Audience(1), "Напишем 1 человеку."),
        (Audience(20, 1), "Напишем 21 человеку."),
        (Audience(15, 3, 2), "Напишем 16 людям. Без Telegram — 2: позвоните им."),
        (Audience(1, 0, 1), "Без Telegram — 1: позвоните им."),
    ],
)
def test_who_will_hear_of_it(audience: Audience, said: str) -> None:
    assert said in plain(event_changes.confirm_call_off(outline(audience=audience), None, NOW))


def test_a_cancellation_is_never_promised_back_after_the_start() -> None:
    near = event_changes.confirm_call_off(outline(), None, START - timedelta(minutes=10))
    assert "Вернуть мероприятие можно будет до 15:00." in plain(near)
    far = event_changes.confirm_call_off(outline(), None, NOW)
    assert "Вернуть мероприятие можно будет 15 минут." in plain(far)


def test_every_screen_fits_and_has_a_way_on() -> None:
    long = "Ш" * 200
    numbers, topic = range(1, MOST_SITTINGS + 1), "Т" * LONGEST_TOPIC
    sittings = tuple(Sitting(n, START + n * DAY, START + n * DAY + HOUR, topic) for n in numbers)
    view = outline(title=long, sittings=sittings, told_at=NOW + DAY)
    old, note = sittings[12], "п" * LONGEST_NOTE
    shift = Shift(view, 13, old, shifted(old, START + 400 * DAY, NOW), START, NOW + DAY)
    told = news(title=long, sittings=sittings, note=note, map_url="https://example.org", known=START - DAY)
    screens = [
        event_changes.choose_sitting(view, NOW),
        event_changes.ask_moment(view, 13, NOW, "Не так."),
        event_changes.confirm_move(shift, note, NOW, "Не так."),
        event_changes.confirm_move(replace(shift, closes_at=NOW), None, NOW),
        event_changes.moved(shift, NOW),
        event_changes.not_in_progress(view, NOW),
        event_changes.confirm_call_off(view, note, NOW, "Не так."),
        event_changes.called_off(CalledOff(view, NOW + HOUR), NOW),
        event_changes.called_off(CalledOff(view, None), NOW),
        event_changes.restored(view, NOW),
        event_news.moved(told, NOW),
        event_news.moved_again(told, NOW),
        event_news.changed(told, NOW, restored=False),
        event_news.changed(told, NOW, restored=True),
        event_news.cancelled(replace(told, terms=terms(EventStatus.CANCELLED)), NOW),
        event_news.suits(replace(told, mine=OFFERED), NOW),
        event_news.no_place(BIGGEST),
    ]
    for screen in screens:
        assert screen is not None
        assert len(screen.text) <= TEXT_LIMIT
        buttons = [one for row in screen.rows for one in row]
        assert buttons
        assert all(len(one.text) <= LABEL_LIMIT for one in buttons)
        assert all(one.url or (one.data and len(one.data.encode()) <= 64) for one in buttons)
