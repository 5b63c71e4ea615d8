"""What people read about events and which buttons they get."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from domain import clubtime
from domain.events.events import (
    EventFilter,
    EventLine,
    EventList,
    Left,
    Place,
    Seats,
)
from domain.events.reminders import Sitting
from domain.paging import page_of
from domain.vocabulary import (
    Direction,
    EventForm,
    EventFormat,
    EventStatus,
    RegistrationStatus,
    Track,
)
from screens.events import events as screens
from screens.events import registrations
from tests.unit.sample_events import (
    CARD,
    FREE,
    FULL,
    HYBRID,
    NOW,
    OFFLINE,
    ONLINE,
    SEAT,
    STARTS,
    TAKING_PART,
    TERMS,
    THIRD,
    ahead,
    card,
    labels,
    read,
)

TO_CALENDAR, REMINDERS, TICKET = "📆 В мой календарь", "🔔 Напоминания", "🎟 Мой билет"
OFFERED = Place(RegistrationStatus.OFFERED, OFFLINE, offered_till=NOW)


def test_who_was_taken_off_before_the_event_was_called_off() -> None:
    off = replace(CARD, terms=replace(TERMS, status=EventStatus.CANCELLED))
    said = read(registrations.removed(off, NOW))
    assert said.endswith("А потом встречу отменили, так что приходить не нужно.")
    assert "запишитесь ещё раз" in read(registrations.removed(CARD, NOW))


def test_a_reminder_names_the_other_sessions_of_that_day() -> None:
    session = Sitting(1, NOW + timedelta(days=1), NOW + timedelta(days=1, hours=1), "Начало")
    view = replace(TAKING_PART, sitting=session)
    assert "занятие 1: Начало.\n" in read(registrations.reminder(view, NOW))
    assert "занятие 1: Начало. В этот день ещё 2 занятия.\n" in read(
        registrations.reminder(replace(view, later_that_day=2), NOW)
    )


def test_card_tells_everything() -> None:
    assert read(card(CARD)) == (
        "День в школе наставника\n"
        "Стажёрская площадка, очно, 5 часов\n\n"
        "Когда: ср, 10 февраля 2027, 09:00–14:00\n"
        "Где: Лицей № 903\n"
        "Места: свободно 12 из 15\n"
        "Направления: Методическое, Организация ОД\n\n"
        "Два урока и разбор без оценок."
    )
    assert labels(card(CARD)) == ["Записаться", "Поделиться", "📅 К календарю", "🏠 В меню"]


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"seats": (Seats(OFFLINE, None, taken=7),)}, "Места: хватит всем"),
        ({"seats": (Seats(OFFLINE, 15, taken=15),)}, "Места: все заняты, их 15\n"),
        ({"seats": FULL}, "Места: все заняты, их 15, в листе ожидания 3 человека"),
        ({"hours": 1.5}, "очно, 1,5 часа"),
        ({"hours": 21}, "очно, 21 час\n"),
        ({"hours": None}, "очно\n"),
        ({"track": Track.LIFEHACK}, "Трек: Лайфхак от наставника"),
        ({"place": None}, "Где: уточняем, напишем заранее"),
        ({"mine": SEAT}, "✅ Вы записаны."),
        ({"mine": THIRD}, "⏳ Вы третьи в листе ожидания."),
        ({"mine": THIRD, "terms": HYBRID}, "⏳ Вы третьи в листе ожидания (очно)."),
        (
            {"terms": replace(TERMS, registration_closes_at=datetime(2027, 2, 9, tzinfo=clubtime.zone()))},
            "Запись: до пн, 8 февраля 2027 включительно",
        ),
        (
            {"terms": replace(TERMS, registration_closes_at=datetime(2026, 12, 1, 15, tzinfo=clubtime.zone()))},
            "Запись: до вт, 1 декабря, 15:00",
        ),
        ({"terms": replace(TERMS, registration_closes_at=NOW)}, "Запись закрыта. В календаре есть другие встречи."),
        ({"terms": replace(TERMS, status=EventStatus.CANCELLED), "mine": SEAT}, "Встречу отменили."),
        (
            {"terms": replace(TERMS, ends_at=STARTS + timedelta(days=14))},
            "Когда: с 09:00 ср, 10 февраля 2027 до 09:00 ср, 24 февраля 2027",
        ),
        (
            {"terms": HYBRID, "seats": (*FULL, Seats(ONLINE, None))},
            "Места очно: все заняты, их 15, в листе ожидания 3 человека\nМеста онлайн: хватит всем",
        ),
        ({"terms": HYBRID}, "Где: Лицей № 903 или онлайн"),
        ({"terms": HYBRID}, "Ссылку на встречу увидят те, кто записан онлайн."),
        (
            {"terms": replace(TERMS, format=EventFormat.ONLINE)},
            "Ссылка на встречу появится, когда вы запишетесь.",
        ),
    ],
)
def test_sentences_of_the_card(changes: dict[str, object], sentence: str) -> None:
    assert sentence in read(card(replace(CARD, **changes)))


@pytest.mark.parametrize(
    ("changes", "now", "expected"),
    [
        ({"seats": FULL}, NOW, ["В лист ожидания"]),
        ({"mine": SEAT}, NOW, [TICKET, TO_CALENDAR, REMINDERS, "Освободить место"]),
        ({"mine": OFFERED}, NOW, ["Да, приду", "Нет, отдать место"]),
        ({"mine": THIRD}, NOW, ["Выйти из листа ожидания"]),
        (
            {"terms": HYBRID, "seats": (*FREE, Seats(ONLINE, 1))},
            NOW,
            ["Записаться очно", "Записаться онлайн"],
        ),
        (
            {"terms": HYBRID, "seats": (*FULL, Seats(ONLINE, 1, taken=1))},
            NOW,
            ["Лист ожидания: очно", "Лист ожидания: онлайн"],
        ),
        (
            {"terms": HYBRID, "seats": (*FULL, Seats(ONLINE, 1)), "mine": THIRD},
            NOW,
            ["Участвовать онлайн", "Выйти из листа ожидания"],
        ),
        (
            {
                "terms": HYBRID,
                "seats": (*FREE, Seats(ONLINE, 1)),
                "mine": Place(RegistrationStatus.REGISTERED, ONLINE),
                "online_url": "https://example.org",
            },
            NOW,
            ["Ссылка на встречу", TICKET, TO_CALENDAR, REMINDERS, "Участвовать очно", "Освободить место"],
        ),
        (
            {"terms": HYBRID, "seats": (*FREE, Seats(ONLINE, 1, taken=1)), "mine": SEAT},
            NOW,
            [TICKET, TO_CALENDAR, REMINDERS, "Освободить место"],
        ),
        ({"terms": replace(TERMS, registration_closes_at=NOW)}, NOW, []),
        ({"terms": replace(TERMS, status=EventStatus.CANCELLED), "mine": SEAT}, NOW, [TO_CALENDAR]),
        ({}, STARTS, []),
        ({"mine": SEAT}, STARTS, [TICKET]),
        ({"mine": OFFERED}, STARTS, []),
        (
            {"terms": HYBRID, "mine": Place(RegistrationStatus.REGISTERED, ONLINE)},
            STARTS - timedelta(minutes=15),
            ["Я здесь", TICKET, TO_CALENDAR, REMINDERS, "Участвовать очно", "Освободить место"],
        ),
        (
            {"terms": replace(TERMS, format=EventFormat.ONLINE), "mine": Place(RegistrationStatus.REGISTERED, ONLINE)},
            STARTS,
            ["Я здесь"],
        ),
    ],
)
def test_buttons_of_the_card(changes: dict[str, object], now: datetime, expected: list[str]) -> None:
    assert labels(card(replace(CARD, **changes), now)) == [
        *expected,
        "Поделиться",
        "📅 К календарю",
        "🏠 В меню",
    ]


def test_a_started_and_a_past_event_say_so() -> None:
    assert "Встреча уже идёт." in read(card(CARD, STARTS))
    assert "✅ Вы записаны." in read(card(replace(CARD, mine=SEAT), STARTS))
    assert "Встреча уже прошла." in read(card(replace(CARD, mine=SEAT), STARTS + timedelta(hours=5)))


def test_signed_up() -> None:
    usual = replace(TERMS, starts_at=STARTS + timedelta(hours=6))
    view = replace(TAKING_PART, terms=usual, reminders=ahead(usual.starts_at))
    assert read(registrations.signed_up(view, NOW)) == (
        "✅ Вы записаны: «День в школе наставника», ср, 10 февраля, 15:00.\n"
        "Напомним за день и за два часа. Планы поменялись — освободите место одной кнопкой."
    )


@pytest.mark.parametrize(
    ("starts_at", "sentence"),
    [
        (STARTS, "Напомним за день и в день встречи в 08:00. Планы"),
        (STARTS - timedelta(minutes=30), "Напомним за день и накануне в 20:00. Планы"),
        # Monday: Sunday is quiet, and one message is enough
        (STARTS - timedelta(days=2, minutes=30), "Напомним в субботу, 6 февраля, в 20:00. Планы"),
        (NOW + timedelta(hours=1), "11:00.\nПланы"),
    ],
)
def test_when_the_reminders_come(starts_at: datetime, sentence: str) -> None:
    terms = replace(TERMS, starts_at=starts_at)
    view = replace(TAKING_PART, terms=terms, reminders=ahead(starts_at))
    assert sentence in read(registrations.signed_up(view, NOW))


def test_a_day_before_is_a_day_where_clocks_change_in_between() -> None:
    clubtime.use_zone(clubtime.ZoneInfo("Africa/Cairo"))
    starts_at = datetime(2026, 10, 30, 13, 0, tzinfo=UTC)
    view = replace(TAKING_PART, terms=replace(TERMS, starts_at=starts_at), reminders=ahead(starts_at))
    assert "Напомним за день и за два часа." in read(registrations.signed_up(view, NOW))


@pytest.mark.parametrize(
    ("limit", "line", "sentence"),
    [
        (15, 3, "Все 15 мест заняты. Вы третьи в листе ожидания: если кто-то откажется, сразу напишем."),
        (2, 10, "Все 2 места заняты. Вы десятые в листе ожидания: "),
        (21, 1, "Все места заняты, их 21. Вы первые в листе ожидания: "),
        (1, 11, "Единственное место занято. Вы в листе ожидания, ваш номер — 11: "),
    ],
)
def test_waiting(limit: int, line: int, sentence: str) -> None:
    seats = (Seats(OFFLINE, limit, taken=limit, waiting=line),)
    view = replace(TAKING_PART, seats=seats, mine=replace(THIRD, line=line), reminders=())
    assert sentence in read(registrations.signed_up(view, NOW))


def test_waiting_while_there_is_room_online() -> None:
    view = replace(TAKING_PART, terms=HYBRID, seats=(*FULL, Seats(ONLINE, 1)), mine=THIRD, reminders=())
    screen = registrations.signed_up(view, NOW)
    assert "Все 15 мест очно заняты." in read(screen)
    assert "Онлайн места есть — можно перейти." in read(screen)
    assert "Участвовать онлайн" in labels(screen)


@pytest.mark.parametrize(
    ("changes", "sentence", "label"),
    [
        ({"seats": FULL}, "встаньте в лист ожидания ещё раз", "В лист ожидания"),
        ({"seats": FREE}, "место больше не держим", "Записаться"),
        ({"seats": FREE, "terms": replace(TERMS, registration_closes_at=NOW)}, "Запись уже закрыта", None),
    ],
)
def test_an_offer_that_ran_out_says_what_is_still_possible(
    changes: dict[str, object], sentence: str, label: str | None
) -> None:
    screen = registrations.offer_expired(replace(CARD, **changes), NOW)  # type: ignore[arg-type]
    assert sentence in read(screen)
    assert [one for one in labels(screen) if one in {"Записаться", "В лист ожидания"}] == ([label] if label else [])


@pytest.mark.parametrize(("room", "label"), [(True, "Вернуть запись"), (False, "В лист ожидания")])
def test_leaving_says_what_coming_back_means(room: bool, label: str) -> None:
    screen = registrations.cancelled(Left(12, "Знакомимся", STARTS, OFFLINE, room))
    assert "Запись снята: «Знакомимся», ср, 10 февраля, 09:00. Спасибо, что предупредили." in read(screen)
    assert ("встанете в конец листа ожидания" in read(screen)) is not room
    assert labels(screen)[0] == label


@pytest.mark.parametrize(
    ("now", "beginning"),
    [
        (STARTS - timedelta(days=1), "Завтра в 09:00 — «День в школе наставника».\nЛицей № 903\nЖдём вас!"),
        (STARTS - timedelta(hours=1), "Сегодня в 09:00 — «День в школе наставника»."),
        (STARTS - timedelta(days=2), "Ср, 10 февраля, 09:00 — «День в школе наставника»."),
    ],
)
def test_reminder_is_worded_by_the_date(now: datetime, beginning: str) -> None:
    screen = registrations.reminder(TAKING_PART, now)
    assert read(screen).startswith(beginning)
    assert labels(screen) == [TICKET, "Карточка встречи", "Не смогу прийти", "🏠 В меню"]
    assert screen.fresh


def test_in_the_middle_of_a_series_a_reminder_offers_nothing_that_would_be_refused() -> None:
    second = Sitting(2, STARTS + timedelta(days=7), STARTS + timedelta(days=7, hours=2))
    screen = registrations.reminder(replace(TAKING_PART, sitting=second), STARTS + timedelta(days=6))
    assert labels(screen) == [TICKET, "Карточка встречи", "🏠 В меню"]


def test_online_people_get_the_link_in_messages() -> None:
    online = replace(
        TAKING_PART,
        terms=HYBRID,
        mine=Place(RegistrationStatus.REGISTERED, ONLINE),
        online_url="https://example.org/meet",
    )
    for screen in (registrations.reminder(online, NOW), registrations.seated(online)):
        assert "Подключайтесь по ссылке ниже." in read(screen)
        assert screen.rows[0][0].url == "https://example.org/meet"
    assert "Для вас есть место! Вы записаны онлайн: " in read(registrations.seated(online))
    assert "Ссылка на встречу — кнопка ниже" in read(registrations.signed_up(online, NOW))


def line(**changes: object) -> EventLine:
    return replace(EventLine(12, "Знакомимся", TERMS, FREE), **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("shown", "note"),
    [
        (line(), "свободно 12 мест"),
        (line(seats=FULL), "есть лист ожидания"),
        (line(seats=(*FULL, Seats(ONLINE, 1)), terms=HYBRID), "свободно 1 место"),
        (line(seats=(*FREE, Seats(ONLINE, None)), terms=HYBRID), "места есть"),
        (line(mine=SEAT), "вы записаны"),
        (line(mine=SEAT, terms=HYBRID), "вы записаны очно"),
        (line(mine=THIRD), "вы третьи в листе ожидания"),
        (line(terms=replace(TERMS, registration_closes_at=NOW)), "🔒 запись закрыта"),
    ],
)
def test_line_of_the_calendar(shown: EventLine, note: str) -> None:
    view = EventList((shown,), page_of(1, 0, 5))
    assert f"1. Знакомимся\nср, 10 февраля 2027, 09:00 · {note}" in read(screens.calendar(view, EventFilter(), NOW))


def test_a_list_is_pressed_by_its_numbers() -> None:
    view = EventList((line(), line(id=7, title="День в школе наставника", mine=SEAT)), page_of(12, 1, 5))
    mine = replace(view, lines=view.lines[1:] * 2)
    for screen in (screens.calendar(view, EventFilter(), NOW), screens.my_events(mine, NOW)):
        numbers, pages, *_ = screen.rows
        assert [button.text for button in numbers] == ["1", "2"]
        assert (numbers[1].data or "").split(":")[1] == "7"
        assert "2. День в школе наставника" in read(screen)
        assert [button.text for button in pages] == ["← Раньше", "Дальше →"]


def test_empty_calendar_offers_everything() -> None:
    nothing = EventList((), page_of(0, 0, 5))
    assert labels(screens.calendar(nothing, EventFilter(), NOW)) == ["🏠 В меню"]
    narrowed = screens.calendar(nothing, EventFilter(form=EventForm.BALL), NOW)
    assert labels(narrowed) == ["Бал молодых педагогов", "Направление", "Показать все", "🏠 В меню"]
    assert "📅 К календарю" in labels(screens.my_events(nothing, NOW))


def test_a_chosen_form_has_a_row_of_its_own() -> None:
    nothing = EventList((), page_of(0, 0, 5))
    by_direction = screens.calendar(nothing, EventFilter(direction=Direction.PARENTS), NOW)
    assert [button.text for button in by_direction.rows[0]] == ["Форма", "👪 Родители"]
    by_form = screens.calendar(nothing, EventFilter(form=EventForm.EDU_SESSION), NOW)
    assert [button.text for button in by_form.rows[0]] == ["Образовательная сессия"]
