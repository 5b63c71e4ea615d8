"""The desk's pages, and what the card tells of series, maps, partners and drafts."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from domain.events.event_desk import DeskList, FewerSeats, ManagedEvent, OtherWay, SavedPlan, Stage, stage
from domain.events.event_plan import EventPlan, Step
from domain.events.events import EventLine, Seats
from domain.events.reminders import Sitting
from domain.paging import Page
from domain.vocabulary import Attendance, EventFormat, EventStatus
from screens.events import event_card, event_desk, event_edit, event_plan
from screens.kit import LABEL_LIMIT, Photo, Toast
from tests.unit.sample_events import CARD, HUGE, HYBRID, NOW, OFFLINE, ONLINE, STARTS, TERMS, card, labels, read

DRAFT = replace(TERMS, status=EventStatus.DRAFT)
OFF = replace(TERMS, status=EventStatus.CANCELLED)
MANAGED = ManagedEvent(
    id=HUGE,
    title="День & ночь",
    terms=TERMS,
    seats=(Seats(OFFLINE, 15, taken=15, waiting=3, offered=1),),
    sittings=1,
    marked=12,
    certificates=0,
    questions=0,
)
NEVER = {
    Stage.DRAFT: {"👥 Участники", "🕒 Перенести", "Отменить", "Поделиться", "📊 Итоги"},
    Stage.COMING: {"✅ Опубликовать", "Удалить", "📊 Итоги", "Вернуть"},
    Stage.RUNNING: {"✅ Опубликовать", "Отменить", "Вернуть"},
    Stage.PAST: {"✅ Опубликовать", "Отменить", "🕒 Перенести", "Поделиться"},
    Stage.CANCELLED: {"✅ Опубликовать", "Отменить", "🕒 Перенести", "✏️ Изменить"},
}


@pytest.mark.parametrize(
    ("terms", "now", "expected"),
    [
        (DRAFT, NOW, Stage.DRAFT),
        (DRAFT, STARTS + timedelta(days=9), Stage.DRAFT),
        (TERMS, NOW, Stage.COMING),
        (TERMS, STARTS, Stage.RUNNING),
        (TERMS, TERMS.ends_at, Stage.PAST),
        (OFF, NOW, Stage.CANCELLED),
        (OFF, TERMS.ends_at, Stage.CANCELLED),
    ],
)
def test_each_stage_has_its_own_buttons(terms: object, now: datetime, expected: Stage) -> None:
    view = replace(MANAGED, terms=terms)
    assert stage(view.terms, now) is expected
    shown = labels(event_desk.event(view, now))
    assert not NEVER[expected] & set(shown)
    assert "🛠 Рабочий стол" in shown
    assert "Скопировать" in shown
    assert all(len(label) <= LABEL_LIMIT for label in shown)


def test_figures_of_an_event() -> None:
    assert read(event_desk.event(MANAGED, NOW)) == (
        "День & ночь\nср, 10 февраля 2027, 09:00\nЗаписано: 15 из 15, предложено 1 место, в листе ожидания 3"
    )
    both = replace(MANAGED, terms=HYBRID, seats=(Seats(OFFLINE, 15, taken=3), Seats(ONLINE, None, taken=7)), sittings=3)
    after = read(event_desk.event(replace(both, certificates=9), HYBRID.ends_at))
    assert "3 занятия" in after
    assert after.endswith("Записано очно: 3 из 15\nЗаписано онлайн: 7\nОтмечено: 12\nСертификатов: 9")
    assert "Отмечено" not in read(event_desk.event(both, NOW))
    assert "Записано" not in read(event_desk.event(replace(MANAGED, terms=DRAFT), NOW))


def test_the_list_of_the_desk() -> None:
    lines = (
        EventLine(1, "<Черновик>", DRAFT, ()),
        EventLine(2, "Скоро", TERMS, (Seats(OFFLINE, 2, taken=2, waiting=1),)),
        EventLine(3, "Отменено", OFF, (Seats(OFFLINE, 2, taken=2, waiting=1),)),
    )
    view = DeskList(lines, Page(0, 2, 5), past=False, drafts=1, coming=6, over=4)
    screen = event_desk.desk(view, NOW)
    for words in ("<Черновик>\nср, 10 февраля 2027, 09:00 · черновик", "записано 2, ждут 1", "· отменено, записано 2"):
        assert words in read(screen)
    assert labels(screen) == ["1", "2", "3", "Дальше →", "➕ Новое мероприятие", "Прошедшие: 4", "🏠 В меню"]
    assert "Дописать мероприятие" in labels(event_desk.desk(view, NOW, unfinished=True))
    past = replace(view, past=True, lines=(), page=Page(0, 1, 5))
    assert "Предстоящие: 7" in labels(event_desk.desk(past, NOW))
    empty = event_desk.desk(replace(view, lines=(), page=Page(0, 1, 5), drafts=0, coming=0, over=0), NOW)
    assert labels(empty) == ["➕ Новое мероприятие", "🏠 В меню"]


def test_what_an_edit_does_to_people_is_said_in_words() -> None:
    fewer = event_edit.confirm(12, Step.SEATS, FewerSeats(OFFLINE, held=18, limit=15))
    assert read(fewer) == (
        "Записано 18, а мест станет 15. Никого не снимем: новых начнём записывать, когда останется меньше 15."
    )
    assert "Записано онлайн 18" in read(event_edit.confirm(12, Step.SEATS_ONLINE, FewerSeats(ONLINE, 18, 15)))
    crowded = OtherWay(Attendance.ONLINE, OFFLINE, held=21, waiting=0, total=30, limit=25)
    assert read(event_edit.confirm(12, Step.FORMAT, crowded)).splitlines() == [
        "Записано онлайн: 21 человек. Места останутся за ними, но уже очно.",
        "Мест очно — 25, а займут 30: новых начнём записывать, когда останется меньше 25.",
        "Всем напишем о новом формате.",
    ]


# --- the card


def test_the_card_tells_of_a_series() -> None:
    sittings = tuple(
        Sitting(
            number, STARTS + timedelta(days=number), STARTS + timedelta(days=number, hours=1), "Тема <1> " + "я" * 99
        )
        for number in range(1, 12)
    )
    text = read(card(replace(CARD, sittings=sittings)))
    assert "Когда: 11 занятий, с 11 по 21 февраля 2027\n" in text
    assert "Занятия:\n1. чт, 11 февраля 2027, 09:00 — Тема <1> я" in text
    assert "8. чт, 18 февраля 2027" in text
    assert "\n…и ещё 3\n" in text


def test_an_event_that_is_over_is_edited_only_for_certificates_and_history() -> None:
    plan = EventPlan(
        title="Вальс", format=EventFormat.HYBRID, place="Набережная", starts_at=STARTS, length=timedelta(hours=5)
    )
    view = SavedPlan(12, HYBRID, plan)
    before, after = (labels(event_edit.menu(view, now)) for now in (NOW, HYBRID.ends_at))
    assert {"🕒 Перенести", "✏️ Места очно", "✏️ Запись", "✏️ Ссылка"} < set(before)
    fields = ("Название", "Форма", "Направления", "Трек", "Место", "Часы", "Анонс", "Афиша", "Партнёры")
    assert after == [*(f"✏️ {field}" for field in fields), "← К мероприятию"]
    assert "🕒 Перенести" not in labels(event_edit.menu(view, STARTS)), "what has begun is not moved"


def test_the_card_links_the_place_to_the_map_and_names_partners() -> None:
    view = replace(CARD, map_url='https://x.ru/?a=1&b="2"', partners="Колледж & <вуз>")
    screen = card(view)
    assert '<a href="https://x.ru/?a=1&amp;b=&quot;2&quot;">Лицей № 903</a>' in screen.text
    assert "Партнёры: Колледж & <вуз>" in read(screen)
    hybrid = replace(view, terms=replace(TERMS, format=EventFormat.HYBRID))
    assert "Где: Лицей № 903 или онлайн" in read(card(hybrid))


def test_the_card_of_a_draft_says_so_and_its_preview_does_not() -> None:
    draft = replace(CARD, terms=DRAFT)
    assert "Это черновик: его видят только координаторы." in read(card(draft))
    assert "Поделиться" not in labels(card(draft))
    preview = event_plan.preview(draft, NOW)
    assert preview.text == card(CARD).text
    assert labels(preview) == ["✅ Опубликовать", "✏️ Изменить", "Удалить черновик", "🛠 Рабочий стол"]


def test_the_picture_of_an_event() -> None:
    assert "🖼 Афиша" not in labels(card(CARD))
    view = replace(CARD, cover="AgAC")
    assert "🖼 Афиша" in labels(card(view))
    shown = event_card.cover(view)
    assert isinstance(shown, Photo)
    assert shown.content == "AgAC"
    assert isinstance(event_card.cover(CARD), Toast)
